import type { Did, Test, Window } from '../../condition.ts'
import { isTestOf } from '../../testKinds.ts'
import { isCompared } from '../../windowBefore.ts'
import type { Common } from '../../windows.ts'
import { isNeverMissing, saysNone } from '../behaviour.ts'
import type {
  ActiveMeasure,
  ChangeMeasure,
  Language,
  Named,
  PropertyMeasure,
  Say,
  SinceMeasure,
  Tested,
} from '../language.ts'
import { quoted } from '../quoted.ts'
import { showCount } from '../values.ts'
import { consent } from './consent.ts'
import type { EventWords } from './events.ts'
import { eventWords } from './events.ts'
import { rank } from './rank.ts'
import { sequence, step } from './sequence.ts'
import { propertyName } from './properties.ts'
import { day, period, predicate, span } from './tests.ts'
import { units } from '../../text/words.ts'

export const english: Language = {
  locale: 'en',
  everyone: { alone: 'every customer', part: 'is any customer at all' },
  noOne: { alone: 'no customer', part: 'is no customer at all' },
  and: ', and ',
  or: ', or ',
  none: (parts) => `none of this is true: (${parts})`,
  notAll: (parts) => `not all of this is true: (${parts})`,
  notSo,
  field: (name, test, say) => `${name} ${predicate(test, say)}`,
  window: inWindow,
  since: (name, not) => `since the customer's ${name}${not ? ` (or ${name} is blank)` : ''}`,
  only: (where) => `(counting only where ${where})`,
  times,
  counted: (did, when, say) => `${quantity(did, when)} ${predicate({ op: 'exists' }, say, always)}`,
  active,
  daysSince,
  change,
  netTotal,
  measured,
  sequence,
  step,
  segment: (segment, not) => `${isOn(not)} in ${thing('segment', segment)}`,
  list: (list, not) => `${isOn(not)} on ${thing('list', list)}`,
  consent,
  quantity,
  rank,
  sample: (percent, seed, not) =>
    `${isOn(not)} in a random sample of ${percent} of all customers (drawn as ${seed})`,
  property: (path, test, say) => `${propertyName(path)} ${predicate(test, say)}`,
  related: (name, test, say) => `the product's ${name} ${predicate(test, say)}`,
  ofPlace: (name) => `the ${name} of the customer's place`,
  item: (path, of, not) =>
    `${path === undefined ? '' : `in ${quoted(path)} `}there is ${not ? 'no' : 'an'} item where (${of})`,
  asWritten: (text) => `${text} (as written)`,
  unknownField: (name) => `the unknown field ${name}`,
  fieldLabels: new Map([
    ['name', 'Name'],
    ['email', 'E-mail'],
    ['phone', 'Phone'],
    ['birth_date', 'Birth date'],
    ['gender', 'Gender'],
    ['city', 'City'],
    ['state', 'State'],
    ['country', 'Country'],
    ['language', 'Language'],
    ['product.name', 'name'],
    ['product.category', 'category'],
    ['product.brand', 'brand'],
    ['product.price', 'price'],
    ['product.cost', 'cost'],
    ['product.stock', 'stock'],
    ['product.currency', 'currency'],
    ['product.tags', 'tags'],
    ['place.name', 'name'],
  ]),
  beginnings: new Set(['the', 'it', 'none', 'not', 'no', 'every', 'did', 'never', 'in', 'there']),
  predicates: new Set(
    'is are was does contains starts ends matches comes neither includes has falls'.split(' '),
  ),
}

function notSo(part: string): string {
  return `it is not true that (${part})`
}

function isOn(not: boolean): string {
  return not ? 'is not' : 'is'
}

function thing(kind: 'segment' | 'list', named: Named): string {
  return 'name' in named
    ? `the ${kind} ${quoted(named.name)}`
    : `${kind} number ${named.id}, which is no longer there`
}

