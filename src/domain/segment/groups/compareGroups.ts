import type { Condition } from '../condition.ts'
import { adjusted, chanceOf, zOf } from './statistics.ts'

/** How many of whom: in the first only, in the second only, in both. */
export type Parted = { readonly first: number; readonly second: number; readonly both: number }

/** Something that customers have or did, and how many of either. */
export type Trait = { readonly condition: Condition; readonly have: Parted }

/** A trait with how much more, or less, of the first have it than of the second. */
export type Compared = {
  readonly condition: Condition
  readonly count: number
  readonly share: number
  readonly otherCount: number
  readonly otherShare: number
  /** The share over the other; undefined where nobody of the other has it. */
  readonly lift: number | undefined
  /** Undefined where there are too few for the test. */
  readonly z: number | undefined
  /** The probability of such a difference by chance, corrected for how many traits were compared. */
  readonly chance: number | undefined
}

export type Comparison = {
  /** Those that the first have more, and those they have less, the clearest first. */
  readonly more: readonly Compared[]
  readonly less: readonly Compared[]
  /** How many traits were tested, and how many are not shown since too few customers would be told by them. */
  readonly tested: number
  readonly small: number
}

/** At most such a corrected probability is taken for a difference that is there. */
export const mostChance = 0.05

/**
 * Compares what the customers of two groups have in common with it. Whoever is in both is counted in
 * both shares; the test is of those in one only, or where one lies in the other of that against the rest,
 * so that its two sides have no member in common. Shown is what passes it. A trait that some but fewer than
 * `least` customers have, or lack, of those in either, in both or in one only, is left out: figures, or what
 * is between two of them, would tell of each of those customers.
 */
export function compareGroups(traits: readonly Trait[], all: Parted, least: number): Comparison {
  const told = traits.filter((trait) => !isSmall(trait.have, all, least))
  const tested = told.map((trait) => ({ trait, z: testOf(trait.have, all) }))
  const valid = tested.filter(({ z }) => z !== undefined)
  const corrected = adjusted(valid.map(({ z = 0 }) => chanceOf(z)))
  const found = valid
    .map(({ trait, z }, i) => compared(trait, all, z, corrected[i]))
    .filter(({ chance = 1 }) => chance <= mostChance)
    .toSorted((a, b) => Math.abs(b.z ?? 0) - Math.abs(a.z ?? 0))
  return {
    more: found.filter(({ z = 0 }) => z > 0),
    less: found.filter(({ z = 0 }) => z < 0),
    tested: valid.length,
    small: traits.length - told.length,
  }
}

/** Two sides without a common member. */
type Sides = { readonly a: number; readonly b: number }

/** Of those in both, on the side of which there would be nobody else. */
function sidesOf(have: Parted, all: Parted): Sides {
  const a = all.first === 0 ? have.both : have.first
  const b = all.second === 0 && all.first > 0 ? have.both : have.second
  return { a, b }
}

/** Whether a figure, or a difference of figures, is of so few customers that it tells of each of them. */
function isSmall(have: Parted, all: Parted, least: number): boolean {
  const lack = {
    first: all.first - have.first,
    second: all.second - have.second,
    both: all.both - have.both,
  }
  const figures = [have, lack].flatMap(({ first, second, both }) => [
    first,
    second,
    both,
    first + both,
    second + both,
  ])
  return figures.some((n) => n > 0 && n < least)
}

function testOf(have: Parted, all: Parted): number | undefined {
  const [some, whole] = [sidesOf(have, all), sidesOf(all, all)]
  return zOf({ have: some.a, of: whole.a }, { have: some.b, of: whole.b })
}

function compared(
  { condition, have }: Trait,
  all: Parted,
  z: number | undefined,
  chance: number | undefined,
): Compared {
  const count = have.first + have.both
  const otherCount = have.second + have.both
  const share = count / (all.first + all.both)
  const otherShare = otherCount / (all.second + all.both)
  const lift = otherCount === 0 ? undefined : share / otherShare
  return { condition, count, share, otherCount, otherShare, lift, z, chance }
}
