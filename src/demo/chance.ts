import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Seeded chance: the same seed gives the same draws on every machine. */
export type Chance = {
  /** In [0, 1). */
  unit(): number
  /** Both ends included. */
  whole(from: number, to: number): number
  /** True with that probability. */
  yes(probability: number): boolean
  pick<T>(of: readonly T[]): T
  /** By weight; weights need not sum to one. */
  weighted<T>(of: readonly (readonly [T, number])[]): T
  /** Between `least` and `most` different ones, in the order given. */
  some<T>(of: readonly T[], least: number, most: number): T[]
}

/** Chance for one thing of a seeded whole, independent of all others: (seed, index) decides every draw. */
export function chanceFor(seed: number, index: number): Chance {
  // An odd multiplier spreads neighbouring indices over the 32 bits that the generator takes.
  const random = xoroshiro128plus(
    (Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(seed, 0x85ebca6b)) | 0,
  )
  const unit = (): number => uniformFloat64(random)
  const whole = (from: number, to: number): number => uniformInt(random, from, to)
  const pick = <T>(of: readonly T[]): T => at(of, whole(0, of.length - 1))
  return {
    unit,
    whole,
    pick,
    yes: (probability) => unit() < probability,
    weighted: <T>(of: readonly (readonly [T, number])[]): T => {
      let left = unit() * of.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [value, weight] of of) {
        left -= weight
        if (left < 0) return value
      }
      return at(of, of.length - 1)[0]
    },
    some: <T>(of: readonly T[], least: number, most: number): T[] => {
      let wanted = whole(least, Math.min(most, of.length))
      return of.filter((_, i) => {
        const taken = unit() * (of.length - i) < wanted
        if (taken) wanted -= 1
        return taken
      })
    },
  }
}

function at<T>(of: readonly T[], index: number): T {
  const value = of[index]
  if (value === undefined) throw new Error('nothing to choose from')
  return value
}
