import { valueType } from '../../../domain/customer/field.ts'
import type { Field } from '../../../domain/customer/field.ts'
import type { Condition, Did } from '../../../domain/segment/condition.ts'
import type { Context } from '../../../domain/segment/facts.ts'
import { ident, sql, type Sql } from '../../sql/sql.ts'
import { columnTable } from '../columns.ts'
import { midnightOf } from './calendar.ts'
import { allOf } from './reading.ts'
import { whoIs, type Who } from './who.ts'

/** A window that begins at another instant for each customer, which stands in a field. */
export type Since = {
  /** Told apart by it. */
  readonly field: Field['id']
  /** Who has that field, and when it is for her: a query of `customer_id` and `since`, in milliseconds. */
  readonly begins: (who: Who) => Sql
}

/** The beginning of the window of a `did`; undefined where that is the same for everyone. */
export function sinceOf(
  { window }: Pick<Did, 'window'>,
  { fields, shop }: Context,
): Since | undefined {
  if (window?.type !== 'since') return undefined
  const field = fields.get(window.field)
  if (field === undefined) throw new Error(`unchecked condition on the field ${window.field}`)
  const column = ident(`f${field.id}`)
  // Of what is there; the types after the table of a zone take no NULL.
  const value = sql`toInt64(ifNull(${column}, 0))`
  const since = valueType(field.type) === 'date' ? midnightOf(value, shop.zone) : value
  return {
    field: field.id,
    begins: (who) => sql`
      SELECT customer_id, ${since} AS since FROM ${ident(columnTable(field))} FINAL
      WHERE ${allOf([sql`isNotNull(${column})`, whoIs(who)])}`,
  }
}

/** The rows of events to read: of a window since a field with its instant beside them, as `since`. */
export function eventsOf(since: Since | undefined, who: Who): Sql {
  return since === undefined
    ? sql`events`
    : sql`events INNER JOIN (${since.begins(who)}) AS begun USING (customer_id)`
}

/**
 * What must hold beside the measure itself: of who lacks the field that a window begins with nothing
 * does, not even that she did it at most twice.
 */
export function beganTest({ window }: Did): Extract<Condition, { type: 'field' }> | undefined {
  if (window?.type !== 'since') return undefined
  return { type: 'field', field: window.field, test: { op: 'exists' } }
}
