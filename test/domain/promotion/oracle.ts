import type { Because, Cart, CartItem, Outcome } from '../../../src/domain/promotion/cart.ts'
import type { Candidate, Choice } from '../../../src/domain/promotion/evaluate.ts'
import type { Benefit, CartTest, Promotion } from '../../../src/domain/promotion/promotion.ts'
import type { ItemWhere } from '../../../src/domain/segment/condition.ts'

/**
 * What a cart earns, computed a second time from what promotions are said to mean and from nothing of the
 * program: every piece by itself, all amounts as fractions in big integers, every alternative tried. Slow,
 * and for tests of items by text and number only, prices of two decimal places, times in São Paulo. It does
 * not say what is missing: that is `cart` here.
 */
export function bruteForce(
  cart: Cart,
  promotions: readonly Candidate[],
  now: number,
  choice: Choice,
): Outcome {
  const ordered = [...promotions].sort(
    (a, b) => b.promotion.stacking.priority - a.promotion.stacking.priority || a.id - b.id,
  )
  const reasons = new Map<number, Because>()
  const able: Candidate[] = []
  for (const each of ordered) {
    const reason = reasonAgainst(each, cart, now)
    if (reason === undefined) able.push(each)
    else reasons.set(each.id, reason)
  }
  for (const each of able.filter(({ customer }) => customer === 'unknown')) {
    const alone = play(cart, [each])
    reasons.set(each.id, alone.reasons.get(each.id) ?? { type: 'unknownCustomer' })
  }
  const plays = alternativesOf(able).map((each) => play(cart, each))
  for (const each of plays) for (const [id, reason] of each.reasons) reasons.set(id, reason)
  const [best, ...others] = plays
    .filter(({ moves }) => moves.length > 0)
    .sort((a, b) => (isBetter(a, b, choice) ? -1 : 1))
  for (const { id } of others.flatMap(({ moves }) => moves)) {
    reasons.set(id, { type: 'outdone', by: best!.moves[0]!.id })
  }
  const refused = ordered.flatMap(({ id }) => {
    const because = reasons.get(id)
    return because === undefined ? [] : [{ promotion: id, because }]
  })
  return written(cart, best, refused)
}

/** All cumulative ones, and each that is not. */
function alternativesOf(able: readonly Candidate[]): readonly (readonly Candidate[])[] {
  const known = able.filter(({ customer }) => customer === 'met')
  const cumulative = known.filter((each) => each.promotion.stacking.type === 'cumulative')
  return [cumulative, ...known.filter((each) => !cumulative.includes(each)).map((each) => [each])]
}

type Piece = { item: CartItem; left: bigint }
type Move = { id: number; candidate: Candidate; ofItems: Map<string, bigint>; shipping: bigint }
type Play = { moves: Move[]; reasons: Map<number, Because> }

function play(cart: Cart, promotions: readonly Candidate[]): Play {
  let pieces: Piece[] = cart.items.flatMap((item) =>
    Array.from({ length: item.quantity }, () => ({ item, left: BigInt(item.price) })),
  )
  let shipping = BigInt(cart.shipping ?? 0)
  const result: Play = { moves: [], reasons: new Map() }
  for (const candidate of promotions) {
    const { id, promotion, used } = candidate
    const { benefit, limits } = promotion
    const fewer = pieces.map((piece) => ({ ...piece }))
    cheapen(benefit, fewer)
    const offShipping = benefit.type === 'freeShipping' ? least(benefit.upTo, shipping) : 0n
    const ofItems = new Map<string, bigint>()
    for (const [i, { item, left }] of pieces.entries()) {
      ofItems.set(item.id, (ofItems.get(item.id) ?? 0n) + left - fewer[i]!.left)
    }
    const all = sumOf([...ofItems.values()]) + offShipping
    if (all === 0n && !isWorthless(benefit, cart)) {
      result.reasons.set(id, { type: 'nothingToGain' })
    } else if (limits?.budget !== undefined && BigInt(used.spent) + all > cents(limits.budget)) {
      result.reasons.set(id, { type: 'usedUp', limit: 'budget' })
    } else {
      result.moves.push({ id, candidate, ofItems, shipping: offShipping })
      pieces = fewer
      shipping -= offShipping
    }
  }
  return result
}

