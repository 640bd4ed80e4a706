/** A condition, and whom it holds of as somebody who never saw our code would ask it of the file in SQL. */
export type Question = { readonly text: string; readonly sql: string }

/** Those of `orders` in some window who have so many of them, or none at all where none is enough. */
const orderers = (having: string, where = 'true'): string =>
  `SELECT customer FROM orders WHERE ${where} GROUP BY customer HAVING ${having}`

const lastDays = (n: number): string => `ts > moment() - INTERVAL ${n} DAY`
const everybodyBut = (sql: string): string => `SELECT customer FROM person EXCEPT (${sql})`

export const howOften: readonly Question[] = [
  { text: 'did "Order Completed" at least 5 times', sql: orderers('count(*) >= 5') },
  {
    text: 'did "Order Completed" between 2 and 3 times in last 90 days where total > 300',
    sql: orderers('count(*) BETWEEN 2 AND 3', `${lastDays(90)} AND total > 300`),
  },
  {
    text: 'did "Order Completed" at most 1 times in last 6 months',
    sql: everybodyBut(orderers('count(*) > 1', 'ts + INTERVAL 6 MONTH > moment()')),
  },
  {
    text: 'did "Order Completed" exactly 2 times this quarter',
    sql: orderers('count(*) = 2', `ts >= TIMESTAMP '2011-10-01'`),
  },
  {
    text: 'did any of ("Order Completed", "Order Refunded") more than 10 times in last 52 weeks',
    sql: `SELECT customer FROM event WHERE ts > moment() - INTERVAL 364 DAY
      GROUP BY customer HAVING count(*) > 10`,
  },
  { text: 'not did "Order Completed"', sql: everybodyBut('SELECT customer FROM orders') },
  {
    text: 'active days of "Order Completed" in last 180 days >= 5',
    sql: orderers('count(DISTINCT ts::DATE) >= 5', lastDays(180)),
  },
  {
    text: 'active weeks of "Order Completed" this year between 4 and 6',
    sql: orderers(
      `count(DISTINCT date_trunc('week', ts)) BETWEEN 4 AND 6`,
      `ts >= TIMESTAMP '2011-01-01'`,
    ),
  },
  {
    text: 'active months of any of ("Order Completed", "Order Refunded") >= 10',
    sql: `SELECT customer FROM event GROUP BY customer HAVING count(DISTINCT date_trunc('month', ts)) >= 10`,
  },
]

export const howMuch: readonly Question[] = [
  {
    text: 'sum of total of "Order Completed" in last 365 days >= 5000',
    sql: orderers('sum(total) >= 5000', lastDays(365)),
  },
  {
    text: 'sum of total of "Order Completed" in last 30 days < 100',
    sql: everybodyBut(orderers('sum(total) >= 100', lastDays(30))),
  },
  {
    text: 'average of total of "Order Completed" between 150 and 200',
    sql: orderers('sum(total) BETWEEN 150 * count(*) AND 200 * count(*)'),
  },
  {
    text: 'minimum of total of "Order Completed" in last 200 days <= 20',
    sql: orderers('min(total) <= 20', lastDays(200)),
  },
  {
    text: 'maximum of items.price of "Order Completed" from 2011-06-01 to 2011-08-31 > 30',
    sql: `SELECT customer FROM bought WHERE ts >= TIMESTAMP '2011-06-01' AND ts < TIMESTAMP '2011-09-01'
      GROUP BY customer HAVING max(price) > 30`,
  },
  {
    text: 'sum of items.quantity of "Order Completed" in last 3 months where any item (product_id starts with "22") >= 50',
    sql: `SELECT customer FROM bought WHERE product LIKE '22%' AND ts + INTERVAL 3 MONTH > moment()
      GROUP BY customer HAVING sum(quantity) >= 50`,
  },
  {
    text: 'average of items.quantity of "Order Completed" this month > 24',
    sql: `SELECT customer FROM bought WHERE ts >= TIMESTAMP '2011-12-01'
      GROUP BY customer HAVING sum(quantity) > 24 * count(*)`,
  },
  {
    text: 'distinct items.product_id of "Order Completed" this year >= 100',
    sql: `SELECT customer FROM bought WHERE ts >= TIMESTAMP '2011-01-01'
      GROUP BY customer HAVING count(DISTINCT product) >= 100`,
  },
  {
    text: 'net total in last 365 days >= 3000',
    sql: netTotal(lastDays(365), '>= 3000'),
  },
  {
    text: 'net total from 2011-03-01 to 2011-05-31 where (total > 200) between 1 and 400',
    sql: netTotal(
      `total > 200 AND ts >= TIMESTAMP '2011-03-01' AND ts < TIMESTAMP '2011-06-01'`,
      'BETWEEN 1 AND 400',
    ),
  },
]

