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
-- p18 = ,brl
-- p19 = 1000000
-- p20 = Order Completed
-- p21 = -9007199254740991
-- p22 = sao paulo
-- p23 = in
-- p24 = out
-- p25 = 5
-- p26 = 20000
-- p27 = 100000
-- p28 = 6
-- p29 = items
-- p30 = category
-- p31 = coffee
-- p32 = 500000
-- p33 = Order Completed,Order Refunded
-- p34 = 7
-- p35 = dark
-- p36 = Product Viewed
-- p37 = 4
-- p38 = 8
-- p39 = -8640000000000000,1792292400000
-- p40 = -10800000,-7200000
-- p41 = 34560000000000
-- p42 = 86400000
-- p43 = 400000
-- p44 = -3
-- p45 = 420000
-- p46 = Page Viewed
-- p47 = 0
SELECT arrayJoin(arrayMap(i -> {p0:Array(UInt32)}[i + 1], bitPositionsToArray(((toUInt64(bitTest(`w0`, {p1:Int64})) + bitShiftLeft(toUInt64(bitAnd(`w0`, {p2:UInt64}) = {p3:UInt64}), {p4:UInt32})) + (bitShiftLeft(toUInt64(bitAnd(bitAnd(`w0`, {p5:UInt64}) = {p5:UInt64}, bitAnd(bitAnd(`w0`, {p6:UInt64}) = {p3:UInt64}, bitAnd(`w0`, {p7:UInt64}) != {p3:UInt64}))), {p8:UInt32}) + (bitShiftLeft(toUInt64(bitTest(`w0`, {p9:Int64})), {p10:UInt32}) + bitShiftLeft(toUInt64(bitTest(`w0`, {p11:Int64})), {p12:UInt32}))))))) AS segment, customer_id
    FROM (
      SELECT customer_id, groupBitOr(read.`w0`) AS `w0` FROM (SELECT customer_id, toUInt64(1) AS `w0` FROM customers FINAL WHERE (customer_id >= {p3:UInt64} AND customer_id < {p13:UInt64}) UNION ALL 
    SELECT customer_id, (bitShiftLeft(toUInt64(`a0` >= {p14:Int64}), {p4:UInt32}) + bitShiftLeft(toUInt64(NOT `a1` <= {p15:Int64}), {p8:UInt32})) AS `w0` FROM (
      SELECT customer_id, countIf(((ts >= {p16:Int64} AND ts < {p17:Int64}) AND ifNull(if(currency IN {p18:Array(String)}, `total`, NULL) > {p19:Int64}, 0))) AS `a0`, countIf(ts < {p17:Int64}) AS `a1`
      FROM events WHERE (name = {p20:String} AND (customer_id >= {p3:UInt64} AND customer_id < {p13:UInt64}) AND (ts >= {p21:Int64} AND ts < {p17:Int64})) GROUP BY customer_id
    ) WHERE `w0` != 0 UNION ALL SELECT customer_id, bitShiftLeft(toUInt64(ifNull(`f101_fold` = {p22:String}, 0)), {p10:UInt32}) AS `w0` FROM `customers` FINAL WHERE ((customer_id >= {p3:UInt64} AND customer_id < {p13:UInt64}) AND ifNull(`f101_fold` = {p22:String}, 0)) UNION ALL SELECT customer_id, (bitShiftLeft(toUInt64((segment = {p1:Int64} AND pinned = {p23:String})), {p12:UInt32}) + bitShiftLeft(toUInt64((segment = {p1:Int64} AND pinned = {p24:String})), {p25:UInt32})) AS `w0` FROM pins FINAL WHERE ((customer_id >= {p3:UInt64} AND customer_id < {p13:UInt64}) AND ((segment = {p1:Int64} AND pinned = {p23:String}) OR (segment = {p1:Int64} AND pinned = {p24:String}))) UNION ALL 
    SELECT customer_id, bitShiftLeft(toUInt64((`a0` >= {p26:Int64} AND `a0` <= {p27:Int64})), {p28:UInt32}) AS `w0` FROM (
      SELECT customer_id, ifNull(sumArray(arrayMap((`item_path`, `item_quantity`, `item_price`, `item_fold`) -> if(((item_path = {p29:String} AND (item_fold[{p30:String}] = {p31:String} AND ifNull(if(currency IN {p18:Array(String)}, `item_price`, NULL) >= {p32:Int64}, 0))) AND isNotNull(`item_quantity`)), toInt128(`item_quantity`), NULL), `items.path`, `items.quantity`, `items.price`, `items.fold`)), 0) AS `a0`
      FROM events WHERE (name IN {p33:Array(String)} AND (customer_id >= {p3:UInt64} AND customer_id < {p13:UInt64}) AND (ts < {p17:Int64} AND arrayExists((`item_path`, `item_price`, `item_fold`) -> (item_path = {p29:String} AND (item_fold[{p30:String}] = {p31:String} AND ifNull(if(currency IN {p18:Array(String)}, `item_price`, NULL) >= {p32:Int64}, 0))), `items.path`, `items.price`, `items.fold`))) GROUP BY customer_id
    ) WHERE `w0` != 0 UNION ALL 
    SELECT customer_id, bitShiftLeft(toUInt64(1), {p34:UInt32}) AS `w0`
    FROM (
    SELECT customer_id, found.1 AS key, count() AS times, max((ts, id)) AS latest,
      any(found.2) AS passes
    FROM (
      SELECT customer_id, ts, id, arrayJoin(if(notEmpty(list[{p30:String}]), arrayMap(key -> (key, ifNull(if(startsWith(key, 't'), substring(key, 2), NULL) = {p35:String}, 0)), list[{p30:String}]), arrayFilter(each -> each.1 != '', [(ifNull(multiIf(mapContains(fold, {p30:String}), concat('t', fold[{p30:String}]), mapContains(num, {p30:String}), concat('n', toString(num[{p30:String}])), mapContains(bool, {p30:String}), if(bool[{p30:String}], 'b1', 'b0'), NULL), ''), fold[{p30:String}] = {p35:String})]))) AS found
      FROM events WHERE (name = {p36:String} AND (customer_id >= {p3:UInt64} AND customer_id < {p13:UInt64}) AND ts < {p17:Int64})
    ) GROUP BY customer_id, key
  ) GROUP BY customer_id HAVING argMin(passes, (-toInt64(times), -latest.1, bitNot(latest.2), key)) UNION ALL 
    SELECT customer_id, bitShiftLeft(toUInt64(`a0` >= {p37:Int64}), {p38:UInt32}) AS `w0` FROM (
      SELECT customer_id, uniqExact(intDiv((intDiv((ts + transform(roundDown(ts, {p39:Array(Int64)}), {p39:Array(Int64)}, {p40:Array(Int64)})) + {p41:Int64}, {p42:Int64}) - {p43:Int64}) + {p44:Int64} + {p45:Int64}, 7)) AS `a0`
      FROM events WHERE (name = {p46:String} AND (customer_id >= {p3:UInt64} AND customer_id < {p13:UInt64}) AND ts < {p17:Int64}) GROUP BY customer_id
    ) WHERE `w0` != 0) AS read
      GROUP BY customer_id
    ) WHERE bitTest(`w0`, {p47:Int64})