/** `placed an order at least 2 times`, `never placed an order`, `did not place an order`. */
function times(did: Did, when: string, say: Say): string {
  const { test } = did
  if (test === undefined) return `${acted(did, say.not)}${say.not ? '' : ' at least once'}${when}`
  if (test.op === 'is' && test.value === 0 && !say.not) return never(did) + when
  const often = howMany(test, (n) => (n === '1' ? 'once' : `${n} times`))
  return `${acted(did, say.not)} ${often}${together(did)}${orNever(test, say)}${when}`
}

/** Of several events it is not each that is counted. */
function together({ event }: Did): string {
  return typeof event === 'string' ? '' : ' in total'
}

/** `at least 2 …`; the last number carries the unit. */
function howMany(test: Test, unit: (n: string) => string): string {
  const n = (given: unknown) => showCount(Number(given), 'en')
  if (isTestOf(test, 'identity')) {
    if (test.op === 'is') return `exactly ${unit(n(test.value))}`
    const [last, ...others] = test.values.map(n).toReversed()
    const all = unit(last ?? '')
    return others.length === 0
      ? `exactly (any of) ${all}`
      : `exactly ${others.toReversed().join(', ')} or ${all}`
  }
  if (!isTestOf(test, 'order')) throw new Error(`unchecked condition: a count by ${test.op}`)
  if (test.op === 'between') return `between ${n(test.from)} and ${unit(n(test.to))}`
  return `${sizesOfCounts[test.op]} ${unit(n(test.value))}`
}

const sizesOfCounts = {
  less: 'fewer than',
  atMost: 'at most',
  greater: 'more than',
  atLeast: 'at least',
} as const

function orNever(test: Test, say: Say): string {
  return saysNone(test, say) ? ' (or never)' : ''
}

/** `placed an order on at least 3 different days` */
function active(of: ActiveMeasure, did: Tested, when: string, say: Say): string {
  const period = periods[of]
  const many = howMany(did.test, (n) => `${n} different ${period}${n === '1' ? '' : 's'}`)
  const spread = `${of === 'activeDays' ? 'on' : 'in'} ${many}`
  return `${acted(did, say.not)} ${spread}${orNever(did.test, say)}${when}`
}

/** `the last order was at least 30 full days ago` */
function daysSince(of: SinceMeasure, did: Tested, when: string, { not }: Say): string {
  const event = `the ${of === 'daysSinceFirst' ? 'first' : 'last'} ${one(did)}${when}`
  if (did.test.op === 'exists') return `${event} ${not ? 'is not' : 'is'} on record`
  const days = howMany(did.test, (n) => `${n} full day${n === '1' ? '' : 's'} ago`)
  return `${event} ${not ? `was not ${days} (or there is none)` : `was ${days}`}`
}

/** `the sum of total across orders is at least R$500.00` */
function measured(measure: PropertyMeasure, did: Tested, when: string, say: Say): string {
  const subject = `${measureOf(measure)} ${many(did)}${when}`
  if (!isNeverMissing(measure)) return `${subject} ${predicate(did.test, say, value)}`
  return `${subject} ${neverMissing(did.test, say)}`
}

/** `the change in the number of orders in the past 30 days, against the 30 days before, is at least 2` */
function change(measure: ChangeMeasure, did: Tested, when: string, say: Say): string {
  const subject = `${changeOf(measure, did, when)},`
  if (measure.of === 'percentChange') return `${subject} ${predicate(did.test, say, value)}`
  return `${subject} ${neverMissing(did.test, say)}`
}

function changeOf({ of, in: inner }: ChangeMeasure, did: Did, when: string): string {
  const what = inner.of === 'count' ? 'the number of' : measureOf(inner)
  const change = of === 'change' ? 'change' : 'percentage change'
  return `the ${change} in ${what} ${many(did)}${when}, against ${before(did.window)}`
}