/** Whether it is given although nothing is off by it. */
function isWorthless({ type }: Benefit, cart: Cart): boolean {
  return type === 'gift' || (type === 'freeShipping' && cart.shipping === undefined)
}

/** The lesser of an amount in units, where there is one, and one in cents. */
function least(amount: number | undefined, most: bigint): bigint {
  return amount !== undefined && cents(amount) < most ? cents(amount) : most
}

function cheapen(benefit: Benefit, pieces: readonly Piece[]): void {
  const meant = pieces
    .filter(({ item }) => isMeant(benefit, item))
    .sort((a, b) => byId(a.item, b.item))
  switch (benefit.type) {
    case 'gift':
    case 'freeShipping':
      return
    case 'percent':
      return spread(meant, least(benefit.upTo, rounded(sumOfPieces(meant), benefit.percent)))
    case 'subscription':
      return spread(meant, rounded(sumOfPieces(meant), benefit.percent))
    case 'amount':
      if (benefit.per === 'cart') return spread(meant, least(benefit.amount, sumOfPieces(meant)))
      return meant.forEach((piece) => {
        piece.left -= least(benefit.amount, piece.left)
      })
    case 'price':
      return meant.forEach((piece) => {
        piece.left = least(benefit.price, piece.left)
      })
    case 'priceList':
      return meant.forEach((piece) => {
        const entry = benefit.prices.find(({ product }) => product === piece.item.product)
        if (entry !== undefined) piece.left = least(entry.price, piece.left)
      })
    case 'steps':
      return stepDown(benefit, meant)
    case 'buyPay':
      return freeLast(meant, benefit.buy, benefit.buy - benefit.pay)
    case 'cheapestFree':
      if (meant.length >= benefit.from) freeLast(meant, meant.length, 1)
  }
}

function stepDown(
  { count, steps }: Extract<Benefit, { type: 'steps' }>,
  meant: readonly Piece[],
): void {
  const items = [...new Set(meant.map(({ item }) => item))]
  const apart = items.map((item) => meant.filter((piece) => piece.item === item))
  for (const those of count === 'together' ? [meant] : apart) {
    let percent = 0
    for (const step of steps) percent = those.length >= step.from ? step.percent : percent
    spread(those, rounded(sumOfPieces(those), percent))
  }
}

/** Of each whole group of the pieces, the dearest first, the last so many. */
function freeLast(pieces: readonly Piece[], size: number, free: number): void {
  const sorted = [...pieces].sort((a, b) => Number(b.left - a.left) || byId(a.item, b.item))
  while (sorted.length >= size && size > 0) {
    for (const piece of sorted.splice(0, size).slice(size - free)) piece.left = 0n
  }
}

/** Each piece its part of the discount, whole cents first, then a cent for the greatest fractions. */
function spread(pieces: readonly Piece[], discount: bigint): void {
  const whole = sumOfPieces(pieces)
  if (whole === 0n) return
  const parts = pieces.map((piece) => ({
    piece,
    was: piece.left,
    fraction: (discount * piece.left) % whole,
  }))
  let over = discount
  for (const { piece, was } of parts) {
    piece.left -= (discount * was) / whole
    over -= (discount * was) / whole
  }
  parts.sort(
    (a, b) =>
      Number(b.fraction - a.fraction) || byId(a.piece.item, b.piece.item) || Number(b.was - a.was),
  )
  for (const { piece } of parts.slice(0, Number(over))) piece.left -= 1n
}

/** Percent of an amount, half a cent up. */
function rounded(amount: bigint, percent: number): bigint {
  return (amount * BigInt(Math.round(percent * 100)) * 2n + 10_000n) / 20_000n
}

function isMeant(benefit: Benefit, item: CartItem): boolean {
  if (benefit.type === 'subscription' && !item.subscription) return false
  return !('on' in benefit) || benefit.on === undefined || isOne(benefit.on, item)
}

