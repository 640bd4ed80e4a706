import {
  firstInstant,
  longestFade,
  stepMs,
  stepsPerHalf,
  stepWeights,
  type Affinity,
} from '../../../domain/segment/calculated/affinity.ts'
import type { Did, Test } from '../../../domain/segment/condition.ts'
import type { Context } from '../../../domain/segment/facts.ts'
import { textKey } from '../../../domain/segment/identity.ts'
import { as, sql, type Sql } from '../../sql/sql.ts'
import { behaviourOf, isNamed } from './behaviour.ts'
import type { Worked } from './formula.ts'
import { compareNumber } from './number.ts'
import { candidates } from './observed.ts'
import { allOf } from './reading.ts'
import { whoIs, type Who } from './who.ts'

/** A test of an affinity. Weights are whole numbers of 128 bits: of 17 bits, moved by 40, times 10, for each event. */
export function affinityOf(affinity: Affinity, test: Test, context: Context): Worked {
  return {
    key: `affinity ${JSON.stringify([affinity, test])}`,
    who: (who) =>
      sql`SELECT customer_id FROM (${weighed(affinity, test, { context, who })}) GROUP BY customer_id HAVING ${holds(affinity, test)}`,
  }
}

/** Of everyone of whom there is one the share: rows of `customer_id` and `value`. */
export function sharesOf(affinity: Affinity, context: Context, who: Who): Sql {
  const { shareOf } = affinity
  if (shareOf === undefined) throw new Error('unchecked condition: a rank by no share')
  const weights = weighed(affinity, { op: 'exists' }, { context, who })
  return sql`SELECT customer_id, ${shareIn(shareOf)} AS value FROM (${weights}) GROUP BY customer_id`
}

type Asked = { readonly context: Context; readonly who: Who }

/** Rows of `customer_id`, `key` of a value, its `weight` and whether it passes. */
function weighed(affinity: Affinity, test: Test, { context, who }: Asked): Sql {
  const did = { ...affinity.of, test } as Did
  const { names, when, where, observed, moment } = behaviourOf(did, context)
  if (observed === undefined) throw new Error('an affinity of no property')
  const rows = allOf([isNamed(names), whoIs(who), when, where])
  const step = sql`intDiv(ts - ${firstInstant}, ${stepMs(affinity.halvedEvery)})`
  const found = sql`
    SELECT customer_id, ${step} AS step, ${timesIn(affinity)} AS times,
      arrayJoin(${candidates(observed, test, moment)}) AS one
    FROM events WHERE ${rows}`
  const faded = sql`(intDiv(latest, ${stepsPerHalf}) - intDiv(step, ${stepsPerHalf}))`
  const own = sql`${as('Array(Int64)', [...stepWeights])}[step % ${stepsPerHalf} + 1]`
  const weight = sql`if(${faded} > ${longestFade}, toInt128(0),
    toInt128(${own}) * times * toInt128(bitShiftLeft(toUInt64(1), toUInt64(greatest(0, ${longestFade} - ${faded})))))`
  return sql`
    SELECT customer_id, key, any(passes) AS passes, sum(weight) AS weight FROM (
      SELECT customer_id, one.1 AS key, one.2 AS passes, ${weight} AS weight FROM (
        SELECT customer_id, step, times, one, max(step) OVER (PARTITION BY customer_id) AS latest
        FROM (${found})
      )
    ) GROUP BY customer_id, key`
}

/** How many times the event of a row counts. */
function timesIn({ weights = [] }: Affinity): Sql {
  if (weights.length === 0) return sql`1`
  const names = as(
    'Array(String)',
    weights.map(({ event }) => event),
  )
  const times = as(
    'Array(Int64)',
    weights.map(({ weight }) => weight),
  )
  return sql`transform(name, ${names}, ${times}, toInt64(1))`
}

function holds({ shareOf }: Affinity, test: Test): Sql {
  if (shareOf === undefined) return sql`argMin(passes, (-weight, key))`
  if (test.op === 'exists') return sql`1`
  return compareNumber(shareIn(shareOf), test)
}

/** In percent, half away from zero to ten-thousandths; no weight is below 0. */
function shareIn(value: string): Sql {
  const own = sql`(sumIf(weight, key = ${textKey(value)}) * 1000000)`
  const total = sql`sum(weight)`
  return sql`toInt64(intDiv(2 * ${own} + ${total}, 2 * ${total}))`
}
