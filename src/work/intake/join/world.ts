import type { Identifier } from '../../../domain/customer/identity.ts'
import type { JoinWorld } from '../../../domain/customer/join.ts'
import { keyOf, pairKey, type Link } from '../../../domain/customer/links.ts'
import type { Database } from '../../../store/clickhouse/database.ts'
import { readIdentities } from '../../../store/clickhouse/identities.ts'
import { readLinks, type Sourced, type StoredLinks } from '../../../store/clickhouse/links.ts'
import {
  identifiersIn,
  readRecords,
  type CustomerRecord,
} from '../../../store/clickhouse/records.ts'
import type { Settings } from '../setState.ts'

/** What an entry asks to be looked at: pairs of identifiers. */
export type Pair = Pick<Link, 'weak' | 'strong'>

/** What is read for it: of the customers who have one of the identifiers, and of no others. */
export type ReadWorld = {
  readonly world: JoinWorld
  readonly records: ReadonlyMap<string, CustomerRecord>
  /** Of those pairs, what waits. */
  readonly said: StoredLinks['said']
  /** By pair: the source that said it first. */
  readonly sources: ReadonlyMap<string, string>
}

export async function readWorld(
  database: Database,
  { identity }: Pick<Settings, 'identity'>,
  pairs: readonly Pair[],
): Promise<ReadWorld> {
  const named = uniqueOf(pairs.flatMap(({ weak, strong }) => [weak, strong]))
  const owners = await readIdentities(database, named)
  const records = await readRecords(database, [...new Set(owners.values())])
  const hers = [...records.values()].flatMap(identifiersIn)
  const { judged, said } = await readLinks(database, uniqueOf([...named, ...hers]))
  const wanted = new Set(pairs.map(pairKey))
  const now = said.filter((each) => wanted.has(pairKey(each)))
  const later = said.filter((each) => !wanted.has(pairKey(each)))
  const customers = [...records].map(([id, record]) => {
    return [id, { created: record.created, identifiers: identifiersIn(record) }] as const
  })
  return {
    world: {
      customers: new Map(customers),
      judged,
      said: now,
      unsettled: new Set(later.flatMap(({ gave }) => gave.map(keyOf))),
      rules: identity,
    },
    records,
    said: now,
    sources: sourcesOf([...judged, ...now]),
  }
}

/** Of the earliest. */
function sourcesOf(links: readonly Sourced<Link>[]): Map<string, string> {
  const sources = new Map<string, string>()
  for (const link of links.toSorted((a, b) => b.at - a.at)) sources.set(pairKey(link), link.source)
  return sources
}

function uniqueOf(identifiers: readonly Identifier[]): Identifier[] {
  return [...new Map(identifiers.map((each) => [keyOf(each), each])).values()]
}
