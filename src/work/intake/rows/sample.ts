import type { Catalog } from '../../../domain/customer/catalog.ts'
import type { Field, Value } from '../../../domain/customer/field.ts'
import { showValue } from '../../../domain/customer/value.ts'
import type { Draft, Edit } from '../draft.ts'
import type { RowSample } from './options.ts'

/** What a set had changed of somebody before one of its rows, by field id. */
export type ChangedBefore = ReadonlyMap<number, Changed>

type Changed = Edit['fields'] extends Map<number, infer One> ? One : never

/** To be asked before the row is applied: what comes later is not in it. */
export function changedBefore(draft: Draft | undefined): ChangedBefore {
  return new Map(draft?.edits.at(-1)?.fields)
}

/** What a row changed, by field id. */
export function changesOf(
  { edits }: Draft,
  earlier: ChangedBefore,
  catalog: Catalog,
): RowSample['changes'] {
  const changes: RowSample['changes'][number][] = []
  const last = [...(edits.at(-1)?.fields ?? [])]
  for (const [id, change] of last.toSorted(([a], [b]) => a - b)) {
    const field = catalog.byId.get(id)
    const was = earlier.get(id)
    if (field === undefined || was === change) continue
    changes.push(changeOf(field, was === undefined ? change.old?.[0] : was.new[0], change.new[0]))
  }
  return changes
}

/** As people write both. */
export function changeOf(
  field: Field,
  before: Value | null | undefined,
  after: Value | null,
): RowSample['changes'][number] {
  const show = (value: Value | null | undefined): unknown =>
    value === undefined || value === null ? null : shown(showValue(field, value))
  return { field: field.name, before: show(before), after: show(after) }
}

/** A sample is looked at, not kept. */
function shown(value: unknown): unknown {
  return typeof value === 'string' ? value.slice(0, 200) : value
}
