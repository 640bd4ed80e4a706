import type { Catalog } from '../../../domain/customer/catalog.ts'
import { showValue } from '../../../domain/customer/value.ts'
import type { Stored } from '../../../store/clickhouse/records.ts'
import type { Draft } from '../draft.ts'
import type { RowSample } from './options.ts'

/** What the last writes to a customer changed. */
export function changesOf({ edits }: Draft, catalog: Catalog): RowSample['changes'] {
  const changes: RowSample['changes'][number][] = []
  for (const [id, { old, new: stored }] of edits.at(-1)?.fields ?? []) {
    const field = catalog.byId.get(id)
    if (field === undefined) continue
    const show = (value: Stored | undefined): unknown =>
      value === undefined || value[0] === null ? null : shown(showValue(field, value[0]))
    changes.push({ field: field.name, before: show(old), after: show(stored) })
  }
  return changes
}

/** A sample is looked at, not kept. */
function shown(value: unknown): unknown {
  return typeof value === 'string' ? value.slice(0, 200) : value
}
