/** A stream of numbers that its seed determines. */
export type Random = {
  /** A whole number from 0 to n − 1. */
  readonly below: (n: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <T>(from: readonly T[]) => T
  /** One of the makers, and what it makes; weights by repeating. */
  readonly some: <T>(makers: readonly (() => T)[]) => T
  /** Between least and most of what `make` makes. */
  readonly many: <T>(least: number, most: number, make: (i: number) => T) => T[]
}

/** mulberry32 (Tommy Ettinger): 32 bits of state, which is enough to draw tests. */
export function random(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n: number) => Math.floor(next() * n)
  const pick = <T>(from: readonly T[]): T => {
    if (from.length === 0) throw new Error('nothing to pick from')
    return from[below(from.length)] as T
  }
  return {
    below,
    chance: (probability) => next() < probability,
    pick,
    some: (makers) => pick(makers)(),
    many: (least, most, make) =>
      Array.from({ length: least + below(most - least + 1) }, (_, i) => make(i)),
  }
}
