import { strengthOf, type Identifier } from './identity.ts'

/**
 * That a message named two identifiers as one customer's. Of a message all others are linked with its
 * strongest. The pair is one whichever message says it: what counts is when it was first so.
 */
export type Link = {
  readonly weak: Identifier
  readonly strong: Identifier
  /** By the first message's own time: milliseconds. */
  readonly at: number
}

/** The links that a message says, its identifiers strongest first. */
export function linksOf(identifiers: readonly Identifier[], at: number): readonly Link[] {
  const [first, ...others] = identifiers
  if (first === undefined) return []
  return others.flatMap((each) => (isSame(first, each) ? [] : [linkOf(first, each, at)]))
}

/** The link of two; of two kinds that say as much, the one that comes first in the alphabet is the strong one. */
export function linkOf(one: Identifier, other: Identifier, at: number): Link {
  const isFirst = before([strengthOf(one.kind), keyOf(one)], [strengthOf(other.kind), keyOf(other)])
  return isFirst ? { strong: one, weak: other, at } : { strong: other, weak: one, at }
}

/** Names an identifier in maps. */
export function keyOf({ kind, value }: Identifier): string {
  return `${kind}\n${value}`
}

/** Names a pair in maps. */
export function pairKey({ weak, strong }: Pick<Link, 'weak' | 'strong'>): string {
  return `${keyOf(weak)}\n${keyOf(strong)}`
}

/**
 * Whether a link is to be believed rather than another where both cannot be: what was given (by an import,
 * a form, a person) before what messages say; then between stronger identifiers; then the earlier. No two are
 * equal, so the order is the same whatever came first.
 */
export function isSurer(one: Weighed, other: Weighed): boolean {
  return before(weightOf(one), weightOf(other))
}

type Weighed = Link & { readonly given: boolean }

type Weight = readonly (number | string)[]

function weightOf({ weak, strong, at, given }: Weighed): Weight {
  return [
    given ? 0 : 1,
    strengthOf(weak.kind),
    strengthOf(strong.kind),
    at,
    keyOf(strong),
    keyOf(weak),
  ]
}

function before(one: Weight, other: Weight): boolean {
  for (const [i, mine] of one.entries()) {
    const its = other[i]
    if (its === undefined || mine === its) continue
    return mine < its
  }
  return false
}

function isSame(one: Identifier, other: Identifier): boolean {
  return one.kind === other.kind && one.value === other.value
}
