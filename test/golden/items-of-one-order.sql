-- p0 = Order Completed,Order Refunded
-- p1 = 1795262400001
-- p2 = items
-- p3 = category
-- p4 = coffee
-- p5 = 500000
-- p6 = 20000
-- p7 = 100000
SELECT count() AS count, countIf(known) AS known FROM customers FINAL WHERE customer_id IN (SELECT customer_id FROM events WHERE (name IN {p0:Array(String)} AND ts < {p1:Int64} AND arrayExists((`item_path`, `item_price`, `item_fold`) -> (item_path = {p2:String} AND (item_fold[{p3:String}] = {p4:String} AND ifNull(`item_price` >= {p5:Int64}, 0))), `items.path`, `items.price`, `items.fold`)) GROUP BY customer_id HAVING (ifNull(sumArray(arrayMap((`item_path`, `item_quantity`, `item_price`, `item_fold`) -> if(((item_path = {p2:String} AND (item_fold[{p3:String}] = {p4:String} AND ifNull(`item_price` >= {p5:Int64}, 0))) AND isNotNull(`item_quantity`)), toInt128(`item_quantity`), NULL), `items.path`, `items.quantity`, `items.price`, `items.fold`)), 0) >= {p6:Int64} AND ifNull(sumArray(arrayMap((`item_path`, `item_quantity`, `item_price`, `item_fold`) -> if(((item_path = {p2:String} AND (item_fold[{p3:String}] = {p4:String} AND ifNull(`item_price` >= {p5:Int64}, 0))) AND isNotNull(`item_quantity`)), toInt128(`item_quantity`), NULL), `items.path`, `items.quantity`, `items.price`, `items.fold`)), 0) <= {p7:Int64}))
