-- p0 = 10,11,12,13,14
-- p1 = 1
-- p2 = 6
-- p3 = 0
-- p4 = 1
-- p5 = 64
-- p6 = 32
-- p7 = 24
-- p8 = 2
-- p9 = 7
-- p10 = 3
-- p11 = 8
-- p12 = 4
-- p13 = 4611686018427387904
-- p14 = 2
-- p15 = 3
-- p16 = 1787486400001
-- p17 = 1795262400001
-- p18 = 1000000
-- p19 = Order Completed
-- p20 = -9007199254740991
-- p21 = sao paulo
-- p22 = in
-- p23 = out
-- p24 = 5
-- p25 = 20000
-- p26 = 100000
-- p27 = 6
-- p28 = items
-- p29 = category
-- p30 = coffee
-- p31 = 500000
-- p32 = Order Completed,Order Refunded
-- p33 = 7
-- p34 = dark
-- p35 = Product Viewed
-- p36 = 4
-- p37 = 8
-- p38 = -8640000000000000,1792292400000
-- p39 = -10800000,-7200000
-- p40 = 34560000000000
-- p41 = 86400000
-- p42 = 400000
-- p43 = -3
-- p44 = 420000
-- p45 = Page Viewed
-- p46 = 0
SELECT arrayJoin(arrayMap(i -> {p0:Array(UInt32)}[i + 1], bitPositionsToArray(((toUInt64(bitTest(`w0`, {p1:Int64})) + bitShiftLeft(toUInt64(bitAnd(`w0`, {p2:UInt64}) = {p3:UInt64}), {p4:UInt32})) + (bitShiftLeft(toUInt64(bitAnd(bitAnd(`w0`, {p5:UInt64}) = {p5:UInt64}, bitAnd(bitAnd(`w0`, {p6:UInt64}) = {p3:UInt64}, bitAnd(`w0`, {p7:UInt64}) != {p3:UInt64}))), {p8:UInt32}) + (bitShiftLeft(toUInt64(bitTest(`w0`, {p9:Int64})), {p10:UInt32}) + bitShiftLeft(toUInt64(bitTest(`w0`, {p11:Int64})), {p12:UInt32}))))))) AS segment, customer_id
    FROM (
      SELECT customer_id, groupBitOr(read.`w0`) AS `w0` FROM (SELECT customer_id, toUInt64(1) AS `w0` FROM customers FINAL WHERE (customer_id >= {p3:UInt64} AND customer_id < {p13:UInt64}) UNION ALL 
    SELECT customer_id, (bitShiftLeft(toUInt64(`a0` >= {p14:Int64}), {p4:UInt32}) + bitShiftLeft(toUInt64(NOT `a1` <= {p15:Int64}), {p8:UInt32})) AS `w0` FROM (
      SELECT customer_id, countIf(((ts >= {p16:Int64} AND ts < {p17:Int64}) AND ifNull(`total` > {p18:Int64}, 0))) AS `a0`, countIf(ts < {p17:Int64}) AS `a1`
      FROM events WHERE (name = {p19:String} AND (customer_id >= {p3:UInt64} AND customer_id < {p13:UInt64}) AND (ts >= {p20:Int64} AND ts < {p17:Int64})) GROUP BY customer_id
    ) WHERE `w0` != 0 UNION ALL SELECT customer_id, bitShiftLeft(toUInt64(ifNull(`f101_fold` = {p21:String}, 0)), {p10:UInt32}) AS `w0` FROM `customers` FINAL WHERE ((customer_id >= {p3:UInt64} AND customer_id < {p13:UInt64}) AND ifNull(`f101_fold` = {p21:String}, 0)) UNION ALL SELECT customer_id, (bitShiftLeft(toUInt64((segment = {p1:Int64} AND pinned = {p22:String})), {p12:UInt32}) + bitShiftLeft(toUInt64((segment = {p1:Int64} AND pinned = {p23:String})), {p24:UInt32})) AS `w0` FROM pins FINAL WHERE ((customer_id >= {p3:UInt64} AND customer_id < {p13:UInt64}) AND ((segment = {p1:Int64} AND pinned = {p22:String}) OR (segment = {p1:Int64} AND pinned = {p23:String}))) UNION ALL 
    SELECT customer_id, bitShiftLeft(toUInt64((`a0` >= {p25:Int64} AND `a0` <= {p26:Int64})), {p27:UInt32}) AS `w0` FROM (
      SELECT customer_id, ifNull(sumArray(arrayMap((`item_path`, `item_quantity`, `item_price`, `item_fold`) -> if(((item_path = {p28:String} AND (item_fold[{p29:String}] = {p30:String} AND ifNull(`item_price` >= {p31:Int64}, 0))) AND isNotNull(`item_quantity`)), toInt128(`item_quantity`), NULL), `items.path`, `items.quantity`, `items.price`, `items.fold`)), 0) AS `a0`
      FROM events WHERE (name IN {p32:Array(String)} AND (customer_id >= {p3:UInt64} AND customer_id < {p13:UInt64}) AND (ts < {p17:Int64} AND arrayExists((`item_path`, `item_price`, `item_fold`) -> (item_path = {p28:String} AND (item_fold[{p29:String}] = {p30:String} AND ifNull(`item_price` >= {p31:Int64}, 0))), `items.path`, `items.price`, `items.fold`))) GROUP BY customer_id
    ) WHERE `w0` != 0 UNION ALL 
    SELECT customer_id, bitShiftLeft(toUInt64(1), {p33:UInt32}) AS `w0`
    FROM (
    SELECT customer_id, found.1 AS key, count() AS times, max((ts, id)) AS latest,
      any(found.2) AS passes
    FROM (
      SELECT customer_id, ts, id, arrayJoin(if(notEmpty(list[{p29:String}]), arrayMap(key -> (key, ifNull(if(startsWith(key, 't'), substring(key, 2), NULL) = {p34:String}, 0)), list[{p29:String}]), arrayFilter(each -> each.1 != '', [(ifNull(multiIf(mapContains(fold, {p29:String}), concat('t', fold[{p29:String}]), mapContains(num, {p29:String}), concat('n', toString(num[{p29:String}])), mapContains(bool, {p29:String}), if(bool[{p29:String}], 'b1', 'b0'), NULL), ''), fold[{p29:String}] = {p34:String})]))) AS found
      FROM events WHERE (name = {p35:String} AND (customer_id >= {p3:UInt64} AND customer_id < {p13:UInt64}) AND ts < {p17:Int64})
    ) GROUP BY customer_id, key
  ) GROUP BY customer_id HAVING argMin(passes, (-toInt64(times), -latest.1, bitNot(latest.2), key)) UNION ALL 
    SELECT customer_id, bitShiftLeft(toUInt64(`a0` >= {p36:Int64}), {p37:UInt32}) AS `w0` FROM (
      SELECT customer_id, uniqExact(intDiv((intDiv(ts + transform(roundDown(ts, {p38:Array(Int64)}), {p38:Array(Int64)}, {p39:Array(Int64)}) + {p40:Int64}, {p41:Int64}) - {p42:Int64}) + {p43:Int64} + {p44:Int64}, 7)) AS `a0`
      FROM events WHERE (name = {p45:String} AND (customer_id >= {p3:UInt64} AND customer_id < {p13:UInt64}) AND ts < {p17:Int64}) GROUP BY customer_id
    ) WHERE `w0` != 0) AS read
      GROUP BY customer_id
    ) WHERE bitTest(`w0`, {p46:Int64})
