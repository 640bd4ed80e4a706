import type {
  Changing,
  Did,
  ItemWhere,
  Measure,
  PropertyTest,
  Test,
  Where,
  Window,
} from '../condition.ts'
import { orderCompleted } from '../netTotal.ts'
import type { Cursor } from './cursor.ts'
import { comparisons } from './cursor.ts'
import { parseGroup, parseUnary } from './group.ts'
import { parsePeriod } from './period.ts'
import { date, duration, howMany, parseTest, unit } from './parseTest.ts'
import type { Asked } from './parseTest.ts'
import { calendarUnits, eventMeasures, propertyMeasures, unitOf } from './words.ts'

/** `did EVENT`, how often, in which window, `where` what: `did` is next. */
export function parseDid(cursor: Cursor): Did {
  cursor.must('did')
  const event = events(cursor)
  const before = times(cursor)
  const window = windowOf(cursor)
  // How often is written before the window, and understood after it.
  const test = before ?? times(cursor)
  const where = whereOf(cursor)
  if (comparisons.has(cursor.symbol())) {
    const fix =
      'How often comes after the event: did "…" at least 2 times. Or begin with count of "…".'
    throw cursor.expected(['and', 'or', 'the end'], fix)
  }
  return { type: 'did', event, ...where, ...window, ...(test && { test }) }
}

/** Whether a measure comes next. */
export function measureComes(cursor: Cursor): boolean {
  return (
    cursor.comes('net') ||
    changeComes(cursor) ||
    beginnings.some(({ words }) => cursor.comes(...words))
  )
}

/** A measure of events, its window and `where`, and the test of what it gives. */
export function parseMeasure(cursor: Cursor): Did & Asked {
  const measured = parseMeasured(cursor)
  return { ...measured, ...parseTest(cursor) }
}

/** A measure of events, its window and `where`. */
export function parseMeasured(cursor: Cursor): Omit<Did, 'test'> {
  const measure = cursor.part(() => measureOf(cursor))
  const event = measure.of === 'netTotal' ? orderCompleted : events(cursor)
  const window = windowOf(cursor)
  const where = whereOf(cursor)
  return { type: 'did', event, ...where, ...window, measure }
}

type Beginning = { readonly words: readonly string[]; readonly of: Measure['of'] }

const beginnings: readonly Beginning[] = Object.entries({
  ...propertyMeasures,
  ...eventMeasures,
}).map(([of, words]) => ({ of: of as Measure['of'], words: words.split(' ') }))

function measureOf(cursor: Cursor): Measure {
  if (cursor.takes('net')) return netTotal(cursor)
  if (!changeComes(cursor)) return simpleMeasure(cursor)
  const of = cursor.takes('percent') ? 'percentChange' : 'change'
  cursor.must('change', 'in')
  if (!changing.some((each) => cursor.comes(each))) {
    throw cursor.expected(changing, 'A change is in a count, a sum, or how many are distinct.')
  }
  return { of, in: simpleMeasure(cursor) as Changing }
}

/** After `net`: it is of orders, which are not named. */
function netTotal(cursor: Cursor): Measure {
  cursor.must('total')
  if (!cursor.comes('of')) return { of: 'netTotal' }
  const fix = 'It is of orders, which go without saying: net total in last 90 days >= 500.'
  throw cursor.expected(['a window', 'a test'], fix)
}

const changing = ['count', 'sum', 'distinct'] as const satisfies readonly Changing['of'][]

function changeComes(cursor: Cursor): boolean {
  return cursor.comes('change') || cursor.comes('percent', 'change')
}

function simpleMeasure(cursor: Cursor): Measure {
  const beginning = beginnings.find(({ words }) => cursor.comes(...words))
  if (beginning === undefined) throw cursor.expected(['a measure'])
  cursor.must(...beginning.words)
  if (!(beginning.of in propertyMeasures)) return { of: beginning.of } as Measure
  const property = cursor.name("a property's name")
  cursor.must('of')
  return { of: beginning.of, property } as Measure
}

/** One event's name, or `any of ("A", "B")`. */
export function events(cursor: Cursor): string | readonly string[] {
  if (!cursor.takes('any', 'of')) return cursor.name("an event's name")
  cursor.mustSymbol('(')
  const names = [cursor.name("an event's name")]
  while (cursor.takesSymbol(',')) names.push(cursor.name("an event's name"))
  cursor.mustSymbol(')')
  return names
}

