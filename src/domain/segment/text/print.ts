import type {
  Condition,
  ConsentAsked,
  Did,
  ItemWhere,
  Measure,
  Rank,
  RankedBy,
  Scalar,
  Sequence,
  Step,
  Test,
  Where,
  Window,
} from '../condition.ts'
import { isTestOf } from '../testKinds.ts'
import type { AnniversaryTest, DateTest, OrderTest, TextTest } from '../testKinds.ts'
import { showDegrees } from './degrees.ts'
import type { Names } from './names.ts'
import { quote } from './tokens.ts'
import {
  bareName,
  changeMeasures,
  consentWords,
  eventMeasures,
  listWords,
  orderSymbols,
  partWords,
  propertyMeasures,
  reserved,
  showPeriod,
  showUnits,
  timesWords,
} from './words.ts'

/**
 * The text form of a condition in normal form; `parseText` reads it back to the same condition. A
 * segment or list whose name is not known is written by its id: `in segment #12`.
 */
export function printText(condition: Condition, names: Names): string {
  switch (condition.type) {
    case 'all':
      return condition.of.length === 0
        ? 'everyone'
        : printGroup(
            condition.of.map((each) => inside(each, printText(each, names))),
            'and',
          )
    case 'any':
      return condition.of.length === 0
        ? 'no one'
        : printGroup(
            condition.of.map((each) => inside(each, printText(each, names))),
            'or',
          )
    case 'not':
      return `not ${inside(condition.of, printText(condition.of, names))}`
    case 'field':
      return `${printName(condition.field)} ${printTest(condition.test)}`
    case 'did':
      return printDid(condition)
    case 'sequence':
      return printSequence(condition)
    case 'segment':
      return `in segment ${printId(condition.segment, names.segmentName, names.segmentId)}`
    case 'list':
      return `in list ${printId(condition.list, names.listName, names.listId)}`
    case 'consent':
      return printConsent(condition)
    case 'rank':
      return printRank(condition, names)
    case 'sample':
      return `sample ${condition.percent} percent ${quote(condition.seed)}`
  }
}

function printConsent({ state, purpose, channel }: ConsentAsked): string {
  const by = channel === undefined ? '' : ` by ${printName(channel)}`
  return `${consentWords[state]} ${quote(purpose)}${by}`
}

/** A group inside anything stands in parentheses, so that nobody needs to know what binds tighter. */
function inside(part: { readonly type: string; readonly of?: unknown }, printed: string): string {
  const isGroup = part.type === 'all' || part.type === 'any'
  return isGroup && Array.isArray(part.of) && part.of.length > 0 ? `(${printed})` : printed
}

function printGroup(parts: readonly string[], word: 'and' | 'or'): string {
  return parts.join(` ${word} `)
}

/** By name if the name leads back to it. */
function printId(
  id: number,
  nameOf: (id: number) => string | undefined,
  idOf: (name: string) => number | undefined,
): string {
  const name = nameOf(id)
  return name !== undefined && idOf(name) === id ? quote(name) : `#${id}`
}

/** A name as it stands in the text form: bare, or quoted. */
export function printName(name: string): string {
  return bareName.test(name) && !reserved.has(name) ? name : quote(name)
}

/** Event names are sentences of their own and always quoted. */
function printEvents(event: Did['event']): string {
  return typeof event === 'string' ? quote(event) : `any of (${event.map(quote).join(', ')})`
}

/** A measure that is compared with nothing. */
export function printMeasured({ event, where, window, measure = { of: 'count' } }: Did): string {
  return [
    printMeasure(measure),
    ...(measure.of === 'netTotal' ? [] : [printEvents(event)]),
    ...(window === undefined ? [] : [printWindow(window)]),
    ...(where === undefined ? [] : [`where ${inWhere(where, true)}`]),
  ].join(' ')
}

/** Of which events, and what is asked of them. */
export function printAsked({ event, where }: Pick<Did, 'event' | 'where'>): string {
  return [
    printEvents(event),
    ...(where === undefined ? [] : [`where ${inWhere(where, true)}`]),
  ].join(' ')
}

function printDid(did: Did): string {
  const counted = did.measure === undefined ? printTimes(did.test) : undefined
  if (counted !== undefined) {
    const event = printEvents(did.event)
    const window = did.window === undefined ? [] : [printWindow(did.window)]
    const where = did.where === undefined ? [] : [`where ${inWhere(did.where, false)}`]
    return ['did', event, ...counted, ...window, ...where].join(' ')
  }
  if (did.test === undefined) throw new Error('unchecked condition: a measure without a test')
  return `${printMeasured(did)} ${printTest(did.test)}`
}

function printRank({ side, n, percent, by, among }: Rank, names: Names): string {
  const share = percent === true ? `${n} percent` : `${n}`
  const whom = among === undefined ? '' : ` among (${printText(among, names)})`
  return `${side} ${share} by ${printRankedBy(by)}${whom}`
}

function printRankedBy(by: RankedBy): string {
  if (by.type === 'field') return printName(by.field)
  return printMeasured(by)
}

/** The window is of all steps and stands at the end. */
function printSequence({ steps, window }: Sequence): string {
  const printed = steps.map(printStep).join(' then ')
  return window === undefined ? printed : `${printed} ${printWindow(window)}`
}

