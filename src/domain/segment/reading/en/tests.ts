import type { DateText, Period, Scalar, Test, Unit } from '../../condition.ts'
import type {
  AnniversaryTest,
  DateTest,
  ListTest,
  OrderTest,
  PlaceTest,
  TextTest,
} from '../../testKinds.ts'
import { isTestOf } from '../../testKinds.ts'
import { units } from '../../text/words.ts'
import type { Say } from '../language.ts'
import { quoted } from '../quoted.ts'
import { dateOf, joined, showCount, showPlace } from '../values.ts'

/** What is said of something that has no value. */
type Absence = { readonly there: string; readonly missing: string | undefined }

const field: Absence = { there: 'is filled in', missing: 'is blank' }

/** What stands after the name of a field, property or measure: `is at least 18`. */
export function predicate(test: Test, say: Say, absence: Absence = field): string {
  const { not } = say
  const { there, missing } = absence
  if (isTestOf(test, 'presence')) return not ? (missing ?? 'has no value') : there
  const [words, ...notes] = isTestOf(test, 'date') ? dateTest(test, say) : valueTest(test, say)
  return noted(words, ...notes, ...(not && missing !== undefined ? [`or ${missing}`] : []))
}

/** In parentheses, what people would otherwise take wrongly. */
function noted(words: string, ...notes: readonly string[]): string {
  return notes.length === 0 ? words : `${words} (${notes.join('; ')})`
}

/** The words, then notes on them. */
type Words = readonly [string, ...string[]]

function valueTest(test: Exclude<Test, DateTest | { op: 'exists' }>, say: Say): Words {
  const { not, value } = say
  if (isTestOf(test, 'anniversary')) return anniversary(test, not)
  if (isTestOf(test, 'place')) return near(test, not)
  if (isTestOf(test, 'text')) return textTest(test, not)
  if (isTestOf(test, 'order')) return orderTest(test, say)
  if (isTestOf(test, 'list')) return listTest(test, say)
  if (test.op === 'is') return [`${be(not)} ${value(test.value)}`]
  const listed = oneOf(test.values, value)
  if (not) return [`is none of ${listed}`]
  return [test.values.length === 1 ? `is any of ${listed}` : `is ${listed}`]
}

function be(not: boolean): string {
  return not ? 'is not' : 'is'
}

/** `1, 2 or 3` */
function oneOf(values: readonly Scalar[], show: (value: Scalar) => string): string {
  return joined(values.map(show), 'or')
}

function textTest(test: TextTest, not: boolean): Words {
  switch (test.op) {
    case 'exactly':
      return [`${be(not)} exactly ${quoted(test.value)}`, 'case and accents included']
    case 'contains':
      return [`${not ? 'does not contain' : 'contains'} ${quoted(test.value)}`]
    case 'startsWith':
      return [`${not ? 'does not start' : 'starts'} with ${quoted(test.value)}`]
    case 'endsWith':
      return [`${not ? 'does not end' : 'ends'} with ${quoted(test.value)}`]
    case 'matches':
      return [`${not ? 'does not match' : 'matches'} the pattern ${quoted(test.pattern)}`]
  }
}

function orderTest(test: OrderTest, { not, value }: Say): Words {
  const bound = test.op === 'between' ? test.from : test.value
  if (typeof bound === 'string') return alphabetical(test, not)
  if (test.op === 'between') {
    return [`${be(not)} between ${value(test.from)} and ${value(test.to)}`, 'both included']
  }
  return [`${be(not)} ${sizes[test.op]} ${value(test.value)}`]
}

const sizes = {
  less: 'less than',
  atMost: 'at most',
  greater: 'more than',
  atLeast: 'at least',
} as const

function alphabetical(test: OrderTest, not: boolean): Words {
  const order = 'in alphabetical order'
  if (test.op === 'between') {
    const range = `from ${quoted(String(test.from))} to ${quoted(String(test.to))}`
    return [`${be(not)} ${range} ${order}`, 'both included']
  }
  const bound = quoted(String(test.value))
  const side = test.op === 'less' || test.op === 'atMost' ? 'before' : 'after'
  if (test.op === 'less' || test.op === 'greater') {
    return [`${not ? 'does not come' : 'comes'} ${side} ${bound} ${order}`]
  }
  return not
    ? [`neither is ${bound} nor comes ${side} it ${order}`]
    : [`is ${bound} or comes ${side} it ${order}`]
}

function listTest({ op, values }: ListTest, { not, value }: Say): Words {
  const [any, all] = [oneOf(values, value), joined(values.map(value), 'and')]
  const includes = not ? 'does not include' : 'includes'
  switch (op) {
    case 'includesAny':
      return [`${includes} any of ${any}`]
    case 'includesAll':
      return [`${includes} all of ${all}`]
    case 'includesNone':
      return not
        ? [`includes at least one of ${any}`]
        : [`is filled in and includes none of ${any}`]
  }
}

function dateTest(test: DateTest, { not, ofDays }: Say): Words {
  const { is, falls, was } = not ? denied : said
  switch (test.op) {
    case 'before':
      return [`${is} before ${day(test.date)}`]
    case 'after':
      return [`${is} after ${day(test.date)}`]
    case 'on':
      return [`${falls} ${onDay(test.date)}`]
    case 'dates':
      return [`${is} from ${day(test.from)} to ${day(test.to)}`, 'both days included']
    case 'inLast':
      return [`${is} in the past ${span(test.n, test.unit)}`, ...(ofDays ? ['up to today'] : [])]
    case 'inNext':
      return [`${is} in the next ${span(test.n, test.unit)}`, ...(ofDays ? ['from today on'] : [])]
    case 'moreThanAgo':
      return [`${was} ${count(test.n, units[test.unit])} ago or earlier`]
    case 'period':
      return [`${is} ${period(test)}`]
  }
}

const said = { is: 'is', falls: 'falls', was: 'was' } as const
const denied = { is: 'is not', falls: 'does not fall', was: 'was not' } as const

function anniversary({ in: asked }: AnniversaryTest, not: boolean): Words {
  const has = `${not ? 'does not have' : 'has'} its anniversary`
  return asked.type === 'next'
    ? [`${has} in the next ${span(asked.n, asked.unit)}`, 'from today on']
    : [`${has} ${period(asked)}`]
}

function near({ km, ...place }: PlaceTest, not: boolean): Words {
  return [`${be(not)} within ${showCount(km, 'en')} km of ${showPlace(place)}`]
}

/** `today`, `this month`, `next quarter`. */
export function period({ which, unit }: Pick<Period, 'which' | 'unit'>): string {
  return unit === 'day' ? days[which] : `${which} ${unit}`
}

const days = { this: 'today', last: 'yesterday', next: 'tomorrow' } as const

/** `21 November 2026`, `today`, `the day 30 days ago`. */
export function day(date: DateText): string {
  const shown = dateOf(date, 'en')
  if (typeof shown === 'string') return shown
  if (shown === 0) return 'today'
  return shown === 1 ? 'yesterday' : `the day ${showCount(shown, 'en')} days ago`
}

/** `on 21 November 2026`, `today`, `on the day 30 days ago`. */
function onDay(date: DateText): string {
  const shown = day(date)
  return shown === 'today' || shown === 'yesterday' ? shown : `on ${shown}`
}

/** `30 days`, `month`. */
export function span(n: number, unit: Unit): string {
  return n === 1 ? units[unit] : count(n, units[unit])
}

/** `1 day`, `30 days`. */
export function count(n: number, one: string): string {
  return `${showCount(n, 'en')} ${n === 1 ? one : `${one}s`}`
}
