import { convertValue } from '../../domain/customer/convert.ts'
import type { Field, Value } from '../../domain/customer/field.ts'
import { valueInto } from '../../domain/customer/typeChange.ts'
import { showValue } from '../../domain/customer/value.ts'
import { isFailure } from '../../domain/failure.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import type { CustomerRecord } from '../../store/clickhouse/records.ts'
import { versionOf } from '../../store/clickhouse/version.ts'
import type { Entry } from '../../store/operational/inbox.ts'
import { draftOf, writeValue } from './draft.ts'
import { noReferences } from './referenceDraft.ts'
import { SetState, type Settings } from './setState.ts'
import { writeSet } from './writeSet.ts'

/** How many values became values of another type, and some that did not, with why. */
export type Converted = {
  readonly converted: number
  readonly failed: number
  readonly examples: readonly { readonly value: unknown; readonly reason: string }[]
}

export const noneConverted: Converted = { converted: 0, failed: 0, examples: [] }

const mostExamples = 20

/** Tries the values of some records as values of the other field; nothing is written. */
export function tryConversion(
  { from, into }: { readonly from: Field; readonly into: Field },
  values: readonly (Value | null | undefined)[],
  before: Converted,
  settings: Settings,
): Converted {
  let { converted, failed } = before
  const examples = [...before.examples]
  const reasons = new Set(examples.map(({ reason }) => reason))
  for (const value of values) {
    if (value === null || value === undefined) continue
    const after = convertValue(from, into, value, settings)
    if (!isFailure(after)) {
      converted += 1
      continue
    }
    failed += 1
    if (examples.length >= mostExamples || reasons.has(after.message)) continue
    reasons.add(after.message)
    examples.push({ value: showValue(from, value), reason: after.message })
  }
  return { converted, failed, examples }
}

/**
 * Gives these customers the value of the other field that theirs becomes, with its source and since when it
 * holds; who has none that becomes one has none there. Written as any set of arrivals is, so that it is in
 * her history; it may have been written before.
 */
export async function convertSet(
  database: Database,
  settings: Settings,
  { from, into }: { readonly from: Field; readonly into: Field },
  { records, entry }: { readonly records: readonly CustomerRecord[]; readonly entry: Entry },
): Promise<void> {
  const { position, received } = entry
  const drafts = new Map(records.map((record) => [record.id, draftOf(record)]))
  const nobody = new Set<string>()
  const known = { identities: new Map(), buried: nobody, there: nobody, taken: new Set<string>() }
  const state = new SetState(
    settings,
    { set: 0, repeated: true },
    { ...known, drafts, merged: new Map(), referenceDrafts: noReferences },
  )
  const change = state.change({ position, row: 0, received, importId: 0 })
  for (const record of records) {
    const stored = record.values.get(from.id)
    if (stored === undefined) continue
    const [value, at, source] = stored
    const after = valueInto({ from, into }, value ?? undefined, settings) ?? null
    const before = record.values.get(into.id)
    if (after === null && before === undefined) continue
    // Whichever is later: an undo may have brought back what held before.
    writeValue(state.draft(record.id), into, [after, at, source], change)
  }
  const versions = { from: versionOf(position), to: versionOf(position) }
  await writeSet(database, state, { token: `${position}-0`, versions, repeated: true })
}
