import type { Catalog } from '../../../domain/customer/catalog.ts'
import type { Field, Value } from '../../../domain/customer/field.ts'
import { showValue } from '../../../domain/customer/value.ts'
import type { Draft } from '../draft.ts'
import type { RowSample } from './options.ts'

/** What the last writes to a customer changed, by field id. */
export function changesOf({ edits }: Draft, catalog: Catalog): RowSample['changes'] {
  const changes: RowSample['changes'][number][] = []
  const last = [...(edits.at(-1)?.fields ?? [])]
  for (const [id, { old, new: stored }] of last.toSorted(([a], [b]) => a - b)) {
    const field = catalog.byId.get(id)
    if (field !== undefined) changes.push(changeOf(field, old?.[0], stored[0]))
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
