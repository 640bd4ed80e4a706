import type { Condition } from '../condition.ts'
import type { Context, Facts } from '../facts.ts'
import { matches } from '../matches.ts'
import { candidatesFor, timesOf, type Candidates, type Search } from './candidates.ts'
import { changed, changeKey, type Change, type World } from './change.ts'
import { isOtherValue } from './values.ts'
import {
  eventsAt,
  leastChanges,
  touches,
  toTurn,
  treeOf,
  type Tree,
  type TurnableLeaf,
  type Unsearched,
} from './tree.ts'

/** The fewest elementary changes that turn an answer. */
export type NearestFlip = {
  /** Undefined where so many as {@link mostChanges} do not turn it. */
  readonly changes: readonly Change[] | undefined
  /**
   * Whether there are no fewer, of all changes that the condition could tell apart: false where there was
   * so much to look at that some was left out.
   */
  readonly proven: boolean
  /** What else may turn it and was not looked into: then what takes more than one change is never proven. */
  readonly unsearched: readonly Unsearched[]
}

/** More changes than these are not looked for. */
export const mostChanges = 3

/** Beyond so many looks at an event or value the search is given up. */
const mostLooks = 250_000

/** So many looks are a step, after which others are served. */
const looksPerStep = 5_000

/**
 * The fewest changes by which a customer would meet a checked condition that she does not meet, or no
 * longer meet it. A step at a time, as {@link file://../nextChange.ts walkToChange} goes. Deeper by one
 * change at a time: whatever turns the whole turns one of the leaves of a part that is not yet as wanted,
 * so that each change is sought among those that touch such a leaf. What counts in the end is that the
 * condition, asked of the changed customer, says the contrary.
 */
export function* searchFlip(
  condition: Condition,
  facts: Facts,
  context: Context,
  until: number | null,
): Generator<undefined, NearestFlip, undefined> {
  const tree = treeOf(condition, facts, context)
  const names = new Set(tree.leaves.flatMap(eventsAt))
  const events = facts.events.filter(({ name }) => names.has(name))
  const world: World = { facts: { ...facts, events }, now: context.now }
  const asked: Asked = {
    condition,
    tree,
    wanted: !matches(condition, facts, context),
    search: { leaves: tree.leaves, context, events: new Set(events) },
    until,
    truths: new Map(),
    passing: new Map(),
    found: new Map(),
    ids: new Map(),
    tally: { looks: 0, all: tree.unsearched.size === 0 },
  }
  const unsearched = [...tree.unsearched]
  const start: State = { world, changes: [], key: '' }
  for (let depth = 1; depth <= mostChanges; depth++) {
    const changes = yield* within(start, depth, asked, new Set())
    if (changes !== undefined) {
      return { changes, proven: asked.tally.all || depth === 1, unsearched }
    }
    if (asked.tally.looks > mostLooks) break
  }
  const proven = asked.tally.all && asked.tally.looks <= mostLooks
  return { changes: undefined, proven, unsearched }
}

type State = {
  readonly world: World
  readonly changes: readonly Change[]
  /** The same for the same changes in whatever order. */
  readonly key: string
}

type Asked = {
  readonly condition: Condition
  readonly tree: Tree
  readonly wanted: boolean
  readonly search: Search
  /** When time alone turns the whole. */
  readonly until: number | null
  /** Whether leaves hold, by leaf and the changes that touch it; and when time turns them. */
  readonly truths: Map<string, boolean>
  readonly passing: Map<string, Candidates>
  /** Changes to try, by leaf and state. */
  readonly found: Map<string, Candidates>
  /** Changes by number, so that what is remembered of states stays small. */
  readonly ids: Map<string, number>
  readonly tally: { looks: number; all: boolean }
}

type Tried = Generator<undefined, readonly Change[] | undefined, undefined>

function* within(state: State, left: number, asked: Asked, seen: Set<string>): Tried {
  const { tree, wanted, search, tally } = asked
  const leafHolds = (leaf: number) => leafTruth(leaf, state, asked)
  const least = leastChanges(tree.root, wanted, leafHolds, search.leaves)
  if (least.changes === 0) return isTurned(state, asked) ? state.changes : undefined
  if (least.changes > left || tally.looks > mostLooks) return undefined
  const leaves = toTurn(tree.root, wanted, leafHolds)
  if (leaves === undefined) return undefined
  for (const change of changesAt(leaves, state, asked)) {
    const next = after(state, change, asked.ids)
    if (next === undefined || seen.has(`${left} ${next.key}`)) continue
    seen.add(`${left} ${next.key}`)
    const before = tally.looks
    const turned = yield* within(next, left - 1, asked, seen)
    if (turned !== undefined) return turned
    if (Math.floor(before / looksPerStep) < Math.floor(tally.looks / looksPerStep)) yield
  }
  return undefined
}

