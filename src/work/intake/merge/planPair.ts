import type { EditedField, StoredEdit } from '../../../store/clickhouse/storedEdits.ts'
import { identifiersIn, type CustomerRecord } from '../../../store/clickhouse/records.ts'
import { storedText } from '../../../store/clickhouse/stored.ts'

/** Whose value of a field stands after a merge, where somebody says so; by field id. */
export type Chosen = ReadonlyMap<number, 'keep' | 'drop'>

/**
 * What merging `drop` into `keep` changes, as rows of `edits`. Of each field the kept one's value stands
 * where she has one, else the other's; or whose is chosen. A value taken over keeps its instant and its
 * source: it was said then and by them, and what was said later still wins over it. All identifiers are
 * the kept one's from then on, two of a kind too: somebody says that these are one person.
 */
export function planPair(
  keep: CustomerRecord,
  drop: CustomerRecord,
  chosen: Chosen,
  { run, version, now }: { readonly run: number; readonly version: number; readonly now: number },
): { readonly kept: StoredEdit; readonly dropped: StoredEdit } {
  const both = { version, importId: run, noticed: now, made: false }
  return {
    kept: {
      ...both,
      ...whoIs(keep, drop),
      removed: false,
      updated: now,
      fields: taken(keep, drop, chosen),
      added: identifiersIn(drop).filter(({ kind, value }) => {
        return keep.identifiers.get(kind)?.includes(value) !== true
      }),
      lost: [],
    },
    dropped: {
      ...both,
      ...whoIs(drop, keep),
      removed: true,
      updated: now,
      fields: [...drop.values].map(([field, stored]) => {
        return { field, old: storedText(stored), new: '' }
      }),
      added: [],
      lost: identifiersIn(drop),
    },
  }
}

function whoIs(
  { id, updated, created, importId }: CustomerRecord,
  other: CustomerRecord,
): Pick<StoredEdit, 'customer' | 'updatedBefore' | 'created' | 'madeBy' | 'other'> {
  return { customer: id, updatedBefore: updated, created, madeBy: importId, other: other.id }
}

function taken(keep: CustomerRecord, drop: CustomerRecord, chosen: Chosen): EditedField[] {
  const fields = new Set([...keep.values.keys(), ...drop.values.keys()])
  return [...fields].flatMap((field): EditedField[] => {
    const [hers, others] = [keep.values.get(field), drop.values.get(field)]
    const has = hers !== undefined && hers[0] !== null
    const none = others === undefined || others[0] === null
    const whose = chosen.get(field) ?? (has || none ? 'keep' : 'drop')
    if (whose === 'keep') return []
    const [old, then] = [hers, others].map((stored) => (stored ? storedText(stored) : ''))
    return old === then ? [] : [{ field, old: old ?? '', new: then ?? '' }]
  })
}
