import type { Event } from '../../src/domain/event/event.ts'
import type { Sequence, Step } from '../../src/domain/segment/condition.ts'
import type { Context, Facts } from '../../src/domain/segment/facts.ts'
import { matches } from '../../src/domain/segment/matches.ts'
import { namesOf, stagesOf } from '../../src/domain/segment/sequence.ts'
import { itemsAt } from '../../src/domain/segment/where.ts'
import { referredIn } from '../../src/domain/segment/sequenceReferences.ts'
import { plus } from '../../src/domain/time/zone.ts'
import { sequenceParts, type sequenceOccasions } from './expected.ts'
import { note, type Tally } from './note.ts'

export function tallySequence(
  tally: Tally,
  sequence: Sequence,
  people: readonly Facts[],
  context: Context,
): void {
  const parts = partsOf(sequence)
  for (const facts of people) {
    const truth = matches(sequence, facts, context)
    for (const part of parts) note(tally, part, truth)
    tallyEvents(tally, sequence, facts, context)
  }
}

function partsOf(sequence: Sequence): readonly string[] {
  const { steps, window } = sequence
  const stages = stagesOf(sequence)
  const between = stages.flatMap(({ nevers, next }) => (next === undefined ? [] : nevers))
  const last = stages.at(-1)?.nevers ?? []
  const found: Readonly<Record<(typeof sequenceParts)[number], boolean>> = {
    'a sequence with a time': steps.some(({ within }) => within !== undefined),
    'a sequence with a window': window !== undefined,
    'a sequence of three steps that come': stages.length > 2,
    'a step of several events': steps.some((step) => namesOf(step).length > 1),
    'a step that asks where': steps.some(({ where }) => where !== undefined),
    'a step that never comes, between': between.length > 0,
    'a step that never comes, at the end': last.some(({ within }) => within === undefined),
    'a step that never comes for a time, at the end': last.some(
      ({ within }) => within !== undefined,
    ),
    'a step with the same property': stages.some(({ next }) => next?.same !== undefined),
    'a step that never comes with the same property': [...between, ...last].some(
      ({ same }) => same !== undefined,
    ),
    'a step with the same property as one further back': stages.some(
      ({ next }) => next?.as !== undefined,
    ),
    'a step that never comes with the same property as one further back': [
      ...between,
      ...last,
    ].some(({ as }) => as !== undefined),
    'two steps that are referred to from further on': referredIn(stages).length > 1,
    'a step in so many months': stages.some(({ next }) => isByCalendar(next)),
    'a step that never comes in so many months': [...between, ...last].some(isByCalendar),
  }
  return sequenceParts.filter((part) => found[part])
}

function isByCalendar(step: Step | undefined): boolean {
  return step?.within?.unit === 'months' || step?.within?.unit === 'years'
}

function tallyEvents(tally: Tally, sequence: Sequence, facts: Facts, context: Context): void {
  for (const { step, nevers, next } of stagesOf(sequence)) {
    const befores = eventsOf(step, facts)
    for (const after of next === undefined ? nevers : [next, ...nevers]) {
      const others = eventsOf(after, facts)
      for (const { ts } of befores) {
        const end = after.within && plus(ts, after.within.n, after.within.unit, context.shop.zone)
        see(
          tally,
          'steps at one instant',
          others.some((other) => other.ts === ts),
        )
        see(
          tally,
          'a step at the end of its time',
          others.some((other) => other.ts === end),
        )
        const isOver = next === undefined && end === context.now
        see(tally, 'the time of what never comes ends now', isOver)
      }
      if (after.same !== undefined) tallySame(tally, after.same, others)
    }
  }
}

/** Of who did very much, a few. */
function eventsOf(step: Step, { events }: Facts): readonly Event[] {
  return events.filter(({ name }) => namesOf(step).includes(name)).slice(0, 12)
}

function tallySame(tally: Tally, same: string, events: readonly Event[]): void {
  for (const event of events.filter(({ properties }) => !properties.has(same))) {
    const items = itemsAt(event).filter((item) => item.properties.has(same))
    see(tally, 'a same property of several items', items.length > 1)
    see(tally, 'a same property that is absent', items.length === 0)
  }
}

function see(tally: Tally, what: (typeof sequenceOccasions)[number], isSeen: boolean): void {
  if (isSeen) note(tally, what, true)
}
