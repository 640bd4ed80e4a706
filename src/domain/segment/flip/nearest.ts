import type { Condition, Test } from '../condition.ts'
import type { Context, Facts } from '../facts.ts'
import { matches } from '../matches.ts'
import { nextChangeAt } from '../nextChange.ts'
import type { Moment } from '../tests.ts'
import { changed, type Change } from './change.ts'
import { mostChanges, searchFlip, type NearestFlip } from './search.ts'
import { testsOfField, treeOf } from './tree.ts'

export { mostChanges }

/** The nearest flip with all that it takes to say it. */
export type Flip = NearestFlip & {
  /** The instant at which it was asked, in milliseconds. */
  readonly now: number
  readonly moment: Moment
  /** Where it is one event more that may come now: until when it would still do. */
  readonly until: number | undefined
  /** The tests that the condition makes of a field, itself or by way of its segments. */
  readonly tests: (field: string) => readonly Test[]
}

/** The fewest changes that turn an answer ({@link searchFlip}), a step at a time. `until`: when time alone does. */
export function* nearestFlip(
  condition: Condition,
  facts: Facts,
  context: Context,
  until: number | null,
): Generator<undefined, Flip, undefined> {
  const found = yield* searchFlip(condition, facts, context, until)
  const { leaves } = treeOf(condition, facts, context)
  const [only, ...others] = found.changes ?? []
  return {
    ...found,
    now: context.now,
    moment: context,
    tests: (field) => testsOfField(field, leaves),
    until:
      only?.kind === 'more' && others.length === 0 && only.event.ts === context.now
        ? doesUntil(condition, only, facts, context)
        : undefined,
  }
}

/** So many changes of what is observed are looked at, to see how long an event would still do. */
const mostAhead = 60

/** The first instant at which the event, happening then, would no longer turn the answer. */
function doesUntil(
  condition: Condition,
  change: Extract<Change, { kind: 'more' }>,
  facts: Facts,
  context: Context,
): number | undefined {
  const before = matches(condition, facts, context)
  let { now } = context
  for (let i = 0; i < mostAhead; i++) {
    const next = nextChangeAt(condition, facts, { ...context, now })
    if (next === null) return undefined
    const then = { ...context, now: next }
    if (matches(condition, facts, then) !== before) return undefined
    const event = { ...change.event, ts: next }
    const world = changed({ facts, now: next }, { ...change, event })
    if (matches(condition, world.facts, then) === before) return next
    now = next
  }
  return undefined
}
