import { testsOf, type Subject } from '../../domain/segment/applies.ts'
import type { Test } from '../../domain/segment/condition.ts'

export type Op = Test['op']

/** What a test is of, as far as its editor goes by that. */
export type Holds = 'text' | 'number' | 'boolean' | 'date' | 'list' | 'place'

/** The tests that are offered, in the order in which they are thought of. */
const order = [
  'is',
  'anyOf',
  'atLeast',
  'atMost',
  'greater',
  'less',
  'between',
  'includesAny',
  'includesAll',
  'includesNone',
  'inLast',
  'moreThanAgo',
  'inNext',
  'anniversary',
  'period',
  'before',
  'after',
  'on',
  'dates',
  'near',
  'exists',
  'contains',
  'startsWith',
  'endsWith',
  'exactly',
  'matches',
] as const satisfies readonly Op[]

/** Those that make sense of what it holds: numbers are not searched for letters, texts not put in order. */
const bySort: Readonly<Record<Holds, readonly Op[]>> = {
  text: ['is', 'anyOf', 'contains', 'startsWith', 'endsWith', 'exactly', 'matches', 'exists'],
  number: ['is', 'atLeast', 'atMost', 'greater', 'less', 'between', 'exists'],
  boolean: ['is', 'exists'],
  date: [
    'inLast',
    'moreThanAgo',
    'inNext',
    'anniversary',
    'period',
    'before',
    'after',
    'on',
    'dates',
    'exists',
  ],
  list: ['includesAny', 'includesAll', 'includesNone', 'exists'],
  place: ['near', 'exists'],
}

/** The tests that are offered of that. */
export function opsFor(subject: Subject, holds: Holds): readonly Op[] {
  const may = testsOf(subject)
  return order.filter((op) => may.includes(op) && bySort[holds].includes(op))
}

/** What a subject that is a type of fields holds. */
export function holdsOf(subject: Subject): Holds {
  switch (subject) {
    case 'boolean':
      return 'boolean'
    case 'date':
    case 'datetime':
      return 'date'
    case 'list':
      return 'list'
    case 'location':
      return 'place'
    case 'text':
    case 'choice':
    case 'first':
    case 'last':
    case 'mostFrequent':
    case 'property':
    case 'item':
      return 'text'
    case 'integer':
    case 'decimal':
    case 'money':
    case 'count':
    case 'sum':
    case 'average':
    case 'minimum':
    case 'maximum':
    case 'distinct':
    case 'change':
    case 'percentChange':
    case 'netTotal':
    case 'daysSinceFirst':
    case 'daysSinceLast':
    case 'activeDays':
    case 'activeWeeks':
    case 'activeMonths':
      return 'number'
  }
}

/** A first test of that kind, keeping of the one before what fits. */
export function testOf(op: Op, holds: Holds, before?: Test): Test {
  const texts = textsOf(before)
  const n = numberOf(before)
  switch (op) {
    case 'is':
      if (holds === 'boolean') return { op, value: true }
      return { op, value: holds === 'number' ? n : (texts[0] ?? '') }
    case 'anyOf':
      return { op, values: holds === 'number' ? [n] : texts }
    case 'includesAny':
    case 'includesAll':
    case 'includesNone':
      return { op, values: texts }
    case 'contains':
    case 'startsWith':
    case 'endsWith':
    case 'exactly':
      return { op, value: texts[0] ?? '' }
    case 'matches':
      return { op, pattern: texts[0] ?? '' }
    case 'exists':
      return { op }
    case 'less':
    case 'atMost':
    case 'greater':
    case 'atLeast':
      return { op, value: n }
    case 'between':
      return { op, from: n, to: n + 1 }
    case 'before':
    case 'after':
    case 'on':
    case 'dates':
    case 'inLast':
    case 'inNext':
    case 'moreThanAgo':
    case 'period':
    case 'anniversary':
    case 'near':
      return placeOrDate(op)
  }
}

function placeOrDate(
  op:
    | 'before'
    | 'after'
    | 'on'
    | 'dates'
    | 'inLast'
    | 'inNext'
    | 'moreThanAgo'
    | 'period'
    | 'anniversary'
    | 'near',
): Test {
  switch (op) {
    case 'before':
    case 'after':
    case 'on':
      return { op, date: '-30d' }
    case 'dates':
      return { op, from: '-30d', to: '-0d' }
    case 'inLast':
    case 'inNext':
    case 'moreThanAgo':
      return { op, n: 30, unit: 'days' }
    case 'period':
      return { op, which: 'this', unit: 'month' }
    case 'anniversary':
      return { op, in: { type: 'next', n: 7, unit: 'days' } }
    case 'near':
      return { op, km: 10, lat: -23.55, lon: -46.63 }
  }
}

/** The texts that a test compares with. */
export function textsOf(test: Test | undefined): readonly string[] {
  if (test === undefined) return []
  if ('values' in test) return test.values.map(String)
  if ('value' in test) return test.value === '' ? [] : [String(test.value)]
  return 'pattern' in test ? [test.pattern] : []
}

function numberOf(test: Test | undefined): number {
  if (test === undefined) return 1
  if ('value' in test && typeof test.value === 'number') return test.value
  if (test.op === 'between' && typeof test.from === 'number') return test.from
  return 1
}
