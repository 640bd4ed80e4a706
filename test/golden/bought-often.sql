-- p0 = Order Completed
-- p1 = 1787486400001
-- p2 = 1795262400001
-- p3 = ,brl
-- p4 = 1000000
-- p5 = 2
SELECT customer_id FROM customers FINAL WHERE customer_id IN (SELECT customer_id FROM (
      SELECT customer_id, count() AS `a0` FROM events WHERE (name = {p0:String} AND (ts >= {p1:Int64} AND ts < {p2:Int64}) AND ifNull(if(currency IN {p3:Array(String)}, `total`, NULL) > {p4:Int64}, 0)) GROUP BY customer_id
    ) WHERE `a0` >= {p5:Int64})
