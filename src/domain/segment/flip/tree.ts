import { isWritable, writtenOut } from '../calculated/written.ts'
import type { Condition, Did, Sequence, Test } from '../condition.ts'
import type { Context, Facts } from '../facts.ts'
import { matches } from '../matches.ts'
import { eventNames } from '../netTotal.ts'
import { namesOf } from '../sequence.ts'
import { isTestOf } from '../testKinds.ts'
import type { Change } from './change.ts'

/** A condition with its segments and calculated fields looked into, over its leaves by number, each once. */
export type Node =
  | { readonly type: 'all' | 'any'; readonly of: readonly Node[] }
  | { readonly type: 'not'; readonly of: Node }
  | { readonly type: 'leaf'; readonly leaf: number }
  /** What no change turns: who is pinned, a sample, what depends on everyone. */
  | { readonly type: 'constant'; readonly holds: boolean }

/** A leaf that changes of one customer can turn. */
export type TurnableLeaf = Extract<
  Condition,
  { type: 'field' | 'did' | 'sequence' | 'list' | 'consent' }
>

export type Tree = {
  readonly root: Node
  readonly leaves: readonly TurnableLeaf[]
  /** What is in it that she may come to meet by what she does, and is not looked into. */
  readonly unsearched: ReadonlySet<Unsearched>
}

/** A rank, which depends on everyone; a calculated field that is a formula or an affinity. */
export type Unsearched = 'rank' | 'calculated'

/** The condition as a tree over its leaves; of a customer, since who is pinned stays so. */
export function treeOf(condition: Condition, facts: Facts, context: Context): Tree {
  const leaves: TurnableLeaf[] = []
  const numbers = new Map<string, number>()
  const segments = new Map<number, Node>()
  const unsearched = new Set<Unsearched>()
  const root = nodeOf(condition)
  return { root, leaves, unsearched }

  function nodeOf(part: Condition): Node {
    if (part.type === 'all' || part.type === 'any') {
      return { type: part.type, of: part.of.map(nodeOf) }
    }
    if (part.type === 'not') return { type: 'not', of: nodeOf(part.of) }
    if (part.type === 'segment') return segmentOf(part.segment)
    if (part.type === 'field') return fieldOf(part)
    return isTurnable(part) ? leafOf(part) : fixed(part, part.type === 'rank' ? 'rank' : undefined)
  }

  function fieldOf(part: Extract<Condition, { type: 'field' }>): Node {
    const calculation = context.calculated?.get(part.field)
    if (calculation === undefined) return leafOf(part)
    // Formulas and affinities are not taken apart: of whom one holds is left as it is.
    if (!isWritable(calculation)) return fixed(part, 'calculated')
    return nodeOf(writtenOut(calculation, part.test))
  }

  function fixed(part: Condition, as: Unsearched | undefined): Node {
    if (as !== undefined) unsearched.add(as)
    return { type: 'constant', holds: matches(part, facts, context) }
  }

  function leafOf(leaf: TurnableLeaf): Node {
    const key = JSON.stringify(leaf)
    const known = numbers.get(key) ?? leaves.push(leaf) - 1
    numbers.set(key, known)
    return { type: 'leaf', leaf: known }
  }

  function segmentOf(segment: number): Node {
    const pin = facts.pins.get(segment)
    if (pin !== undefined) return { type: 'constant', holds: pin === 'in' }
    const known = segments.get(segment)
    if (known !== undefined) return known
    const inside = context.segments.get(segment)
    if (inside === undefined) throw new Error(`unchecked condition on the segment ${segment}`)
    const node = nodeOf(inside)
    segments.set(segment, node)
    return node
  }
}

const turnable: ReadonlySet<Condition['type']> = new Set([
  'field',
  'did',
  'sequence',
  'list',
  'consent',
])

function isTurnable(part: Condition): part is TurnableLeaf {
  return turnable.has(part.type)
}

/** Whether a node holds, by whether its leaves do. */
export function holds(node: Node, leafHolds: (leaf: number) => boolean): boolean {
  switch (node.type) {
    case 'all':
      return node.of.every((each) => holds(each, leafHolds))
    case 'any':
      return node.of.some((each) => holds(each, leafHolds))
    case 'not':
      return !holds(node.of, leafHolds)
    case 'leaf':
      return leafHolds(node.leaf)
    case 'constant':
      return node.holds
  }
}

/**
 * Leaves of which one at least must be touched before the node is as wanted, which it is not: whatever
 * turns it turns one of them. Of parts that must all be turned the one with the fewest such leaves.
 * Undefined where nothing can turn it.
 */
export function toTurn(
  node: Node,
  wanted: boolean,
  leafHolds: (leaf: number) => boolean,
): ReadonlySet<number> | undefined {
  switch (node.type) {
    case 'constant':
      return undefined
    case 'leaf':
      return new Set([node.leaf])
    case 'not':
      return toTurn(node.of, !wanted, leafHolds)
    case 'all':
    case 'any': {
      const wrong = node.of.filter((each) => holds(each, leafHolds) !== wanted)
      const parts = wrong.map((each) => toTurn(each, wanted, leafHolds))
      const every = (node.type === 'all') === wanted
      return every ? fewest(parts) : together(parts)
    }
  }
}

