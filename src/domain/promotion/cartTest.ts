import type { Moment } from '../segment/tests.ts'
import { meetsItem } from '../segment/where.ts'
import type { Because, Cart } from './cart.ts'
import { checkedMinor } from './minor.ts'
import type { CartTest } from './promotion.ts'

/** What tests of a cart are asked of. */
export type Asked = {
  readonly cart: Cart
  readonly moment: Moment
  /** Undefined where nobody is named. */
  readonly firstPurchase: boolean | undefined
}

/** Of a sum of pieces that it is of those of one and the same item: of the one that has most. */
export type PiecesOfOne = { readonly ofOne?: true }

/** Whether a cart meets a test, by the prices before any discount. */
export function meetsCart(test: CartTest, asked: Asked): boolean {
  return answer(test, asked, nothingAdded) === true
}

/**
 * What simply added to the cart makes it meet a test that it does not meet: the first sum of items that is
 * too small, where nothing else stands in the way, nor would by what is added.
 */
export function missingFor(test: CartTest, asked: Asked): Because {
  for (const short of sumsIn(test)) {
    const { measure, which, ofOne } = short
    const more = boundsOf(short, asked).atLeast - valueOf(short, asked)
    if (!(more > 0) || answer(test, asked, byMore(short, more)) !== true) continue
    return { type: 'missing', measure, more, ...(which && { which }), ...(ofOne && { ofOne }) }
  }
  return { type: 'cart' }
}

type Sum = Extract<CartTest, { type: 'items' }> & PiecesOfOne
type MeasureOfItems = Sum['measure']

/** What is put in beside: it comes to at most so much of each measure. */
type Added = Readonly<Record<MeasureOfItems, number>> & {
  /** The sum that it is meant for, which is then large enough. */
  readonly to?: Sum
}

const nothingAdded: Added = { quantity: 0, amount: 0, products: 0 }

/** Money can be added by one piece that costs so much; what pieces cost that are added nobody knows. */
function byMore(to: Sum, more: number): Added {
  if (to.measure === 'amount') return { to, quantity: 1, amount: more, products: 1 }
  return { to, quantity: more, amount: Infinity, products: more }
}

/** Undefined where it depends on what is added. */
function answer(test: CartTest, asked: Asked, added: Added): boolean | undefined {
  switch (test.type) {
    case 'all': {
      const answers = test.of.map((each) => answer(each, asked, added))
      if (answers.includes(false)) return false
      return answers.includes(undefined) ? undefined : true
    }
    case 'any': {
      const answers = test.of.map((each) => answer(each, asked, added))
      if (answers.includes(true)) return true
      return answers.includes(undefined) ? undefined : false
    }
    case 'not': {
      const inside = answer(test.of, asked, added)
      return inside === undefined ? undefined : !inside
    }
    case 'items':
      return answerOfSum(test, asked, added)
    case 'channel':
      return test.values.includes(asked.cart.channel)
    case 'firstPurchase':
      return asked.firstPurchase !== false
  }
}

function answerOfSum(sum: Sum, asked: Asked, added: Added): boolean | undefined {
  if (sum === added.to) return true
  const { atLeast, atMost } = boundsOf(sum, asked)
  const value = valueOf(sum, asked)
  const most = value + added[sum.measure]
  const least = added.to !== undefined && isWithin(added.to, sum) ? most : value
  if (most < atLeast || least > atMost) return false
  return least >= atLeast && most <= atMost ? true : undefined
}

/** Whether all that is added to the first sum comes to the second too. */
function isWithin(a: Sum, b: Sum): boolean {
  if (a.measure !== b.measure || b.ofOne === true) return false
  return b.which === undefined || JSON.stringify(a.which) === JSON.stringify(b.which)
}

function boundsOf(
  { measure, atLeast = 0, atMost = Infinity }: Sum,
  { moment }: Asked,
): { readonly atLeast: number; readonly atMost: number } {
  if (measure !== 'amount') return { atLeast, atMost }
  const { currency } = moment.shop
  return {
    atLeast: checkedMinor(atLeast, currency),
    atMost: atMost === Infinity ? Infinity : checkedMinor(atMost, currency),
  }
}

function valueOf({ measure, which, ofOne }: Sum, { cart, moment }: Asked): number {
  const items =
    which === undefined ? cart.items : cart.items.filter((i) => meetsItem(which, i.facts, moment))
  switch (measure) {
    case 'quantity':
      if (ofOne === true) return Math.max(0, ...items.map(({ quantity }) => quantity))
      return items.reduce((sum, { quantity }) => sum + quantity, 0)
    case 'amount':
      return items.reduce((sum, { quantity, price }) => sum + quantity * price, 0)
    case 'products':
      return new Set(items.map(({ product }) => product)).size
  }
}

function sumsIn(test: CartTest): readonly Sum[] {
  switch (test.type) {
    case 'all':
    case 'any':
      return test.of.flatMap(sumsIn)
    case 'not':
      return sumsIn(test.of)
    case 'items':
      return [test]
    case 'channel':
    case 'firstPurchase':
      return []
  }
}
