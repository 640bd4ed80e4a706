import type { Coming, Period, Test } from '../../src/domain/segment/condition.ts'
import { daysOfPeriod } from '../../src/domain/segment/period.ts'
import type { Moment } from '../../src/domain/segment/tests.ts'
import { civilOf, dayOf } from '../../src/domain/time/civil.ts'
import { localDay } from '../../src/domain/time/zone.ts'
import type { Random } from './random.ts'

const units = ['day', 'week', 'month', 'quarter', 'year'] as const
const periods = (['this', 'last', 'next'] as const).flatMap((which) =>
  units.map((unit) => ({ which, unit })),
)

/** A period that often has the day in it. */
export function makePeriod(r: Random, day: number, moment: Moment): Test {
  return { op: 'period', ...aPeriod(r, day, moment) }
}

function aPeriod(r: Random, day: number, { now, shop }: Moment): Period {
  const today = localDay(shop.zone, now)
  const having = periods.filter((each) => {
    const { from, to } = daysOfPeriod(each, today, shop)
    return from <= day && day < to
  })
  return r.pick(having.length > 0 && r.chance(0.8) ? having : periods)
}

/** Days that have an anniversary of that day in them, or just fail to. */
export function makeAnniversary(r: Random, day: number, moment: Moment): Test {
  const today = localDay(moment.shop.zone, moment.now)
  const { month, day: dayOfMonth } = civilOf(day)
  const { year } = civilOf(today)
  const coming = [year, year + 1].map((each) => dayOf(each, month, dayOfMonth))
  const [at = today] = coming.filter((each) => each >= today)
  const nextDays = (per: number, most: number) =>
    Math.max(1, Math.min(most, Math.floor((at - today) / per) + r.below(3)))
  return {
    op: 'anniversary',
    in: r.some<Coming>([
      () => ({ type: 'next', n: nextDays(1, 365), unit: 'days' }),
      () => ({ type: 'next', n: nextDays(7, 52), unit: 'weeks' }),
      () => ({ type: 'next', n: nextDays(30, 12), unit: 'months' }),
      () => inPeriod(r, coming, moment),
      () => inPeriod(r, coming, moment),
    ]),
  }
}

function inPeriod(r: Random, days: readonly number[], moment: Moment): Coming {
  const { which, unit } = aPeriod(r, r.pick(days), moment)
  return { type: 'calendar', which, unit: unit === 'year' ? 'quarter' : unit }
}
