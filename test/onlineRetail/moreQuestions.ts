import type { Question } from './questions.ts'

export const itemsAndFields: readonly Question[] = [
  {
    text: 'did "Order Completed" where any item (product_id = "85123A" and quantity >= 12)',
    sql: `SELECT customer FROM bought WHERE product = '85123a' AND quantity >= 12`,
  },
  {
    text: 'did "Order Completed" where (any item (product_id = "22423") and any item (product_id = "85123A"))',
    sql: `SELECT a.customer FROM bought AS a JOIN bought AS b ON a.id = b.id
      WHERE a.product = '22423' AND b.product = '85123a'`,
  },
  {
    text: 'did "Order Completed" at least 2 times where not any item (description contains "heart")',
    sql: `SELECT customer FROM orders
      WHERE id NOT IN (SELECT id FROM bought WHERE description LIKE '%heart%')
      GROUP BY customer HAVING count(*) >= 2`,
  },
  {
    text: 'did "Order Refunded" where any item (description matches /^set of [0-9]+ /)',
    sql: `SELECT customer FROM item WHERE name = 'refund' AND regexp_matches(description, '^set of [0-9]+ ')`,
  },
  {
    text: 'country is any of ("Germany", "France") and did "Order Completed" at least 2 times in last 6 months',
    sql: `SELECT customer FROM person WHERE country IN ('Germany', 'France') AND (
        SELECT count(*) FROM orders AS o
        WHERE o.customer = person.customer AND ts + INTERVAL 6 MONTH > moment()) >= 2`,
  },
  {
    text: 'not country = "United Kingdom" and not (did "Order Refunded" or sum of total of "Order Completed" > 2000)',
    sql: `SELECT customer FROM person WHERE country <> 'United Kingdom'
      EXCEPT SELECT customer FROM refunds
      EXCEPT SELECT customer FROM orders GROUP BY customer HAVING sum(total) > 2000`,
  },
  {
    text: 'member_since in last 30 days and not did "Order Completed" since member_since',
    sql: `SELECT customer FROM person AS p WHERE since BETWEEN DATE '2011-11-11' AND DATE '2011-12-10'
      AND NOT EXISTS (SELECT 1 FROM orders AS o WHERE o.customer = p.customer AND o.ts >= p.since)`,
  },
  {
    text: 'member_since anniversary in next 14 days',
    sql: `SELECT customer FROM person
      WHERE since + INTERVAL 1 YEAR BETWEEN DATE '2011-12-10' AND DATE '2011-12-23'`,
  },
  {
    text: 'member_since last month or member_since in next 7 days',
    sql: `SELECT customer FROM person WHERE since BETWEEN DATE '2011-11-01' AND DATE '2011-11-30'
      OR since BETWEEN DATE '2011-12-10' AND DATE '2011-12-16'`,
  },
]

const order = '"Order Completed"'

