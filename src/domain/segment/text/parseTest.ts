import type { Coming, Scalar, Test, Unit } from '../condition.ts'
import type { Cursor } from './cursor.ts'
import { parsePeriod } from './period.ts'
import { TextMistake } from './tokens.ts'
import { calendarUnits, unitOf, units } from './words.ts'

/** A test, and whether the text said its contrary (`!=`, `is not`). */
export type Asked = { readonly test: Test; readonly negated: boolean }

/** What may follow the name of a field, property or measure. */
const testWords = [
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'is',
  'exactly',
  'contains',
  'starts',
  'ends',
  'matches',
  'exists',
  'between',
  'includes',
  'before',
  'after',
  'on',
  'in',
  'more',
  'this',
  'last',
  'next',
  'today',
  'yesterday',
  'tomorrow',
  'anniversary',
  'within',
]

/** Reads the test that follows the name of what is tested. */
export function parseTest(cursor: Cursor): Asked {
  const { offset } = cursor.peek()
  const asked = symbolTest(cursor) ?? wordTest(cursor)
  cursor.begins.set(asked.test, offset)
  return asked
}

function symbolTest(cursor: Cursor): Asked | undefined {
  switch (cursor.symbol()) {
    case '=':
      return said({ op: 'is', value: operand(cursor, 'on') })
    case '!=':
      return { test: { op: 'is', value: operand(cursor, 'on') }, negated: true }
    case '<':
      return said({ op: 'less', value: sized(cursor, 'before') })
    case '<=':
      return said({ op: 'atMost', value: sized(cursor, 'before') })
    case '>':
      return said({ op: 'greater', value: sized(cursor, 'after') })
    case '>=':
      return said({ op: 'atLeast', value: sized(cursor, 'after') })
    default:
      return undefined
  }
}

const byWord: Readonly<Record<string, (cursor: Cursor) => Asked>> = {
  is: isTest,
  exactly: (cursor) => {
    if (!cursor.takesSymbol('=')) throw cursor.expected(['='], 'Write exactly = "…".')
    return said({ op: 'exactly', value: text(cursor) })
  },
  contains: (cursor) => said({ op: 'contains', value: text(cursor) }),
  starts: (cursor) => {
    cursor.must('with')
    return said({ op: 'startsWith', value: text(cursor) })
  },
  ends: (cursor) => {
    cursor.must('with')
    return said({ op: 'endsWith', value: text(cursor) })
  },
  matches: (cursor) => {
    const isPattern = cursor.peek().kind === 'pattern'
    return said({ op: 'matches', pattern: isPattern ? cursor.take().value : text(cursor) })
  },
  exists: () => said({ op: 'exists' }),
  between: (cursor) => said(betweenTest(cursor)),
  includes: (cursor) => said(includesTest(cursor)),
  before: (cursor) => said({ op: 'before', date: date(cursor) }),
  after: (cursor) => said({ op: 'after', date: date(cursor) }),
  on: (cursor) => said({ op: 'on', date: date(cursor) }),
  in: (cursor) => {
    refusePeriod(cursor)
    const op = cursor.takes('last') ? 'inLast' : 'inNext'
    if (op === 'inNext') cursor.must('next')
    return said({ op, ...duration(cursor) })
  },
  more: (cursor) => {
    cursor.must('than')
    const span = duration(cursor)
    cursor.must('ago')
    return said({ op: 'moreThanAgo', ...span })
  },
  anniversary: (cursor) => said({ op: 'anniversary', in: coming(cursor) }),
  within: (cursor) => said(nearTest(cursor)),
}

function wordTest(cursor: Cursor): Asked {
  const period = parsePeriod(cursor, 'For a number of days write in last 30 days.')
  if (period !== undefined) return said({ op: 'period', ...period })
  const word = cursor.word()
  const read = Object.hasOwn(byWord, word) ? byWord[word] : undefined
  if (read === undefined) throw cursor.expected(testWords)
  cursor.take()
  return read(cursor)
}

/** A part of the year, which the schema refuses where it is not one. */
function coming(cursor: Cursor): Coming {
  const { offset } = cursor.peek()
  const found = readComing(cursor) as Coming
  cursor.begins.set(found, offset)
  return found
}

function readComing(cursor: Cursor): object {
  const period = parsePeriod(cursor, 'For a number of days write in next 30 days.')
  if (period !== undefined) return { type: 'calendar', ...period }
  cursor.must('in')
  refusePeriod(cursor)
  cursor.must('next')
  return { type: 'next', ...duration(cursor) }
}

/** After `in`, where a number of days is to come. */
function refusePeriod(cursor: Cursor): void {
  const [which, unit] = [cursor.word(), cursor.word(1)]
  if (!calendarUnits.some((each) => each === unit)) return
  throw cursor.expected(['a number of days'], `Write ${which} ${unit}, or in next 30 days.`)
}

function said(test: Test): Asked {
  return { test, negated: false }
}

