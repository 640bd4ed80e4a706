-- p0 = items
-- p1 = category
-- p2 = coffee
-- p3 = 500000
-- p4 = Order Completed,Order Refunded
-- p5 = 1795262400001
-- p6 = 20000
-- p7 = 100000
SELECT count() AS count, countIf(known) AS known FROM customers FINAL WHERE customer_id IN (SELECT customer_id FROM (
      SELECT customer_id, ifNull(sumArray(arrayMap((`item_path`, `item_quantity`, `item_price`, `item_fold`) -> if(((item_path = {p0:String} AND (item_fold[{p1:String}] = {p2:String} AND ifNull(`item_price` >= {p3:Int64}, 0))) AND isNotNull(`item_quantity`)), toInt128(`item_quantity`), NULL), `items.path`, `items.quantity`, `items.price`, `items.fold`)), 0) AS `a0` FROM events WHERE (name IN {p4:Array(String)} AND ts < {p5:Int64} AND arrayExists((`item_path`, `item_price`, `item_fold`) -> (item_path = {p0:String} AND (item_fold[{p1:String}] = {p2:String} AND ifNull(`item_price` >= {p3:Int64}, 0))), `items.path`, `items.price`, `items.fold`)) GROUP BY customer_id
    ) WHERE (`a0` >= {p6:Int64} AND `a0` <= {p7:Int64}))
