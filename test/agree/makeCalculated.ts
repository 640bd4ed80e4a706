import { scaledLimit, unscale } from '../../src/domain/number.ts'
import { operations, type Formula } from '../../src/domain/segment/calculated/formula.ts'
import { valueOf } from '../../src/domain/segment/calculated/value.ts'
import type { Calculation, Measured } from '../../src/domain/segment/calculated/calculation.ts'
import type { Did, Test } from '../../src/domain/segment/condition.ts'
import type { Affinity } from '../../src/domain/segment/calculated/affinity.ts'
import { eventNames, few, paths } from './pools.ts'
import { makeCondition, peopleOf, type Instant } from './makeCondition.ts'
import type { Random } from './random.ts'
import { contextOf, type Case, type World } from './world.ts'

const dayMs = 86_400_000

/** Calculated fields of each kind, and tests of them: beside what else is drawn, so that it stays the same. */
export function makeCalculated(
  r: Random,
  world: World,
): { readonly world: World; readonly makeCase: (at: Instant) => Case } {
  const condition = () => makeCondition(r, world, 0, 1)
  const { test: asked, ...measured } = makeDid(r, world)
  const made: Readonly<Record<string, Calculation>> = {
    in_it: { type: 'condition', condition: condition() },
    measured: { type: 'measure', of: measured },
    stage: {
      type: 'segmentation',
      cases: values.slice(0, 1 + r.below(3)).map((value) => ({ value, condition: condition() })),
      rest: 'other',
    },
    worked: { type: 'formula', formula: makeFormula(r, isNumber(measured), 2) },
    taste: { type: 'affinity', affinity: makeAffinity(r) },
    share: { type: 'affinity', affinity: { ...makeAffinity(r), shareOf: r.pick(few) } },
    again: { type: 'formula', formula: makeFormula(r, false, 1) },
    passed: { type: 'formula', formula: makePassed(r) },
  }
  const withFields = { ...world, calculated: made }
  const people = peopleOf(world)
  let now = 0
  /** What it comes to for some, so that thresholds are met. */
  const valuesOf = (name: string): readonly number[] => {
    const calculation = made[name]
    if (calculation === undefined) throw new Error(name)
    return r
      .many(3, 3, () => r.pick(people))
      .flatMap((who) => {
        const value = valueOf(calculation, who, contextOf(withFields, now))
        // One beside it is a threshold too.
        return typeof value === 'number' && Math.abs(value) < scaledLimit - 1 ? [value] : []
      })
  }
  /** What it comes to, or has just come to, for whom it is another a day later. */
  const turning = (name: string): readonly number[] => {
    const calculation = made[name]
    if (calculation === undefined) throw new Error(name)
    return people.flatMap((who) => {
      const of = [now - dayMs, now, now + dayMs].map((at) =>
        valueOf(calculation, who, contextOf(withFields, at)),
      )
      return new Set(of).size > 1 ? of.filter((value) => typeof value === 'number') : []
    })
  }
  const draw = (): { readonly field: string; readonly test: Test } =>
    r.some([
      () => ({ field: 'in_it', test: { op: 'is', value: r.chance(0.5) } }),
      () => ({ field: 'measured', test: asked ?? { op: 'atLeast', value: 1 } }),
      () => ({ field: 'stage', test: { op: 'is', value: r.pick([...values, 'other']) } }),
      () => ({
        field: 'stage',
        test: { op: 'anyOf', values: [r.pick(values), r.pick(['other', 'ÀTIVO'])] },
      }),
      () => ({ field: 'stage', test: { op: 'contains', value: r.pick(['o', 'ativ', 'w']) } }),
      () => ({ field: 'stage', test: { op: 'greater', value: 'b' } }),
      () => ({ field: 'worked', test: makeNumberTest(r, valuesOf('worked')) }),
      () => ({ field: 'worked', test: makeNumberTest(r, valuesOf('worked')) }),
      () => ({ field: 'taste', test: makeTasteTest(r) }),
      () => ({ field: 'share', test: makeNumberTest(r, valuesOf('share')) }),
      () => ({ field: 'again', test: makeNumberTest(r, valuesOf('again')) }),
      () => ({ field: 'passed', test: makeNumberTest(r, turning('passed')) }),
    ])
  return {
    world: withFields,
    makeCase: (at) => {
      now = at.now
      const leaf = { type: 'field', ...draw() } as const
      const other = { type: 'field', ...draw() } as const
      return r.some<Case>([
        () => ({ condition: leaf, now }),
        () => ({ condition: { type: 'not', of: leaf }, now }),
        () => ({ condition: { type: 'any', of: [leaf, { type: 'all', of: [other, leaf] }] }, now }),
      ])
    },
  }
}

