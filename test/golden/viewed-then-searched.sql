-- p0 = 1
-- p1 = 1795262400001
-- p2 = 9007199254740991
-- p3 = 2
-- p4 = 1
-- p5 = 2
-- p6 = Product Viewed
-- p7 = Products Searched
-- p8 = Order Completed
-- p9 = product_id
-- p10 = items
-- p11 = Order Completed,Product Viewed,Products Searched
-- p12 = 1795262400000
-- p13 = 0
-- p14 = -8640000010800000,1792285200000
-- p15 = -10800000,-7200000
-- p16 = 3
-- p17 = 86400000
-- p18 = 34560000000000
-- p19 = 400000
-- p20 = -8640000000000000,1792292400000
SELECT customer_id FROM customers FINAL WHERE customer_id IN (SELECT DISTINCT customer_id FROM (SELECT customer_id, ts, taken, `keys0`, `common0`, `comes2`, ifNull(minOrNullIf(ts, (bitTest(taken, {p0:Int64}) AND `comes2` >= {p1:Int64})) OVER (PARTITION BY customer_id, `common0` ORDER BY ts DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), {p2:Int64}) AS next FROM (SELECT customer_id, ts, taken, `keys0`, `common0`, ifNull(minOrNullIf(ts, bitTest(taken, {p3:Int64})) OVER (PARTITION BY customer_id, `common0` ORDER BY ts DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), {p2:Int64}) AS `comes2` FROM (
      SELECT customer_id, ts, `keys0`, bitAnd(took, (toUInt64(arrayMap((x, y) -> arraySort(arrayIntersect(x, y)), [`keys0`], `asked0`) = `common0`) + (bitShiftLeft(toUInt64(1), {p4:UInt32}) + bitShiftLeft(toUInt64(hasAny(`keys0`, `common0`[{p0:Int64}])), {p5:UInt32})))) AS taken, `common0`
      FROM (SELECT customer_id, ts, `keys0`, taken AS took FROM (
    SELECT customer_id, ts, (toUInt64((name = {p6:String} AND ts < {p1:Int64})) + (bitShiftLeft(toUInt64((name = {p7:String} AND ts < {p1:Int64})), {p4:UInt32}) + bitShiftLeft(toUInt64(name = {p8:String}), {p5:UInt32}))) AS taken, arrayDistinct(if(notEmpty(arrayConcat(list[{p9:String}], arrayFilter(key -> key != '', [ifNull(multiIf(mapContains(fold, {p9:String}), concat('t', fold[{p9:String}]), mapContains(num, {p9:String}), concat('n', toString(num[{p9:String}])), mapContains(bool, {p9:String}), if(bool[{p9:String}], 'b1', 'b0'), NULL), '')]))), arrayConcat(list[{p9:String}], arrayFilter(key -> key != '', [ifNull(multiIf(mapContains(fold, {p9:String}), concat('t', fold[{p9:String}]), mapContains(num, {p9:String}), concat('n', toString(num[{p9:String}])), mapContains(bool, {p9:String}), if(bool[{p9:String}], 'b1', 'b0'), NULL), '')])), arrayFilter(key -> key != '', arrayMap((`item_path`, `item_num`, `item_fold`, `item_bool`) -> if(item_path = {p10:String}, ifNull(multiIf(mapContains(item_fold, {p9:String}), concat('t', item_fold[{p9:String}]), mapContains(item_num, {p9:String}), concat('n', toString(item_num[{p9:String}])), mapContains(item_bool, {p9:String}), if(item_bool[{p9:String}], 'b1', 'b0'), NULL), ''), ''), `items.path`, `items.num`, `items.fold`, `items.bool`)))) AS `keys0`
    FROM events WHERE (name IN {p11:Array(String)} AND ts <= {p12:Int64}) AND taken != 0)) AS rows
      INNER JOIN (
    SELECT customer_id, `asked0`, arrayJoin(arrayFilter(common -> 1, arrayDistinct(arrayMap(own -> arrayMap((x, y) -> arraySort(arrayIntersect(x, y)), own, `asked0`), `own0`)))) AS `common0` FROM (
      SELECT customer_id, groupUniqArrayIf([`keys0`], bitTest(taken, {p13:Int64})) AS `own0`,
      [groupUniqArrayArrayIf(`keys0`, bitTest(taken, {p3:Int64}))] AS `asked0` FROM (
    SELECT customer_id, ts, (toUInt64((name = {p6:String} AND ts < {p1:Int64})) + (bitShiftLeft(toUInt64((name = {p7:String} AND ts < {p1:Int64})), {p4:UInt32}) + bitShiftLeft(toUInt64(name = {p8:String}), {p5:UInt32}))) AS taken, arrayDistinct(if(notEmpty(arrayConcat(list[{p9:String}], arrayFilter(key -> key != '', [ifNull(multiIf(mapContains(fold, {p9:String}), concat('t', fold[{p9:String}]), mapContains(num, {p9:String}), concat('n', toString(num[{p9:String}])), mapContains(bool, {p9:String}), if(bool[{p9:String}], 'b1', 'b0'), NULL), '')]))), arrayConcat(list[{p9:String}], arrayFilter(key -> key != '', [ifNull(multiIf(mapContains(fold, {p9:String}), concat('t', fold[{p9:String}]), mapContains(num, {p9:String}), concat('n', toString(num[{p9:String}])), mapContains(bool, {p9:String}), if(bool[{p9:String}], 'b1', 'b0'), NULL), '')])), arrayFilter(key -> key != '', arrayMap((`item_path`, `item_num`, `item_fold`, `item_bool`) -> if(item_path = {p10:String}, ifNull(multiIf(mapContains(item_fold, {p9:String}), concat('t', item_fold[{p9:String}]), mapContains(item_num, {p9:String}), concat('n', toString(item_num[{p9:String}])), mapContains(item_bool, {p9:String}), if(item_bool[{p9:String}], 'b1', 'b0'), NULL), ''), ''), `items.path`, `items.num`, `items.fold`, `items.bool`)))) AS `keys0`
    FROM events WHERE (name IN {p11:Array(String)} AND ts <= {p12:Int64}) AND taken != 0) GROUP BY customer_id
    )) AS assumed USING (customer_id)
      WHERE taken != 0))) WHERE (bitTest(taken, {p13:Int64}) AND (next < {p2:Int64} AND next <= arrayMap(`local` -> arrayMap(`of` -> arrayMap(`moved` -> (`moved` - transform(roundDown(`moved`, {p14:Array(Int64)}), {p14:Array(Int64)}, {p15:Array(Int64)})), [(arrayMap(`d` -> arrayMap(`of` -> least(arrayMap(`m` -> intDiv(`m`, 12) * 365 + intDiv(intDiv(`m`, 12), 4) - intDiv(intDiv(`m`, 12), 100) + intDiv(intDiv(`m`, 12), 400) + intDiv(153 * (`m` % 12) + 2, 5) - 719468, [`of` + {p3:Int64}])[1] + `d` - arrayMap(`m` -> intDiv(`m`, 12) * 365 + intDiv(intDiv(`m`, 12), 4) - intDiv(intDiv(`m`, 12), 100) + intDiv(intDiv(`m`, 12), 400) + intDiv(153 * (`m` % 12) + 2, 5) - 719468, [`of`])[1], arrayMap(`m` -> intDiv(`m`, 12) * 365 + intDiv(intDiv(`m`, 12), 4) - intDiv(intDiv(`m`, 12), 100) + intDiv(intDiv(`m`, 12), 400) + intDiv(153 * (`m` % 12) + 2, 5) - 719468, [`of` + {p16:Int64}])[1] - 1), [((intDiv(((`d` + 719468) * 4 + 3), 146097) * 100 + intDiv((intDiv(((`d` + 719468) * 4 + 3) % 146097, 4) * 4 + 3), 1461)) * 12 + intDiv(5 * intDiv((intDiv(((`d` + 719468) * 4 + 3) % 146097, 4) * 4 + 3) % 1461, 4) + 2, 153))])[1], [`of`])[1] - `of`) * {p17:Int64} + `local`])[1], [(intDiv(`local` + {p18:Int64}, {p17:Int64}) - {p19:Int64})])[1], [(ts + transform(roundDown(ts, {p20:Array(Int64)}), {p20:Array(Int64)}, {p15:Array(Int64)}))])[1])))