export const sequences: readonly Question[] = [
  {
    text: `${order} then ${order} within 7 days`,
    sql: `SELECT a.customer FROM orders AS a JOIN orders AS b
      ON a.customer = b.customer AND b.ts > a.ts AND b.ts <= a.ts + INTERVAL 7 DAY`,
  },
  {
    text: `${order} where (total > 500) then ${order} where (total > 500) within 30 days then ${order} where (total > 500) within 30 days in last 365 days`,
    sql: `
      WITH o AS (SELECT * FROM orders WHERE total > 500 AND ts > moment() - INTERVAL 365 DAY)
      SELECT a.customer FROM o AS a
      JOIN o AS b ON a.customer = b.customer AND b.ts > a.ts AND b.ts <= a.ts + INTERVAL 30 DAY
      JOIN o AS c ON b.customer = c.customer AND c.ts > b.ts AND c.ts <= b.ts + INTERVAL 30 DAY`,
  },
  {
    text: `${order} then never ${order} within 60 days`,
    sql: `SELECT customer FROM orders AS a WHERE a.ts + INTERVAL 60 DAY <= moment() AND NOT EXISTS (
      SELECT 1 FROM orders AS b WHERE b.customer = a.customer
        AND b.ts > a.ts AND b.ts <= a.ts + INTERVAL 60 DAY)`,
  },
  {
    text: `${order} where (total >= 1000) then never "Order Refunded"`,
    sql: `SELECT customer FROM orders AS a WHERE total >= 1000 AND NOT EXISTS (
      SELECT 1 FROM refunds AS b WHERE b.customer = a.customer AND b.ts > a.ts)`,
  },
  {
    text: `${order} then "Order Refunded" within 14 days with same product_id`,
    sql: `SELECT a.customer FROM bought AS a JOIN item AS b ON b.name = 'refund' AND b.customer = a.customer
      AND b.product = a.product AND b.ts > a.ts AND b.ts <= a.ts + INTERVAL 14 DAY`,
  },
  {
    text: `${order} then "Order Refunded" with same order_id then never ${order}`,
    sql: `SELECT a.customer FROM orders AS a
      JOIN refunds AS b ON b.customer = a.customer AND b.invoice = a.invoice AND b.ts > a.ts
      WHERE NOT EXISTS (SELECT 1 FROM orders AS c WHERE c.customer = b.customer AND c.ts > b.ts)`,
  },
  {
    text: `${order} then never "Order Refunded" within 20 days then ${order} where any item (product_id = "22423") within 40 days from 2011-04-01 to 2011-09-30`,
    sql: `
      WITH o AS (SELECT * FROM orders WHERE ts::DATE BETWEEN '2011-04-01' AND '2011-09-30')
      SELECT a.customer FROM o AS a
      JOIN o AS b ON b.customer = a.customer AND b.ts > a.ts AND b.ts <= a.ts + INTERVAL 40 DAY
      WHERE b.id IN (SELECT id FROM bought WHERE product = '22423') AND NOT EXISTS (
        SELECT 1 FROM refunds AS r WHERE r.customer = a.customer
          AND r.ts > a.ts AND r.ts <= a.ts + INTERVAL 20 DAY AND r.ts < b.ts)`,
  },
  {
    text: `"Order Refunded" then never ${order} within 3 weeks and country = "United Kingdom"`,
    sql: `SELECT customer FROM refunds AS a JOIN person USING (customer)
      WHERE country = 'United Kingdom' AND a.ts + INTERVAL 21 DAY <= moment() AND NOT EXISTS (
        SELECT 1 FROM orders AS b WHERE b.customer = a.customer
          AND b.ts > a.ts AND b.ts <= a.ts + INTERVAL 21 DAY)`,
  },
  {
    text: `not (${order} then ${order}) and did ${order}`,
    sql: 'SELECT customer FROM orders GROUP BY customer HAVING count(DISTINCT ts) = 1',
  },
]

export const together: readonly Question[] = [
  {
    text: `(sum of total of ${order} in last 90 days >= 1000 or distinct items.product_id of ${order} >= 150) and not (did "Order Refunded" at least 2 times in last 180 days and not country = "EIRE")`,
    sql: `
      (SELECT customer FROM orders WHERE ts > moment() - INTERVAL 90 DAY
        GROUP BY customer HAVING sum(total) >= 1000
      UNION SELECT customer FROM bought GROUP BY customer HAVING count(DISTINCT product) >= 150)
      EXCEPT SELECT customer FROM refunds JOIN person USING (customer)
        WHERE ts > moment() - INTERVAL 180 DAY AND country <> 'EIRE'
        GROUP BY customer HAVING count(*) >= 2`,
  },
  {
    text: `days since last ${order} > 120 and sum of total of ${order} >= 1500 and active months of ${order} >= 3`,
    sql: `SELECT customer FROM orders GROUP BY customer
      HAVING floor(epoch(moment() - max(ts)) / 86400) > 120 AND sum(total) >= 1500
        AND count(DISTINCT date_trunc('month', ts)) >= 3`,
  },
]
