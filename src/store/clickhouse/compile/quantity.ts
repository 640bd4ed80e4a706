import type { Measure } from '../../../domain/segment/condition.ts'
import { sql, type Sql } from '../../sql/sql.ts'
import type { Behaviour } from './behaviour.ts'
import { measured, type Asked, type Measured } from './measure.ts'
import { atEdge, type Quantity } from './rank.ts'
import { allOf, always, never } from './reading.ts'

/** A behaviour against its test, or against the edge of a rank. */
export function tested(behaviour: Behaviour, when: Sql | undefined): Measured {
  const { edge } = behaviour
  if (edge === undefined) return measured(behaviour, when)
  const { columns, value } = quantityOf(behaviour, when)
  return { columns, holds: (names) => atEdge(value(names), edge) }
}

/** A measure as a number that people are put in order by, of the aggregates as they are called. */
export type Measuring = {
  readonly columns: readonly Sql[]
  readonly value: (columns: readonly Sql[]) => Quantity
}

/** Of those events of a customer for which `when` holds, of all where it is left out; there where it is one at least. */
export function quantityOf(asked: Asked, when: Sql | undefined): Measuring {
  // Whatever the test, the aggregates are the same.
  const { columns } = measured({ ...asked, test: { op: 'exists' } }, when)
  // Whoever is in a group has an event in it.
  if (when === undefined) return { columns, value: (names) => valueOf(asked, names) }
  return {
    columns: [sql`countIf(${when})`, ...columns],
    value([count = never, ...names]) {
      const { there, ...value } = valueOf(asked, names)
      return { ...value, there: allOf([sql`${count} > 0`, there]) }
    },
  }
}

function valueOf({ measure, span }: Asked, names: readonly Sql[]): Quantity {
  const [x = never, y = never] = names
  const whole = (n: Sql) => sql`toInt128(${n}) * 10000`
  switch (measure.of) {
    case 'count':
    case 'distinct':
    case 'activeDays':
    case 'activeWeeks':
    case 'activeMonths':
      return there(whole(x))
    case 'sum':
      return there(x)
    case 'average':
      return { there: sql`${y} > 0`, sum: x, over: y }
    case 'minimum':
    case 'maximum':
      return { there: sql`isNotNull(${x})`, sum: x, over: undefined }
    case 'daysSinceFirst':
    case 'daysSinceLast':
      return {
        there: sql`isNotNull(${x})`,
        sum: whole(sql`intDiv(${span.now} - ${x}, 86400000)`),
        over: undefined,
      }
    case 'change':
    case 'percentChange':
      return changed(measure, x, y)
    case 'first':
    case 'last':
    case 'mostFrequent':
    case 'netTotal':
      throw new Error(`unchecked condition: a rank by ${measure.of}`)
  }
}

/** A sum of many numbers and what follows from it may take more than 128 bits. */
function changed(
  { of, in: inner }: Extract<Measure, { readonly in: unknown }>,
  now: Sql,
  before: Sql,
): Quantity {
  const scale = inner.of === 'sum' ? sql`1` : sql`10000`
  const more = sql`(toInt256(${now}) - toInt256(${before}))`
  if (of === 'change') return there(sql`${more} * ${scale}`)
  return {
    there: sql`${before} != 0`,
    sum: sql`${more} * 1000000`,
    over: sql`abs(toInt256(${before}))`,
  }
}

function there(sum: Sql): Quantity {
  return { there: always, sum, over: undefined }
}
