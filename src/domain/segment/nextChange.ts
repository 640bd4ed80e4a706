import { dayMs } from '../time/civil.ts'
import { plus } from '../time/zone.ts'
import { passed } from './calculated/evaluate.ts'
import type { Formula } from './calculated/formula.ts'
import { passedTurns } from './calculated/passed.ts'
import { rankingOf } from './calculated/ranked.ts'
import { inputsOf, resolve } from './calculated/resolve.ts'
import { eventsLeaning } from './calculated/affinity.ts'
import { isWritable, writtenOut } from './calculated/written.ts'
import type { Condition, Did, Rank, Sequence } from './condition.ts'
import { consentAnswer } from './consent.ts'
import type { Context, Facts } from './facts.ts'
import { keyOf } from './identity.ts'
import { counted } from './counted.ts'
import { firstFlip, firstOther, horizonMs, onlyFlip, whileMany } from './course.ts'
import { atLeastOnce, matches } from './matches.ts'
import { observe, testObserved, type Observed } from './measure.ts'
import { eventNames, refundOf } from './netTotal.ts'
import { meetsSequence, namesOf } from './sequence.ts'
import { testedField, testValue } from './tests.ts'
import { testTurns, whereTurns, windowTurns, type Turns } from './turns.ts'
import { comparedWindow, turnsBefore } from './windowBefore.ts'

/**
 * The first instant after `now` at which something that the condition looks at is another, with no new
 * data: an event has left a window, one that was to come has come, a date is in another period. Null:
 * nothing is, for a hundred years. Until then the condition holds of the customer or does not, as now;
 * at that instant she has to be asked again, and it may still be as it was.
 *
 * Of a tree it is the first of its leaves'. Saved segments are looked into, but for who is pinned.
 */
export function nextChangeAt(condition: Condition, facts: Facts, context: Context): number | null {
  return nextChanges(facts, context)(condition)
}

/** The same for the parts of a condition, of which each leaf is looked at once. */
export function nextChanges(
  facts: Facts,
  context: Context,
): (condition: Condition) => number | null {
  return asking({ facts, context, known: new Map() })
}

/**
 * The first instant after `now` at which somebody has to be asked again, of whom only it is kept whether she
 * is in segments: at which a measure meets its test, or meets it no longer, where before was the first at
 * which it comes to anything else. Not before {@link nextChangeAt} has an instant; only where many would have
 * to be looked through it is one of those, at which all may be as it was.
 */
export function nextAsks(facts: Facts, context: Context): (condition: Condition) => number | null {
  return asking({ facts, context, known: new Map(), byTests: true })
}

function asking(asked: Asked): (condition: Condition) => number | null {
  return (condition) => {
    const first = firstChange(condition, asked)
    return first === Infinity ? null : first
  }
}

/**
 * The first instant after `now` at which the condition comes to hold, or to hold no longer, if nothing
 * more arrives; null where that is never, in a hundred years.
 */
export function changesAt(condition: Condition, facts: Facts, context: Context): number | null {
  const walk = walkToChange(condition, facts, context)
  for (;;) {
    const step = walk.next()
    if (step.done === true) return step.value
  }
}

/**
 * The same, a step at a time: of who did very much it may take thousands, and whoever walks can do
 * something else in between, or stop.
 */
export function* walkToChange(
  condition: Condition,
  facts: Facts,
  context: Context,
): Generator<undefined, number | null, undefined> {
  const before = matches(condition, facts, context)
  const end = context.now + horizonMs
  const known: Asked['known'] = new Map()
  for (let { now } = context; ;) {
    const next = firstChange(condition, { facts, context: { ...context, now }, known })
    if (next > end) return null
    if (matches(condition, facts, { ...context, now: next }) !== before) return next
    now = next
    yield
  }
}

type Asked = {
  readonly facts: Facts
  readonly context: Context
  /** What was found out of leaves, and of segments by their ids: true until that instant comes. */
  readonly known: Map<Condition | number, number>
  /** What a measure comes to counts only as far as its test tells it apart. */
  readonly byTests?: true
}

