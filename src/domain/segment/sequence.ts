import type { Event } from '../event/event.ts'
import type { Sequence, Step } from './condition.ts'
import type { Context, Facts } from './facts.ts'
import type { Key } from './identity.ts'
import { inShopMoney } from './money.ts'
import { assumptions, refersBack, sharedKeys, type Assumed } from './sequenceReferences.ts'
import { meetsWhere } from './where.ts'
import { plus, type Zone } from '../time/zone.ts'
import { windowOf } from './windows.ts'

/**
 * Whether there is a choice of different events, one for each positive step, with strictly increasing
 * instants, all in the window, each at most `within` after the one before, and none of what must never
 * come between or after them. False where she lacks the field with which the window begins.
 *
 * It goes back from the latest event to the earliest, and knows of each step the nearest event by which
 * it can be taken. That one is always the best: the sooner the next step comes, the less can have come
 * before it. So it costs a look at each event for each step, however many choices there are. Where steps
 * refer to one further back it does so for each choice of what that has to have in common with them.
 */
export function meetsSequence(
  sequence: Sequence,
  facts: Pick<Facts, 'events' | 'fields'>,
  context: Context,
): boolean {
  return !waysThrough(sequence, facts, context).next().done
}

/** The choice of events with the latest first one, in the order of the steps that come; undefined where there is none. */
export function wayThrough(
  sequence: Sequence,
  facts: Pick<Facts, 'events' | 'fields'>,
  context: Context,
): readonly Event[] | undefined {
  let latest: Way | undefined
  for (const way of waysThrough(sequence, facts, context)) {
    if (latest === undefined || way.event.ts > latest.event.ts) latest = way
  }
  return latest && eventsOf(latest)
}

/** Of each assumption the choice with the latest first event. */
function* waysThrough(
  sequence: Sequence,
  { events, fields }: Pick<Facts, 'events' | 'fields'>,
  context: Context,
): Generator<Way, undefined, undefined> {
  const isInWindow = windowOf(sequence.window, fields, context)
  if (isInWindow === undefined) return
  const stages = stagesOf(sequence)
  const isOf: Takes = (step, event) =>
    namesOf(step).includes(event.name) && meetsWhere(step.where, event, context)
  const all = relevant(sequence, events, context.now)
  if (!refersBack(stages)) {
    const way = walk({ stages, events: all, isInWindow, takes: isOf, context })
    if (way !== undefined) yield way
    return
  }
  const inMoney = all.map((event) => inShopMoney(event, context.shop))
  for (const assumed of assumptions(stages, inMoney, isOf)) {
    const takes = withAssumed(isOf, assumed)
    const way = walk({ stages, events: all, isInWindow, takes, context })
    if (way !== undefined) yield way
  }
}

/** Whether an event, in the shop's money, can take a step as far as it says itself. */
type Takes = (step: Step, event: Event) => boolean

function withAssumed(isOf: Takes, assumed: Assumed): Takes {
  return (step, event) => isOf(step, event) && assumed(step, event)
}

type Walk = {
  readonly stages: readonly Stage[]
  readonly events: readonly Event[]
  readonly isInWindow: (ts: number) => boolean
  readonly takes: Takes
  readonly context: Context
}