/** `the net total of orders in the past 90 days, less what was refunded of them, is at least R$500.00` */
function netTotal(did: Tested, when: string, say: Say): string {
  const subject = `the net total of ${many(did)}${when}, less what was refunded of them,`
  return `${subject} ${neverMissing(did.test, say)}`
}

/** `the number of orders in the past 30 days` */
function quantity(did: Did, when: string): string {
  const { measure = { of: 'count' } } = did
  if ('property' in measure) return `${measureOf(measure)} ${many(did)}${when}`
  if ('in' in measure) return changeOf(measure, did, when)
  switch (measure.of) {
    case 'count':
      return `the number of ${many(did)}${when}`
    case 'daysSinceFirst':
      return `the full days since the first ${one(did)}${when}`
    case 'daysSinceLast':
      return `the full days since the last ${one(did)}${when}`
    case 'activeDays':
    case 'activeWeeks':
    case 'activeMonths':
      return `the number of different ${periods[measure.of]}s with ${many(did)}${when}`
    case 'netTotal':
      return `the net total of ${many(did)}${when}, less what was refunded of them`
  }
}

const periods = { activeDays: 'day', activeWeeks: 'week', activeMonths: 'month' } as const

/** The test of what is 0 where nothing was done. */
function neverMissing(test: Test, say: Say): string {
  const none = saysNone(test, say) ? ' (0 for whoever did none of it)' : ''
  return `${predicate(test, say, always)}${none}`
}

function before(window: Window | undefined): string {
  if (!isCompared(window)) throw new Error('unchecked condition: a change over no such window')
  if (window.type === 'last') return `the ${span(window.n, window.unit)} before`
  return window.unit === 'day'
    ? 'yesterday up to the same time'
    : `the same part of the ${window.unit} before`
}

/** Of a measure that has none where nothing was done, and of one that is 0 then. */
const value = { there: 'has a value', missing: 'has no value' } as const
const always = { there: 'has a value', missing: undefined } as const

function measureOf(measure: PropertyMeasure): string {
  const name = propertyName(measure.property)
  switch (measure.of) {
    case 'sum':
      return `the sum of ${name} across`
    case 'average':
      return `the average ${name} across`
    case 'minimum':
      return `the lowest ${name} across`
    case 'maximum':
      return `the highest ${name} across`
    case 'distinct':
      return `the number of different values of ${name} across`
    case 'first':
      return `the first ${name} across`
    case 'last':
      return `the last ${name} across`
    case 'mostFrequent':
      return `the most frequent ${name} across`
  }
}

function inWindow(window: Common): string {
  switch (window.type) {
    case 'last':
      return `in the past ${span(window.n, window.unit)}`
    case 'ago':
      return `between ${showCount(window.from, 'en')} and ${showCount(window.to, 'en')} ${units[window.unit]}s ago`
    case 'calendar':
      return period(window)
    case 'before':
      return `before ${day(window.date)}`
    case 'after':
      return `after ${day(window.date)}`
    case 'dates':
      return `from ${day(window.from)} to ${day(window.to)} (both days included)`
  }
}

/** What one did or did not; of several events any. */
function acted({ event }: Did, not: boolean): string {
  if (typeof event !== 'string') return `${not ? 'did not do' : 'did'} ${anyOf(event)}`
  const words = eventWords(event)
  return not ? words.didNot : words.did
}

function never({ event }: Did): string {
  return typeof event === 'string' ? eventWords(event).never : `never did ${anyOf(event)}`
}

function anyOf(events: readonly string[]): string {
  return `any of ${these(events, 'did')}`
}

function one({ event }: Did): string {
  return typeof event === 'string' ? eventWords(event).one : `of ${these(event, 'one')}`
}

function many({ event }: Did): string {
  return typeof event === 'string' ? eventWords(event).many : these(event, 'many')
}

function these(events: readonly string[], form: keyof EventWords): string {
  return `these: (${events.map((each) => eventWords(each)[form]).join('; ')})`
}
