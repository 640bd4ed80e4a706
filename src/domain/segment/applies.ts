import type { ValueType } from '../customer/field.ts'
import type { Measure, Scalar, Test } from './condition.ts'
import { isTestOf } from './testKinds.ts'

/**
 * What a test may be of: a field by how its values are kept, a property of an event (which may be of any type) or of
 * an item (of which neither lists nor instants are kept), or what a measure gives.
 */
export type Subject = ValueType | 'property' | 'item' | Measure['of']

/** Of what types the values in a test may be; `whole` is a number without fraction, 0 or more. */
export type Operand = 'text' | 'number' | 'whole' | 'boolean'

type Applicable = { readonly ops: readonly Test['op'][]; readonly operands: readonly Operand[] }

const identity = ['is', 'anyOf'] as const
const order = ['less', 'atMost', 'greater', 'atLeast', 'between'] as const
const parts = ['contains', 'startsWith', 'endsWith'] as const
const asStored = ['exactly', 'matches'] as const
const list = ['includesAny', 'includesAll', 'includesNone'] as const
const dates = [
  'before',
  'after',
  'on',
  'dates',
  'inLast',
  'inNext',
  'moreThanAgo',
  'period',
  'anniversary',
] as const

const text: Applicable = {
  ops: ['exists', ...identity, ...asStored, ...parts, ...order],
  operands: ['text'],
}
const number: Applicable = { ops: ['exists', ...identity, ...order], operands: ['number'] }
const date: Applicable = { ops: ['exists', ...dates], operands: [] }
/** 0 where nothing happened, so that `exists` would say nothing. */
const count: Applicable = { ops: [...identity, ...order], operands: ['whole'] }
const difference: Applicable = { ops: [...identity, ...order], operands: ['number'] }
const days: Applicable = { ops: ['exists', ...identity, ...order], operands: ['whole'] }
/** One of a class of texts with the same fold: what goes by the spelling cannot be asked of it. */
const chosen: Applicable = {
  ops: ['exists', ...identity, ...parts, ...order],
  operands: ['text', 'number', 'boolean'],
}

/** Which tests apply to what. */
const applicable = {
  text,
  choice: text,
  integer: number,
  decimal: number,
  money: number,
  boolean: { ops: ['exists', ...identity], operands: ['boolean'] },
  date,
  datetime: date,
  list: { ops: ['exists', ...list], operands: ['text'] },
  location: { ops: ['exists', 'near'], operands: [] },
  property: {
    ops: ['exists', ...identity, ...asStored, ...parts, ...order, ...list, ...dates],
    operands: ['text', 'number', 'boolean'],
  },
  item: {
    ops: ['exists', ...identity, ...asStored, ...parts, ...order],
    operands: ['text', 'number', 'boolean'],
  },
  count,
  distinct: count,
  activeDays: count,
  activeWeeks: count,
  activeMonths: count,
  daysSinceFirst: days,
  daysSinceLast: days,
  sum: difference,
  change: difference,
  netTotal: difference,
  percentChange: number,
  average: number,
  minimum: number,
  maximum: number,
  first: chosen,
  last: chosen,
  mostFrequent: chosen,
} as const satisfies Record<Subject, Applicable>

/** The tests that may be asked of a field of that type, of a property, or of a measure. */
export function testsOf(subject: Subject): readonly Test['op'][] {
  return applicable[subject].ops
}

/** What the values in such a test may be; none where no test of it has values. */
export function operandsOf(subject: Subject): readonly Operand[] {
  return applicable[subject].operands
}

