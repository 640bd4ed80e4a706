import type { Condition } from '../../segment/condition.ts'
import { quoted } from '../../segment/reading/quoted.ts'
import type { Benefit, Limits, Promotion, When } from '../promotion.ts'
import { listed } from './language.ts'
import type { FieldWaitedFor, Missing, PromotionWords, Refusal, Show, Sum } from './language.ts'

/** What is said of promotions, in English. */
export const promotionEnglish: PromotionWords = {
  itemsWhere: (test) => `items where ${test}`,
  benefit,
  customers,
  provided: (test) => `if ${test}`,
  sum,
  channel: (values) => `the channel is ${joined(values, 'or')}`,
  firstPurchase: 'it is the first purchase of the customer',
  everyCart: 'it is any cart at all',
  noCart: 'it is no cart at all',
  and: ', and ',
  or: ', or ',
  notSo: (part) => `it is not true that (${part})`,
  when,
  coupon: (code) => (code === undefined ? 'with a coupon' : `with the coupon ${code}`),
  limits,
  exclusive: 'not together with other promotions',
  priority: (priority) => `priority ${priority}`,
  missing,
  refused,
  only: (part) => `only ${part}`,
  unknown: (part) =>
    part === undefined ? 'nobody is named, and it counts by customer' : `${part}; nobody is named`,
  cart: (test) => `the cart does not meet what it asks for: (${test})`,
  outdone: (name) => `${name ?? 'another promotion'} is applied instead`,
  waits,
}

function waits(field: string, { flag, progress }: FieldWaitedFor, show: Show): string {
  if (progress === undefined) return `it waits: the field ${field} is not ${flag}`
  const { done, total } = progress
  const far =
    total === null
      ? 'that is about to begin'
      : `${show.count(done)} of ${show.count(total)} are done`
  return `it waits until the field ${field} is ${flag}: ${far}`
}

function benefit(given: Benefit, items: string | undefined, show: Show): string {
  const of = items === undefined ? '' : ` of ${items}`
  switch (given.type) {
    case 'percent': {
      const most = given.upTo === undefined ? '' : `, at most ${show.money(given.upTo)} in all`
      return `${show.percent(given.percent)} off ${items ?? 'all items'}${most}`
    }
    case 'amount': {
      const off = `${show.money(given.amount)} off`
      if (given.per === 'piece') return `${off} each piece${of}`
      return items === undefined ? `${off} the cart` : `${off} the sum${of}`
    }
    case 'price':
      return `each piece${of} for ${show.money(given.price)} at most`
    case 'priceList': {
      const { shown, more } = listed(given.prices, show)
      const others = more === 0 ? '' : ` and ${show.count(more)} more`
      return `a price list: ${shown.join(', ')}${others}`
    }
    case 'steps': {
      const steps = given.steps.map(
        ({ from, percent }) => `${show.percent(percent)} off from ${pieces(from, show)} on`,
      )
      const counted = given.count === 'item' ? 'of one and the same item' : 'of all items together'
      return `${joined(steps, 'and')}${of} (pieces ${counted} are counted)`
    }
    case 'buyPay':
      return `buy ${show.count(given.buy)}, pay for ${show.count(given.pay)}${of}`
    case 'cheapestFree':
      return `the cheapest piece${of} free from ${pieces(given.from, show)} on`
    case 'gift':
      return `a gift: ${show.count(given.quantity)} of the product ${quoted(given.product)}`
    case 'freeShipping':
      return given.upTo === undefined
        ? 'free shipping'
        : `up to ${show.money(given.upTo)} off the shipping`
    case 'subscription':
      return `${show.percent(given.percent)} off ${items ?? 'items'} bought by subscription`
  }
}

function pieces(n: number, show: Show): string {
  return `${show.count(n)} ${n === 1 ? 'piece' : 'pieces'}`
}

function customers(condition: Condition, reading: string): string {
  const isPlain = condition.type === 'segment' || condition.type === 'list'
  // "is in the segment …" and "is on the list …"
  if (isPlain) return `for customers ${reading.replace(/^is /, '')}`
  return `for customers of whom this is true: (${reading})`
}