/** Infinity for never. */
function firstChange(condition: Condition, asked: Asked): number {
  switch (condition.type) {
    case 'all':
    case 'any':
      return condition.of.reduce(
        (first, each) => Math.min(first, firstChange(each, asked)),
        Infinity,
      )
    case 'not':
      return firstChange(condition.of, asked)
    case 'segment':
      return once(condition.segment, asked, () => ofSegment(condition.segment, asked))
    case 'field': {
      const calculation = asked.context.calculated?.get(condition.field)
      if (calculation === undefined) return once(condition, asked, () => ofLeaf(condition, asked))
      if (isWritable(calculation)) {
        return firstChange(writtenOut(calculation, condition.test), asked)
      }
      return once(condition, asked, () =>
        calculation.type === 'formula'
          ? ofFormula(calculation.formula, asked)
          : ofDid(eventsLeaning(calculation.affinity), asked),
      )
    }
    case 'did':
    case 'sequence':
    case 'consent':
      return once(condition, asked, () => ofLeaf(condition, asked))
    case 'rank':
      return once(condition, asked, () => ofRank(condition, asked))
    case 'list':
    case 'sample':
      return Infinity
  }
}

function once(key: Condition | number, { context, known }: Asked, find: () => number): number {
  const before = known.get(key)
  if (before !== undefined && before > context.now) return before
  const found = find()
  known.set(key, found)
  return found
}

function ofLeaf(
  condition: Extract<Condition, { type: 'field' | 'did' | 'sequence' | 'consent' }>,
  asked: Asked,
): number {
  const { facts, context } = asked
  switch (condition.type) {
    case 'field': {
      const field = facts.fields.get(condition.field)
      if (field === undefined) return Infinity
      const value = testedField(field)
      return firstOther(context, {
        observe: (now) => testValue(condition.test, value, { ...context, now }),
        turns: (now) => testTurns(condition.test, value, now, context.shop),
        same: Object.is,
      })
    }
    case 'did':
      return asked.byTests === true ? flipOfDid(condition, asked) : ofDid(condition, asked)
    case 'sequence':
      return ofSequence(condition, asked)
    case 'consent':
      return firstOther(context, {
        observe: (now) => consentAnswer(condition, facts.consents, now),
        turns: () => facts.consents.map(({ at }) => at),
        same: Object.is,
      })
  }
}

function ofSegment(segment: number, asked: Asked): number {
  const { facts, context } = asked
  const condition = context.segments.get(segment)
  if (condition === undefined) throw new Error(`unchecked condition on the segment ${segment}`)
  return facts.pins.has(segment) ? Infinity : firstChange(condition, asked)
}

/** What is looked at of a formula is what it is made of: each of its measures, and what has passed. */
function ofFormula(formula: Formula, asked: Asked): number {
  const { facts, context } = asked
  return inputsOf(resolve(formula, context)).reduce((first, input) => {
    if (input.type === 'measure') return Math.min(first, ofDid(input.of, asked))
    if (input.type === 'field') return first
    const course = {
      observe: (now: number) => passed(input, facts, { ...context, now }),
      turns: (now: number) => passedTurns(input, facts, now, context.shop),
      same: Object.is,
    }
    return Math.min(first, firstOther(context, course))
  }, Infinity)
}

/**
 * What is observed of a rank is her own value, and whether she is among those who are put in order. Of
 * everyone it is the least of these: whoever asks for her alone is told of her alone, and how far the rank
 * reaches is as it was found out.
 */
function ofRank({ by, among }: Rank, asked: Asked): number {
  const first = among === undefined ? Infinity : firstChange(among, asked)
  const ranking = rankingOf(by, asked.context)
  if (ranking.type === 'field') return first
  if (ranking.type === 'formula') return Math.min(first, ofFormula(ranking.formula, asked))
  if (ranking.type === 'affinity') {
    return Math.min(first, ofDid(eventsLeaning(ranking.affinity), asked))
  }
  // By a sum of 0 she is put in order once there is something to sum up.
  const own = ofDid(ranking, asked, (did, events, moment) =>
    events.length === 0 ? undefined : observe(did, events, moment),
  )
  return Math.min(first, own)
}

