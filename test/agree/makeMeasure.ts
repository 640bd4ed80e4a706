import type { Changing, Compared, Measure, Unit } from '../../src/domain/segment/condition.ts'
import { paths } from './pools.ts'
import type { Random } from './random.ts'

const measuredNumbers = [
  'total',
  'total',
  'value',
  'quantity',
  'price',
  'duration',
  'tags',
  'tags',
  'mixed',
  'items.quantity',
  'items.price',
] as const
const measuredValues = [...paths, 'items.product_id', 'items.weight', 'gifts.category'] as const

export function makeMeasure(r: Random): Measure {
  return r.some<Measure>([
    () => ({ of: 'count' }),
    () => ({ of: 'count' }),
    () => ({
      of: r.pick(['sum', 'average', 'minimum', 'maximum']),
      property: r.pick(measuredNumbers),
    }),
    () => ({
      of: r.pick(['sum', 'average', 'minimum', 'maximum']),
      property: r.pick(measuredNumbers),
    }),
    () => ({ of: r.pick(['distinct', 'first', 'last']), property: r.pick(measuredValues) }),
    () => ({ of: r.pick(['first', 'last', 'mostFrequent']), property: r.pick(measuredValues) }),
    () => ({ of: r.pick(['mostFrequent', 'distinct']), property: r.pick(measuredValues) }),
    () => ({ of: r.pick(['daysSinceFirst', 'daysSinceLast']) }),
    () => ({ of: 'change', in: makeChanging(r) }),
    () => ({ of: 'percentChange', in: makeChanging(r) }),
    () => ({ of: 'netTotal' }),
    () => ({ of: r.pick(['activeDays', 'activeWeeks', 'activeMonths']) }),
    () => ({ of: r.pick(['activeDays', 'activeWeeks', 'activeMonths']) }),
  ])
}

function makeChanging(r: Random): Changing {
  return r.some<Changing>([
    () => ({ of: 'count' }),
    () => ({ of: 'sum', property: r.pick(measuredNumbers) }),
    () => ({ of: 'distinct', property: r.pick(measuredValues) }),
  ])
}

/** Windows with something in the one before, of which percents are; `ages` is how long ago events were, in days. */
export function makeCompared(
  r: Random,
  of: 'change' | 'percentChange',
  { n, unit, ages }: { readonly n: number; readonly unit: Unit; readonly ages: readonly number[] },
): Compared {
  if (ages.length > 0 && r.chance(of === 'percentChange' ? 0.75 : 0.3)) {
    return { type: 'last', n: Math.max(1, Math.ceil(r.pick(ages) * 0.6)), unit: 'days' }
  }
  return r.some<Compared>([
    () => ({ type: 'last', n, unit }),
    () => ({ type: 'last', n: 1 + r.below(3), unit: r.pick(['weeks', 'months', 'years']) }),
    () => ({ type: 'last', n: 1 + r.below(60), unit: r.pick(['days', 'weeks', 'months']) }),
    () => ({ type: 'calendar', which: 'this', unit: r.pick(['day', 'week', 'month']) }),
    () => ({ type: 'calendar', which: 'this', unit: r.pick(['month', 'quarter', 'year', 'year']) }),
  ])
}
