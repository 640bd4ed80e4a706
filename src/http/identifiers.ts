import type { z } from 'zod'
import type { heldIdentifier } from '../api/identifiers.ts'
import { keyOf } from '../domain/customer/links.ts'
import { readLinks, type StoredLinks } from '../store/clickhouse/links.ts'
import { identifiersIn, readRecords } from '../store/clickhouse/records.ts'
import { readEdits } from '../store/clickhouse/storedEdits.ts'
import { found } from './found.ts'
import { iso } from './instants.ts'
import type { Works } from './works.ts'

export type HeldIdentifier = z.output<typeof heldIdentifier>

/** A customer's identifiers: since when each is hers, by which import, and what messages named together with it. */
export async function identifiersPage(works: Works, id: string): Promise<HeldIdentifier[]> {
  const { database } = works
  const [records, edits] = await Promise.all([
    readRecords(database, [id]),
    readEdits(database, [id]),
  ])
  const identifiers = identifiersIn(found(records.get(id), 'customer'))
  const links = await readLinks(database, identifiers)
  return identifiers.map((identifier) => {
    const key = keyOf(identifier)
    const gave = edits.get(id)?.findLast(({ added }) => added.some((each) => keyOf(each) === key))
    return {
      ...identifier,
      since: gave === undefined ? null : iso(gave.noticed),
      import: gave === undefined || gave.importId === 0 ? null : gave.importId,
      with: saidOf(links, key),
    }
  })
}

/** By messages; what was given otherwise says nothing of when. */
function saidOf({ judged }: StoredLinks, key: string): HeldIdentifier['with'] {
  return judged
    .filter(({ weak, given, source }) => keyOf(weak) === key && !(given && source === ''))
    .toSorted((a, b) => a.at - b.at)
    .map(({ strong, at, source, state }) => ({
      ...strong,
      at: iso(at),
      source,
      counts: state === 'tree' || state === 'same',
    }))
}
