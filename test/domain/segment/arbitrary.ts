import fc from 'fast-check'
import { valueTypes } from '../../../src/domain/customer/field.ts'
import { fold } from '../../../src/domain/fold.ts'
import { operandsOf, testsOf } from '../../../src/domain/segment/applies.ts'
import type { Operand, Subject } from '../../../src/domain/segment/applies.ts'
import type {
  Condition,
  Did,
  ItemWhere,
  Measure,
  PropertyTest,
  Scalar,
  Test,
  Unit,
  Where,
  Window,
} from '../../../src/domain/segment/condition.ts'
import { areReversed } from '../../../src/domain/segment/dateText.ts'
import { codePointOrder } from '../../../src/domain/segment/identity.ts'
import type { Common } from '../../../src/domain/segment/windows.ts'
import type { TestKind } from '../../../src/domain/segment/testKinds.ts'
import { testKinds } from '../../../src/domain/segment/testKinds.ts'
import type { Vocabulary } from './vocabulary.ts'
import { arbitraryChange, arbitraryNet } from './arbitraryChange.ts'
import { arbitrarySequence } from './arbitrarySequence.ts'
import { arbitraryRank, rarely } from './arbitraryRank.ts'
import { arbitraryComing, arbitraryPeriod, arbitraryPlace, calendarUnits } from './arbitraryDate.ts'

/**
 * Draws conditions that the schema accepts, of every kind, test, measure and window, not always in
 * normal form. `depth` is of groups around leaves.
 */
export function arbitraryCondition(words: Vocabulary, depth = 3): fc.Arbitrary<Condition> {
  const leaf = fc.oneof(
    { weight: 3, arbitrary: arbitraryField(words) },
    { weight: 4, arbitrary: arbitraryDid(words) },
    {
      weight: 2,
      arbitrary: arbitrarySequence(words, arbitraryWhere(words), arbitraryWindow(words)),
    },
    {
      weight: 1,
      arbitrary: from(words.segments).map((segment): Condition => ({ type: 'segment', segment })),
    },
    { weight: 1, arbitrary: from(words.lists).map((list): Condition => ({ type: 'list', list })) },
    { weight: 1, arbitrary: arbitrarySample(words) },
    { weight: 1, arbitrary: arbitraryConsent(words) },
  )
  const ranks = arbitraryRank(words, arbitraryDid(words), grouped<Condition>(leaf, 1, 0))
  return grouped<Condition>(rarely(leaf, ranks), depth, 0)
}

function arbitrarySample(words: Vocabulary): fc.Arbitrary<Condition> {
  const seed = from(words.texts.filter((text) => text !== ''))
  const percent = fc.integer({ min: 1, max: 10_000 }).map((hundredths) => hundredths / 100)
  return fc.record({ type: fc.constant('sample'), percent, seed })
}

function arbitraryConsent(words: Vocabulary): fc.Arbitrary<Condition> {
  const named = from(words.texts.filter((text) => text !== ''))
  const said = fc.record({
    type: fc.constant('consent'),
    state: fc.constantFrom('granted', 'denied', 'unasked'),
    purpose: named,
  })
  return fc.oneof(
    said,
    fc.tuple(said, named).map(([asked, channel]): Condition => ({ ...asked, channel })),
  )
}

function arbitraryField(words: Vocabulary): fc.Arbitrary<Condition> {
  return from(words.fields).chain(({ name, type }) =>
    arbitraryTest(words, type).map((test): Condition => ({ type: 'field', field: name, test })),
  )
}

function arbitraryDid(words: Vocabulary): fc.Arbitrary<Did> {
  const event = fc.oneof(
    { weight: 3, arbitrary: from(words.events) },
    { weight: 1, arbitrary: fc.array(from(words.events), { minLength: 1, maxLength: 3 }) },
  )
  const measured = arbitraryMeasure(words).chain((measure) =>
    arbitraryTest(words, measure.of).map((test) => ({ measure, test })),
  )
  const changed = arbitraryChange([...words.properties, 'items.price'], words.spans, (of) =>
    arbitraryTest(words, of),
  )
  const net = arbitraryNet(arbitraryTest(words, 'netTotal'))
  const rest = fc.oneof(
    { weight: 1, arbitrary: fc.constant({}) },
    { weight: 2, arbitrary: arbitraryTest(words, 'count').map((test) => ({ test })) },
    { weight: 5, arbitrary: measured },
    { weight: 1, arbitrary: changed },
    { weight: 1, arbitrary: net },
  )
  return fc
    .record({
      event,
      where: fc.option(arbitraryWhere(words), { nil: undefined }),
      window: fc.option(arbitraryWindow(words), { nil: undefined, freq: 3 }),
      rest,
    })
    .map(({ event: name, where, window, rest: asked }) => ({
      type: 'did',
      event: name,
      ...(where && { where }),
      ...(window && { window }),
      ...asked,
    }))
}