function isTest(cursor: Cursor): Asked {
  const negated = cursor.takes('not')
  if (cursor.takes('any', 'of')) return { test: { op: 'anyOf', values: scalars(cursor) }, negated }
  return { test: { op: 'is', value: scalar(cursor) }, negated }
}

/** `5 km of (-23.55, -46.63)`: latitude, then longitude. */
function nearTest(cursor: Cursor): Test {
  const km = number(cursor, false)
  cursor.must('km', 'of')
  cursor.mustSymbol('(', 'Latitude and longitude stand in parentheses: (-23.55, -46.63).')
  const lat = number(cursor, false)
  cursor.mustSymbol(',', 'Latitude and longitude are two numbers: (-23.55, -46.63).')
  const lon = number(cursor, false)
  cursor.mustSymbol(')')
  return { op: 'near', km, lat, lon }
}

function includesTest(cursor: Cursor): Test {
  const which = cursor.word()
  if (which !== 'any' && which !== 'all' && which !== 'none') {
    throw cursor.expected(['any of', 'all of', 'none of'])
  }
  cursor.take()
  cursor.must('of')
  const op = ({ any: 'includesAny', all: 'includesAll', none: 'includesNone' } as const)[which]
  return { op, values: scalars(cursor) }
}

function betweenTest(cursor: Cursor): Test {
  const dates = cursor.peek().kind === 'date'
  const from = dates ? date(cursor) : number(cursor, true)
  cursor.must('and')
  if (dates) return { op: 'dates', from: String(from), to: date(cursor) }
  return { op: 'between', from, to: number(cursor, true) }
}

/** After a symbol, any value; of a date it is said by which word it is compared. */
function operand(cursor: Cursor, dateWord: string): Scalar {
  const symbol = cursor.take()
  const token = cursor.peek()
  if (token.kind !== 'date') return scalar(cursor)
  const fix = `Write ${dateWord} ${token.text} in place of ${symbol.text} ${token.text}, or quote it if it is a text.`
  throw new TextMistake(`Dates are not compared by ${symbol.text}`, token, fix)
}

function sized(cursor: Cursor, dateWord: string): number | string {
  const value = operand(cursor, dateWord)
  if (typeof value !== 'boolean') return value
  throw new TextMistake('True and false are not compared by size', cursor.peek(-1), 'Use =.')
}

const words: Readonly<Record<string, boolean>> = { true: true, yes: true, false: false, no: false }

function scalar(cursor: Cursor): Scalar {
  const token = cursor.peek()
  if (token.kind === 'string') return cursor.take().value
  if (token.kind === 'number') return number(cursor, false)
  const word = cursor.word()
  if (word !== '' && Object.hasOwn(words, word)) {
    cursor.take()
    return words[word] === true
  }
  if (token.kind !== 'word') {
    const fix = token.text.startsWith('=') ? 'Write one =.' : undefined
    throw cursor.expected(['a "text"', 'a number', 'true', 'false'], fix)
  }
  const fix = `Texts are quoted: write "${token.text}".`
  throw new TextMistake(`Expected a value, found the word ${token.text}`, token, fix)
}

function scalars(cursor: Cursor): Scalar[] {
  cursor.mustSymbol('(')
  const values = [scalar(cursor)]
  while (cursor.takesSymbol(',')) values.push(scalar(cursor))
  cursor.mustSymbol(')', 'Separate values by commas, and write a decimal point, not a comma.')
  return values
}

function text(cursor: Cursor): string {
  if (cursor.peek().kind === 'string') return cursor.take().value
  throw cursor.expected(['a "text"'], 'Texts are quoted.')
}

/** A number, or where that is allowed a text, since texts have an order too. */
function number(cursor: Cursor, orText: false): number
function number(cursor: Cursor, orText: true): number | string
function number(cursor: Cursor, orText: boolean): number | string {
  const token = cursor.peek()
  if (token.kind === 'number') return Number(cursor.take().text)
  if (orText && token.kind === 'string') return cursor.take().value
  throw cursor.expected(orText ? ['a number', 'a "text"', 'a date'] : ['a number'])
}

/** A share of a whole. Whether it is one that may be used is for the schema. */
export function percent(cursor: Cursor): number {
  const share = number(cursor, false)
  cursor.must('percent')
  return share
}

/** A whole number: of days, of times. Whether it is one that may be used is for the schema. */
export function howMany(cursor: Cursor): number {
  const token = cursor.peek()
  if (token.kind === 'number' && /^\d+$/.test(token.text)) return Number(cursor.take().text)
  throw cursor.expected(['a whole number'])
}

export function date(cursor: Cursor): string {
  if (cursor.peek().kind === 'date') return cursor.take().text
  throw cursor.expected(['a date'], 'Write a date as 2026-01-31, or -30d for thirty days ago.')
}

/** `30 days`. */
export function duration(cursor: Cursor): { n: number; unit: Unit } {
  return { n: howMany(cursor), unit: unit(cursor) }
}

export function unit(cursor: Cursor): Unit {
  const found = unitOf(cursor.word())
  if (found === undefined) throw cursor.expected(Object.keys(units))
  cursor.take()
  return found
}
