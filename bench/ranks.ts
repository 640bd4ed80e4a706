import type { Condition } from '../src/domain/segment/condition.ts'
import { countSql } from '../src/store/clickhouse/compile/members.ts'
import { withRanks } from '../src/store/clickhouse/ranks.ts'
import { sql } from '../src/store/sql/sql.ts'
import { inTurn, median, millis, ratio, type Line } from './measure.ts'
import type { Place } from './place.ts'

const tenth: Condition = {
  type: 'rank',
  side: 'top',
  n: 10,
  percent: true,
  by: {
    type: 'did',
    event: 'Order Completed',
    window: { type: 'last', n: 365, unit: 'days' },
    measure: { of: 'sum', property: 'total' },
  },
}

/** The tenth who spent most in a year, counted: by us, how far it reaches and then who is within, and by hand. */
export async function firstTenth({ database, context }: Place, rounds: number): Promise<Line[]> {
  const since = context.now - 365 * 86_400_000
  const spent = sql`SELECT customer_id, sum(total) AS spent FROM events
    WHERE name = ${'Order Completed'} AND ts > ${since} AND ts <= ${context.now}
      AND currency IN ('', 'brl') GROUP BY customer_id`
  const byHand = sql`SELECT count() AS n FROM (
      SELECT customer_id, rank() OVER (ORDER BY spent DESC) AS place, count() OVER () AS people
      FROM (${spent})
    ) WHERE place <= intDiv(people * 10 + 99, 100)
      AND customer_id IN (SELECT customer_id FROM customers FINAL)`
  const ours = async (): Promise<number> => {
    const ranked = await withRanks(database, context, [tenth])
    const [row] = await database.rows<{ count: string }>(countSql(tenth, ranked))
    return Number(row?.count)
  }
  const theirs = async (): Promise<number> => {
    const [row] = await database.rows<{ n: string }>(byHand)
    return Number(row?.n)
  }
  const [mine, hand] = [await ours(), await theirs()]
  if (mine !== hand) throw new Error(`counts differ: ${mine}, ${hand}`)
  const timings = await inTurn(rounds, { ours, theirs })
  const [own, other] = [timings.get('ours') ?? [], timings.get('theirs') ?? []]
  return [
    {
      what: 'count the top 10 percent by what they spent in a year',
      ours: millis(median(own)),
      beside: `hand-written ClickHouse ${millis(median(other))}`,
      ratio: ratio(own, other),
      aim: 2,
      floor: `${mine} members; one reading of the year's orders for how far it reaches, one for who is within`,
    },
  ]
}
