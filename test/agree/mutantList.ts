import { compile, m, segment, type Mutant } from './mutant.ts'
import { inCalculated } from './mutantsOfCalculated.ts'
import { inRanks } from './mutantsOfRanks.ts'
import { inPlaces } from './mutantsOfPlaces.ts'
import { inRelations } from './mutantsOfRelations.ts'
import { inDues } from './mutantsOfDues.ts'
import { inSequences } from './mutantsOfSequences.ts'
import { inTests, inWindows } from './mutantsOfTests.ts'

const inMeasures: readonly Mutant[] = [
  m(
    'engine: the count of nothing is missing',
    `${compile}/measure.ts`,
    "  'count',\n  'sum',",
    "  'sum',",
  ),
  m(
    'engine: the sum of nothing is missing',
    `${compile}/measure.ts`,
    "  'count',\n  'sum',",
    "  'count',",
  ),
  m(
    'engine: sums overflow',
    `${compile}/observed.ts`,
    'sql`toInt128(${orZero(number, 0)})`',
    'sql`toInt32(${orZero(number, 0)})`',
  ),
  m(
    'engine: sums are of 64 bits',
    `${compile}/observed.ts`,
    'sql`toInt128(${orZero(number, 0)})`',
    'sql`toInt64(${orZero(number, 0)})`',
  ),
  m(
    'engine: sums over items are of 64 bits',
    `${compile}/observed.ts`,
    'sql`toInt128(${number.x})`',
    'sql`toInt64(${number.x})`',
  ),
  m(
    'engine: sums over lists are of 64 bits',
    `${compile}/observed.ts`,
    'toInt128(substring(key, 2))',
    'toInt64(substring(key, 2))',
  ),
  m(
    'memory: what is stored by names that every object has is lost',
    'src/store/clickhouse/events.ts',
    'return Object.hasOwn(map, name) ? map[name] : undefined',
    'return name in {} ? undefined : map[name]',
  ),
  m(
    'engine: amounts of any currency count',
    `${compile}/property.ts`,
    'isMoney ? sql`if(${money}, ${ident(path)}, NULL)` : ident(path)',
    'ident(path)',
  ),
  m(
    'memory: prices of items in any currency count',
    `${segment}/money.ts`,
    'withoutAmounts(properties, moneyItemProperties)',
    'properties',
  ),
  m(
    'engine: the average counts every event',
    `${compile}/observed.ts`,
    'aggregate(sql`sum`, isThere(number))',
    'aggregate(sql`sum`, sql`1`)',
  ),
  m(
    'engine: the average of nothing is 0',
    `${compile}/measure.ts`,
    'sql`(${count} > 0 AND ${compareRatio(x, sql`toInt128(${count})`, test)})`',
    'compareRatio(x, sql`toInt128(${count})`, test)',
  ),
  m(
    'engine: a missing number is the least',
    `${compile}/observed.ts`,
    'minOrNull` : sql`maxOrNull`, orNull(number))',
    'minOrNull` : sql`maxOrNull`, orZero(number, 0))',
  ),
  m(
    'engine: numbers in lists are left out of the extremes',
    `${compile}/observed.ts`,
    'return sql`${least ? sql`least` : sql`greatest`}(${single}, ${inLists})`',
    'return inLists.parts.length > 0 ? single : inLists',
  ),
  m(
    'engine: distinct is of text as stored',
    `${compile}/observed.ts`,
    "concat('t', ${text.folded.x})",
    "concat('t', ${text.raw.x})",
  ),
  m(
    'engine: the first of equal instants has the least id',
    `${compile}/measure.ts`,
    'sql`(-ts, id)`',
    'sql`(-ts, bitNot(id))`',
  ),
  m(
    'engine: the last of equal instants has the least id',
    `${compile}/measure.ts`,
    'sql`(ts, id)`',
    'sql`(ts, bitNot(id))`',
  ),
  m('engine: last is first', `${compile}/measure.ts`, "of === 'first' ?", "of === 'last' ?"),
  m(
    'engine: ties of the most frequent go to the oldest',
    `${compile}/leaf.ts`,
    '-latest.1',
    'latest.1',
  ),
  m(
    'engine: ties of the most frequent at one instant go to the least id',
    `${compile}/leaf.ts`,
    'bitNot(latest.2)',
    'latest.2',
  ),
  m(
    'engine: ties of the most frequent go to the greater key',
    `${compile}/leaf.ts`,
    'sql`argMin(passes, (-toInt64(times), -latest.1, bitNot(latest.2), key))`',
    'sql`argMax(passes, (toInt64(times), latest.1, latest.2, key))`',
  ),
  m(
    'engine: refunds of any order are taken off',
    `${compile}/netTotal.ts`,
    "sumIf(toInt128(abs(refunded)), orders > 0 AND of_order != '')",
    'sum(toInt128(abs(refunded)))',
  ),
  m(
    'engine: what was paid back with a minus is added',
    `${compile}/netTotal.ts`,
    'toInt128(abs(refunded))',
    'refunded',
  ),
  m(
    'engine: refunds without an order are of all orders without one',
    `${compile}/netTotal.ts`,
    "orders > 0 AND of_order != ''",
    'orders > 0',
  ),
  m(
    'engine: refunds count in the window of their order alone',
    `${compile}/netTotal.ts`,
    'allOf([isRefund, sql`ts <= ${span.now}`])',
    'allOf([isRefund, sql`ts <= ${span.now}`, when])',
  ),
  m(
    'memory: refunds to come count',
    `${segment}/counted.ts`,
    'ts <= context.now : isWithin(ts)',
    'true : isWithin(ts)',
  ),
  m(
    'engine: this period is compared with the whole of the last one',
    `${segment}/windowBefore.ts`,
    ': cutAt(endBefore(window, now, shop) + 1, all)',
    ': cutAt(now + 1, all)',
  ),
  m(
    'engine: percents of what was below 0 are turned round',
    `${compile}/measure.ts`,
    'toInt256(abs(${before}))',
    'toInt256(${before})',
  ),
  m(
    'engine: the percent of nothing is 0',
    `${compile}/measure.ts`,
    'sql`${before} != 0`',
    'sql`1`',
  ),
  m(
    'engine: days since are of calendar',
    `${compile}/measure.ts`,
    'sql`intDiv(${now} - ${x}, 86400000)`',
    'sql`intDiv(${now}, 86400000) - intDiv(${x}, 86400000)`',
  ),
  m(
    'engine: days are of UTC',
    `${compile}/calendar.ts`,
    '${ms} + transform(roundDown(${ms}, ${starts})',
    '${ms} + 0 * transform(roundDown(${ms}, ${starts})',
  ),
  m(
    'engine: weeks begin a day late',
    `${compile}/calendar.ts`,
    '${4 - span.shop.weekStart}',
    '${5 - span.shop.weekStart}',
  ),
  m(
    'engine: months are of thirty days',
    `${compile}/calendar.ts`,
    'sql`((${century} * 100 + intDiv(${ofCentury}, 1461)) * 12 + ${month})`',
    'sql`(intDiv(${quarters}, 120) + 0 * ${month} + 0 * ${century})`',
  ),
  m(
    'memory: equal instants go to the lesser id',
    `${segment}/measure.ts`,
    'a.event.id > b.event.id ? -1 : 1',
    'a.event.id > b.event.id ? 1 : -1',
  ),
  m(
    'memory: within an event the greater key',
    `${segment}/measure.ts`,
    'codePointOrder(a.key, b.key) ||',
    'codePointOrder(b.key, a.key) ||',
  ),
  m(
    'memory: days since are rounded up',
    `${segment}/measure.ts`,
    'Math.floor((now - since) / dayMs)',
    'Math.ceil((now - since) / dayMs)',
  ),
]

