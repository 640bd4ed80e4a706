-- p0 = -8640000000000000,1792292400000
-- p1 = -10800000,-7200000
-- p2 = 34560000000000
-- p3 = 86400000
-- p4 = 400000
-- p5 = -3
-- p6 = 420000
-- p7 = Page Viewed
-- p8 = 1795262400001
-- p9 = 4
SELECT customer_id FROM customers FINAL WHERE customer_id IN (SELECT customer_id FROM (
      SELECT customer_id, uniqExact(intDiv((intDiv((ts + transform(roundDown(ts, {p0:Array(Int64)}), {p0:Array(Int64)}, {p1:Array(Int64)})) + {p2:Int64}, {p3:Int64}) - {p4:Int64}) + {p5:Int64} + {p6:Int64}, 7)) AS `a0` FROM events WHERE (name = {p7:String} AND ts < {p8:Int64}) GROUP BY customer_id
    ) WHERE `a0` >= {p9:Int64})