function printStep({ event, where, within, never, same, as }: Step): string {
  return [
    ...(never === true ? ['never'] : []),
    printEvents(event),
    ...(within === undefined ? [] : [`within ${showUnits(within.n, within.unit)}`]),
    ...(same === undefined ? [] : [`with same ${printName(same)}`]),
    ...(as === undefined ? [] : [`as step ${as}`]),
    ...(where === undefined ? [] : [`where ${inWhere(where, true)}`]),
  ].join(' ')
}

/** How often, or nothing for at least once; undefined where a count is asked in another way. */
function printTimes(test: Test | undefined): readonly string[] | undefined {
  if (test === undefined) return []
  if (test.op === 'is') return [`exactly ${times(test.value)}`]
  if (!isTestOf(test, 'order')) return undefined
  return test.op === 'between'
    ? [`between ${test.from} and ${times(test.to)}`]
    : [`${timesWords[test.op]} ${times(test.value)}`]
}

function times(n: Scalar): string {
  return `${n} ${n === 1 ? 'time' : 'times'}`
}

function printMeasure(measure: Measure): string {
  if ('in' in measure) return `${changeMeasures[measure.of]} ${printMeasure(measure.in)}`
  if (measure.of === 'netTotal') return 'net total'
  return 'property' in measure
    ? `${propertyMeasures[measure.of]} ${printName(measure.property)} of`
    : eventMeasures[measure.of]
}

function printWindow(window: Window): string {
  switch (window.type) {
    case 'last':
      return `in last ${showUnits(window.n, window.unit)}`
    case 'ago':
      return `between ${window.from} and ${showUnits(window.to, window.unit)} ago`
    case 'calendar':
      return showPeriod(window)
    case 'before':
    case 'after':
      return `${window.type} ${window.date}`
    case 'dates':
      return `from ${window.from} to ${window.to}`
    case 'since':
      return `since ${printName(window.field)}`
  }
}

/** Before the test of a measure parentheses keep the two tests apart. */
function inWhere(where: Where, testFollows: boolean): string {
  const printed = printWhere(where)
  const isGroup = where.type === 'all' || where.type === 'any'
  return isGroup || (testFollows && where.type !== 'item') ? `(${printed})` : printed
}

function printWhere(where: Where | ItemWhere): string {
  switch (where.type) {
    case 'all':
      return printGroup(
        where.of.map((each) => inside(each, printWhere(each))),
        'and',
      )
    case 'any':
      return printGroup(
        where.of.map((each) => inside(each, printWhere(each))),
        'or',
      )
    case 'not':
      return `not ${inside(where.of, printWhere(where.of))}`
    case 'property':
      return `${printName(where.property)} ${printTest(where.test)}`
    case 'item': {
      const path = where.in === undefined ? '' : ` of ${printName(where.in)}`
      return `any item${path} (${printWhere(where.of)})`
    }
  }
}

/** What stands after the name of a field, property or measure. */
function printTest(test: Test): string {
  if (isTestOf(test, 'presence')) return 'exists'
  if (isTestOf(test, 'date')) return printDateTest(test)
  if (isTestOf(test, 'anniversary')) return printAnniversary(test)
  if (isTestOf(test, 'place')) {
    return `within ${test.km} km of (${showDegrees(test.lat)}, ${showDegrees(test.lon)})`
  }
  if (isTestOf(test, 'order')) return printOrder(test)
  if (isTestOf(test, 'text')) return printTextTest(test)
  if (isTestOf(test, 'list')) return `${listWords[test.op]} ${printList(test.values)}`
  return test.op === 'is' ? `= ${printScalar(test.value)}` : `is any of ${printList(test.values)}`
}

function printOrder(test: OrderTest): string {
  return test.op === 'between'
    ? `between ${printScalar(test.from)} and ${printScalar(test.to)}`
    : `${orderSymbols[test.op]} ${printScalar(test.value)}`
}

function printTextTest(test: TextTest): string {
  switch (test.op) {
    case 'exactly':
      return `exactly = ${quote(test.value)}`
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return `${partWords[test.op]} ${quote(test.value)}`
    case 'matches':
      return `matches ${printPattern(test.pattern)}`
  }
}

/** Between slashes where that needs no escapes of ours, else quoted. */
function printPattern(pattern: string): string {
  const quoted = quote(pattern)
  const plain = quoted.slice(1, -1).replaceAll(/\\["\\]/g, (pair) => pair.charAt(1)) === pattern
  const ends = /(?:^|[^\\])(?:\\\\)*$/.test(pattern)
  return plain && ends && !pattern.includes('/') ? `/${pattern}/` : quoted
}

function printDateTest(test: DateTest): string {
  switch (test.op) {
    case 'before':
    case 'after':
    case 'on':
      return `${test.op} ${test.date}`
    case 'dates':
      return `between ${test.from} and ${test.to}`
    case 'inLast':
      return `in last ${showUnits(test.n, test.unit)}`
    case 'inNext':
      return `in next ${showUnits(test.n, test.unit)}`
    case 'moreThanAgo':
      return `more than ${showUnits(test.n, test.unit)} ago`
    case 'period':
      return showPeriod(test)
  }
}

function printAnniversary({ in: asked }: AnniversaryTest): string {
  return asked.type === 'next'
    ? `anniversary in next ${showUnits(asked.n, asked.unit)}`
    : `anniversary ${showPeriod(asked)}`
}

function printList(values: readonly Scalar[]): string {
  return `(${values.map(printScalar).join(', ')})`
}

/** Numbers of a condition have at most four places and twelve digits: never an exponent. */
function printScalar(value: Scalar): string {
  return typeof value === 'string' ? quote(value) : String(value)
}
