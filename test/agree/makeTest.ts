import { unscale } from '../../src/domain/number.ts'
import { testsOf, type Subject } from '../../src/domain/segment/applies.ts'
import type { DateTest } from '../../src/domain/segment/testKinds.ts'
import type { Measure, Scalar, Test } from '../../src/domain/segment/condition.ts'
import { compilePattern } from '../../src/domain/segment/pattern.ts'
import { isFailure } from '../../src/domain/failure.ts'
import type { Observed } from '../../src/domain/segment/measure.ts'
import { testedProperty, type Moment, type Tested } from '../../src/domain/segment/tests.ts'
import { showDay } from '../../src/domain/time/civil.ts'
import { localDay, midnight } from '../../src/domain/time/zone.ts'
import { makeNear } from './makePlace.ts'
import { makeAnniversary, makePeriod } from './makeDateTest.ts'
import type { Random } from './random.ts'
import { interests, texts } from './pools.ts'

/** A test that some value meets, or just fails to; now and then one that does not speak of such values. */
export function makeTest(
  r: Random,
  subject: Subject,
  values: readonly Tested[],
  moment: Moment,
): Test {
  const sample = values.length === 0 || r.chance(0.03) ? nowhere(r) : r.pick(values)
  const all = opsOf(sample)
  // Of a field the schema takes any test; whether it fits is for who knows the fields.
  const isField = subject !== 'property' && subject !== 'item'
  const apt = isField && r.chance(0.03) ? all : all.filter((op) => testsOf(subject).includes(op))
  const op = apt.length === 0 ? 'exists' : r.pick(apt)
  if (op === 'inNext') return inNextTest(r, sample, values, moment)
  if (op === 'period' || op === 'anniversary') {
    const { now, shop } = moment
    const days = [sample, ...values].map((each) => dayOfSample(each, now, shop.zone))
    return op === 'period' ? makePeriod(r, days, moment) : makeAnniversary(r, days, moment)
  }
  return testFor(r, op, op === 'on' ? often(r, values, sample, moment) : sample, moment)
}

/** Of two values the one whose day most have: of one day alone few would be. */
function often(r: Random, values: readonly Tested[], sample: Tested, moment: Moment): Tested {
  if (values.length === 0) return sample
  const dayOf = (each: Tested) => dayOfSample(each, moment.now, moment.shop.zone)
  const timesOf = (one: Tested) => values.filter((each) => dayOf(each) === dayOf(one)).length
  const other = r.pick(values)
  return timesOf(other) > timesOf(sample) ? other : sample
}

function inNextTest(r: Random, sample: Tested, values: readonly Tested[], moment: Moment): Test {
  // A test of what is to come says little of what has been.
  const ahead = values.filter((value) => instantIn(value, moment) > moment.now)
  // Where next to nothing is to come, seldom: it would never hold.
  if (ahead.length * 4 < values.length && r.chance(0.8)) {
    return testFor(r, 'inLast', sample, moment)
  }
  return testFor(r, 'inNext', ahead.length > 0 ? r.pick(ahead) : sample, moment)
}

/** Roughly; 0 where it is no instant. */
function instantIn(value: Tested, { shop }: Moment): number {
  if (value.type === 'date') return midnight(shop.zone, value.value)
  if (value.type === 'instant') return value.value
  return value.type === 'text' ? (value.instant ?? 0) : 0
}

/** The same of what a measure gives. */
export function makeMeasureTest(
  r: Random,
  of: Measure['of'],
  observed: readonly (Observed | undefined)[],
  moment: Moment,
): Test {
  const values = observed.flatMap((each): Tested[] => {
    if (each === undefined) return []
    if (each.type === 'value') return [testedProperty(each.value)]
    const whole =
      of === 'count' || of === 'distinct' || of.startsWith('active') || of.startsWith('days')
    const value = Number(each.sum / each.over) + (whole ? 0 : r.below(2))
    // Sums may be greater than thresholds can.
    return Math.abs(value) < 9e15 ? [{ type: 'number', value }] : []
  })
  const some = values.length > 0 ? values : [{ type: 'number', value: 20_000 } as const]
  const known = some.filter((value) => value.type !== 'number' || value.value !== 0)
  const sample = known.length > 0 && r.chance(0.7) ? r.pick(known) : r.pick(some)
  const apt = opsOf(sample).filter((op) => testsOf(of).includes(op))
  const step = of === 'sum' || of === 'average' || of === 'minimum' || of === 'maximum' ? 1 : 10_000
  return testFor(r, apt.length === 0 ? 'exists' : r.pick(apt), sample, moment, step)
}