function arbitraryMeasure(words: Vocabulary): fc.Arbitrary<Measure> {
  const ofItems = fc
    .tuple(from(words.itemPaths), from(words.itemProperties))
    .map(([path, property]) => `${path}.${property}`)
  const property = fc.oneof(from(words.properties), ofItems)
  return fc.oneof(
    fc
      .constantFrom('sum', 'average', 'minimum', 'maximum')
      .chain((of) => property.map((each): Measure => ({ of, property: each }))),
    fc
      .constantFrom('distinct', 'first', 'last', 'mostFrequent')
      .chain((of) => property.map((each): Measure => ({ of, property: each }))),
    fc
      .constantFrom(
        'count',
        'daysSinceFirst',
        'daysSinceLast',
        'activeDays',
        'activeWeeks',
        'activeMonths',
      )
      .map((of): Measure => ({ of })),
  )
}

function arbitraryWindow(words: Vocabulary): fc.Arbitrary<Window> {
  const dated = words.fields.filter(({ type }) => type === 'date' || type === 'datetime')
  const since = from(dated).map(({ name: field }): Window => ({ type: 'since', field }))
  return fc.oneof({ weight: 8, arbitrary: arbitraryCommon(words) }, { weight: 1, arbitrary: since })
}

/** One that is the same for everyone. */
export function arbitraryCommon(words: Vocabulary): fc.Arbitrary<Common> {
  const span = from(words.spans)
  const ago = span.chain(({ n, unit }) =>
    fc
      .integer({ min: 1, max: 5 })
      .map((more): Common => ({ type: 'ago', from: n + more, to: n, unit })),
  )
  const calendar = fc
    .tuple(
      fc.constantFrom('this', 'last'),
      fc.constantFrom('day', 'week', 'month', 'quarter', 'year'),
    )
    .map(([which, unit]): Common => ({ type: 'calendar', which, unit }))
  return fc.oneof(
    { weight: 2, arbitrary: span.map((each): Common => ({ type: 'last', ...each })) },
    { weight: 2, arbitrary: ago },
    { weight: 2, arbitrary: calendar },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('before', 'after'), from(words.dates))
        .map(([type, date]): Common => ({ type, date })),
    },
    {
      weight: 1,
      arbitrary: arbitraryDates(words).map((dates): Common => ({ type: 'dates', ...dates })),
    },
  )
}

function arbitraryWhere(words: Vocabulary): fc.Arbitrary<Where> {
  const related = fc.oneof(
    ...words.related.map(({ path, type }) => arbitraryProperty(words, [path], type)),
  )
  const rarelyOf = (own: fc.Arbitrary<PropertyTest>) =>
    fc.oneof({ weight: 4, arbitrary: own }, { weight: 1, arbitrary: related })
  const property = rarelyOf(arbitraryProperty(words, words.properties, 'property'))
  const inItem = rarelyOf(arbitraryProperty(words, words.itemProperties, 'item'))
  const ofItem = grouped<ItemWhere>(inItem, 2, 1)
  const item = fc
    .tuple(fc.option(from(words.itemPaths), { nil: undefined }), ofItem)
    .map(([path, of]): Where =>
      path === undefined ? { type: 'item', of } : { type: 'item', in: path, of },
    )
  return grouped<Where>(fc.oneof(property, item), 2, 1)
}

function arbitraryProperty(
  words: Vocabulary,
  names: readonly string[],
  subject: Subject,
): fc.Arbitrary<PropertyTest> {
  return fc
    .tuple(from(names), arbitraryTest(words, subject))
    .map(([property, test]): PropertyTest => ({ type: 'property', property, test }))
}

/** A test that may be asked of that. */
export function arbitraryTest(words: Vocabulary, subject: Subject): fc.Arbitrary<Test> {
  return fc.oneof(
    ...testsOf(subject).map(
      (op) => drawers[testKinds[op]](op, words, subject) as fc.Arbitrary<Test>,
    ),
  )
}

