import type { Rank } from '../../../domain/segment/condition.ts'
import type { Context } from '../../../domain/segment/facts.ts'
import { edgeOf, type Ranked, type Ratio } from '../../../domain/segment/rank.ts'
import { as, sql, type Sql } from '../../sql/sql.ts'
import { columnTable } from '../columns.ts'
import { fieldReading } from './field.ts'
import { allOf, isThere } from './reading.ts'

/**
 * SQL of a value that people are put in order by: `sum / over`, where it is `there`. Both are integers; a
 * value that is no quotient has no `over`.
 */
export type Quantity = { readonly there: Sql; readonly sum: Sql; readonly over: Sql | undefined }

/** How a value must stand to the edge of a rank. */
export type AtEdge = Ratio & { readonly op: 'less' | 'atMost' | 'is' | 'atLeast' | 'greater' }

/** How far a rank reaches, as tests; undefined where it is empty. */
export type Reach = {
  /** Of whom this holds is in it … */
  readonly value: AtEdge
  /** … and of those who are equal to the edge whoever was created before this one, and she. */
  readonly last?: Ranked
}

export function askedOf(rank: Rank, context: Context): Reach | undefined {
  const edge = edgeOf(rank, context)
  if (edge === null) return undefined
  const { value, last } = edge
  const top = rank.side === 'top'
  if (last === undefined) return { value: { ...value, op: top ? 'atLeast' : 'atMost' } }
  return { value: { ...value, op: top ? 'greater' : 'less' }, last }
}

const operators = {
  less: sql`<`,
  atMost: sql`<=`,
  is: sql`=`,
  atLeast: sql`>=`,
  greater: sql`>`,
} as const

/** Whether a value that is there stands so to the edge: 0 or 1. By multiplication, so that nothing is rounded. */
export function atEdge({ there, sum, over }: Quantity, edge: AtEdge): Sql {
  const wide = as('Int256', edge.sum)
  // Compared as it stands where it can be: wide numbers take longer.
  const bound = edge.over === 1n && BigInt.asIntN(64, edge.sum) === edge.sum ? edge.sum : wide
  const right = over === undefined ? sql`${bound}` : sql`${wide} * toInt256(${over})`
  const left = edge.over === 1n ? sum : sql`toInt256(${sum}) * ${as('Int256', edge.over)}`
  return allOf([there, sql`ifNull(${left} ${operators[edge.op]} ${right}, 0)`])
}

/** Whether a customer was created no later than that one, and of those of that instant has no greater id; in a row of `customers`. */
export function createdBy({ created, id }: Ranked): Sql {
  return sql`(created < ${created} OR (created = ${created} AND customer_id <= ${as('UInt64', id)}))`
}

/** A field that people are put in order by, in a row of its table. */
export function fieldRanked(
  name: string,
  { fields }: Context,
): { readonly table: 'customers' | 'contacts'; readonly quantity: Quantity } {
  const field = fields.get(name)
  if (field === undefined) throw new Error(`unchecked condition on the field ${name}`)
  const { number, day, instant } = fieldReading(field)
  const cell = number ?? day ?? instant
  if (cell === undefined) throw new Error(`unchecked condition: a rank by the field ${name}`)
  return {
    table: columnTable(field),
    quantity: { there: isThere(cell), sum: cell.x, over: undefined },
  }
}
