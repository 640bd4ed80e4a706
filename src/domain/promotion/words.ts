import type { Locale } from '../customer/formats/locale.ts'
import { describe, type Known } from '../segment/reading/describe.ts'
import type { Zone } from '../time/zone.ts'
import type { Applied, Because } from './cart.ts'
import { unitsOf } from './minor.ts'
import type { Benefit, Promotion } from './promotion.ts'

/** In what words, and of which shop. */
export type Said = {
  readonly locale: Locale
  readonly known: Known
  readonly zone: Zone
  /** ISO 4217. */
  readonly currency: string
  /** What a promotion is called. */
  readonly nameOf: (id: number) => string
}

/** What a promotion gives, and to whom, as a sentence. */
export function describePromotion(promotion: Promotion, said: Said): string {
  const { benefit, customers } = promotion
  const gives = wordsIn[said.locale].benefit(benefit, moneyOf(said))
  return customers === undefined
    ? gives
    : `${gives}: ${describe(customers, said.locale, said.known)}`
}

/** Why it applied: what it gives, and by which code. */
export function sayApplied({ coupon }: Applied, promotion: Promotion, said: Said): string {
  const what = describePromotion(promotion, said)
  return coupon === undefined ? what : `${what} (${coupon})`
}

/** Why it did not apply, and what is missing. */
export function sayRefused(because: Because, { customers }: Promotion, said: Said): string {
  const words = wordsIn[said.locale]
  switch (because.type) {
    case 'customer':
    case 'unknownCustomer': {
      const who = customers && describe(customers, said.locale, said.known)
      return who === undefined ? words[because.type] : `${words[because.type]}: ${who}`
    }
    case 'missing': {
      const { measure, more } = because
      const much = measure === 'amount' ? moneyOf(said)(unitsOf(more, said.currency)) : String(more)
      return words.missing(much, measure)
    }
    case 'notYet':
      return words.notYet(new Date(because.from).toISOString())
    case 'outdone':
      return words.outdone(said.nameOf(because.by))
    case 'cart':
    case 'over':
    case 'hours':
    case 'coupon':
    case 'couponExpired':
    case 'usedUp':
    case 'nothingToGain':
      return words[because.type]
  }
}

type Money = (amount: number) => string

function moneyOf({ locale, currency }: Said): Money {
  const tag = locale === 'en' ? 'en-US' : locale
  const format = new Intl.NumberFormat(tag, { style: 'currency', currency })
  return (amount) => format.format(amount)
}

type Plain = Exclude<Because['type'], 'missing' | 'notYet' | 'outdone'>
type Measure = Extract<Because, { type: 'missing' }>['measure']

type Words = Readonly<Record<Plain, string>> & {
  readonly benefit: (benefit: Benefit, money: Money) => string
  readonly missing: (much: string, measure: Measure) => string
  readonly notYet: (from: string) => string
  readonly outdone: (by: string) => string
}

const wordsIn: Readonly<Record<Locale, Words>> = {
  en: {
    benefit: inEnglish,
    customer: 'It is for others',
    unknownCustomer: 'She would get it if she were known',
    missing: (much, measure) =>
      `${much} more${measure === 'quantity' ? ' pieces' : measure === 'products' ? ' products' : ''}`,
    cart: 'It is for other carts',
    notYet: (from) => `It begins at ${from}`,
    over: 'It is over',
    hours: 'It is not its hour',
    coupon: 'It wants a coupon',
    couponExpired: 'The coupon has expired',
    usedUp: 'It is used up',
    nothingToGain: 'There is nothing to take it off',
    outdone: (by) => `${by} comes first`,
  },
  'pt-BR': {
    benefit: inPortuguese,
    customer: 'É para outros clientes',
    unknownCustomer: 'Ganharia se fosse conhecida',
    missing: (much, measure) =>
      `Faltam ${much}${measure === 'quantity' ? ' peças' : measure === 'products' ? ' produtos' : ''}`,
    cart: 'É para outros carrinhos',
    notYet: (from) => `Começa em ${from}`,
    over: 'Já terminou',
    hours: 'Não é a hora dela',
    coupon: 'Pede um cupom',
    couponExpired: 'O cupom venceu',
    usedUp: 'Está esgotada',
    nothingToGain: 'Não há de que tirar',
    outdone: (by) => `${by} vem primeiro`,
  },
}

function inEnglish(benefit: Benefit, money: Money): string {
  switch (benefit.type) {
    case 'percent':
      return `${benefit.percent} % off`
    case 'amount':
      return `${money(benefit.amount)} off${benefit.per === 'piece' ? ' each piece' : ''}`
    case 'price':
      return `${money(benefit.price)} for each piece`
    case 'steps':
      return benefit.steps.map((step) => `${step.percent} % off from ${step.from} on`).join(', ')
    case 'buyPay':
      return `Take ${benefit.buy} and pay ${benefit.pay}`
    case 'cheapestFree':
      return `The cheapest piece of ${benefit.from} free`
    case 'gift':
      return `${benefit.quantity} ${benefit.product} as a gift`
    case 'freeShipping':
      return 'Free shipping'
    case 'subscription':
      return `${benefit.percent} % off subscriptions`
  }
}

function inPortuguese(benefit: Benefit, money: Money): string {
  switch (benefit.type) {
    case 'percent':
      return `${benefit.percent} % de desconto`
    case 'amount':
      return `${money(benefit.amount)} de desconto${benefit.per === 'piece' ? ' por peça' : ''}`
    case 'price':
      return `${money(benefit.price)} por peça`
    case 'steps':
      return benefit.steps.map((step) => `${step.percent} % a partir de ${step.from}`).join(', ')
    case 'buyPay':
      return `Leve ${benefit.buy} e pague ${benefit.pay}`
    case 'cheapestFree':
      return `A peça mais barata de ${benefit.from} grátis`
    case 'gift':
      return `${benefit.quantity} ${benefit.product} de brinde`
    case 'freeShipping':
      return 'Frete grátis'
    case 'subscription':
      return `${benefit.percent} % de desconto na assinatura`
  }
}