type Drawer = (op: Test['op'], words: Vocabulary, subject: Subject) => fc.Arbitrary<unknown>

const drawers: Readonly<Record<TestKind, Drawer>> = {
  presence: (op) => fc.constant({ op }),
  identity: (op, words, subject) =>
    op === 'is'
      ? arbitraryScalar(words, subject).map((value) => ({ op, value }))
      : arbitraryScalars(words, subject).map((values) => ({ op, values })),
  list: (op, words, subject) => arbitraryScalars(words, subject).map((values) => ({ op, values })),
  text: (op, words, subject) => {
    if (op === 'matches') return from(words.patterns).map((pattern) => ({ op, pattern }))
    const texts = op === 'exactly' ? textsOf(words, subject) : words.parts
    return from(texts).map((value) => ({ op, value }))
  },
  order: (op, words, subject) => {
    const sized = arbitraryScalar(words, subject).filter(isSized)
    return op === 'between' ? arbitraryRange(sized) : sized.map((value) => ({ op, value }))
  },
  date: (op, words, subject) => {
    if (op === 'before' || op === 'after' || op === 'on') {
      return from(words.dates).map((date) => ({ op, date }))
    }
    if (op === 'period') return arbitraryPeriod(calendarUnits).map((period) => ({ op, ...period }))
    if (op === 'dates') return arbitraryDates(words).map((dates) => ({ op, ...dates }))
    const ofDays = ({ unit }: { unit: Unit }) => unit !== 'minutes' && unit !== 'hours'
    const spans = subject === 'date' ? words.spans.filter(ofDays) : words.spans
    return from(spans).map((span) => ({ op, ...span }))
  },
  place: (op) => arbitraryPlace.map((place) => ({ op, ...place })),
  anniversary: (op) => arbitraryComing.map((asked) => ({ op, in: asked })),
}

function arbitraryRange(ends: fc.Arbitrary<number | string>): fc.Arbitrary<Test> {
  return fc
    .tuple(ends, ends)
    .filter(([a, b]) => typeof a === typeof b)
    .map(([a, b]): Test =>
      isLess(b, a) ? { op: 'between', from: b, to: a } : { op: 'between', from: a, to: b },
    )
}

function isLess(a: number | string, b: number | string): boolean {
  return typeof a === 'number' ? a < Number(b) : codePointOrder(fold(a), fold(String(b))) < 0
}

function arbitraryDates(words: Vocabulary): fc.Arbitrary<{ from: string; to: string }> {
  return fc
    .tuple(from(words.dates), from(words.dates))
    .map(([a, b]) => (areReversed(a, b) ? { from: b, to: a } : { from: a, to: b }))
}

function arbitraryScalar(words: Vocabulary, subject: Subject): fc.Arbitrary<Scalar> {
  const drawn: Readonly<Record<Operand, fc.Arbitrary<Scalar>>> = {
    text: from(textsOf(words, subject)),
    number: from(words.numbers),
    whole: from(words.wholes),
    boolean: fc.boolean(),
  }
  return fc.oneof(...operandsOf(subject).map((operand) => drawn[operand]))
}

function arbitraryScalars(words: Vocabulary, subject: Subject): fc.Arbitrary<Scalar[]> {
  return fc.array(arbitraryScalar(words, subject), { minLength: 1, maxLength: 3 })
}

/** A field is never the empty text, and a test of one that asks for it is refused. */
function textsOf(words: Vocabulary, subject: Subject): readonly string[] {
  const isField = valueTypes.some((type) => type === subject)
  return isField ? words.texts.filter((text) => text !== '') : words.texts
}

function isSized(value: Scalar): value is string | number {
  return typeof value !== 'boolean'
}

/** Groups of leaves: of `least` parts at least, so that a group of none can be left out. */
function grouped<T>(leaf: fc.Arbitrary<T>, depth: number, least: number): fc.Arbitrary<T> {
  if (depth === 0) return leaf
  const part = grouped(leaf, depth - 1, least)
  const group = fc
    .tuple(fc.constantFrom('all', 'any'), fc.array(part, { minLength: least, maxLength: 3 }))
    .map(([type, of]) => ({ type, of }) as T)
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 4, arbitrary: leaf },
    { weight: 3, arbitrary: group },
    { weight: 1, arbitrary: part.map((of) => ({ type: 'not', of }) as T) },
  )
}

function from<T>(values: readonly T[]): fc.Arbitrary<T> {
  return fc.constantFrom(...values)
}
