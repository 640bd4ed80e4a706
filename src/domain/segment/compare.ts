import type { Condition } from './condition.ts'
import { leavesOf, type Leaf } from './leaves.ts'

/** How a group holds its parts: every one of them, or at least one. */
export type Joint = 'all' | 'any'

/** One thing in which two conditions differ; `within` is the part, as it was before, in which it is. */
export type Difference =
  | ({ readonly what: 'added' | 'removed'; readonly part: Condition; readonly of: Joint } & Within)
  | ({ readonly what: 'changed'; readonly before: Condition; readonly after: Condition } & Within)
  /** The same parts are held in another way: so, now. */
  | ({ readonly what: 'joined'; readonly of: Joint } & Within)
  /** Nothing but the order of parts, which means the same. */
  | { readonly what: 'reordered' }

type Within = { readonly within?: Condition }

/**
 * What leads from one condition in normal form to another: parts that came, went and changed. Parts are
 * matched by what they speak of; what has no counterpart came or went. None: they are equal. What was
 * removed or was before, taken from the first, and what was added or is after, put to it, make up the second.
 */
export function compare(before: Condition, after: Condition): readonly Difference[] {
  if (keyOf(before) === keyOf(after)) return []
  const found = between(before, after, {})
  return found.length > 0 ? found : [{ what: 'reordered' }]
}

type Group = { readonly type: Joint; readonly of: readonly Condition[] }
type Pair<T> = { readonly before: T; readonly after: T }

function between(before: Condition, after: Condition, within: Within): readonly Difference[] {
  if (keyOf(before) === keyOf(after)) return []
  const groups = asGroups(before, after)
  if (groups !== undefined) return ofGroups(groups, within)
  // A changed test of something that must not be is read as a whole.
  if (before.type === 'not' && after.type === 'not' && asGroups(before.of, after.of)) {
    return between(before.of, after.of, { within: before })
  }
  return [{ what: 'changed', before, after, ...within }]
}

function ofGroups({ before, after }: Pair<Group>, within: Within): readonly Difference[] {
  const { of } = after
  const joined: Difference[] =
    before.type === after.type || before.of.length < 2 || of.length < 2
      ? []
      : [{ what: 'joined', of: after.type, ...within }]
  const { pairs, gone, come } = matched(before.of, of)
  return [
    ...joined,
    ...gone.map((part): Difference => ({ what: 'removed', part, of: before.type, ...within })),
    ...pairs.flatMap((pair) => between(pair.before, pair.after, insideOf(pair, within))),
    ...come.map((part): Difference => ({ what: 'added', part, of: after.type, ...within })),
  ]
}

/** The nearest group says where it is; single parts say it themselves. */
function insideOf({ before, after }: Pair<Condition>, within: Within): Within {
  return isGroup(before) && isGroup(after) && before.of.length > 0 ? { within: before } : within
}

/** The two as groups, where parts of one can be found in the other; what is no group is a group of one. */
function asGroups(before: Condition, after: Condition): Pair<Group> | undefined {
  if (isGroup(before) && isGroup(after)) {
    const same = before.type === after.type
    return same || shareParts(before, after) ? { before, after } : undefined
  }
  if (isGroup(before) && takesIn(before, after)) {
    return { before, after: { type: before.type, of: [after] } }
  }
  if (isGroup(after) && takesIn(after, before)) {
    return { before: { type: after.type, of: [before] }, after }
  }
  return undefined
}

function isGroup(condition: Condition): condition is Condition & Group {
  return condition.type === 'all' || condition.type === 'any'
}

function shareParts(one: Group, other: Group): boolean {
  const keys = new Set(one.of.map(keyOf))
  return other.of.some((part) => keys.has(keyOf(part)))
}

/** Everyone and no one take in whatever is added to them. */
function takesIn(group: Group, part: Condition): boolean {
  return group.of.length === 0 || group.of.some((each) => affinity(each, part) > 0)
}

/** Equal parts of both are left out, alike ones paired: the most alike find each other first. */
function matched(before: readonly Condition[], after: readonly Condition[]) {
  const come = [...after]
  const gone = before.filter((part) => {
    const key = keyOf(part)
    const there = come.findIndex((each) => keyOf(each) === key)
    if (there >= 0) come.splice(there, 1)
    return there < 0
  })
  const likely = gone
    .flatMap((one, i) => come.map((other, j) => ({ i, j, like: affinity(one, other) })))
    .filter(({ like }) => like > 0)
    .toSorted((a, b) => b.like - a.like)
  const counterpart = new Map<number, number>()
  const taken = new Set<number>()
  for (const { i, j } of likely) {
    if (counterpart.has(i) || taken.has(j)) continue
    counterpart.set(i, j)
    taken.add(j)
  }
  return {
    pairs: gone.flatMap((one, i): Pair<Condition>[] => {
      const other = come[counterpart.get(i) ?? -1]
      return other === undefined ? [] : [{ before: one, after: other }]
    }),
    gone: gone.filter((_, i) => !counterpart.has(i)),
    come: come.filter((_, j) => !taken.has(j)),
  }
}

/** How much two parts speak of the same, from 0 to 1; the same kind of part counts double. */
function affinity(one: Condition, other: Condition): number {
  const [subjects, others] = [subjectsOf(one), subjectsOf(other)]
  const shared = [...subjects].filter((subject) => others.has(subject)).length
  const all = subjects.size + others.size - shared
  const share = all === 0 ? 0 : shared / all
  return one.type === other.type ? share : share / 2
}

const subjects = new WeakMap<Condition, ReadonlySet<string>>()

function subjectsOf(condition: Condition): ReadonlySet<string> {
  const known = subjects.get(condition)
  if (known !== undefined) return known
  const found = new Set(leavesOf(condition).map(subjectOf))
  subjects.set(condition, found)
  return found
}

/** What a leaf speaks of, whatever it asks of that. */
function subjectOf(leaf: Leaf): string {
  const named = ['field', 'event', 'segment', 'list', 'purpose'].find((name) => name in leaf)
  const name = named === undefined ? '' : (leaf as Readonly<Record<string, unknown>>)[named]
  return `${leaf.type} ${JSON.stringify(name)}`
}

const keys = new WeakMap<Condition, string>()

/** Equal of what is equal: keys of objects have no order. */
function keyOf(condition: Condition): string {
  const known = keys.get(condition)
  if (known !== undefined) return known
  const key = JSON.stringify(condition, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
  keys.set(condition, key)
  return key
}