const identity = ['is', 'anyOf', 'exists'] as const
const order = ['less', 'atMost', 'greater', 'atLeast', 'between'] as const
const text = ['exactly', 'contains', 'startsWith', 'endsWith', 'matches'] as const
const list = ['includesAny', 'includesAll', 'includesNone', 'exists'] as const
const dates = ['before', 'after', 'on', 'dates', 'inLast', 'inNext', 'moreThanAgo'] as const
/** Of many forms each. */
const years = ['period', 'period', 'anniversary', 'anniversary'] as const

function opsOf(sample: Tested): readonly Test['op'][] {
  switch (sample.type) {
    case 'number':
      return [...identity, ...order]
    case 'boolean':
      return identity
    case 'text':
      return sample.instant === undefined
        ? [...identity, ...order, ...text]
        : [...dates, ...dates, ...years, 'startsWith']
    case 'list':
      return list
    case 'date':
    case 'instant':
      return [...dates, ...dates, ...years, 'exists']
    case 'location':
      return ['exists', 'near', 'near']
  }
}

/** What no value need be. */
function nowhere(r: Random): Tested {
  return r.some<Tested>([
    () => ({ type: 'number', value: 0 }),
    () => ({ type: 'text', value: '', folded: '' }),
    () => ({ type: 'text', value: r.pick(texts), folded: '' }),
    () => ({ type: 'boolean', value: false }),
    () => ({ type: 'instant', value: 0 }),
    () => ({ type: 'list', keys: ['tjazz'] }),
  ])
}

// oxlint-disable-next-line max-params -- a case for each test
function testFor(r: Random, op: Test['op'], sample: Tested, moment: Moment, step = 1): Test {
  switch (op) {
    case 'exists':
      return { op }
    case 'is':
      return { op, value: scalar(r, sample, step) }
    case 'anyOf':
      // Few as a rule, so that they do not hold of everybody.
      return {
        op,
        values: r.many(1, r.chance(0.15) ? 12 : 3, () => scalar(r, sample, step)),
      }
    case 'exactly':
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return { op, value: part(r, op, textOf(r, sample)) }
    case 'matches':
      return { op, pattern: pattern(r, textOf(r, sample)) }
    case 'less':
    case 'atMost':
    case 'greater':
    case 'atLeast':
      return { op, value: operand(r, sample, step) }
    case 'between':
      return between(r, sample, step)
    case 'includesAny':
    case 'includesAll':
    case 'includesNone':
      // Of all of one nothing is said that any of one would not say.
      return { op, values: elements(r, sample, op === 'includesAll' && r.chance(0.3) ? 2 : 1) }
    case 'before':
    case 'after':
    case 'on':
    case 'dates':
    case 'inLast':
    case 'inNext':
    case 'moreThanAgo':
      return dateTest(r, op, sample, moment)
    case 'period':
    case 'anniversary':
      throw new Error(`a ${op} is drawn for all values at once`)
    case 'near':
      return makeNear(r, sample.type === 'location' ? sample.value : { lat: 0, lon: 0 })
  }
}

function scalar(r: Random, sample: Tested, step: number): Scalar {
  if (sample.type === 'boolean') return r.chance(0.5)
  return operand(r, sample, step)
}

/** The value itself, or a neighbour. */
function operand(r: Random, sample: Tested, step: number): number | string {
  if (sample.type !== 'number') return recased(r, textOf(r, sample))
  const value = sample.value + (r.chance(0.6) ? 0 : r.below(3) - 1) * step
  // Nothing is done less than never.
  if (step !== 1 && value < 0) return 0
  return unscale(Math.abs(value) < 9e15 ? value : 0)
}

function between(r: Random, sample: Tested, step: number): Test {
  const [a, b] = [operand(r, sample, step), operand(r, sample, step)]
  if (typeof a === 'number' && typeof b === 'number') {
    return { op: 'between', from: Math.min(a, b), to: Math.max(a, b) }
  }
  return { op: 'between', from: String(a), to: r.chance(0.5) ? `${b}z` : String(b) }
}

function textOf(r: Random, sample: Tested): string {
  return sample.type === 'text' ? sample.value : r.pick(texts)
}

function recased(r: Random, value: string): string {
  return r.some([
    () => value,
    () => value.toUpperCase(),
    () => value.toLowerCase(),
    () => value.normalize('NFD'),
  ])
}