function walk({ stages, events, isInWindow, takes, context }: Walk): Way | undefined {
  const ahead = new Map<Step, Map<Key, Way>>(
    stages.flatMap(({ step, nevers }) => [step, ...nevers]).map((step) => [step, new Map()]),
  )
  for (const instant of backwards(events)) {
    const found = instant.flatMap((each) => {
      const event = inShopMoney(each, context.shop)
      return stages.flatMap((stage) => taken(stage, event))
    })
    // Only now, since what comes at one instant is not after each other.
    for (const [step, way] of found) {
      if (step === stages[0]?.step) return way
      for (const key of keysFor(step, way.event)) ahead.get(step)?.set(key, way)
    }
  }
  return undefined

  /** The steps of a stage that an event takes, where the rest of the sequence can follow. */
  function taken({ step, nevers, next }: Stage, event: Event): readonly (readonly [Step, Way])[] {
    const of = nevers.filter((never) => takes(never, event))
    const begins = isInWindow(event.ts) && takes(step, event) && goesOn(nevers, next, event)
    const way = { event, after: next && nearest(next, event) }
    return [...of, ...(begins ? [step] : [])].map((each) => [each, way] as const)
  }

  function goesOn(nevers: readonly Step[], next: Step | undefined, event: Event): boolean {
    const end = next === undefined ? context.now + 1 : comesAt(next, event)
    if (next !== undefined && end > untilAfter(next, event, context.shop.zone)) return false
    return nevers.every((never) => {
      const comes = comesAt(never, event)
      const last = untilAfter(never, event, context.shop.zone)
      // As the last step it holds only once its time is over.
      const isOver = next !== undefined || never.within === undefined || last <= context.now
      return isOver && (comes >= end || comes > last)
    })
  }

  /** When the nearest event after this one comes by which that step can be taken. */
  function comesAt(step: Step, event: Event): number {
    return nearest(step, event)?.event.ts ?? Infinity
  }

  function nearest(step: Step, event: Event): Way | undefined {
    const known = ahead.get(step)
    return keysFor(step, event).reduce<Way | undefined>((first, key) => {
      const way = known?.get(key)
      return way === undefined || (first && first.event.ts <= way.event.ts) ? first : way
    }, undefined)
  }
}

/** An event that takes a step, and those that take the steps after it. */
type Way = { readonly event: Event; readonly after: Way | undefined }

function eventsOf(way: Way): readonly Event[] {
  const events: Event[] = []
  for (let each: Way | undefined = way; each !== undefined; each = each.after) {
    events.push(each.event)
  }
  return events
}

/** Up to when, included, a step counts as within the time after an event; at the end of times without one. */
export function untilAfter({ within }: Step, { ts }: Event, zone: Zone): number {
  return within === undefined ? Number.MAX_SAFE_INTEGER : plus(ts, within.n, within.unit, zone)
}

/** A positive step, what must never come after it, and the positive step after that, none at the end. */
export type Stage = {
  readonly step: Step
  /** The how manyth it is of all steps, from 1. */
  readonly nth: number
  readonly nevers: readonly Step[]
  readonly next: Step | undefined
}

/**
 * In the order of the steps, each of which is an object of its own even where two are one. They say only
 * where they refer to one further back than the event before.
 */
export function stagesOf(sequence: Sequence): readonly Stage[] {
  let before = 0
  const steps = sequence.steps.map(({ as, ...step }, i): Step => {
    const referring = as === undefined || as === before ? step : { ...step, as }
    if (step.never !== true) before = i + 1
    return referring
  })
  const positions = steps.flatMap(({ never }, i) => (never === true ? [] : [i]))
  return positions.flatMap((position, i) => {
    const step = steps[position]
    const end = positions[i + 1]
    if (step === undefined) return []
    const next = end === undefined ? undefined : steps[end]
    return [{ step, nth: position + 1, nevers: steps.slice(position + 1, end), next }]
  })
}

/** The names of the events of a step. */
export function namesOf({ event }: Step): readonly string[] {
  return typeof event === 'string' ? [event] : event
}

/** What has happened of what it speaks of. */
function relevant({ steps }: Sequence, events: readonly Event[], now: number): readonly Event[] {
  const names = new Set(steps.flatMap(namesOf))
  return events.filter(({ name, ts }) => ts <= now && names.has(name))
}

/** The events of one instant together, the latest first. */
function backwards(events: readonly Event[]): readonly (readonly Event[])[] {
  const instants: Event[][] = []
  for (const event of events.toSorted((a, b) => b.ts - a.ts)) {
    const last = instants.at(-1)
    if (last?.[0]?.ts === event.ts) last.push(event)
    else instants.push([event])
  }
  return instants
}

/** One key that all events share, where nothing has to be the same. */
const anyKey: readonly Key[] = ['']

/** By what an event has something in common with the one before, or the one after it that takes that step. */
function keysFor({ same, as }: Step, event: Event): readonly Key[] {
  // With one further back it has in common what is assumed of that.
  return same === undefined || as !== undefined ? anyKey : sharedKeys(event, same)
}