const inItemsAndTrees: readonly Mutant[] = [
  m(
    'engine: an item test looks at items of any path',
    `${compile}/items.ts`,
    'allOf([sql`item_path = ${path}`, itemWhere(of, moment, money)])',
    'allOf([sql`item_path != ${`no ${path}`}`, itemWhere(of, moment, money)])',
  ),
  m(
    'engine: a measure runs over items of any path',
    `${compile}/behaviour.ts`,
    'allOf([sql`item_path = ${items.path}`, meets])',
    'allOf([sql`item_path != ${`no ${items.path}`}`, meets])',
  ),
  m(
    'engine: a measure of items forgets the item test',
    `${compile}/behaviour.ts`,
    'items.of === undefined ? always',
    'items.of === undefined || items.path.length > 0 ? always',
  ),
  m(
    'engine: what is asked of one item may be of several',
    `${compile}/items.ts`,
    'return test === never ? never : overItems(sql`arrayExists`, test)',
    "if (of.type === 'all') return allOf(of.of.map((each) => anyItem({ path, of: each }, moment, money)))\n  return test === never ? never : overItems(sql`arrayExists`, test)",
  ),
  m(
    'engine: who did nothing is left out',
    `${compile}/leaf.ts`,
    'sql`customer_id NOT IN (${customersWho(behaviour, not, who)})`',
    'sql`customer_id IN (${customersWho(behaviour, (holds) => holds, who)})`',
  ),
  m(
    'engine: customers without FINAL',
    `${compile}/members.ts`,
    'sql`SELECT customer_id FROM customers FINAL WHERE ${members(condition, context, who)}`',
    'sql`SELECT DISTINCT customer_id FROM customers WHERE ${members(condition, context, who)}`',
  ),
  m(
    'engine: contacts without FINAL',
    `${compile}/members.ts`,
    'FROM contacts FINAL',
    'FROM contacts',
  ),
  m(
    'engine: lists without FINAL',
    `${compile}/members.ts`,
    'FROM list_members FINAL',
    'FROM list_members',
  ),
  m('engine: pins without FINAL', `${compile}/members.ts`, 'FROM pins FINAL', 'FROM pins'),
  m(
    'engine: who is pinned out stays',
    `${compile}/members.ts`,
    "not(pinned(id, 'out', asked.who)),",
    '',
  ),
  m(
    'engine: a segment forgets who is pinned in',
    `${compile}/members.ts`,
    "anyOf([holds(condition, inside), pinned(id, 'in', asked.who)])",
    'holds(condition, inside)',
  ),
  m(
    'together: a bit is not turned round',
    `${compile}/plan.ts`,
    'negated: holdsOfNobody(leaf)',
    'negated: false',
  ),
  m(
    'together: all of some bits is any of them',
    `${compile}/bits.ts`,
    "const equal = type === 'all' ? sql`=` : sql`!=`",
    'const equal = sql`!=`',
  ),
  m(
    'together: readings are cut to the first window',
    `${compile}/branch.ts`,
    'Math.min(...behaviours.map(({ span }) => span.from))',
    'Math.max(...behaviours.map(({ span }) => span.from))',
  ),
  m(
    'together: measures forget what they count',
    `${compile}/branch.ts`,
    'shared === undefined ? allOf([when, where]) : undefined',
    'shared === undefined ? when : undefined',
  ),
  m(
    'engine: a sample goes by the last bits',
    `${compile}/sample.ts`,
    '${digest}, 1, 4',
    '${digest}, 29, 4',
  ),
  m(
    'memory: a sample goes by the bytes the other way round',
    `${segment}/sample.ts`,
    'getUint32(0)',
    'getUint32(0, true)',
  ),
  m(
    'engine: a denial on one channel does not count where another is granted',
    `${compile}/consent.ts`,
    "countIf(latest = 'denied') = 0",
    "countIf(latest = 'granted') > 0",
  ),
  m(
    'engine: of consents of one instant any counts',
    `${compile}/consent.ts`,
    '(at, version, _part_offset)',
    'at',
  ),
  m('engine: consents to come count', `${compile}/consent.ts`, 'at <= ${now}', '1'),
  m(
    'memory: a consent to one thing is one to all',
    `${segment}/consent.ts`,
    'each.purpose === asked.purpose &&',
    '',
  ),
  m(
    'together: the deleted count',
    `${compile}/branch.ts`,
    'FROM customers FINAL WHERE',
    'FROM customers WHERE',
  ),
]

/** All that must be seen. */
export const mutants: readonly Mutant[] = [
  ...inTests,
  ...inWindows,
  ...inMeasures,
  ...inItemsAndTrees,
  ...inSequences,
  ...inCalculated,
  ...inRanks,
  ...inRelations,
  ...inPlaces,
  ...inDues,
]
