import type { Coming, Test } from '../../src/domain/segment/condition.ts'
import { isIn } from '../../src/domain/segment/interval.ts'
import { daysOfPeriod } from '../../src/domain/segment/period.ts'
import type { Moment } from '../../src/domain/segment/tests.ts'
import { civilOf, dayOf } from '../../src/domain/time/civil.ts'
import { localDay } from '../../src/domain/time/zone.ts'
import type { Random } from './random.ts'

const units = ['day', 'week', 'month', 'quarter', 'year'] as const
const periods = (['this', 'last', 'next'] as const).flatMap((which) =>
  units.map((unit) => ({ which, unit })),
)

const parts = (['this', 'last', 'next'] as const).flatMap((which) =>
  (['day', 'week', 'month', 'quarter'] as const).map((unit) => ({ which, unit })),
)

/** A period that often has the day in it. */
export function makePeriod(r: Random, days: readonly number[], moment: Moment): Test {
  const today = localDay(moment.shop.zone, moment.now)
  const day = nearOf(r, days, (each) => Math.abs(each - today))
  const having = periods
    .filter((each) => isIn([daysOfPeriod(each, today, moment.shop)], day))
    .toSorted((a, b) => units.indexOf(a.unit) - units.indexOf(b.unit))
  const telling = r.chance(0.5) ? having.slice(0, 1) : having
  return { op: 'period', ...r.pick(telling.length > 0 && r.chance(0.85) ? telling : wide) }
}

/** Of few days to draw from, or the shortest would seldom hold. */
const wide = periods.filter(({ unit }) => unit !== 'day' && unit !== 'week')

/** Now and then the one of which what is asked is next. */
function nearOf(r: Random, days: readonly number[], distance: (day: number) => number): number {
  if (r.chance(0.25)) return r.pick(days)
  return days.reduce((best, each) => (distance(each) < distance(best) ? each : best))
}

/** Days that have an anniversary of some day in them, or just fail to. */
export function makeAnniversary(r: Random, days: readonly number[], moment: Moment): Test {
  const { shop } = moment
  const today = localDay(shop.zone, moment.now)
  const { year } = civilOf(today)
  const comingOf = (each: number) => {
    const { month, day } = civilOf(each)
    return [year - 1, year, year + 1].map((near) => dayOf(near, month, day))
  }
  // Of what has not been there is no anniversary.
  const been = days.filter((each) => each < today - 300)
  const day = nearOf(r, been.length > 0 ? been : days, (each) =>
    Math.min(...comingOf(each).map((at) => Math.abs(at - today))),
  )
  const [at = today] = comingOf(day).filter((each) => each >= today)
  const nextDays = (per: number, most: number) =>
    Math.max(1, Math.min(most, Math.floor((at - today) / per) + r.below(3)))
  const inPeriod = (): Coming => {
    const having = parts.filter((each) =>
      comingOf(day).some((one) => isIn([daysOfPeriod(each, today, shop)], one)),
    )
    const wideParts = parts.filter(({ unit }) => unit === 'month' || unit === 'quarter')
    const telling = having.length > 0 ? having : wideParts
    const unit = r.pick([...new Set(telling.map((each) => each.unit))])
    return { type: 'calendar', ...r.pick(telling.filter((each) => each.unit === unit)) }
  }
  return {
    op: 'anniversary',
    in: r.some<Coming>([
      () => ({ type: 'next', n: nextDays(1, 365), unit: 'days' }),
      () => ({ type: 'next', n: nextDays(7, 52), unit: 'weeks' }),
      () => ({ type: 'next', n: nextDays(30, 12), unit: 'months' }),
      inPeriod,
      inPeriod,
      inPeriod,
      inPeriod,
    ]),
  }
}
