import type { Event, Properties, PropertyValue } from '../event/event.ts'
import { currencyProperty, moneyItemProperties, moneyProperties } from '../event/vocabulary.ts'
import { fold } from '../fold.ts'
import type { Shop } from '../shop.ts'

/**
 * An event as conditions see it: of one that says another currency than the shop's, amounts of money
 * are missing, its own and its items'. So money counts in one currency: no sum adds reais to yen, and no
 * amount of yen is compared with a number of reais. An amount is a number, alone or in a list; of an
 * event that says no currency, or the empty text, it is in the shop's.
 */
export function inShopMoney(event: Event, shop: Shop): Event {
  if (!isOfOtherMoney(event, shop)) return event
  return {
    ...event,
    properties: withoutAmounts(event.properties, moneyProperties),
    items: event.items.map((item) => ({
      ...item,
      properties: withoutAmounts(item.properties, moneyItemProperties),
    })),
  }
}

/** Whether an event says another currency than the shop's. */
export function isOfOtherMoney({ properties }: Event, shop: Shop): boolean {
  const currency = properties.get(currencyProperty)
  return (
    currency?.type === 'text' && currency.folded !== '' && currency.folded !== fold(shop.currency)
  )
}

function withoutAmounts(properties: Properties, money: ReadonlySet<string>): Properties {
  return new Map([...properties].filter(([path, value]) => !(money.has(path) && isAmount(value))))
}

function isAmount({ type }: PropertyValue): boolean {
  return type === 'number' || type === 'list'
}
