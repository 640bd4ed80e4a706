import { z } from 'zod'
import { oneLine } from '../../customer/fieldRules.ts'
import { failure, isFailure } from '../../failure.ts'
import type { Failure } from '../../failure.ts'
import { fold } from '../../fold.ts'
import { greatestWeight, type EventWeight } from './affinity.ts'
import { parseFormula } from './parseFormula.ts'
import type { Did, Test } from '../condition.ts'
import { parseCondition } from '../parse.ts'
import {
  calculationLimits,
  type Calculation,
  type Case,
  type Measured,
  type Segmentation,
} from './calculation.ts'

/** The outer form; the conditions inside are read by `parseCondition`, which guards against what is hostile. */
const given = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('condition'), condition: z.unknown() }),
  z.strictObject({ type: z.literal('measure'), of: z.record(z.string(), z.unknown()) }),
  z.strictObject({
    type: z.literal('segmentation'),
    cases: z
      .array(z.strictObject({ value: z.string(), condition: z.unknown() }))
      .min(1)
      .max(calculationLimits.cases),
    rest: z.string(),
  }),
  z.strictObject({ type: z.literal('formula'), formula: z.unknown() }),
  z.strictObject({
    type: z.literal('affinity'),
    affinity: z.strictObject({
      of: z.record(z.string(), z.unknown()),
      weights: z
        .array(z.strictObject({ event: z.string(), weight: z.int().min(1).max(greatestWeight) }))
        .max(50)
        .exactOptional(),
      halvedEvery: z.int().min(1).max(3_650),
      shareOf: z.string().min(1).max(calculationLimits.valueLength).exactOptional(),
    }),
  }),
])

/**
 * Reads the definition of a calculated field from outside. What comes back is sound by itself and its
 * conditions are in normal form; whether what they name exists is for `checkCalculation`.
 */
export function parseCalculation(json: unknown): Calculation | Failure {
  const read = given.safeParse(json)
  if (!read.success) {
    const [issue] = read.error.issues
    const where = (issue?.path ?? []).join('.')
    return failure('invalid', `This is no definition of a field: ${issue?.message ?? ''}`, {
      ...(where === '' ? {} : { where }),
      fix: 'Give a condition, a measure, a segmentation or a formula.',
    })
  }
  switch (read.data.type) {
    case 'condition': {
      const condition = within(parseCondition(read.data.condition), 'condition')
      return isFailure(condition) ? condition : { type: 'condition', condition }
    }
    case 'measure':
      return ofMeasure(read.data.of)
    case 'segmentation':
      return ofCases(read.data)
    case 'affinity':
      return ofAffinity(read.data.affinity)
    case 'formula': {
      const formula = parseFormula(read.data.formula)
      return isFailure(formula) ? formula : { type: 'formula', formula }
    }
  }
}

type GivenAffinity = {
  readonly of: Record<string, unknown>
  readonly weights?: readonly EventWeight[]
  readonly halvedEvery: number
  readonly shareOf?: string
}

function ofAffinity({
  of,
  weights,
  halvedEvery,
  shareOf: given,
}: GivenAffinity): Calculation | Failure {
  const shareOf = given && oneLine(given, 'affinity.shareOf', calculationLimits.valueLength)
  if (isFailure(shareOf)) return shareOf
  const measured = ofMeasure(of)
  if (isFailure(measured)) return measured
  const { measure, window } = measured.of
  if (measure?.of === 'mostFrequent' && window === undefined) {
    const weighing = weights && readWeights(weights, measured.of)
    if (isFailure(weighing)) return weighing
    const share = shareOf === undefined ? {} : { shareOf }
    const times = weighing === undefined || weighing.length === 0 ? {} : { weights: weighing }
    return { type: 'affinity', affinity: { of: measured.of, ...times, halvedEvery, ...share } }
  }
  return failure('invalid', 'An affinity is for a property, of all time', {
    where: 'affinity.of',
    fix: 'Give a did whose measure is mostFrequent, without a window.',
  })
}

/** By name, and those that weigh once left out: that goes without saying. */
function readWeights(
  weights: readonly EventWeight[],
  { event }: Measured,
): readonly EventWeight[] | Failure {
  const names = new Set<string>()
  for (const each of weights) {
    const shown = JSON.stringify(each.event)
    const wrong = (message: string, fix: string) =>
      failure('invalid', message, { where: 'affinity.weights', fix })
    if (names.has(each.event)) {
      return wrong(`It is said twice what ${shown} weighs`, 'Say it once.')
    }
    if (![event].flat().includes(each.event)) {
      return wrong(`It is not of ${shown}`, 'Name an event that it is of.')
    }
    names.add(each.event)
  }
  return weights
    .filter(({ weight }) => weight !== 1)
    .toSorted((a, b) => (a.event < b.event ? -1 : 1))
}

/** One that may be asked of every measure, so that it is read as a condition is. */
const anyTest: Test = { op: 'atLeast', value: 0 }

function ofMeasure(
  of: Record<string, unknown>,
): Extract<Calculation, { readonly type: 'measure' }> | Failure {
  if ('test' in of) {
    return failure('invalid', 'The measure of a field is compared with nothing', {
      where: 'of.test',
      fix: 'Leave the test out; or give a condition, which is met or not.',
    })
  }
  const read = within(parseCondition({ ...of, test: anyTest }), 'of')
  if (isFailure(read)) return read
  if (read.type !== 'did') {
    return failure('invalid', 'This measures nothing', {
      where: 'of',
      fix: 'Give a did: an event, and what is measured of it.',
    })
  }
  return { type: 'measure', of: withoutTest(read) }
}

function withoutTest({ type, event, where, window, measure }: Did): Measured {
  return {
    type,
    event,
    ...(where && { where }),
    ...(window && { window }),
    ...(measure && { measure }),
  }
}

type GivenCases = {
  readonly cases: readonly { readonly value: string; readonly condition?: unknown }[]
  readonly rest: string
}

function ofCases({ cases, rest }: GivenCases): Segmentation | Failure {
  const known = new Map<string, string>()
  const read: Case[] = []
  for (const [i, each] of cases.entries()) {
    const value = valueOf(each.value, `cases[${i}].value`, known)
    if (isFailure(value)) return value
    const condition = within(parseCondition(each.condition), `cases[${i}].condition`)
    if (isFailure(condition)) return condition
    read.push({ value, condition })
  }
  const last = valueOf(rest, 'rest', known)
  return isFailure(last) ? last : { type: 'segmentation', cases: read, rest: last }
}

/** On one line, and no other's but for case and accents. */
function valueOf(given: string, where: string, known: Map<string, string>): string | Failure {
  const value = oneLine(given, where, calculationLimits.valueLength)
  if (isFailure(value)) return value
  const before = known.get(fold(value))
  if (before !== undefined) {
    return failure(
      'invalid',
      `The values ${JSON.stringify(before)} and ${JSON.stringify(value)} are the same but for case and accents`,
      { where, fix: 'Join their conditions by or, or call one of them something else.' },
    )
  }
  known.set(fold(value), value)
  return value
}

/** The same failure with the part in which it is. */
function within<T>(read: T | Failure, part: string): T | Failure {
  if (!isFailure(read)) return read
  const { code, message, where, fix } = read
  return failure(code, message, {
    where: where === undefined ? part : `${part}.${where}`,
    ...(fix === undefined ? {} : { fix }),
  })
}