/** `at least 2 times` and its like; nothing is at least once. */
function times(cursor: Cursor): Test | undefined {
  if (cursor.word() === 'between' && !isTimes(cursor.word(4))) return undefined
  const { offset } = cursor.peek()
  const test = timesTest(cursor)
  if (test === undefined) return undefined
  if (!isTimes(cursor.word())) throw cursor.expected(['times'])
  cursor.take()
  cursor.begins.set(test, offset)
  return test
}

function timesTest(cursor: Cursor): Test | undefined {
  if (cursor.takes('at', 'least')) return { op: 'atLeast', value: howMany(cursor) }
  if (cursor.takes('at', 'most')) return { op: 'atMost', value: howMany(cursor) }
  if (cursor.takes('exactly')) return { op: 'is', value: howMany(cursor) }
  if (cursor.takes('more', 'than')) return { op: 'greater', value: howMany(cursor) }
  if (cursor.takes('less', 'than')) return { op: 'less', value: howMany(cursor) }
  if (!cursor.takes('between')) return undefined
  const from = howMany(cursor)
  cursor.must('and')
  return { op: 'between', from, to: howMany(cursor) }
}

function isTimes(word: string): boolean {
  return word === 'times' || word === 'time'
}

/** A test of events, where one comes. */
export function whereOf(cursor: Cursor): { where?: Where } {
  return cursor.takes('where') ? { where: parseUnary(cursor, whereLeaf) } : {}
}

/** A window, where one comes. */
export function windowOf(cursor: Cursor): { window?: Window } {
  const { offset } = cursor.peek()
  const window = readWindow(cursor)
  if (window === undefined) return {}
  cursor.begins.set(window, offset)
  return { window }
}

function readWindow(cursor: Cursor): Window | undefined {
  if (cursor.takes('since')) return { type: 'since', field: sinceField(cursor) }
  if (cursor.comes('in', 'last') && calendarUnits.some((each) => each === cursor.word(2))) {
    throw cursor.expected(['a window'], `Write last ${cursor.word(2)}, or in last 30 days.`)
  }
  if (cursor.takes('in', 'last')) return { type: 'last', ...duration(cursor) }
  if (cursor.takes('before')) return { type: 'before', date: date(cursor) }
  if (cursor.takes('after')) return { type: 'after', date: date(cursor) }
  if (cursor.takes('from')) {
    const from = date(cursor)
    cursor.must('to')
    return { type: 'dates', from, to: date(cursor) }
  }
  return agoOf(cursor) ?? calendarOf(cursor)
}

function sinceField(cursor: Cursor): string {
  const { kind, text } = cursor.peek()
  if (kind !== 'date') return cursor.name("a field's name")
  throw cursor.expected(["a field's name"], `Of a date write from ${text} to -0d.`)
}

/** `between 60 and 30 days ago`; without a unit it is the test of a measure. */
function agoOf(cursor: Cursor): Window | undefined {
  if (cursor.word() !== 'between' || unitOf(cursor.word(4)) === undefined) return undefined
  cursor.must('between')
  const from = howMany(cursor)
  cursor.must('and')
  const to = howMany(cursor)
  const inUnit = unit(cursor)
  cursor.must('ago')
  return { type: 'ago', from, to, unit: inUnit }
}

function calendarOf(cursor: Cursor): Window | undefined {
  // Nothing that is still to come is counted.
  if (cursor.comes('next') || cursor.comes('tomorrow')) return undefined
  const period = parsePeriod(cursor, 'For a number of days write in last 30 days.')
  return period && ({ type: 'calendar', ...period } as Window)
}

/** `PROPERTY TEST`, or `any item (…)`. */
function whereLeaf(cursor: Cursor): Where {
  if (!cursor.takes('any', 'item')) return itemLeaf(cursor)
  const path = cursor.takes('of') ? { in: cursor.name('the path of items') } : {}
  cursor.mustSymbol('(', 'What is asked of an item stands in parentheses.')
  const of = parseGroup<ItemWhere>(cursor, itemLeaf)
  cursor.mustSymbol(')')
  return { type: 'item', ...path, of }
}

/** `PROPERTY TEST`, of an event or an item. */
export function itemLeaf(cursor: Cursor): PropertyTest | { type: 'not'; of: PropertyTest } {
  const property = cursor.subject("a property's name")
  const { test, negated } = parseTest(cursor)
  const leaf: PropertyTest = { type: 'property', property, test }
  return negated ? { type: 'not', of: leaf } : leaf
}
