import type { Moment } from '../segment/tests.ts'
import { meetsItem } from '../segment/where.ts'
import type { CartItem } from './cart.ts'
import type { PiecesOfOne } from './cartTest.ts'
import { checkedMinor } from './minor.ts'
import type { Left, Line } from './pieces.ts'
import { bundled, leftOfLines, piecesOf, repriced, shared, timesOver } from './pieces.ts'
import type { Benefit, CartTest, Promotion } from './promotion.ts'

/** What is left of a cart after a benefit; what it does not touch is the very same. */
export function takeOff(benefit: Benefit, left: Left, moment: Moment): Left {
  const { currency } = moment.shop
  if (benefit.type === 'gift') return left
  if (benefit.type === 'freeShipping') {
    return { ...left, shipping: withoutShipping(benefit.upTo, left.shipping, currency) }
  }
  const touched = left.lines.filter(({ item }) => isTouched(item, benefit, moment))
  const after = new Map(offLines(benefit, touched, currency).map((line) => [line.item.id, line]))
  return { ...left, lines: left.lines.map((line) => after.get(line.item.id) ?? line) }
}

/** Benefits that make items cheaper. */
type OnItems = Exclude<Benefit, { type: 'gift' | 'freeShipping' }>

/** All that a promotion asks of the cart: its tests, and of a benefit for so many pieces that there are so many. */
export function askedOf({ cart, benefit }: Pick<Promotion, 'cart' | 'benefit'>): CartTest {
  const tests = [cart, wantedBy(benefit)].filter((each) => each !== undefined)
  const [only] = tests
  return tests.length === 1 && only !== undefined ? only : { type: 'all', of: tests }
}

function wantedBy(benefit: Benefit): (CartTest & PiecesOfOne) | undefined {
  const atLeast = leastOf(benefit)
  if (atLeast === undefined) return undefined
  const ofOne = benefit.type === 'steps' && benefit.count === 'item'
  return {
    type: 'items',
    measure: 'quantity',
    atLeast,
    ...('on' in benefit && benefit.on && { which: benefit.on }),
    ...(ofOne && { ofOne }),
  }
}

/** From how many pieces on it gives something; undefined where that is no question. */
function leastOf(benefit: Benefit): number | undefined {
  if (benefit.type === 'buyPay') return benefit.buy
  if (benefit.type === 'cheapestFree') return benefit.from
  return benefit.type === 'steps' ? Math.min(...benefit.steps.map(({ from }) => from)) : undefined
}

function isTouched(item: CartItem, benefit: OnItems, moment: Moment): boolean {
  if (benefit.type === 'subscription' && !item.subscription) return false
  if (benefit.type === 'priceList') return true
  return benefit.on === undefined || meetsItem(benefit.on, item.facts, moment)
}

function withoutShipping(
  upTo: number | undefined,
  shipping: number | undefined,
  currency: string,
): number | undefined {
  if (shipping === undefined) return undefined
  if (upTo === undefined) return 0
  return Math.max(0, shipping - checkedMinor(upTo, currency))
}

function offLines(benefit: OnItems, lines: readonly Line[], currency: string): readonly Line[] {
  switch (benefit.type) {
    case 'percent': {
      const { upTo } = benefit
      const most = upTo === undefined ? Infinity : checkedMinor(upTo, currency)
      return percentOff(lines, benefit.percent, most)
    }
    case 'subscription':
      return percentOff(lines, benefit.percent)
    case 'amount': {
      const amount = checkedMinor(benefit.amount, currency)
      if (benefit.per === 'cart') return shared(lines, Math.min(amount, leftOfLines(lines)))
      return lines.map((line) => repriced(line, (left) => Math.max(0, left - amount)))
    }
    case 'price': {
      const price = checkedMinor(benefit.price, currency)
      return lines.map((line) => repriced(line, (left) => Math.min(left, price)))
    }
    case 'priceList': {
      const prices = new Map(benefit.prices.map(({ product, price }) => [product, price]))
      return lines.map((line) => {
        const price = prices.get(line.item.product)
        if (price === undefined) return line
        return repriced(line, (left) => Math.min(left, checkedMinor(price, currency)))
      })
    }
    case 'steps':
      if (benefit.count === 'together') return stepOff(lines, benefit.steps)
      return lines.flatMap((line) => stepOff([line], benefit.steps))
    case 'buyPay':
      return bundled(lines, { size: benefit.buy, paid: benefit.pay })
    case 'cheapestFree': {
      const size = piecesOf(lines)
      return size < benefit.from ? lines : bundled(lines, { size, paid: size - 1 })
    }
  }
}

/** A percentage of all of them together, rounded half up to the minor unit once. */
function percentOff(lines: readonly Line[], percent: number, most = Infinity): readonly Line[] {
  const [share, remainder] = timesOver(leftOfLines(lines), Math.round(percent * 100), 10_000)
  return shared(lines, Math.min(most, share + (remainder >= 5_000 ? 1 : 0)))
}

function stepOff(
  lines: readonly Line[],
  steps: Extract<Benefit, { type: 'steps' }>['steps'],
): readonly Line[] {
  const pieces = piecesOf(lines)
  const reached = steps.findLast(({ from }) => from <= pieces)
  return reached === undefined ? lines : percentOff(lines, reached.percent)
}
