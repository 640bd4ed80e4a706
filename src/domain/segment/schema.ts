import { z } from 'zod'
import { isFailure } from '../failure.ts'
import { fold } from '../fold.ts'
import { threshold } from '../number.ts'
import { cleanText } from '../text.ts'
import { misfit } from './applies.ts'
import type { Condition, Did, ItemWhere, Measure, Rank, Where } from './condition.ts'
import { conditionLimits } from './condition.ts'
import { areReversed, isDateText } from './dateText.ts'
import { codePointOrder } from './identity.ts'
import { isNetTotal, orderCompleted } from './netTotal.ts'
import { leavesOf } from './leaves.ts'
import { compilePattern } from './pattern.ts'
import { isRanked } from './rank.ts'
import { refuse, says, type Refining } from './refuse.ts'
import { refuseSteps } from './refuseSteps.ts'
import { productFieldIn } from './related.ts'
import { hundredthsOf } from './sample.ts'
import { showDegrees } from './text/degrees.ts'
import { isCompared } from './windowBefore.ts'

/**
 * The schema of a condition as it comes from outside: strict objects, so that what is not understood
 * is refused and never skipped. It does not guard against hostile depth and size: read by
 * {@link file://./parse.ts parseCondition}, which does.
 */
const text = z
  .string()
  .max(conditionLimits.textLength)
  .refine(
    (value) => cleanText(value) === value,
    says('It contains NUL or half a character', 'Remove the character that no text can carry.'),
  )
const name = text.min(1)

const number = z.number().superRefine((value, context) => {
  const scaled = threshold(value)
  if (isFailure(scaled)) refuse(context, scaled.message, scaled.fix)
})
const scalar = z.union([text, number, z.boolean()], 'It must be a text, a number, true or false')
const sized = z.union([number, text], 'It must be a number or a text')
const scalars = z.array(scalar).min(1).max(conditionLimits.values).readonly()

/** A part of a text: one that folds to nothing would be part of every text. */
const part = name.refine(
  (value) => fold(value) !== '',
  says('It is made of accents only, which tests ignore', 'Write at least one letter.'),
)
const pattern = name.superRefine((value, context) => {
  const compiled = compilePattern(value)
  if (isFailure(compiled)) refuse(context, compiled.message, compiled.fix)
})
const date = z
  .string()
  .refine(
    isDateText,
    says(
      'It is not a date',
      'Write a date of the calendar as 2026-01-31, or -30d for thirty days ago.',
    ),
  )
const howMany = z.int().min(1).max(10_000)
const unit = z.enum(['minutes', 'hours', 'days', 'weeks', 'months', 'years'])
const id = z.int().min(1)
/** From a metre to all but the other side of the earth. */
const km = number.min(0.001).max(20_000)
const eachYear = 'every date has an anniversary within a year'

const percent = z
  .number()
  .refine(
    (value) => hundredthsOf(value) !== undefined,
    says(
      'It is no share of everyone',
      'Give a number above 0 and up to 100, with at most two decimal places.',
    ),
  )

const between = z
  .strictObject({ op: z.literal('between'), from: sized, to: sized })
  .superRefine(({ from, to }, context) => {
    if (typeof from !== typeof to) {
      refuse(context, 'One end is a number and the other a text', 'Give two of the same type.')
    } else if (areApart(to, from)) {
      refuse(context, 'The range is reversed, nothing is in it', 'Give the lesser end first.')
    }
  })

/** How many of a unit are a year: every date has an anniversary within one. */
const perYear = { days: 365, weeks: 52, months: 12 } as const
const coming = z.discriminatedUnion('type', [
  z
    .strictObject({
      type: z.literal('next'),
      n: howMany,
      unit: z.enum(['days', 'weeks', 'months'], `It is days, weeks or months: ${eachYear}`),
    })
    .superRefine(({ n, unit: of }, context) => {
      if (n > perYear[of]) {
        refuse(context, `It is too large: ${eachYear}`, `Give at most ${perYear[of]} ${of}.`, ['n'])
      }
    }),
  z.strictObject({
    type: z.literal('calendar'),
    which: z.enum(['this', 'last', 'next']),
    unit: z.enum(
      ['day', 'week', 'month', 'quarter'],
      `It is day, week, month or quarter: ${eachYear}`,
    ),
  }),
])

