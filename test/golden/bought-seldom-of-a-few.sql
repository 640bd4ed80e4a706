-- p0 = 1,2
-- p1 = Order Completed
-- p2 = 1795262400001
-- p3 = 3
SELECT customer_id FROM customers FINAL WHERE (customer_id IN {p0:Array(UInt64)} AND customer_id NOT IN (SELECT customer_id FROM (
      SELECT customer_id, count() AS `a0` FROM events WHERE (name = {p1:String} AND customer_id IN {p0:Array(UInt64)} AND ts < {p2:Int64}) GROUP BY customer_id
    ) WHERE NOT `a0` <= {p3:Int64}))
