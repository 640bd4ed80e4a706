import type { Catalog } from '../../../domain/customer/catalog.ts'
import type { Identifier } from '../../../domain/customer/identity.ts'
import { showValue } from '../../../domain/customer/value.ts'
import { identifierKey } from '../../../store/clickhouse/identities.ts'
import type { Stored } from '../../../store/clickhouse/records.ts'
import type { Draft } from '../draft.ts'
import type { SetState } from '../setState.ts'
import type { RowSample } from './options.ts'

/** What those whom a row may speak of were like before it. */
export type Snapshot = {
  /** How often they had been changed, by id. */
  readonly changes: ReadonlyMap<string, number>
  /** Their values, where they are wanted. */
  readonly values: ReadonlyMap<string, ReadonlyMap<number, Stored>>
}

export function snapshotOf(
  state: SetState,
  identifiers: readonly Identifier[],
  withValues: boolean,
): Snapshot {
  const changes = new Map<string, number>()
  const values = new Map<string, ReadonlyMap<number, Stored>>()
  for (const each of identifiers) {
    const id = state.identities.get(identifierKey(each))
    const draft = id === undefined ? undefined : state.drafts.get(id)
    if (draft === undefined) continue
    changes.set(draft.id, draft.changes)
    if (withValues) values.set(draft.id, new Map(draft.values))
  }
  return { changes, values }
}

/** What is different of a customer since then. */
export function changesOf(before: Snapshot, draft: Draft, catalog: Catalog): RowSample['changes'] {
  const was = before.values.get(draft.id)
  const changes: RowSample['changes'][number][] = []
  for (const [id, stored] of draft.values) {
    const field = catalog.byId.get(id)
    const old = was?.get(id)
    if (field === undefined || old === stored) continue
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