export const testSchema = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('is'), value: scalar }),
  z.strictObject({ op: z.literal('anyOf'), values: scalars }),
  z.strictObject({ op: z.literal('exactly'), value: text }),
  z.strictObject({ op: z.literal(['contains', 'startsWith', 'endsWith']), value: part }),
  z.strictObject({ op: z.literal('matches'), pattern }),
  z.strictObject({ op: z.literal('exists') }),
  z.strictObject({ op: z.literal(['less', 'atMost', 'greater', 'atLeast']), value: sized }),
  between,
  z.strictObject({
    op: z.literal(['includesAny', 'includesAll', 'includesNone']),
    values: scalars,
  }),
  z.strictObject({ op: z.literal(['before', 'after', 'on']), date }),
  z.strictObject({ op: z.literal('dates'), from: date, to: date }).superRefine(refuseReversedDates),
  z.strictObject({ op: z.literal(['inLast', 'inNext', 'moreThanAgo']), n: howMany, unit }),
  z.strictObject({
    op: z.literal('period'),
    which: z.enum(['this', 'last', 'next']),
    unit: z.enum(['day', 'week', 'month', 'quarter', 'year']),
  }),
  z.strictObject({ op: z.literal('anniversary'), in: coming }),
  z.strictObject({ op: z.literal('near'), km, lat: degrees(90), lon: degrees(180) }),
])

export const windowSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('last'), n: howMany, unit }),
  z
    .strictObject({ type: z.literal('ago'), from: howMany, to: howMany, unit })
    .refine(
      ({ from, to }) => from > to,
      says('The range is reversed, nothing is in it', 'Give what is further back first.'),
    ),
  z.strictObject({
    type: z.literal('calendar'),
    which: z.enum(['this', 'last']),
    unit: z.enum(['day', 'week', 'month', 'quarter', 'year']),
  }),
  z.strictObject({ type: z.literal(['before', 'after']), date }),
  z
    .strictObject({ type: z.literal('dates'), from: date, to: date })
    .superRefine(refuseReversedDates),
  z.strictObject({ type: z.literal('since'), field: name }),
])

const changing = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('count') }),
  z.strictObject({ of: z.literal(['sum', 'distinct']), property: name }),
])
export const measureSchema = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('count') }),
  z.strictObject({ of: z.literal(['sum', 'average', 'minimum', 'maximum']), property: name }),
  z.strictObject({
    of: z.literal(['distinct', 'first', 'last', 'mostFrequent']),
    property: name,
  }),
  z.strictObject({ of: z.literal(['daysSinceFirst', 'daysSinceLast']) }),
  z.strictObject({ of: z.literal(['activeDays', 'activeWeeks', 'activeMonths']) }),
  z.strictObject({ of: z.literal(['change', 'percentChange']), in: changing }),
  z.strictObject({ of: z.literal('netTotal') }),
])

const propertyTest = z.strictObject({
  type: z.literal('property'),
  property: name,
  test: testSchema,
})

/** Of items neither lists nor instants are kept: a test of one would silently never be true. */
const itemTest = propertyTest.superRefine(({ property, test }, context) => {
  // Of the product that an item is of, there are.
  if (productFieldIn(property) !== undefined) return
  const wrong = misfit(test, 'item')
  if (wrong !== undefined) refuse(context, wrong.message, wrong.fix, ['test'])
})

const itemWhere: z.ZodType<ItemWhere> = z.lazy(() => itemWhereSchema)
export const itemWhereSchema = z.discriminatedUnion('type', [
  // Of an event or item there is no "everyone": a group of nothing would be an empty operand.
  z.strictObject({ type: z.literal('all'), of: z.array(itemWhere).min(1).readonly() }),
  z.strictObject({ type: z.literal('any'), of: z.array(itemWhere).min(1).readonly() }),
  z.strictObject({ type: z.literal('not'), of: itemWhere }),
  itemTest,
])

const where: z.ZodType<Where> = z.lazy(() => whereSchema)
export const whereSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('all'), of: z.array(where).min(1).readonly() }),
  z.strictObject({ type: z.literal('any'), of: z.array(where).min(1).readonly() }),
  z.strictObject({ type: z.literal('not'), of: where }),
  propertyTest,
  z.strictObject({ type: z.literal('item'), in: name.exactOptional(), of: itemWhere }),
])

const event = z.union(
  [name, z.array(name).min(1).max(100).readonly()],
  'It must be a text or a list of texts',
)

const measured = {
  type: z.literal('did'),
  event,
  where: where.exactOptional(),
  window: windowSchema.exactOptional(),
  measure: measureSchema.exactOptional(),
}
const did = z
  .strictObject({ ...measured, test: testSchema.exactOptional() })
  .superRefine(refuseMisfit)
  .superRefine(refuseNoneBefore)
  .superRefine(refuseNetOfOthers)

const step = z.strictObject({
  event,
  where: where.exactOptional(),
  within: z.strictObject({ n: howMany, unit }).exactOptional(),
  never: z.literal(true).exactOptional(),
  same: name
    .refine(
      (property) => !property.startsWith('items.'),
      says(
        'The items of an event are looked into where it has not the property itself',
        'Name the property without items.',
      ),
    )
    .exactOptional(),
  as: howMany.exactOptional(),
})