/** A formula over the numbers and dates of the worlds' fields, and where it is a number the measure. */
function makeFormula(r: Random, ofMeasure: boolean, depth: number): Formula {
  if (depth === 0 || r.chance(0.2)) {
    return r.some<Formula>([
      () => ({ type: 'number', value: r.pick([0, 1, -3, 0.0001, 2.5, 10_000, 899_999_999_999]) }),
      () => ({ type: 'field', field: r.pick(['children', 'score', 'spent']) }),
      () => makePassed(r),
      () => ({ type: 'field', field: ofMeasure ? 'measured' : 'children' }),
    ])
  }
  const part = () => makeFormula(r, ofMeasure, depth - 1)
  return { type: 'operation', by: r.pick(operations), of: [part(), part()] }
}

function makePassed(r: Random): Formula {
  return {
    type: 'passed',
    unit: r.pick(['years', 'months', 'months', 'days'] as const),
    since: r.pick(['born', 'joined', 'seen']),
  }
}

function makeAffinity(r: Random): Affinity {
  const event = r.chance(0.5) ? r.pick(eventNames) : r.many(2, 3, () => r.pick(eventNames))
  const measure = { of: 'mostFrequent', property: r.pick([...paths, 'items.quantity']) } as const
  const halvedEvery = r.pick([1, 7, 30, 365])
  // Of no draw of its own, so that what is drawn after it stays the same.
  const weight = { 1: 1_000, 7: 3, 30: 2, 365: 0 }[halvedEvery] ?? 0
  const [first = ''] = [event].flat()
  const weights = weight === 0 ? {} : { weights: [{ event: first, weight }] }
  return { of: { type: 'did', event, measure }, ...weights, halvedEvery }
}

function makeTasteTest(r: Random): Test {
  return r.some<Test>([
    () => ({ op: 'exists' }),
    () => ({ op: 'is', value: r.pick(few) }),
    () => ({ op: 'is', value: r.pick([1, 2.5, true]) }),
    () => ({ op: 'anyOf', values: [r.pick(few), r.pick(few), r.pick([0, 1])] }),
    () => ({ op: 'contains', value: 'e' }),
    () => ({ op: 'atLeast', value: r.pick(few) }),
  ])
}

function makeNumberTest(r: Random, near: readonly number[]): Test {
  const value = () =>
    near.length > 0 && r.chance(0.8)
      ? unscale(r.pick(near) + (r.chance(0.5) ? 0 : r.below(3) - 1))
      : r.pick([0, 1, -1, 18, 0.0001])
  return r.some<Test>([
    () => ({ op: 'exists' }),
    () => ({ op: 'is', value: value() }),
    () => ({ op: 'anyOf', values: [value(), value()] }),
    () => ({ op: r.pick(['less', 'atMost', 'greater', 'atLeast'] as const), value: value() }),
  ])
}

/** Whether a formula may name it. */
function isNumber({ measure }: Measured): boolean {
  const of = measure?.of ?? 'count'
  return !['first', 'last', 'mostFrequent', 'change', 'percentChange'].includes(of)
}

const values = ['new', 'Ativo', 'loyal'] as const

/** One is found soon: they are a third of all that is drawn. */
function makeDid(r: Random, world: World): Did {
  for (;;) {
    const drawn = makeCondition(r, world, 0, 0)
    if (drawn.type === 'did') return drawn
  }
}