function fewest(
  parts: readonly (ReadonlySet<number> | undefined)[],
): ReadonlySet<number> | undefined {
  return parts.reduce((least, each) =>
    least === undefined || each === undefined ? undefined : each.size < least.size ? each : least,
  )
}

function together(
  parts: readonly (ReadonlySet<number> | undefined)[],
): ReadonlySet<number> | undefined {
  const leaves = new Set(parts.flatMap((each) => [...(each ?? [])]))
  return leaves.size === 0 ? undefined : leaves
}

/** The names of the events that a leaf looks at. */
export function eventsAt(leaf: TurnableLeaf): readonly string[] {
  if (leaf.type === 'did') return eventNames(leaf)
  return leaf.type === 'sequence' ? [...new Set(leaf.steps.flatMap(namesOf))] : []
}

/** The field with which a leaf's window begins. */
export function sinceOf(leaf: TurnableLeaf): string | undefined {
  if (leaf.type !== 'did' && leaf.type !== 'sequence') return undefined
  return leaf.window?.type === 'since' ? leaf.window.field : undefined
}

/** The fields that a leaf looks at. */
export function fieldAt(leaf: TurnableLeaf): string | undefined {
  return leaf.type === 'field' ? leaf.field : sinceOf(leaf)
}

/** Whether a change may change what a leaf sees. */
export function touches(change: Change, leaf: TurnableLeaf): boolean {
  switch (change.kind) {
    case 'field':
      return fieldAt(leaf) === change.field
    case 'more':
    case 'fewer':
      return eventsAt(leaf).includes(change.event.name)
    case 'list':
      return leaf.type === 'list' && leaf.list === change.list
    case 'consent':
      return leaf.type === 'consent' && leaf.purpose === change.said.purpose
    case 'time':
      return leaf.type !== 'list'
  }
}

/** The tests that leaves make of a field. */
export function testsOfField(field: string, leaves: readonly TurnableLeaf[]): readonly Test[] {
  return leaves.flatMap((leaf) =>
    leaf.type === 'field' && leaf.field === field ? [leaf.test] : [],
  )
}

/** The leaves that look at events of that name. */
export function leavesAt(
  name: string,
  leaves: readonly TurnableLeaf[],
): readonly (Did | Sequence)[] {
  return leaves.flatMap((leaf) =>
    (leaf.type === 'did' || leaf.type === 'sequence') && eventsAt(leaf).includes(name)
      ? [leaf]
      : [],
  )
}

/** How many changes it takes at least, and of what each of those has to be. */
export type Least = { readonly changes: number; readonly of: ReadonlySet<string> }

/**
 * At least so many changes it takes until a node is as wanted: of parts that must all be turned as many as
 * no change has two of. Infinity where none turns it.
 */
export function leastChanges(
  node: Node,
  wanted: boolean,
  leafHolds: (leaf: number) => boolean,
  leaves: readonly TurnableLeaf[],
): Least {
  if (holds(node, leafHolds) === wanted) return { changes: 0, of: new Set() }
  switch (node.type) {
    case 'constant':
      return { changes: Infinity, of: new Set() }
    case 'leaf': {
      const leaf = leaves[node.leaf]
      return { changes: 1, of: leaf === undefined ? new Set() : turnedBy(leaf) }
    }
    case 'not':
      return leastChanges(node.of, !wanted, leafHolds, leaves)
    case 'all':
    case 'any': {
      const parts = node.of
        .map((each) => leastChanges(each, wanted, leafHolds, leaves))
        .filter(({ changes }) => changes > 0)
      return (node.type === 'all') === wanted ? apart(parts) : leastOf(parts)
    }
  }
}

function apart(parts: readonly Least[]): Least {
  const of = new Set<string>()
  let changes = 0
  for (const part of parts) {
    const isApart = ![...part.of].some((each) => of.has(each))
    changes = isApart ? changes + part.changes : Math.max(changes, part.changes)
    for (const each of part.of) of.add(each)
  }
  return { changes, of }
}

function leastOf(parts: readonly Least[]): Least {
  return {
    changes: parts.reduce((least, each) => Math.min(least, each.changes), Infinity),
    of: new Set(parts.flatMap((each) => [...each.of])),
  }
}

/** Of what a change has to be that turns a leaf. */
function turnedBy(leaf: TurnableLeaf): ReadonlySet<string> {
  switch (leaf.type) {
    case 'field': {
      const passes = isTestOf(leaf.test, 'date') || isTestOf(leaf.test, 'anniversary')
      return new Set([`field ${leaf.field}`, ...(passes ? ['time'] : [])])
    }
    case 'list':
      return new Set([`list ${leaf.list}`])
    case 'consent':
      return new Set([`consent ${leaf.purpose}`, 'time'])
    case 'did':
    case 'sequence': {
      const since = sinceOf(leaf)
      const events = eventsAt(leaf).map((name) => `event ${name}`)
      return new Set([...events, 'time', ...(since === undefined ? [] : [`field ${since}`])])
    }
  }
}
