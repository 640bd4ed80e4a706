import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { Clue } from './clue.ts'
import { viewsOf, type View } from './views.ts'

/**
 * By what customers are brought together to be compared: who shares a key meets. Each key joins one view
 * of a clue or two, so that it is rare enough; there are several, so that two who are the same customer
 * share one of them whatever was mistyped.
 */
export type Blocks = {
  readonly keys: readonly (readonly View[])[]
  /** Of each key, whether in the sample no block of it was too full. */
  readonly whole: readonly boolean[]
  /** A block of more customers than this is left out: what so many share tells nobody apart. */
  readonly most: number
}

/** Of all customers, how many there are and how many pairs may be compared. */
export type Size = { readonly customers: number; readonly pairs: number }

/** How many pairs are compared at most, about: what grows with the customers must not grow faster. */
export function sizeOf(customers: number): Size {
  return { customers, pairs: Math.max(600_000, 25 * customers) }
}

const mostKeys = 14
/** Every drawn duplicate is to be met in so many ways, since real ones are mistyped in others. */
const timesMet: number = 4

/**
 * The keys that bring together the most of a thousand drawn duplicates for the pairs that they cost.
 * What they cost is measured on a sample of the customers.
 */
export function planBlocks(
  clues: readonly Clue[],
  sample: readonly (readonly string[])[],
  size: Size,
): Blocks {
  const most = size.customers <= 5_000 ? 1_000 : 200
  const options = new Set(optionsOf(clues, sample, { size, most }))
  const missed = new Map(
    drawDuplicates(clues.length, sample).map((drawn) => [drawn, timesMet] as const),
  )
  const keys: (readonly View[])[] = []
  const whole: boolean[] = []
  let left = size.pairs
  while (keys.length < mostKeys) {
    const best = bestOf(options, missed, left)
    if (best === undefined) break
    keys.push(best.option.views)
    whole.push(best.option.lost === 0)
    options.delete(best.option)
    for (const met of best.meets) {
      const more = (missed.get(met) ?? 1) - 1
      if (more === 0) missed.delete(met)
      else missed.set(met, more)
    }
    left -= best.option.pairs
  }
  return { keys, whole, most }
}

/** By clue, whether all who agree in it meet: a key asks for nothing else, and no block of it is too full. */
export function meetWholly({ keys, whole }: Blocks, clues: readonly Clue[]): readonly boolean[] {
  return clues.map((_, at) =>
    keys.some(
      (views, nth) =>
        whole[nth] === true && views.every((view) => view.clues.every((each) => each === at)),
    ),
  )
}

/** The customer's key of each block, in their order; 0 where she is in none. */
export function keysOf({ keys }: Blocks, texts: readonly string[]): number[] {
  // Most views are in several keys.
  const seen = new Map<View, string>()
  const see = (view: View): string => {
    const text = seen.get(view) ?? view.of(texts)
    seen.set(view, text)
    return text
  }
  return keys.map((views, nth) => {
    let key = String(nth)
    for (const view of views) {
      const text = see(view)
      if (text === '') return 0
      key += `|${text}`
    }
    return hash(key)
  })
}

type Option = {
  readonly views: readonly View[]
  readonly pairs: number
  /** The share of customers whose block is not too full. */
  readonly kept: number
  /** Customers of the sample whose block is. */
  readonly lost: number
}

function optionsOf(
  clues: readonly Clue[],
  sample: readonly (readonly string[])[],
  limits: { readonly size: Size; readonly most: number },
): readonly Option[] {
  const views = viewsOf(clues)
  const codes = views.map(({ of }) => codesOf(sample.map(of)))
  const options: Option[] = []
  for (const [i, one] of views.entries()) {
    const first = codes[i] ?? new Int32Array()
    options.push({ views: [one], ...costOf(first, limits) })
    for (const [j, other] of views.entries()) {
      if (j <= i || one.clues.some((at) => other.clues.includes(at))) continue
      const both = joined(first, codes[j] ?? new Int32Array())
      options.push({ views: [one, other], ...costOf(both, limits) })
    }
  }
  return options.filter(({ kept }) => kept > 0.02)
}

