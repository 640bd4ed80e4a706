import type { Condition } from '../condition.ts'
import type { Leaf } from '../leaves.ts'
import {
  claimOf,
  isLeaf,
  leafExcludes,
  leafImplies,
  leafVerdict,
  leavesCover,
  type Fields,
} from './leaves.ts'
import { intersected, without, type Ranges } from './ranges.ts'

/** A condition with `not` at its leaves only. */
export type Plain =
  | { readonly type: 'all' | 'any'; readonly of: readonly Plain[] }
  | { readonly type: 'leaf'; readonly leaf: Leaf; readonly not: boolean }

export function plainOf(condition: Condition, not = false): Plain {
  if (isLeaf(condition)) return { type: 'leaf', leaf: condition, not }
  if (condition.type === 'not') return plainOf(condition.of, !not)
  const contrary = condition.type === 'all' ? 'any' : 'all'
  return {
    type: not ? contrary : condition.type,
    of: condition.of.map((each) => plainOf(each, not)),
  }
}

/**
 * What follows from what, as far as it can be told from the tests themselves, whoever is asked and whenever.
 * What it says is so; much that is so it does not see.
 */
export class Reasoner {
  private readonly known: Fields
  private readonly found = new WeakMap<Plain, WeakMap<Plain, boolean>>()

  constructor(known: Fields) {
    this.known = known
  }

  /** Whether whoever meets the one meets the other. */
  implies(a: Plain, b: Plain): boolean {
    const own = this.found.get(a) ?? new WeakMap<Plain, boolean>()
    this.found.set(a, own)
    const before = own.get(b)
    if (before !== undefined) return before
    const answer = this.follows(a, b)
    own.set(b, answer)
    return answer
  }

  /** Whether nobody can ever meet it. */
  isNever(plain: Plain): boolean {
    if (plain.type === 'leaf') return this.verdict(plain) === 'never'
    if (plain.type === 'any') return plain.of.every((each) => this.isNever(each))
    return (
      plain.of.some((each) => this.isNever(each)) ||
      plain.of.some((each, i) =>
        plain.of.slice(i + 1).some((other) => this.implies(each, negated(other))),
      ) ||
      this.leavesNothing(plain.of)
    )
  }

  /** Whether everybody always meets it. */
  isAlways(plain: Plain): boolean {
    return this.isNever(negated(plain))
  }

  private follows(a: Plain, b: Plain): boolean {
    if (a.type === 'leaf' && b.type === 'leaf') return this.leafFollows(a, b)
    if (a.type === 'any') return a.of.every((each) => this.implies(each, b))
    if (b.type === 'all') return b.of.every((each) => this.implies(a, each))
    return (
      (a.type === 'all' && a.of.some((each) => this.implies(each, b))) ||
      (b.type === 'any' && b.of.some((each) => this.implies(a, each)))
    )
  }

  private leafFollows(a: Literal, b: Literal): boolean {
    if (a.not) {
      if (b.not) return leafImplies(b.leaf, a.leaf, this.known)
      return leavesCover(a.leaf, b.leaf, this.known)
    }
    if (b.not) return leafExcludes(a.leaf, b.leaf, this.known)
    return leafImplies(a.leaf, b.leaf, this.known)
  }

  private verdict({ leaf, not }: Literal): 'never' | 'always' | undefined {
    const own = leafVerdict(leaf, this.known)
    if (own === undefined || !not) return own
    return own === 'never' ? 'always' : 'never'
  }

  /** Whether what all of them together leave of one thing they look at is nothing. */
  private leavesNothing(parts: readonly Plain[]): boolean {
    const left = new Map<string, { ranges: Ranges; isThere: boolean }>()
    for (const part of parts) {
      const claim = part.type === 'leaf' ? claimOf(part.leaf, this.known) : undefined
      if (part.type !== 'leaf' || claim === undefined) continue
      const before = left.get(claim.of) ?? { ranges: claim.domain, isThere: !claim.canMiss }
      // What is not so may also be missing, or lie where nothing of the kind is asked.
      if (part.not && claim.canMiss) continue
      const own = part.not ? without(claim.domain, claim.ranges) : claim.ranges
      left.set(claim.of, { ranges: intersected(before.ranges, own), isThere: true })
    }
    return [...left.values()].some(({ ranges, isThere }) => isThere && ranges.length === 0)
  }
}

type Literal = Extract<Plain, { type: 'leaf' }>

/** The exact complement. */
export function negated(plain: Plain): Plain {
  const before = negations.get(plain)
  if (before !== undefined) return before
  const made: Plain =
    plain.type === 'leaf'
      ? { ...plain, not: !plain.not }
      : { type: plain.type === 'all' ? 'any' : 'all', of: plain.of.map(negated) }
  negations.set(plain, made)
  negations.set(made, plain)
  return made
}

const negations = new WeakMap<Plain, Plain>()
