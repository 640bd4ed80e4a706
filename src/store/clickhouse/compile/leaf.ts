import { ident, join, sql, type Sql } from '../../sql/sql.ts'
import { isNamed, type Behaviour } from './behaviour.ts'
import { netPasses, netTotals } from './netTotal.ts'
import { candidates } from './observed.ts'
import { tested } from './quantity.ts'
import { allOf, always, never, not } from './reading.ts'
import { eventsOf } from './since.ts'
import { whoIs, type Who } from './who.ts'

/**
 * Whether a customer did that, in a row that has a customer_id. Who has no such event is in no group:
 * where the behaviour holds of nothing, it is asked who does not meet it.
 */
export function didTest(behaviour: Behaviour, who: Who): Sql {
  const { ofNothing, when, where } = behaviour
  if (when === never || where === never) return ofNothing ? always : never
  return ofNothing
    ? sql`customer_id NOT IN (${customersWho(behaviour, not, who)})`
    : sql`customer_id IN (${customersWho(behaviour, (holds) => holds, who)})`
}

function customersWho(behaviour: Behaviour, having: (holds: Sql) => Sql, who: Who): Sql {
  const { names, when, where, since, measure } = behaviour
  const rows = allOf([isNamed(names), whoIs(who), when, where])
  const events = eventsOf(since, who)
  if (measure.of === 'mostFrequent') {
    return sql`SELECT customer_id FROM ${mostFrequent(behaviour, { events, rows })} GROUP BY customer_id HAVING ${having(frequentPasses)}`
  }
  if (measure.of === 'netTotal') {
    return sql`SELECT customer_id FROM ${netTotals(behaviour, who)} WHERE ${having(netPasses(behaviour))}`
  }
  const { columns, holds } = tested(behaviour, undefined)
  // By name: a test may speak of an aggregate more than once.
  const called = columns.map((_, i) => ident(`a${i}`))
  const passes = having(holds(called))
  const named = columns.map((x, i) => sql`${x} AS ${ident(`a${i}`)}`)
  if (passes === always) return sql`SELECT customer_id FROM ${events} WHERE ${rows}`
  return sql`SELECT customer_id FROM (
      SELECT ${join([sql`customer_id`, ...named], ', ')} FROM ${events} WHERE ${rows} GROUP BY customer_id
    ) WHERE ${passes}`
}

/** Of the rows of `events` for which `rows` holds, a row for each customer and value: how often, when last, and whether it passes. */
export function mostFrequent(
  { observed, test, moment }: Behaviour,
  { events, rows }: { readonly events: Sql; readonly rows: Sql },
): Sql {
  if (observed === undefined) throw new Error('a most frequent value of no property')
  return sql`(
    SELECT customer_id, found.1 AS key, count() AS times, max((ts, id)) AS latest,
      any(found.2) AS passes
    FROM (
      SELECT customer_id, ts, id, arrayJoin(${candidates(observed, test, moment)}) AS found
      FROM ${events} WHERE ${rows}
    ) GROUP BY customer_id, key
  )`
}

/** Over the rows of one customer: ties go to the most recent, then to the lesser key. */
export const frequentPasses: Sql = sql`argMin(passes, (-toInt64(times), -latest.1, bitNot(latest.2), key))`
