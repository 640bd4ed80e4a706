import type { Locale } from '../customer/formats/locale.ts'
import type { PastOrder } from './past.ts'
import type { Benefit, Limits, Promotion } from './promotion.ts'

/** What a promotion would have come to on the shop's own orders. Money in minor units. */
export type PastTally = {
  readonly orders: { looked: number; touched: number; unread: number }
  readonly customers: { looked: number; touched: number }
  /** What the items of the orders that it touched came to, before it. */
  revenue: number
  discount: number
  gifts: number
  /** By day of the shop, days since 1970-01-01: what was touched on it. */
  readonly byDay: Map<number, { orders: number; discount: number }>
}

export function emptyTally(): PastTally {
  return {
    orders: { looked: 0, touched: 0, unread: 0 },
    customers: { looked: 0, touched: 0 },
    revenue: 0,
    discount: 0,
    gifts: 0,
    byDay: new Map(),
  }
}

/** Adds the orders of one customer. */
export function addToTally(
  tally: PastTally,
  orders: readonly PastOrder[],
  dayOf: (at: number) => number,
): void {
  if (orders.length === 0) return
  tally.customers.looked += 1
  let isTouched = false
  for (const order of orders) {
    tally.orders.looked += 1
    if ('unread' in order) tally.orders.unread += 1
    else if (order.applied) {
      isTouched = true
      tally.orders.touched += 1
      tally.revenue += order.subtotal
      tally.discount += order.discount
      tally.gifts += order.gifts
      const day = dayOf(order.at)
      const on = tally.byDay.get(day) ?? { orders: 0, discount: 0 }
      on.orders += 1
      on.discount += order.discount
      tally.byDay.set(day, on)
    }
  }
  if (isTouched) tally.customers.touched += 1
}

/** The day on which a limit in all would have been used up, and what there was before that day. */
export type UsedUp = { readonly day: number; readonly orders: number; readonly discount: number }

/** Undefined where the limits would have sufficed. The budget is in minor units. */
export function usedUpOn(
  { byDay }: PastTally,
  { uses = Infinity, budget = Infinity }: Pick<Limits, 'uses' | 'budget'>,
): UsedUp | undefined {
  let [orders, discount] = [0, 0]
  for (const [day, on] of [...byDay].toSorted(([a], [b]) => a - b)) {
    if (orders + on.orders > uses || discount + on.discount > budget) {
      return { day, orders, discount }
    }
    orders += on.orders
    discount += on.discount
  }
  return undefined
}

/** What a preview does not know, by what it is about. */
export type LeftOut =
  | 'behaviour'
  | 'others'
  | 'record'
  | 'ranks'
  | 'channel'
  | 'dates'
  | 'coupons'
  | 'limits'
  | 'subscription'
  | 'shipping'
  | 'unread'
  | 'cancelled'

/** What is to be said with the figures of that promotion. */
export function leftOutOf(
  { customers, cart, when, limits, coupon, benefit }: Promotion,
  found: { readonly unread: number; readonly ranks: boolean },
): readonly LeftOut[] {
  const asksChannel = JSON.stringify(cart ?? {}).includes('"type":"channel"')
  const hasEnds = when?.from !== undefined || when?.to !== undefined
  const hasLimits = limits?.uses !== undefined || limits?.budget !== undefined
  const said: readonly [boolean, LeftOut][] = [
    [true, 'behaviour'],
    [true, 'others'],
    [true, 'cancelled'],
    [customers !== undefined, 'record'],
    [found.ranks, 'ranks'],
    [asksChannel, 'channel'],
    [hasEnds, 'dates'],
    [coupon === true, 'coupons'],
    [hasLimits, 'limits'],
    [benefit.type === 'subscription', 'subscription'],
    [isOfShipping(benefit), 'shipping'],
    [found.unread > 0, 'unread'],
  ]
  return said.flatMap(([is, what]) => (is ? [what] : []))
}

function isOfShipping({ type }: Benefit): boolean {
  return type === 'freeShipping'
}

/** Each as a sentence. */
export const leftOutSays: Readonly<Record<Locale, Readonly<Record<LeftOut, string>>>> = {
  en: {
    behaviour: 'The orders are as they were: nobody would have bought more, or sooner, for it.',
    others:
      'Other promotions are not weighed: it is alone, at the prices of the orders’ lines, which may be after other discounts.',
    cancelled: 'Orders that were cancelled or refunded later are among them.',
    record:
      'Fields, lists, consents and pins of customers are as they are now; only what they had done is as of each order.',
    ranks: 'Who is among the first is as of now, not as of each order.',
    channel: 'Where an order says no channel, it meets no test of one.',
    dates: 'From when to when it counts is left out: all of the time that was looked at is asked.',
    coupons: 'It is asked as if every order had given a code.',
    limits: 'Limits in all are not kept: the day on which they would have been used up is said.',
    subscription: 'Only lines that say they are by subscription count.',
    shipping: 'What sending an order cost counts only where the order says it.',
    unread: 'Orders without prices of their lines, or in another currency, are not among them.',
  },
  'pt-BR': {
    behaviour: 'Os pedidos são como foram: ninguém teria comprado mais, ou antes, por causa dela.',
    others:
      'Outras promoções não são pesadas: ela está sozinha, aos preços das linhas dos pedidos, que podem já ter outros descontos.',
    cancelled: 'Pedidos que depois foram cancelados ou devolvidos estão entre eles.',
    record:
      'Campos, listas, consentimentos e fixações dos clientes são como agora; só o que tinham feito é como na hora de cada pedido.',
    ranks: 'Quem está entre os primeiros é como agora, não como na hora de cada pedido.',
    channel: 'Um pedido que não diz o canal não atende a nenhum teste de canal.',
    dates: 'O início e o fim ficam de fora: pergunta-se de todo o tempo que foi visto.',
    coupons: 'Pergunta-se como se todo pedido tivesse dado um código.',
    limits: 'Os limites no total não são mantidos: diz-se o dia em que teriam acabado.',
    subscription: 'Só contam linhas que dizem que são por assinatura.',
    shipping: 'O que o envio custou só conta onde o pedido o diz.',
    unread: 'Pedidos sem preços das linhas, ou em outra moeda, não estão entre eles.',
  },
}