/** What the orders that meet it came to, less what came back of them, which the file writes with a minus; of everybody. */
function netTotal(where: string, test: string): string {
  return `
    WITH counted AS (SELECT * FROM orders WHERE ${where}),
      flow AS (
        SELECT customer, total FROM counted UNION ALL
        SELECT r.customer, r.total FROM refunds AS r
        WHERE EXISTS (
          SELECT 1 FROM counted AS c WHERE c.customer = r.customer AND c.invoice = r.invoice))
    SELECT p.customer FROM person AS p LEFT JOIN flow USING (customer)
    GROUP BY p.customer HAVING coalesce(sum(total), 0) ${test}`
}

export const windows: readonly Question[] = [
  {
    text: 'did "Order Completed" between 60 and 30 days ago and not did "Order Completed" in last 30 days',
    sql: `SELECT customer FROM orders WHERE ts > moment() - INTERVAL 60 DAY AND ts <= moment() - INTERVAL 30 DAY
      EXCEPT SELECT customer FROM orders WHERE ${lastDays(30)}`,
  },
  {
    text: 'did "Order Completed" between 4 and 2 months ago',
    sql: `SELECT customer FROM orders WHERE ts + INTERVAL 4 MONTH > moment() AND ts + INTERVAL 2 MONTH <= moment()`,
  },
  {
    text: 'did "Order Completed" yesterday',
    sql: `SELECT customer FROM orders WHERE ts::DATE = DATE '2011-12-09'`,
  },
  {
    text: 'did "Order Completed" in last 15 hours',
    sql: `SELECT customer FROM orders WHERE ts > TIMESTAMP '2011-12-09 09:00:00'`,
  },
  {
    text: 'did "Order Completed" this week and did "Order Completed" last week',
    sql: `SELECT customer FROM orders WHERE ts >= TIMESTAMP '2011-12-05'
      INTERSECT SELECT customer FROM orders WHERE ts::DATE BETWEEN '2011-11-28' AND '2011-12-04'`,
  },
  {
    text: 'did "Order Completed" last quarter or did "Order Completed" last year',
    sql: `SELECT customer FROM orders WHERE ts::DATE BETWEEN '2011-07-01' AND '2011-09-30' OR year(ts) = 2010`,
  },
  {
    text: 'did "Order Completed" before 2011-01-15 and not did "Order Completed" after 2011-01-15',
    sql: `SELECT customer FROM orders WHERE ts::DATE < DATE '2011-01-15'
      EXCEPT SELECT customer FROM orders WHERE ts::DATE > DATE '2011-01-15'`,
  },
  {
    text: 'did "Order Completed" at least 3 times since member_since',
    sql: `SELECT customer FROM orders JOIN person USING (customer) WHERE ts >= since
      GROUP BY customer HAVING count(*) >= 3`,
  },
  {
    text: 'did "Order Completed" at most 0 times since member_since',
    sql: everybodyBut('SELECT customer FROM orders JOIN person USING (customer) WHERE ts >= since'),
  },
]

export const whenAndWhich: readonly Question[] = [
  {
    text: 'days since last "Order Completed" between 90 and 180',
    sql: orderers(`floor(epoch(moment() - max(ts)) / 86400) BETWEEN 90 AND 180`),
  },
  {
    text: 'days since first "Order Completed" < 45',
    sql: orderers('floor(epoch(moment() - min(ts)) / 86400) < 45'),
  },
  {
    text: 'first total of "Order Completed" > 1000 and last total of "Order Completed" < 200',
    // Of orders at one instant the one of the greater id counts, which is a hash of its number.
    sql: orderers('arg_max(total, (-epoch(ts), hash)) > 1000 AND arg_max(total, (ts, hash)) < 200'),
  },
  {
    text: 'most frequent items.product_id of "Order Completed" = "85123A"',
    sql: `
      WITH counted AS (
        SELECT customer, product, count(*) AS n, max(ts) AS latest
        FROM bought GROUP BY customer, product)
      SELECT customer FROM (
        SELECT customer, product,
          row_number() OVER (PARTITION BY customer ORDER BY n DESC, latest DESC, product) AS place
        FROM counted) WHERE place = 1 AND product = '85123a'`,
  },
  {
    text: 'change in count of "Order Completed" in last 30 days < 0',
    sql: `SELECT customer FROM orders WHERE ${lastDays(60)} GROUP BY customer
      HAVING count(*) FILTER (${lastDays(30)}) < count(*) FILTER (NOT ${lastDays(30)})`,
  },
  {
    text: 'percent change in sum of total of "Order Completed" in last 90 days >= 50',
    sql: `SELECT customer FROM orders WHERE ${lastDays(180)} GROUP BY customer
      HAVING sum(total) FILTER (NOT ${lastDays(90)}) > 0
        AND coalesce(sum(total) FILTER (${lastDays(90)}), 0)
          >= 1.5 * sum(total) FILTER (NOT ${lastDays(90)})`,
  },
  {
    text: 'change in distinct items.product_id of "Order Completed" this month > 5',
    sql: `SELECT customer FROM bought
      WHERE ts >= TIMESTAMP '2011-11-01'
      GROUP BY customer
      HAVING count(DISTINCT product) FILTER (ts >= TIMESTAMP '2011-12-01')
        - count(DISTINCT product) FILTER (ts <= TIMESTAMP '2011-11-10') > 5`,
  },
]
