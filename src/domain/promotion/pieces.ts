import { codePointOrder } from '../segment/identity.ts'
import type { Cart, CartItem } from './cart.ts'

/** What of a cart is still to be paid while promotions work on it, in minor units. */
export type Left = {
  /** By item id in code point order. */
  readonly lines: readonly Line[]
  /** Undefined where it is not known. */
  readonly shipping: number | undefined
}

/** An item with its pieces: those of which the same is left together, the dearest first. */
export type Line = { readonly item: CartItem; readonly groups: readonly Group[] }

type Group = { readonly left: number; readonly count: number }

/** A cart of which nothing is off yet. */
export function leftOf({ items, shipping }: Cart): Left {
  const lines = items
    .map((item) => ({ item, groups: [{ left: item.price, count: item.quantity }] }))
    .toSorted((a, b) => codePointOrder(a.item.id, b.item.id))
  return { lines, shipping }
}

/** What is left of an item. */
export function leftOfLine({ groups }: Line): number {
  return groups.reduce((sum, { left, count }) => sum + left * count, 0)
}

/** What is left of those items together. */
export function leftOfLines(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + leftOfLine(line), 0)
}

/** Each piece at a new price, which is not above what is left of it. */
export function repriced(line: Line, price: (left: number) => number): Line {
  return regrouped(
    line,
    line.groups.map(({ left, count }) => ({ left: price(left), count })),
  )
}

/**
 * Takes a discount, at most what is left, off these lines together: each piece its share in proportion to
 * what is left of it, by the method of largest remainders. Whole minor units are given first; those that
 * remain go one each to the pieces with the greatest remainders: of equal ones first to those of the
 * lesser item id, and there to the dearer. So the shares come to the discount, and no price below 0.
 */
export function shared(lines: readonly Line[], discount: number): readonly Line[] {
  const whole = leftOfLines(lines)
  if (discount === 0) return lines
  let rest = discount
  const shares = lines.map(({ groups }) =>
    groups.map(({ left, count }) => {
      const [share, remainder] = timesOver(left, discount, whole)
      rest -= share * count
      return { left, count, share, remainder, extra: 0 }
    }),
  )
  for (const share of shares.flat().toSorted((a, b) => b.remainder - a.remainder)) {
    share.extra = Math.min(rest, share.count)
    rest -= share.extra
  }
  return lines.map((line, i) =>
    regrouped(
      line,
      (shares[i] ?? []).flatMap(({ left, count, share, extra }) => [
        { left: left - share - 1, count: extra },
        { left: left - share, count: count - extra },
      ]),
    ),
  )
}

/** Of every so many pieces in order, the dearest first and of equal ones those of the lesser item id, how many are paid. */
export type Bundle = { readonly size: number; readonly paid: number }

/** Lets the last pieces of each whole bundle cost nothing. */
export function bundled(lines: readonly Line[], { size, paid }: Bundle): readonly Line[] {
  const inBundles = Math.floor(piecesOf(lines) / size) * size
  const freeUpTo = (position: number) => {
    const end = Math.min(position, inBundles)
    return Math.floor(end / size) * (size - paid) + Math.max(0, (end % size) - paid)
  }
  const parts = lines.map(({ groups }) => groups.map((group) => ({ ...group, free: 0 })))
  let position = 0
  for (const part of parts.flat().toSorted((a, b) => b.left - a.left)) {
    part.free = freeUpTo(position + part.count) - freeUpTo(position)
    position += part.count
  }
  return lines.map((line, i) =>
    regrouped(
      line,
      (parts[i] ?? []).flatMap(({ left, count, free }) => [
        { left, count: count - free },
        { left: 0, count: free },
      ]),
    ),
  )
}

/** How many pieces there are. */
export function piecesOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { item }) => sum + item.quantity, 0)
}

/** `a · b / c` as whole and remainder, exactly. */
export function timesOver(a: number, b: number, c: number): readonly [number, number] {
  const product = a * b
  if (product <= Number.MAX_SAFE_INTEGER) return [Math.floor(product / c), product % c]
  const [exact, divisor] = [BigInt(a) * BigInt(b), BigInt(c)]
  return [Number(exact / divisor), Number(exact % divisor)]
}

function regrouped({ item }: Line, groups: readonly Group[]): Line {
  const counts = new Map<number, number>()
  for (const { left, count } of groups) {
    if (count > 0) counts.set(left, (counts.get(left) ?? 0) + count)
  }
  return {
    item,
    groups: [...counts]
      .map(([left, count]) => ({ left, count }))
      .toSorted((a, b) => b.left - a.left),
  }
}
