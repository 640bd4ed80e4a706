-- p0 = 12
-- p1 = sao paulo
-- p2 = 1
-- p3 = in
-- p4 = out
-- p5 = 3
-- p6 = ze
-- p7 = 100
SELECT customer_id FROM customers FINAL WHERE (customer_id > {p0:UInt64} AND (((ifNull(`f101_fold` = {p1:String}, 0) OR customer_id IN (SELECT customer_id FROM pins FINAL WHERE (segment = {p2:Int64} AND pinned = {p3:String}))) AND NOT customer_id IN (SELECT customer_id FROM pins FINAL WHERE (segment = {p2:Int64} AND pinned = {p4:String}))) AND NOT customer_id IN (SELECT customer_id FROM list_members FINAL WHERE list = {p5:Int64}) AND customer_id IN (SELECT customer_id FROM contacts FINAL WHERE ifNull(startsWith(`f111_fold`, {p6:String}), 0)))) ORDER BY customer_id LIMIT {p7:UInt64}
