import { formatValue } from '../customer/formats/format.ts'
import type { Locale } from '../customer/formats/locale.ts'
import { scaleNumber } from '../number.ts'
import type { ItemWhere } from '../segment/condition.ts'
import type { Known } from '../segment/reading/describe.ts'
import { partReaderOf } from '../segment/reading/describe.ts'
import { quoted } from '../segment/reading/quoted.ts'
import { showCount, showPercent } from '../segment/reading/values.ts'
import { instantInWords } from '../segment/reading/when.ts'
import type { Zone } from '../time/zone.ts'
import { askedOf } from './benefit.ts'
import type { Applied, Because } from './cart.ts'
import { unitsOf } from './minor.ts'
import type { CartTest, Promotion, When } from './promotion.ts'
import { promotionEnglish } from './reading/english.ts'
import type { FieldWaitedFor, PromotionWords, Show } from './reading/language.ts'
import { promotionPortuguese } from './reading/portuguese.ts'
import { checkedInstant } from './when.ts'

/** In which language, and what a shop's things are called. */
export type Said = {
  readonly locale: Locale
  readonly known: Known
  readonly zone: Zone
  /** In which amounts are. */
  readonly currency: string
  /** Of a promotion by its id; the empty text where there is none. */
  readonly nameOf: (id: number) => string
}

/** A promotion as a sentence that a marketer would say, without a full stop: what it gives, to whom, when and how often. */
export function describePromotion(promotion: Promotion, said: Said): string {
  const reader = readerFor(said)
  const { limits, stacking } = promotion
  return sentence([
    ...essence(promotion, undefined, reader),
    ...(limits === undefined ? [] : reader.words.limits(limits, reader.show)),
    ...(stacking.type === 'exclusive' ? [reader.words.exclusive] : []),
    ...(stacking.priority === 0
      ? []
      : [reader.words.priority(showCount(stacking.priority, said.locale))]),
  ])
}

/** Why a promotion applied: what it gives, and what it asks for, which is so. */
export function sayApplied({ coupon }: Applied, promotion: Promotion, said: Said): string {
  return sentence(essence(promotion, coupon, readerFor(said)))
}

/** The same for the shop's customers, of whom it does not say who they have to be. */
export function sayOffered(applied: Applied, promotion: Promotion, said: Said): string {
  const { customers: _, ...rest } = promotion
  return sayApplied(applied, rest, said)
}

/** Why a promotion did not apply, and what is missing. */
export function sayRefused(because: Because, promotion: Promotion, said: Said): string {
  return sentence([refusal(because, promotion, readerFor(said))])
}

/** What a promotion that was started still waits for of a field, by what that is called. */
export function sayWaits(field: string, waited: FieldWaitedFor, said: Said): string {
  const { words, show } = readerFor(said)
  return sentence([words.waits(quoted(field), waited, show)])
}

const wordsIn: Readonly<Record<Locale, PromotionWords>> = {
  en: promotionEnglish,
  'pt-BR': promotionPortuguese,
}

type Reader = {
  readonly words: PromotionWords
  readonly show: Show
  readonly parts: ReturnType<typeof partReaderOf>
  readonly said: Said
}

function readerFor(said: Said): Reader {
  const { locale, known, zone, currency } = said
  const money = { name: '', type: 'money', currency } as const
  const show: Show = {
    money(amount) {
      const scaled = scaleNumber(amount)
      if (scaled === undefined) throw new Error(`unchecked amount ${amount}`)
      return formatValue(money, scaled, locale, known.values)
    },
    percent: (percent) => showPercent(percent, locale),
    count: (n) => showCount(n, locale),
    instant: (at) => instantInWords(typeof at === 'number' ? at : checkedInstant(at), locale, zone),
  }
  return { words: wordsIn[locale], show, parts: partsIn(locale, known), said }
}

/** What names need is worked out once for all sentences about the same things. */
const parts = new WeakMap<Known, Map<Locale, Reader['parts']>>()

function partsIn(locale: Locale, known: Known): Reader['parts'] {
  const before = parts.get(known) ?? new Map<Locale, Reader['parts']>()
  parts.set(known, before)
  const there = before.get(locale) ?? partReaderOf(locale, known)
  before.set(locale, there)
  return there
}

function sentence(parts: readonly string[]): string {
  const text = parts.join(', ')
  const [first = ''] = text
  return first.toUpperCase() + text.slice(first.length)
}

/** What it gives and what it asks for, without how often it may be used. */
function essence(
  promotion: Promotion,
  code: string | undefined,
  reader: Reader,
): readonly string[] {
  const { benefit, customers, cart, when, coupon } = promotion
  const { words, show, parts } = reader
  const on = 'on' in benefit ? benefit.on : undefined
  return [
    words.benefit(benefit, itemsOf(on, reader), show),
    ...(customers === undefined ? [] : [words.customers(customers, parts.condition(customers))]),
    ...(cart === undefined ? [] : [words.provided(readTest(cart, reader))]),
    ...(when === undefined ? [] : words.when(when, show)),
    ...(coupon === undefined ? [] : [words.coupon(code === undefined ? code : quoted(code))]),
  ]
}

function itemsOf(where: ItemWhere | undefined, { words, parts }: Reader): string | undefined {
  return where && words.itemsWhere(parts.item(where))
}

function readTest(test: CartTest, reader: Reader): string {
  const { words, show } = reader
  switch (test.type) {
    case 'all':
    case 'any': {
      if (test.of.length === 0) return test.type === 'all' ? words.everyCart : words.noCart
      const parts = test.of.map((each) => {
        const isGroup = (each.type === 'all' || each.type === 'any') && each.of.length > 0
        return isGroup ? `(${readTest(each, reader)})` : readTest(each, reader)
      })
      return parts.join(test.type === 'all' ? words.and : words.or)
    }
    case 'not':
      return words.notSo(readTest(test.of, reader))
    case 'items':
      return words.sum(test, itemsOf(test.which, reader), show)
    case 'channel':
      return words.channel(test.values.map(quoted))
    case 'firstPurchase':
      return words.firstPurchase
  }
}

function refusal(because: Because, promotion: Promotion, reader: Reader): string {
  const { words, show, parts, said } = reader
  const { customers, when = {} } = promotion
  const whom = customers && words.customers(customers, parts.condition(customers))
  switch (because.type) {
    case 'customer':
      return words.only(whom ?? '')
    case 'unknownCustomer':
      return words.unknown(whom && words.only(whom))
    case 'missing': {
      const { measure, more } = because
      const shown = measure === 'amount' ? unitsOf(more, said.currency) : more
      return words.missing({ ...because, more: shown }, itemsOf(because.which, reader), show)
    }
    case 'cart':
      return words.cart(readTest(askedOf(promotion), reader))
    case 'hours':
      return words.only(words.when(withoutDates(when), show).join(', '))
    case 'outdone': {
      const name = said.nameOf(because.by)
      return words.outdone(name === '' ? undefined : quoted(name))
    }
    case 'notYet':
    case 'over':
    case 'coupon':
    case 'couponExpired':
    case 'usedUp':
    case 'nothingToGain':
      return words.refused(because, promotion, show)
  }
}

function withoutDates({ weekdays, hours }: When): When {
  return { ...(weekdays && { weekdays }), ...(hours && { hours }) }
}
