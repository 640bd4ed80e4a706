import type { Shop } from '../../shop.ts'
import { civilOf, dayOf } from '../../time/civil.ts'
import { localDay } from '../../time/zone.ts'
import type { Facts } from '../facts.ts'
import { beginningsOf, type Turns } from '../turns.ts'
import { dayOfField } from './evaluate.ts'
import { passedBetween, type Passed } from './formula.ts'

/** When how much has passed since a date may be another, around `now`: the last time it was, and the next. */
export function passedTurns(
  { unit, since }: Passed,
  { fields }: Pick<Facts, 'fields'>,
  now: number,
  shop: Shop,
): Turns {
  const day = dayOfField(since, fields, shop)
  if (day === undefined) return []
  const units = passedBetween(unit, day, localDay(shop.zone, now))
  // Where clocks go back over midnight it was one less again for a while.
  return beginningsOf(
    [units, units + 1].map((n) => dayAfter(unit, day, n)),
    shop,
  )
}

/** The day on which so many units have passed. */
function dayAfter(unit: Passed['unit'], from: number, n: number): number {
  if (unit === 'days') return from + n
  const { year, month, day } = civilOf(from)
  const months = 12 * year + month - 1 + (unit === 'years' ? 12 * n : n)
  const [ofYear, ofMonth] = [Math.floor(months / 12), (((months % 12) + 12) % 12) + 1]
  const next = dayOf(ofYear + (ofMonth === 12 ? 1 : 0), (ofMonth % 12) + 1, 1)
  return Math.min(dayOf(ofYear, ofMonth, 1) + day - 1, next)
}
