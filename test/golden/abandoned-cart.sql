-- p0 = 1
-- p1 = 1795262400001
-- p2 = 1800000
-- p3 = 1795262400000
-- p4 = 9007199254740991
-- p5 = 2
-- p6 = Product Viewed
-- p7 = 1787486400001
-- p8 = Product Added
-- p9 = 1
-- p10 = Order Completed
-- p11 = 2
-- p12 = product_id
-- p13 = items
-- p14 = Order Completed,Product Added,Product Viewed
-- p15 = 0
-- p16 = 604800000
SELECT customer_id FROM customers FINAL WHERE customer_id IN (SELECT DISTINCT customer_id FROM (SELECT customer_id, ts, taken, `keys0`, `comes2`, ifNull(minOrNullIf(ts, (bitTest(taken, {p0:Int64}) AND ((`comes2` >= {p1:Int64} OR `comes2` > (ts + {p2:Int64})) AND (ts + {p2:Int64}) <= {p3:Int64}))) OVER (PARTITION BY customer_id ORDER BY ts DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), {p4:Int64}) AS next FROM (
      SELECT customer_id, ts, taken, `keys0`, min(found) AS `comes2` FROM (
        SELECT customer_id, ts, taken, `keys0`, ifNull(minOrNullIf(ts, (key != '' AND bitTest(taken, {p5:Int64}))) OVER (PARTITION BY customer_id, key ORDER BY ts DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), {p4:Int64}) AS found
        FROM (SELECT *, arrayJoin(if(empty(`keys0`), [''], `keys0`)) AS key FROM (
    SELECT customer_id, ts, (toUInt64((name = {p6:String} AND (ts >= {p7:Int64} AND ts < {p1:Int64}))) + (bitShiftLeft(toUInt64((name = {p8:String} AND (ts >= {p7:Int64} AND ts < {p1:Int64}))), {p9:UInt32}) + bitShiftLeft(toUInt64(name = {p10:String}), {p11:UInt32}))) AS taken, arrayDistinct(if(notEmpty(arrayConcat(list[{p12:String}], arrayFilter(key -> key != '', [ifNull(multiIf(mapContains(fold, {p12:String}), concat('t', fold[{p12:String}]), mapContains(num, {p12:String}), concat('n', toString(num[{p12:String}])), mapContains(bool, {p12:String}), if(bool[{p12:String}], 'b1', 'b0'), NULL), '')]))), arrayConcat(list[{p12:String}], arrayFilter(key -> key != '', [ifNull(multiIf(mapContains(fold, {p12:String}), concat('t', fold[{p12:String}]), mapContains(num, {p12:String}), concat('n', toString(num[{p12:String}])), mapContains(bool, {p12:String}), if(bool[{p12:String}], 'b1', 'b0'), NULL), '')])), arrayFilter(key -> key != '', arrayMap((`item_path`, `item_num`, `item_fold`, `item_bool`) -> if(item_path = {p13:String}, ifNull(multiIf(mapContains(item_fold, {p12:String}), concat('t', item_fold[{p12:String}]), mapContains(item_num, {p12:String}), concat('n', toString(item_num[{p12:String}])), mapContains(item_bool, {p12:String}), if(item_bool[{p12:String}], 'b1', 'b0'), NULL), ''), ''), `items.path`, `items.num`, `items.fold`, `items.bool`)))) AS `keys0`
    FROM events WHERE (name IN {p14:Array(String)} AND ts >= {p7:Int64} AND ts <= {p3:Int64}) AND taken != 0))
      ) GROUP BY customer_id, ts, taken, `keys0`)) WHERE (bitTest(taken, {p15:Int64}) AND (next < {p4:Int64} AND next <= (ts + {p16:Int64}))))