/** Equal texts as equal numbers; 0 is the empty one. */
function codesOf(texts: readonly string[]): Int32Array {
  const numbers = new Map<string, number>([['', 0]])
  return Int32Array.from(texts, (text) => {
    const known = numbers.get(text) ?? numbers.size
    numbers.set(text, known)
    return known
  })
}

function joined(a: Int32Array, b: Int32Array): Float64Array {
  return Float64Array.from(a, (one, at) => {
    const other = b[at] ?? 0
    return one === 0 || other === 0 ? 0 : one * 4_294_967_296 + other
  })
}

function costOf(
  codes: Int32Array | Float64Array,
  { size, most }: { readonly size: Size; readonly most: number },
): Omit<Option, 'views'> {
  const counts = new Map<number, number>()
  for (const code of codes) if (code !== 0) counts.set(code, (counts.get(code) ?? 0) + 1)
  const times = Math.max(1, size.customers / Math.max(1, codes.length))
  let pairs = 0
  let kept = 0
  let lost = 0
  for (const count of counts.values()) {
    if (count > 1 && count * times > most) {
      lost += count
      continue
    }
    kept += count
    pairs += (count * (count - 1) * times * times) / 2
  }
  return { pairs, kept: kept / Math.max(1, codes.length), lost }
}

/**
 * A duplicate that might be: of each clue, where in 0 to 1 its mistake is; −1 where there is none, and
 * beyond 1 where it is missing, which every view sees.
 */
type Drawn = { readonly mistakes: readonly number[]; readonly luck: number }

/** Some with few mistakes, some with many. Always the same ones, so that the same keys are chosen. */
function drawDuplicates(clues: number, sample: readonly (readonly string[])[]): readonly Drawn[] {
  const generator = xoroshiro128plus(7)
  const chance = (): number => uniformFloat64(generator)
  const lacks = Array.from(
    { length: clues },
    (_, at) => sample.filter((texts) => texts[at] === '').length / Math.max(1, sample.length),
  )
  return Array.from({ length: 1_500 }, () => {
    const bad = [0.1, 0.25, 0.45, 0.6][Math.floor(chance() * 4)] ?? 0.1
    const mistakes = lacks.map((lack) => {
      if (chance() < lack) return 2
      return chance() < bad ? chance() : -1
    })
    return { mistakes, luck: chance() }
  })
}

function bestOf(
  options: ReadonlySet<Option>,
  missed: ReadonlyMap<Drawn, number>,
  left: number,
): { readonly option: Option; readonly meets: readonly Drawn[] } | undefined {
  let best: { option: Option; meets: readonly Drawn[]; worth: number } | undefined
  for (const option of options) {
    if (option.pairs > left) continue
    const meets = [...missed.keys()].filter((drawn) => isMet(option, drawn))
    const worth = meets.length / Math.sqrt(option.pairs + left / 10)
    if (meets.length > 0 && worth > (best?.worth ?? 0)) best = { option, meets, worth }
  }
  return best
}

function isMet({ views, kept }: Option, { mistakes, luck }: Drawn): boolean {
  return (
    luck < kept &&
    views.every(({ clues, blind: [from, to] }) =>
      clues.every((at) => {
        const mistake = mistakes[at] ?? 2
        return mistake < 0 || (mistake >= from && mistake < to)
      }),
    )
  )
}

/** 52 bits, never 0: two 32-bit multiplicative hashes side by side, after the manner of FNV and Murmur. */
function hash(text: string): number {
  let high = 0x811c9dc5
  let low = 0x9e3779b9
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    high = Math.imul(high ^ unit, 0x01000193)
    low = Math.imul(low ^ unit, 0x85ebca6b)
    low ^= low >>> 15
  }
  high = Math.imul(high ^ (high >>> 16), 0xc2b2ae35)
  high ^= high >>> 13
  low = Math.imul(low ^ (low >>> 16), 0x27d4eb2f)
  low ^= low >>> 15
  return (high >>> 0) * 0x100000 + (low >>> 12) + 1
}
