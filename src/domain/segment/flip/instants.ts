import { dayMs } from '../../time/civil.ts'
import { plus } from '../../time/zone.ts'
import { valuesOf } from '../applies.ts'
import type { Did, Sequence } from '../condition.ts'
import type { Context } from '../facts.ts'
import { earliest, type Interval } from '../interval.ts'
import { namesOf } from '../sequence.ts'
import { comparedWindow, intervalsBefore } from '../windowBefore.ts'
import { beginOf, intervals, windowOf } from '../windows.ts'
import type { World } from './change.ts'
import { eventsAt } from './tree.ts'
import { unique } from './values.ts'

/** Beyond so many events of hers, what is put before and after them is put beside the latest and the earliest. */
const mostBeside = 12

/**
 * Instants at which an event more could have been that these leaves, which all look at it, tell apart: now
 * first, then the ends of their windows, before and after her other events where their order matters, and
 * so many days ago as is asked for.
 */
export function instantsFor(
  leaves: readonly (Did | Sequence)[],
  { facts, now }: World,
  context: Context,
): readonly number[] {
  const windows = leaves.flatMap((leaf) => inWindows(leaf, { facts, now }, context))
  const from = unique([now, ...windows.filter((ts) => ts <= now)])
  const all = unique([
    ...from,
    ...leaves.flatMap((leaf) => (leaf.type === 'did' ? counting(leaf, from) : [])),
    ...leaves.flatMap((leaf) =>
      isOrdered(leaf) ? beside(leaf, { facts, now }, from, context) : [],
    ),
  ]).filter((ts) => ts <= now && ts > now - farthest)
  const told = new Set<string>()
  return all.filter((ts) => {
    const key = JSON.stringify(leaves.map((leaf) => placeOf(leaf, ts, { facts, now }, context)))
    return told.has(key) ? false : Boolean(told.add(key))
  })
}

/** Events are not thought of more than two hundred years ago. */
const farthest = 73_000 * dayMs

/** Whether it matters to a leaf when an event was, beside whether that is in its window. */
export function isOrdered(leaf: Did | Sequence): boolean {
  return leaf.type === 'sequence' || ordered.has(leaf.measure?.of ?? 'count')
}

const ordered: ReadonlySet<NonNullable<Did['measure']>['of']> = new Set([
  'daysSinceFirst',
  'daysSinceLast',
  'activeDays',
  'activeWeeks',
  'activeMonths',
  'first',
  'last',
  'mostFrequent',
])

/** What a leaf makes of an instant: equal for those that it does not tell apart. */
export function placeOf(
  leaf: Did | Sequence,
  ts: number,
  { facts, now }: World,
  { shop }: Context,
): unknown {
  if (isOrdered(leaf)) return ts
  const inside = windowOf(leaf.window, facts.fields, { now, shop })?.(ts) ?? false
  const compared = leaf.type === 'did' ? comparedWindow(leaf) : undefined
  if (compared === undefined || inside) return inside
  return intervalsBefore(compared, now, shop).some(({ from, to }) => from <= ts && ts < to) ? -1 : 0
}

function inWindows(
  leaf: Did | Sequence,
  { facts, now }: World,
  { shop }: Context,
): readonly number[] {
  const { window } = leaf
  if (window?.type === 'since') {
    const begin = beginOf(facts.fields.get(window.field), shop.zone)
    return begin === undefined ? [] : [begin, begin - 1]
  }
  const compared = leaf.type === 'did' ? comparedWindow(leaf) : undefined
  return [
    ...intervals(window, now, shop).flatMap(edges),
    ...(compared === undefined ? [] : intervalsBefore(compared, now, shop).flatMap(edges)),
  ]
}

/** The last instant first: what was lately is the likelier. */
function edges({ from, to }: Interval): readonly number[] {
  return from <= earliest ? [to - 1] : [to - 1, from, from - 1]
}

/** So many days ago as a test asks for, and on other days, weeks and months. */
function counting(did: Did, from: readonly number[]): readonly number[] {
  const [now = 0] = from
  const of = did.measure?.of ?? 'count'
  if (of === 'daysSinceFirst' || of === 'daysSinceLast') {
    const bounds = did.test === undefined ? [] : valuesOf(did.test)
    const days = bounds.flatMap((each) =>
      typeof each === 'number' ? [each, each + 1, each - 1] : [],
    )
    return days.filter((each) => each >= 0).map((each) => now - each * dayMs)
  }
  const step = of === 'activeDays' ? 1 : of === 'activeWeeks' ? 7 : of === 'activeMonths' ? 31 : 0
  if (step === 0) return []
  return from.flatMap((ts) => [1, 2, 3].map((n) => ts - n * step * dayMs))
}

/** Right before and after her events, and as far from them as the steps of a sequence ask. */
function beside(
  leaf: Did | Sequence,
  { facts, now }: World,
  from: readonly number[],
  { shop }: Context,
): readonly number[] {
  const names = leaf.type === 'did' ? eventsAt(leaf) : leaf.steps.flatMap(namesOf)
  const times = facts.events
    .filter(({ name, ts }) => names.includes(name) && ts <= now)
    .map(({ ts }) => ts)
    .toSorted((a, b) => b - a)
  const near =
    times.length <= mostBeside
      ? times
      : [...times.slice(0, mostBeside / 2), ...times.slice(-mostBeside / 2)]
  if (leaf.type === 'did') return near.flatMap((ts) => [ts + 1, ts - 1])
  const spans = leaf.steps.flatMap(({ within }) => within ?? [])
  const around = [...from, ...near]
  return [
    ...from.flatMap((ts) => [ts - 1, ts - 2]),
    ...near.flatMap((ts) => [ts + 1, ts - 1, ts]),
    ...spans.flatMap(({ n, unit }) =>
      around.flatMap((ts) => {
        const before = plus(ts, -n, unit, shop.zone)
        return [before, plus(ts, n, unit, shop.zone), before - 1]
      }),
    ),
  ]
}
