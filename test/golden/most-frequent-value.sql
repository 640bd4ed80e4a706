-- p0 = category
-- p1 = dark
-- p2 = Product Viewed
-- p3 = 1795262400001
SELECT customer_id FROM customers FINAL WHERE customer_id IN (SELECT customer_id FROM (
    SELECT customer_id, found.1 AS key, count() AS times, max((ts, id)) AS latest,
      any(found.2) AS passes
    FROM (
      SELECT customer_id, ts, id, arrayJoin(if(notEmpty(list[{p0:String}]), arrayMap(key -> (key, ifNull(if(startsWith(key, 't'), substring(key, 2), NULL) = {p1:String}, 0)), list[{p0:String}]), arrayFilter(each -> each.1 != '', [(ifNull(multiIf(mapContains(fold, {p0:String}), concat('t', fold[{p0:String}]), mapContains(num, {p0:String}), concat('n', toString(num[{p0:String}])), mapContains(bool, {p0:String}), if(bool[{p0:String}], 'b1', 'b0'), NULL), ''), fold[{p0:String}] = {p1:String})]))) AS found
      FROM events WHERE (name = {p2:String} AND ts < {p3:Int64})
    ) GROUP BY customer_id, key
  ) GROUP BY customer_id HAVING argMin(passes, (-toInt64(times), -latest.1, bitNot(latest.2), key)))