function isOne(where: ItemWhere, item: CartItem): boolean {
  if (where.type === 'all') return !where.of.some((each) => !isOne(each, item))
  if (where.type === 'any') return where.of.some((each) => isOne(each, item))
  if (where.type === 'not') return !isOne(where.of, item)
  const value = item.facts.properties.get(where.property)
  const { test } = where
  if (test.op === 'is') return value?.value === test.value
  if (test.op === 'anyOf') return test.values.some((each) => each === value?.value)
  if (test.op === 'atLeast') return Number(value?.value) >= Number(test.value) * 10_000
  throw new Error(`not for ${test.op}`)
}

/** Of all that speaks against it the first. */
function reasonAgainst(each: Candidate, cart: Cart, now: number): Because | undefined {
  const { promotion, customer, used, coupon, firstPurchase } = each
  const { limits } = promotion
  const needsCode = promotion.coupon === true
  const fits = isSo(promotion.cart ?? { type: 'all', of: [] }, cart, firstPurchase)
  const against: readonly (readonly [boolean, Because])[] = [
    [customer === 'notMet', { type: 'customer' }],
    [isReached(limits?.uses, used.uses), { type: 'usedUp', limit: 'uses' }],
    [
      isReached(limits?.usesPerCustomer, used.byCustomer),
      { type: 'usedUp', limit: 'usesPerCustomer' },
    ],
    [needsCode && coupon === undefined, { type: 'coupon' }],
    [needsCode && isOver(coupon, now), { type: 'couponExpired' }],
    [needsCode && coupon?.spent === true, { type: 'usedUp', limit: 'coupon' }],
    [!fits || !hasEnough(promotion.benefit, cart), { type: 'cart' }],
  ]
  return reasonOfTime(promotion, now) ?? against.find(([is]) => is)?.[1]
}

function isReached(limit: number | undefined, n: number): boolean {
  return limit !== undefined && limit <= n
}

function isOver(coupon: Candidate['coupon'], now: number): boolean {
  return coupon?.expires !== undefined && coupon.expires <= now
}

function hasEnough(benefit: Benefit, cart: Cart): boolean {
  const meant = cart.items.filter((item) => isMeant(benefit, item))
  const pieces = meant.flatMap(({ quantity }) => Array.from({ length: quantity }, () => 1)).length
  if (benefit.type === 'buyPay') return pieces >= benefit.buy
  if (benefit.type === 'cheapestFree') return pieces >= benefit.from
  if (benefit.type !== 'steps') return true
  if (benefit.count === 'together') return benefit.steps.some(({ from }) => pieces >= from)
  return meant.some(({ quantity }) => benefit.steps.some(({ from }) => quantity >= from))
}

function isSo(test: CartTest, cart: Cart, firstPurchase: boolean | undefined): boolean {
  switch (test.type) {
    case 'all':
      return test.of.filter((each) => !isSo(each, cart, firstPurchase)).length === 0
    case 'any':
      return test.of.filter((each) => isSo(each, cart, firstPurchase)).length > 0
    case 'not':
      return !isSo(test.of, cart, firstPurchase)
    case 'channel':
      return test.values.some((each) => each === cart.channel)
    case 'firstPurchase':
      return firstPurchase ?? true
    case 'items':
      return isSum(test, cart)
  }
}

function isSum(test: Extract<CartTest, { type: 'items' }>, cart: Cart): boolean {
  const { which, measure, atLeast, atMost } = test
  const those = cart.items.filter((item) => which === undefined || isOne(which, item))
  const value = {
    quantity: sumOf(those.map(({ quantity }) => BigInt(quantity))),
    amount: sumOf(those.map(({ quantity, price }) => BigInt(quantity) * BigInt(price))),
    products: BigInt(new Set(those.map(({ product }) => product)).size),
  }[measure]
  const bound = (n: number) => (measure === 'amount' ? cents(n) : BigInt(n))
  if (atLeast !== undefined && value < bound(atLeast)) return false
  return atMost === undefined || value <= bound(atMost)
}

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'America/Sao_Paulo',
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** The weekday and `08:30` there. */
function clockAt(ms: number): { weekday: number; time: string } {
  const [day = '', time = ''] = clock.format(ms).split(/,? /)
  return { weekday: 1 + ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(day), time }
}