function part(
  r: Random,
  op: 'exactly' | 'contains' | 'startsWith' | 'endsWith',
  value: string,
): string {
  if (op === 'exactly') return r.chance(0.8) ? value : recased(r, value)
  const characters = Array.from(recased(r, value))
  const cut = r.below(Math.max(1, characters.length - 1))
  const end = cut + 1 + r.below(3)
  if (op === 'startsWith') return characters.slice(0, end).join('') || 'a'
  if (op === 'endsWith') return characters.slice(cut).join('') || 'a'
  return characters.slice(cut, end).join('') || 'a'
}

function pattern(r: Random, value: string): string {
  const characters = Array.from(value).map((each) => each.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  const from = r.below(Math.max(1, characters.length))
  const some = characters.slice(from, from + 1 + r.below(4))
  const drawn = r.some([
    () => recased(r, some.join('')),
    () => `^${some.join('.?')}`,
    () => `${some.join('')}$`,
    () => `(${some.join('|')})+`,
    () => `[${some.filter((each) => /^[\p{L}\p{N}]$/u.test(each)).join('')}x]\\w`,
    () => `\\Q${some.join('')}`,
    () => `${some.join('')}|^.{${r.below(8)}}$`,
    () => `(?-i)${some.join('')}`,
    () => `\\b${some.join('')}`,
    () => `${some.slice(0, 1).join('')}\\p{${r.pick(classes)}}`,
    () => `^[\\p{${r.pick(classes)}}\\P{^${r.pick(classes)}}]+$`,
  ])
  return isFailure(compilePattern(drawn)) ? 'a' : drawn
}

const classes = ['L', 'Lu', 'Ll', 'N', 'P', 'Zs', 'So', 'Latin', 'Han', 'Common', 'Greek'] as const

function elements(r: Random, sample: Tested, least: number): readonly Scalar[] {
  const keys = sample.type === 'list' ? sample.keys : []
  return r.many(least, Math.max(least, r.pick([1, 1, 1, 2])), (): Scalar => {
    if (keys.length === 0 || r.chance(0.12)) return r.pick([...interests, 2, true])
    const key = r.pick(keys)
    if (key.startsWith('n')) return unscale(Number(key.slice(1)))
    return key.startsWith('b') ? key === 'b1' : key.slice(1) || 'x'
  })
}

function dateTest(
  r: Random,
  op: Exclude<DateTest['op'], 'period'>,
  sample: Tested,
  { now, shop }: Moment,
): Test {
  const today = localDay(shop.zone, now)
  const day = dayOfSample(sample, now, shop.zone)
  const near = () => {
    const at = day + (op === 'on' && r.chance(0.98) ? 0 : r.below(3) - 1)
    return r.chance(0.3) && today - at >= 0 && today - at < 10_000 ? `-${today - at}d` : showDay(at)
  }
  const further = () => (r.chance(0.5) ? 0 : r.below(120))
  switch (op) {
    case 'before':
    case 'after':
    case 'on':
      return { op, date: near() }
    case 'dates':
      return { op, from: showDay(day - further()), to: showDay(day + further()) }
    case 'inLast':
    case 'inNext':
    case 'moreThanAgo':
      // Beyond the day drawn, since few days are to come.
      return {
        op,
        ...distance(r, op === 'inNext' ? (day - today) * r.pick([1, 3, 10]) : today - day),
      }
  }
}

function distance(
  r: Random,
  days: number,
): { n: number; unit: 'minutes' | 'hours' | 'days' | 'weeks' | 'months' | 'years' } {
  const n = (per: number) =>
    Math.max(1, Math.min(10_000, Math.round(Math.abs(days) / per) + r.below(3) - 1))
  return r.some<ReturnType<typeof distance>>([
    () => ({ n: n(1), unit: 'days' }),
    () => ({ n: n(1), unit: 'days' }),
    () => ({ n: n(7), unit: 'weeks' }),
    () => ({ n: Math.min(1200, n(30.4)), unit: 'months' }),
    () => ({ n: Math.min(100, n(365)), unit: 'years' }),
    () => ({ n: Math.min(9_999, n(1 / 24)), unit: 'hours' }),
    () => ({ n: Math.min(9_999, n(1 / 1440)), unit: 'minutes' }),
  ])
}

function dayOfSample(sample: Tested, now: number, zone: Moment['shop']['zone']): number {
  if (sample.type === 'date') return sample.value
  if (sample.type === 'instant') return localDay(zone, sample.value)
  return localDay(zone, sample.type === 'text' ? (sample.instant ?? now) : now)
}
