import type { Given } from '../../api/route.ts'
import type { routes } from '../../api/routes.ts'
import type { Say } from '../text.tsx'

/** What of the shop's settings is to be another than now. */
export type ShopChange = Given<typeof routes.shop.change>['body']

type Means = {
  readonly t: Say
  readonly segments: number
  /** How the settings that it changes to are called. */
  readonly named: {
    readonly weekday: (day: number) => string
    readonly currency: (code: string) => string
    readonly country: (code: string) => string
  }
}

/** What a change would bring about, a sentence for each thing, said before it is saved. */
export function effectsOf(change: ShopChange, { t, segments, named }: Means): string[] {
  const { timezone, weekStart, currency, country, mergeDuplicatesAbove, identity } = change
  const found: string[] = []
  if (timezone !== undefined) found.push(t('shop.zoneEffect', { zone: timezone }))
  if (weekStart !== undefined) {
    found.push(t('shop.weekEffect', { day: named.weekday(weekStart) }))
  }
  if (currency !== undefined) {
    found.push(t('shop.currencyEffect', { currency: named.currency(currency) }))
  }
  if (country !== undefined) {
    found.push(t('shop.countryEffect', { country: named.country(country) }))
  }
  if (found.length > 0) found.push(t('shop.refreshEffect', { count: segments }))
  if (mergeDuplicatesAbove === null) found.push(t('shop.mergeNoneEffect'))
  else if (mergeDuplicatesAbove !== undefined) found.push(t('shop.mergeEffect'))
  if (identity !== undefined) found.push(t('shop.identityEffect'))
  return found
}