function ofDid(did: Did, asked: Asked, look: typeof observe = observe): number {
  const { observe: observedAt, turns } = courseOf(did, asked, look)
  return firstOther(asked.context, { observe: observedAt, turns, same: isSame })
}

function flipOfDid(did: Did, asked: Asked): number {
  const { context } = asked
  const { observe: observedAt, turns, events } = courseOf(did, asked, observe)
  const test = did.test ?? atLeastOnce
  const holds = (now: number) => testObserved(test, observedAt(now), { ...context, now })
  const first = whileMany(did, events, context.now)
  return first === undefined
    ? firstFlip(context, { observe: holds, turns, weight: events.length })
    : onlyFlip(context, { observe: holds, turns, first })
}

/** What a measure comes to as time passes. */
function courseOf(did: Did, { facts, context }: Asked, look: typeof observe) {
  const { shop } = context
  const names = eventNames(did)
  const refund = refundOf(did)
  const events = facts.events.filter(({ name }) => names.includes(name))
  const compared = comparedWindow(did)
  let known: Turns | undefined
  const whenever = (): Turns =>
    (known ??= events.flatMap(({ name, ts }) => [
      // A refund counts from its instant on, whatever the window of its order.
      ...windowTurns(name === refund ? undefined : did.window, ts, shop),
      ...(compared === undefined ? [] : turnsBefore(compared, ts, shop)),
    ]))
  const observedAt = (now: number): Observed | undefined => {
    const moment = { ...context, now }
    const some = counted(did, { ...facts, events }, moment)
    return some && look(did, some, moment)
  }
  const turns = (now: number): Turns => [
    ...whenever(),
    ...events.flatMap((event) => whereTurns(did.where, event, now, shop)),
    ...daysGone(did, observedAt, now, events),
  ]
  return { observe: observedAt, turns, events }
}

/** What is observed of a sequence is whether it holds. */
function ofSequence(sequence: Sequence, { facts, context }: Asked): number {
  const { shop } = context
  const { steps, window } = sequence
  const names = new Set(steps.flatMap(namesOf))
  // In the order in which it goes through them, so that they are not sorted at each instant anew.
  const events = facts.events.filter(({ name }) => names.has(name)).toSorted((a, b) => b.ts - a.ts)
  const holds = (now: number) => meetsSequence(sequence, { ...facts, events }, { ...context, now })
  // By what leaves a window that only loses events nothing comes to hold: of these there are many.
  const onlyLoses = window === undefined || window.type === 'last' || window.type === 'since'
  const inWindow = onlyLoses && !holds(context.now) ? undefined : window
  const whenever = events.flatMap(({ ts }) => [
    ts,
    ...windowTurns(inWindow, ts, shop),
    ...steps.flatMap(({ never, within }) =>
      never === true && within !== undefined ? [plus(ts, within.n, within.unit, shop.zone)] : [],
    ),
  ])
  return firstOther(context, {
    observe: holds,
    turns: (now) => [
      ...whenever,
      ...steps.flatMap((step) =>
        events.flatMap((event) =>
          namesOf(step).includes(event.name) ? whereTurns(step.where, event, now, shop) : [],
        ),
      ),
    ],
    same: Object.is,
  })
}

/** When one day more has passed since the event from which days are counted. */
function daysGone(
  { measure }: Did,
  observedAt: (now: number) => Observed | undefined,
  now: number,
  events: Facts['events'],
): Turns {
  if (measure?.of !== 'daysSinceFirst' && measure?.of !== 'daysSinceLast') return []
  if (observedAt(now) === undefined) return []
  return events.map(({ ts }) => ts + (Math.floor((now - ts) / dayMs) + 1) * dayMs)
}

function isSame(a: Observed | undefined, b: Observed | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  if (a.type === 'number') return b.type === 'number' && a.sum * b.over === b.sum * a.over
  return b.type === 'value' && keyOf(a.value) === keyOf(b.value)
}
