import type { Question } from './questions.ts'

const order = '"Order Completed"'

/** Of rows of `customer` and `x` those who come first: of percent with all who are equal to the last of them. */
function first(
  rows: string,
  asked: { side?: 'asc' | 'desc'; n?: number; percent?: number },
): string {
  const { side = 'desc', n, percent } = asked
  const taken = n ?? `ceil(count(*) OVER () * ${percent} / 100)`
  return `SELECT customer FROM (${rows}) QUALIFY rank() OVER (ORDER BY x ${side}) <= ${taken}`
}

const by = (x: string, where = 'true'): string =>
  `SELECT customer, ${x} AS x FROM orders WHERE ${where} GROUP BY customer`

const lastYear = 'ts > moment() - INTERVAL 365 DAY'

export const ranks: readonly Question[] = [
  { text: `top 100 by sum of total of ${order}`, sql: first(by('sum(total)'), { n: 100 }) },
  {
    text: `top 10 percent by count of ${order} in last 90 days`,
    sql: first(by('count(*)', 'ts > moment() - INTERVAL 90 DAY'), { percent: 10 }),
  },
  {
    text: `bottom 50 by average of total of ${order} in last 365 days`,
    sql: first(by('sum(total)::DOUBLE / count(*)', lastYear), { side: 'asc', n: 50 }),
  },
  {
    text: `top 20 percent by days since last ${order}`,
    sql: first(by('floor(epoch(moment() - max(ts)) / 86400)'), { percent: 20 }),
  },
  {
    text: `bottom 10 percent by distinct items.product_id of ${order} this year`,
    sql: first(
      `SELECT customer, count(DISTINCT product) AS x FROM bought
        WHERE ts >= TIMESTAMP '2011-01-01' GROUP BY customer`,
      { side: 'asc', percent: 10 },
    ),
  },
  {
    text: `top 25 by sum of items.quantity of ${order} among (country = "Germany")`,
    sql: first(
      `SELECT customer, sum(quantity) AS x FROM bought JOIN person USING (customer)
        WHERE country = 'Germany' GROUP BY customer`,
      { n: 25 },
    ),
  },
  {
    text: `bottom 10 percent by member_since among (did ${order} at least 10 times)`,
    sql: first(
      `SELECT customer, since AS x FROM person
        WHERE (SELECT count(*) FROM orders AS o WHERE o.customer = person.customer) >= 10`,
      { side: 'asc', percent: 10 },
    ),
  },
  {
    text: `top 5 percent by net total in last 365 days`,
    sql: first(
      `SELECT customer, sum(total - back) AS x FROM (
          SELECT o.customer, o.total, coalesce(
            (SELECT sum(abs(r.total)) FROM refunds AS r
              WHERE r.customer = o.customer AND r.invoice = o.invoice), 0) AS back
          FROM orders AS o WHERE ${lastYear})
        GROUP BY customer`,
      { percent: 5 },
    ),
  },
  {
    text: `top 10 percent by active days of ${order} and not top 10 percent by sum of total of ${order}`,
    sql: `${first(by('count(DISTINCT ts::DATE)'), { percent: 10 })}
      EXCEPT (${first(by('sum(total)'), { percent: 10 })})`,
  },
]