function sum(given: Sum, items: string | undefined, show: Show): string {
  const { measure } = given
  if (measure === 'amount') {
    const range = ranged(given, show.money)
    return items === undefined ? `the cart comes to ${range}` : `the cart has ${range} of ${items}`
  }
  const last = given.atMost ?? given.atLeast
  const one = measure === 'quantity' ? 'piece' : 'different product'
  const what = `${ranged(given, show.count)} ${last === 1 ? one : `${one}s`}`
  const same = given.ofOne === true ? ofOneItem : ''
  return `the cart has ${what}${same}${items === undefined ? '' : `${same && ','} of ${items}`}`
}

function ranged({ atLeast, atMost }: Sum, show: (n: number) => string): string {
  if (atLeast === undefined) return `at most ${show(atMost ?? 0)}`
  if (atMost === undefined) return `at least ${show(atLeast)}`
  return atLeast === atMost
    ? `exactly ${show(atLeast)}`
    : `from ${show(atLeast)} to ${show(atMost)} (both included)`
}

function when({ from, to, weekdays, hours }: When, show: Show): readonly string[] {
  return [
    ...(from === undefined ? [] : [`from ${show.instant(from)} on`]),
    ...(to === undefined ? [] : [`until ${show.instant(to)}`]),
    ...(weekdays === undefined ? [] : [onDays(weekdays)]),
    ...(hours === undefined
      ? []
      : [
          joined(
            hours.map((each) => {
              const next = each.to < each.from ? ' of the next day' : ''
              return `from ${each.from} to ${each.to}${next}`
            }),
            'or',
          ),
        ]),
  ]
}

function onDays(weekdays: readonly number[]): string {
  const [first = 1, last = 1] = [weekdays[0], weekdays.at(-1)]
  const isRow = weekdays.length > 2 && last - first === weekdays.length - 1
  if (isRow) return `from ${days[first - 1]} to ${days[last - 1]}`
  return `on ${joined(
    weekdays.map((day) => `${days[day - 1]}s`),
    'and',
  )}`
}

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

function limits({ uses, usesPerCustomer, budget }: Limits, show: Show): readonly string[] {
  return [
    ...(usesPerCustomer === undefined ? [] : [`${times(usesPerCustomer, show)} per customer`]),
    ...(uses === undefined ? [] : [`${times(uses, show)} in all`]),
    ...(budget === undefined ? [] : [`for at most ${show.money(budget)} in all`]),
  ]
}

function times(n: number, show: Show): string {
  return n === 1 ? 'once' : `at most ${often(n, show)}`
}

function often(n: number, show: Show): string {
  return n === 1 ? 'once' : `${show.count(n)} times`
}

function missing({ measure, more, ofOne }: Missing, items: string | undefined, show: Show) {
  const of = items === undefined ? '' : ` of ${items}`
  if (measure === 'amount') return `${show.money(more)} more${of}`
  const one = measure === 'quantity' ? 'piece' : 'different product'
  const same = ofOne === true ? ofOneItem : ''
  return `${show.count(more)} more ${more === 1 ? one : `${one}s`}${same}${of && same && ','}${of}`
}

function refused(because: Refusal, { limits: given = {} }: Promotion, show: Show): string {
  switch (because.type) {
    case 'notYet':
      return `it begins on ${show.instant(because.from)}`
    case 'over':
      return 'it is over'
    case 'coupon':
      return 'only with a coupon'
    case 'couponExpired':
      return 'the coupon has expired'
    case 'nothingToGain':
      return 'there is nothing in the cart that it could take something off'
    case 'usedUp':
      return usedUp(because.limit, given, show)
  }
}

function usedUp(
  limit: Extract<Refusal, { type: 'usedUp' }>['limit'],
  { uses, usesPerCustomer, budget }: Limits,
  show: Show,
): string {
  switch (limit) {
    case 'coupon':
      return 'the coupon was used as often as it may be'
    case 'uses':
      return `it was used ${often(uses ?? 0, show)}, as often as it may be`
    case 'usesPerCustomer':
      return `the customer used it ${often(usesPerCustomer ?? 0, show)}, as often as one may`
    case 'budget':
      return `what is left of its ${show.money(budget ?? 0)} is not enough for this cart`
  }
}

const ofOneItem = ' of one and the same item'

/** `a, b or c` */
function joined(shown: readonly string[], word: 'and' | 'or'): string {
  const last = shown.at(-1) ?? ''
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${word} ${last}`
}