function reasonOfTime({ when = {} }: Promotion, now: number): Because | undefined {
  const { from, to, weekdays, hours } = when
  if (to !== undefined && Date.parse(to) <= now) return { type: 'over' }
  const begin = from === undefined ? now : Date.parse(from)
  if (begin > now) return { type: 'notYet', from: begin }
  const { weekday, time } = clockAt(now)
  const yesterday = clockAt(now - 86_400_000).weekday
  const isDay = (day: number) => (weekdays ?? [1, 2, 3, 4, 5, 6, 7]).some((each) => each === day)
  const isOpen = (hours ?? [{ from: '00:00', to: '24:00' }]).some((each) =>
    each.from < each.to
      ? isDay(weekday) && each.from <= time && time < each.to
      : (isDay(weekday) && each.from <= time) || (isDay(yesterday) && time < each.to),
  )
  return isOpen ? undefined : { type: 'hours' }
}

function isBetter(a: Play, b: Play, choice: Choice): boolean {
  const discount = Number(worthOf(a) - worthOf(b))
  const priority = greatest(a) - greatest(b)
  const gift = Number(givesGift(a)) - Number(givesGift(b))
  const id = leastId(b) - leastId(a)
  const order = choice === 'best' ? [discount, priority, gift, id] : [priority, discount, gift, id]
  return (order.find((each) => each !== 0) ?? 0) > 0
}

function worthOf({ moves }: Play): bigint {
  return sumOf(moves.map((move) => sumOf([...move.ofItems.values()]) + move.shipping))
}

function greatest({ moves }: Play): number {
  return Math.max(...moves.map(({ candidate }) => candidate.promotion.stacking.priority))
}

function givesGift({ moves }: Play): boolean {
  return moves.some(({ candidate }) => candidate.promotion.benefit.type === 'gift')
}

function leastId({ moves }: Play): number {
  return Math.min(...moves.map(({ id }) => id))
}

function written(cart: Cart, best: Play | undefined, refused: Outcome['refused']): Outcome {
  const moves = best?.moves ?? []
  const subtotal = sumOf(cart.items.map((item) => BigInt(item.price) * BigInt(item.quantity)))
  const shipping = BigInt(cart.shipping ?? 0)
  const discount = best === undefined ? 0n : worthOf(best)
  return {
    subtotal: Number(subtotal),
    shipping: Number(shipping),
    discount: Number(discount),
    total: Number(subtotal + shipping - discount),
    items: cart.items.map(({ id, price, quantity }) => {
      const discounts = moves.flatMap((move) => {
        const amount = Number(move.ofItems.get(id) ?? 0n)
        return amount === 0 ? [] : [{ promotion: move.id, amount }]
      })
      const off = discounts.reduce((sum, { amount }) => sum + amount, 0)
      return { id, before: price * quantity, after: price * quantity - off, discounts }
    }),
    gifts: moves.flatMap(
      ({
        id,
        candidate: {
          promotion: { benefit },
        },
      }) =>
        benefit.type === 'gift'
          ? [{ promotion: id, product: benefit.product, quantity: benefit.quantity }]
          : [],
    ),
    applied: moves.map((move) => ({
      promotion: move.id,
      amount: Number(sumOf([...move.ofItems.values()]) + move.shipping),
      shipping: Number(move.shipping),
      ...(move.candidate.promotion.coupon === true && { coupon: move.candidate.coupon!.code }),
    })),
    refused,
  }
}

/** Of an amount with two decimal places. */
function cents(amount: number): bigint {
  return BigInt(amount.toFixed(2).replace('.', ''))
}

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, each) => sum + each, 0n)
}

function sumOfPieces(pieces: readonly Piece[]): bigint {
  return sumOf(pieces.map(({ left }) => left))
}

/** By code point. */
function byId(a: CartItem, b: CartItem): number {
  const [x, y] = [a.id, b.id].map((id) => Array.from(id, (each) => each.codePointAt(0) ?? 0))
  for (let i = 0; i < Math.max(x!.length, y!.length); i++) {
    const order = (x![i] ?? -1) - (y![i] ?? -1)
    if (order !== 0) return order
  }
  return 0
}