/** The last word has the definition. */
function isTurned({ world }: State, { condition, search, wanted, tally }: Asked): boolean {
  tally.looks += world.facts.events.length
  const { facts, now } = world
  return matches(condition, facts, { ...search.context, now }) === wanted
}

/** Undefined where it takes back or repeats what was changed before. */
function after({ world, changes }: State, change: Change, ids: Asked['ids']): State | undefined {
  const repeats = changes.some((each) => isOver(each, change))
  if (repeats) return undefined
  const all = [...changes, change]
  const key = keyOf(all, ids)
  return { world: changed(world, change), changes: all, key }
}

function keyOf(changes: readonly Change[], ids: Asked['ids']): string {
  const numbers = changes.map((change) => {
    const text = changeKey(change)
    const id = ids.get(text) ?? ids.size
    ids.set(text, id)
    return id
  })
  return numbers.toSorted((a, b) => a - b).join(' ')
}

/** A field is set once, a list joined or left once, and time passes once. */
function isOver(before: Change, change: Change): boolean {
  if (change.kind === 'time') return before.kind === 'time'
  if (change.kind === 'field') return before.kind === 'field' && before.field === change.field
  return change.kind === 'list' && before.kind === 'list' && before.list === change.list
}

/** Those by which time alone turns the whole come with those of the leaves. */
function changesAt(leaves: ReadonlySet<number>, state: State, asked: Asked): readonly Change[] {
  const { search, until, found, tally } = asked
  const each = [...leaves].map((number) => {
    const key = `${number} ${state.key}`
    const known = found.get(key)
    if (known !== undefined) return known
    const leaf = leafAt(number, search.leaves)
    const candidates = candidatesFor(leaf, state.world, search, passingOf(number, state, asked))
    tally.looks += 200 + 3 * candidates.changes.length
    tally.all &&= candidates.all
    // Of states two changes deep there are too many to be remembered, and few are seen again.
    if (state.changes.length < 2) found.set(key, candidates)
    return candidates
  })
  const passing: readonly Change[] =
    until === null || state.changes.length > 0 ? [] : [{ kind: 'time', to: until }]
  const all = [
    ...each.flatMap(({ changes }) => changes),
    ...passing,
    ...meanwhile(leaves, state, asked),
  ]
  return all.toSorted((a, b) => rank(a, state.world) - rank(b, state.world))
}

/**
 * Time passes for all leaves at once: where it turns one of those, they may have to wait for when it has
 * turned another too.
 */
function meanwhile(leaves: ReadonlySet<number>, state: State, asked: Asked): readonly Change[] {
  if (state.changes.some(({ kind }) => kind === 'time')) return []
  const turnedBy = (leaf: number): Candidates => passingOf(leaf, state, asked)
  if (![...leaves].some((leaf) => turnedBy(leaf).changes.length > 0)) return []
  return asked.search.leaves.flatMap((_, leaf) => {
    if (leaves.has(leaf)) return []
    const { changes, all } = turnedBy(leaf)
    asked.tally.all &&= all
    return changes
  })
}

/** What may come about is named before what would have had to be otherwise. */
function rank(change: Change, { now }: World): number {
  switch (change.kind) {
    case 'more':
      return change.event.ts === now ? 0 : 5
    case 'field':
      if (change.value === undefined) return 1.5
      return isOtherValue(change.value.value) ? 2 : 1
    case 'list':
    case 'consent':
      return 3
    case 'time':
      return 4
    case 'fewer':
      return 6
  }
}

function leafAt(number: number, leaves: readonly TurnableLeaf[]): TurnableLeaf {
  const leaf = leaves[number]
  if (leaf === undefined) throw new Error(`no leaf ${number}`)
  return leaf
}

function touchedKey(number: number, { changes }: State, { search, ids }: Asked): string {
  const leaf = leafAt(number, search.leaves)
  const own = changes.filter((change) => touches(change, leaf))
  return `${number}: ${keyOf(own, ids)}`
}

function leafTruth(number: number, state: State, asked: Asked): boolean {
  const { truths, tally, search } = asked
  const key = touchedKey(number, state, asked)
  const known = truths.get(key)
  if (known !== undefined) return known
  const { facts, now } = state.world
  tally.looks += 1 + facts.events.length
  const truth = matches(leafAt(number, search.leaves), facts, { ...search.context, now })
  truths.set(key, truth)
  return truth
}

function passingOf(number: number, state: State, asked: Asked): Candidates {
  const { passing, tally, search } = asked
  const key = touchedKey(number, state, asked)
  const known = passing.get(key)
  if (known !== undefined) return known
  const { facts, now } = state.world
  const found = timesOf(leafAt(number, search.leaves), facts, { ...search.context, now })
  tally.looks += 10 * found.steps * (1 + facts.events.length)
  passing.set(key, found)
  return found
}