/** What is wrong with asking this test of that; undefined where it may be asked. */
export function misfit(
  test: Test,
  subject: Subject,
): { readonly message: string; readonly fix: string } | undefined {
  const { ops, operands }: Applicable = applicable[subject]
  if (!ops.includes(test.op)) {
    return {
      message: `${inWords(subject)} cannot be tested by ${opWords[test.op]}`,
      fix: `Test it by ${ops.map((op) => opWords[op]).join(', ')}.`,
    }
  }
  if (subject === 'date' && 'unit' in test && (test.unit === 'minutes' || test.unit === 'hours')) {
    return {
      message: 'A date has no time of day, so minutes and hours say nothing of it',
      fix: 'Ask in days, weeks, months or years.',
    }
  }
  // Text tests and dates carry operands of their own one type.
  if (isTestOf(test, 'text')) return misfitOf(['x'], subject, operands)
  if (isTestOf(test, 'date') || isTestOf(test, 'anniversary')) return undefined
  if (isTestOf(test, 'place')) return undefined
  return misfitOf(valuesOf(test), subject, operands)
}

/** The scalars that a test compares with. */
export function valuesOf(test: Test): readonly Scalar[] {
  if ('values' in test) return test.values
  if ('value' in test) return [test.value]
  return test.op === 'between' ? [test.from, test.to] : []
}

function misfitOf(
  values: readonly Scalar[],
  subject: Subject,
  operands: readonly Operand[],
): { message: string; fix: string } | undefined {
  const wrong = values.find((value) => !operands.some((operand) => isOperand(value, operand)))
  if (wrong === undefined) return undefined
  return {
    message: `${inWords(subject)} cannot be compared with ${shown(wrong)}`,
    fix: `Give ${operands.map((operand) => operandWords[operand]).join(', or ')}.`,
  }
}

function isOperand(value: Scalar, operand: Operand): boolean {
  if (operand === 'whole') return typeof value === 'number' && Number.isInteger(value) && value >= 0
  return operand === 'text' ? typeof value === 'string' : typeof value === operand
}

function shown(value: Scalar): string {
  const json = JSON.stringify(value)
  return typeof value === 'string'
    ? `the text ${json.length > 60 ? `${json.slice(0, 60)}…` : json}`
    : json
}

const operandWords = {
  text: 'a text',
  number: 'a number',
  whole: 'a whole number from 0',
  boolean: 'true or false',
} as const satisfies Record<Operand, string>

/** As the text form writes them. */
const opWords = {
  exists: 'exists',
  is: '=',
  anyOf: 'is any of',
  exactly: 'exactly',
  contains: 'contains',
  startsWith: 'starts with',
  endsWith: 'ends with',
  matches: 'matches',
  less: '<',
  atMost: '<=',
  greater: '>',
  atLeast: '>=',
  between: 'between',
  includesAny: 'includes any of',
  includesAll: 'includes all of',
  includesNone: 'includes none of',
  before: 'before',
  after: 'after',
  on: 'on',
  dates: 'between two dates',
  inLast: 'in last',
  inNext: 'in next',
  moreThanAgo: 'more than … ago',
  period: 'this, last or next month',
  anniversary: 'anniversary',
  near: 'within … km of',
} as const satisfies Record<Test['op'], string>

function inWords(subject: Subject): string {
  return subjectWords[subject]
}

const subjectWords = {
  text: 'A text',
  choice: 'A choice',
  integer: 'An integer',
  decimal: 'A decimal number',
  money: 'An amount of money',
  boolean: 'A yes/no field',
  date: 'A date',
  datetime: 'A date-time',
  list: 'A list',
  location: 'A location',
  property: 'A property',
  item: 'A property of an item',
  count: 'A count',
  distinct: 'A distinct count',
  activeDays: 'A number of days',
  activeWeeks: 'A number of weeks',
  activeMonths: 'A number of months',
  daysSinceFirst: 'A number of days',
  daysSinceLast: 'A number of days',
  sum: 'A sum',
  change: 'A change',
  netTotal: 'A net total',
  percentChange: 'A change in percent',
  average: 'An average',
  minimum: 'A minimum',
  maximum: 'A maximum',
  first: 'A first value',
  last: 'A last value',
  mostFrequent: 'A most frequent value',
} as const satisfies Record<Subject, string>
