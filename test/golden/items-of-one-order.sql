-- p0 = items
-- p1 = category
-- p2 = coffee
-- p3 = ,brl
-- p4 = 500000
-- p5 = Order Completed,Order Refunded
-- p6 = 1795262400001
-- p7 = 20000
-- p8 = 100000
SELECT count() AS count, countIf(known) AS known FROM customers FINAL WHERE customer_id IN (SELECT customer_id FROM (
      SELECT customer_id, ifNull(sumArray(arrayMap((`item_path`, `item_quantity`, `item_price`, `item_fold`) -> if(((item_path = {p0:String} AND (item_fold[{p1:String}] = {p2:String} AND ifNull(if(currency IN {p3:Array(String)}, `item_price`, NULL) >= {p4:Int64}, 0))) AND isNotNull(`item_quantity`)), toInt128(`item_quantity`), NULL), `items.path`, `items.quantity`, `items.price`, `items.fold`)), 0) AS `a0` FROM events WHERE (name IN {p5:Array(String)} AND ts < {p6:Int64} AND arrayExists((`item_path`, `item_price`, `item_fold`) -> (item_path = {p0:String} AND (item_fold[{p1:String}] = {p2:String} AND ifNull(if(currency IN {p3:Array(String)}, `item_price`, NULL) >= {p4:Int64}, 0))), `items.path`, `items.price`, `items.fold`)) GROUP BY customer_id
    ) WHERE (`a0` >= {p7:Int64} AND `a0` <= {p8:Int64}))