const sequence = z.strictObject({
  type: z.literal('sequence'),
  steps: z.array(step).max(conditionLimits.steps).superRefine(refuseSteps).readonly(),
  window: windowSchema.exactOptional(),
})

const rankedBy = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('field'), field: name }),
  z
    .strictObject({
      ...measured,
      measure: measureSchema.superRefine(refuseUnranked).exactOptional(),
    })
    .superRefine(refuseNoneBefore)
    .superRefine(refuseNetOfOthers),
])

const condition: z.ZodType<Condition> = z.lazy(() => conditionSchema)
export const conditionSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('all'), of: z.array(condition).readonly() }),
  z.strictObject({ type: z.literal('any'), of: z.array(condition).readonly() }),
  z.strictObject({ type: z.literal('not'), of: condition }),
  z.strictObject({ type: z.literal('field'), field: name, test: testSchema }),
  did,
  sequence,
  z.strictObject({ type: z.literal('segment'), segment: id }),
  z.strictObject({ type: z.literal('list'), list: id }),
  z.strictObject({
    type: z.literal('consent'),
    state: z.enum(['granted', 'denied', 'unasked']),
    purpose: name,
    channel: name.exactOptional(),
  }),
  z
    .strictObject({
      type: z.literal('rank'),
      side: z.enum(['top', 'bottom']),
      n: z.int().min(1).max(1_000_000_000),
      percent: z.literal(true).exactOptional(),
      by: rankedBy,
      among: condition.exactOptional(),
    })
    .superRefine(refuseRank),
  z.strictObject({ type: z.literal('sample'), percent, seed: name }),
])

/** Of latitude or longitude, so far from 0 at most; the seventh place is a centimetre. */
function degrees(most: number): z.ZodNumber {
  return z
    .number()
    .min(-most)
    .max(most)
    .superRefine((value, context) => {
      if (Number(value.toFixed(7)) === value) return
      refuse(context, 'It has more than seven decimal places', `Write ${showDegrees(value)}.`)
    })
}

/** Whether the first is less than the second, as tests have it. */
function areApart(a: string | number, b: string | number): boolean {
  return typeof a === 'number' ? a < Number(b) : codePointOrder(fold(a), fold(String(b))) < 0
}

function refuseReversedDates({ from, to }: { from: string; to: string }, context: Refining): void {
  if (!isDateText(from) || !isDateText(to) || !areReversed(from, to)) return
  refuse(context, 'The range is reversed, nothing is in it', 'Give the earlier day first.')
}

function refuseMisfit({ measure = { of: 'count' }, test }: Did, context: Refining): void {
  if (test === undefined) {
    if (measure.of === 'count') return
    return refuse(context, 'A measure needs a test', 'Say what it is compared with.', ['test'])
  }
  const wrong = misfit(test, measure.of)
  if (wrong !== undefined) refuse(context, wrong.message, wrong.fix, ['test'])
}

/** What was first, last or most frequent may be a text, and a text is not first. */
function refuseUnranked(measure: Measure, context: Refining): void {
  if (isRanked(measure)) return
  const fix = 'Ask by a count, a sum, an average, days since, or another number.'
  refuse(context, 'It gives values that are no numbers, so nobody is first by it', fix, ['of'])
}

function refuseRank({ n, percent: ofPercent, among }: Rank, context: Refining): void {
  if (ofPercent === true && n > 100) {
    refuse(context, 'More than 100 percent are more than there are', 'Give at most 100.', ['n'])
  }
  if (among === undefined || leavesOf(among).every(({ type }) => type !== 'rank')) return
  const fix = 'Ask for both ranks and join them by and: each is then of everyone.'
  refuse(context, 'A rank cannot be asked for among those of another rank', fix, ['among'])
}

/** A change is against the window before, which only some windows have. */
function refuseNoneBefore({ measure, window }: Did, context: Refining): void {
  if (measure === undefined || !('in' in measure) || isCompared(window)) return
  const which = window === undefined ? 'All time' : 'This window'
  const fix = 'Ask it in last 30 days and the like, or of this week, month, quarter or year.'
  const path = window === undefined ? ['measure'] : ['window']
  refuse(context, `${which} has no window before it that it could be compared with`, fix, path)
}

/** The net total is of orders: another event would silently be left without its refunds. */
function refuseNetOfOthers(did: Did, context: Refining): void {
  const named = typeof did.event === 'string' ? [did.event] : did.event
  if (!isNetTotal(did) || named.every((each) => each === orderCompleted)) return
  const message = `The net total is of orders, the events ${JSON.stringify(orderCompleted)}, and of no others`
  refuse(context, message, 'Name that event, or ask for the sum of a property.', ['event'])
}
