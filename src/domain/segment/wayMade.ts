import type { Event } from '../event/event.ts'
import type { Sequence, Step } from './condition.ts'
import type { Context, Facts } from './facts.ts'
import { inShopMoney } from './money.ts'
import { namesOf, untilAfter, wayThrough } from './sequence.ts'
import { sharedKeys } from './sequenceReferences.ts'
import { meetsWhere } from './where.ts'

/** How far somebody went through a sequence. */
export type WayMade = {
  /**
   * The events that took the steps that come, in their order; where it does not hold those of the first of
   * them, as many as there is a way for.
   */
  readonly steps: readonly Event[]
  /** Where it does not hold, what is in the way. */
  readonly stopped?: Stopped
}

/** The first step that is missing, by its place from 0; or, at the end, what must never come and did, or may yet. */
export type Stopped =
  | { readonly step: number }
  | { readonly step: number; readonly came: Event }
  | { readonly step: number; readonly mayComeUntil: number }

/** Goes as far through the sequence as she did. */
export function wayMade(
  sequence: Sequence,
  facts: Pick<Facts, 'events' | 'fields'>,
  context: Context,
): WayMade {
  const whole = wayThrough(sequence, facts, context)
  if (whole !== undefined) return { steps: whole }
  const { steps } = sequence
  const positive = steps.flatMap(({ never }, i) => (never === true ? [] : [i]))
  for (const end of positive.toReversed()) {
    const way = wayThrough({ ...sequence, steps: steps.slice(0, end + 1) }, facts, context)
    const last = way?.at(-1)
    if (way === undefined || last === undefined) continue
    const stopped = end === positive.at(-1) ? stoppedAfter(way, last) : { step: end + 1 }
    return { steps: way, stopped }
  }
  return { steps: [], stopped: { step: 0 } }

  /** Of what must never come after all steps that do: which came, or has time to come still. */
  function stoppedAfter(way: readonly Event[], last: Event): Stopped {
    const end = positive.at(-1) ?? 0
    for (const [i, never] of steps.slice(end + 1).entries()) {
      const step = end + 1 + i
      const until = untilAfter(never, last, context.shop.zone)
      const { as } = never
      const like = as === undefined ? last : (way[positive.indexOf(as - 1)] ?? last)
      const came = firstOf(never, like, (ts) => ts > last.ts && ts <= until && ts <= context.now)
      if (came !== undefined) return { step, came }
      if (never.within !== undefined && until > context.now) return { step, mayComeUntil: until }
    }
    return { step: end + 1 }
  }

  /** The first event then by which a step is taken, with in common what it must have with that one. */
  function firstOf(step: Step, like: Event, isThen: (ts: number) => boolean): Event | undefined {
    const keys = (event: Event) =>
      step.same === undefined ? [''] : sharedKeys(inShopMoney(event, context.shop), step.same)
    const shared = new Set(keys(like))
    return facts.events
      .filter(({ name, ts }) => namesOf(step).includes(name) && isThen(ts))
      .map((each) => inShopMoney(each, context.shop))
      .filter((each) => meetsWhere(step.where, each, context))
      .filter((each) => keys(each).some((key) => shared.has(key)))
      .toSorted((a, b) => a.ts - b.ts)[0]
  }
}
