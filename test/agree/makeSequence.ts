import type { Event } from '../../src/domain/event/event.ts'
import type { Condition, Lapse, Sequence, Step } from '../../src/domain/segment/condition.ts'
import type { Facts } from '../../src/domain/segment/facts.ts'
import { sharedKeys } from '../../src/domain/segment/sequenceReferences.ts'
import { makeWhere, makeWindow, taken, type Instant, type Source } from './makeCondition.ts'
import { eventNames } from './pools.ts'
import type { Random } from './random.ts'
import { contextOf, type Case, type World } from './world.ts'

/** Of events, of their items, of both, and of neither. */
const sharedProperties = [
  'product_id',
  'category',
  'quantity',
  'order_id',
  'order_id',
  'gift',
  'gift',
  'tags',
] as const

/** A case about this, then that. */
export function makeCaseOfSteps(
  r: Random,
  world: World,
  people: readonly Facts[],
  { now, favourite }: Instant,
): Case {
  const context = contextOf(world, now)
  return { condition: taken(() => makeSequences({ r, context, people, favourite })), now }
}

/** A sequence alone, or beside another. */
function makeSequences(source: Source): Condition {
  const { r } = source
  const one = () => makeSequence(source)
  return r.some<Condition>([
    one,
    one,
    one,
    one,
    () => makeReferring(source),
    () => makeReferring(source),
    () => ({ type: 'not', of: one() }),
    () => ({ type: 'any', of: [one(), one()] }),
  ])
}

/** Steps that somebody took, more or less, with times that are just so long, or just not. */
function makeSequence(source: Source): Sequence {
  const { r, people, context } = source
  const acted = people
    .map(({ events }) => inOrder(events.filter(({ ts }) => ts <= context.now)))
    .filter(({ length }) => length > 1)
  const model = acted.length === 0 ? [] : r.pick(acted)
  // Often the last ones, so that what must never come afterwards may not have come.
  const begin = r.chance(0.5) ? 0 : Math.max(0, model.length - 3)
  const others = r.many(1, r.chance(0.3) ? 3 : 2, () => undefined)
  let at = begin
  const rest = others.map((): Step => {
    // So many at once that three steps would hardly ever be gone through.
    const often = others.length < 3 ? 0.3 : 0.1
    const step = makeStep(source, often, [model[at], model[at + 1]])
    if (step.never !== true) at++
    return step
  })
  const window = r.chance(0.15) ? { window: makeWindow(source) } : {}
  const where = r.chance(0.1) ? { where: makeWhere(source, 1) } : {}
  const first = { event: eventOf(r, model[begin], 0.2), ...where }
  const steps = [first, ...rest]
  return { type: 'sequence', steps: r.chance(0.3) ? referringBack(r, steps) : steps, ...window }
}

/** What is the same is that of an earlier step: of the nearest too, though that goes without saying. */
function referringBack(r: Random, steps: readonly Step[]): readonly Step[] {
  return steps.map((step, i) => {
    const back = steps.slice(0, i).flatMap(({ never }, at) => (never === true ? [] : [at + 1]))
    return step.same === undefined || back.length < 2 ? step : { ...step, as: r.pick(back) }
  })
}

/** Three steps that somebody took, of which the last has something in common with the first, and at times more. */
function makeReferring(source: Source): Sequence {
  const { r, people, context } = source
  const acted = people
    .map(({ events }) => inOrder(events.filter(({ ts }) => ts <= context.now)).slice(-12))
    .filter(({ length }) => length > 3)
  const model = acted.length === 0 ? [] : r.pick(acted)
  const pairs = model.flatMap((from, i) =>
    model.slice(i + 2).flatMap((to, after) => {
      const same = sharedProperties.filter((property) => areAlike(from, to, property))
      return same.length === 0 ? [] : [{ i, k: i + 2 + after, same }]
    }),
  )
  if (pairs.length === 0) return makeSequence(source)
  const { i, k, same } = r.pick(pairs)
  const often = (event: Event | undefined) => ({ event: eventOf(r, event, 0) })
  const steps: Step[] = [
    often(model[i]),
    often(model[i + 1 + r.below(k - i - 1)]),
    { ...often(model[k]), same: r.pick(same), as: 1 },
  ]
  if (r.chance(0.4)) {
    // Often the one that followed, which has it in common with the second step or not.
    steps.push({ ...often(model[k + 1]), same: r.pick(sharedProperties), as: 2 })
  } else if (r.chance(0.5)) {
    const never = { event: eventOf(r, undefined, 0.8), never: true } as const
    steps.push({ ...never, same: r.pick(same), as: 1 + r.below(2) })
  } else if (r.chance(0.3)) {
    const never = { event: eventOf(r, undefined, 0.8), never: true } as const
    steps.splice(2, 0, { ...never, same: r.pick(same), as: 1 })
  }
  return { type: 'sequence', steps }
}

function areAlike(a: Event, b: Event, property: string): boolean {
  const keys = sharedKeys(a, property)
  return sharedKeys(b, property).some((key) => keys.includes(key))
}

/** One event of each instant. */
function inOrder(events: readonly Event[]): readonly Event[] {
  return [...new Map(events.map((event) => [event.ts, event])).values()].toSorted(
    (a, b) => a.ts - b.ts,
  )
}

function makeStep(
  source: Source,
  often: number,
  [from, to]: readonly [Event | undefined, Event | undefined],
): Step {
  const { r } = source
  const never = r.chance(0.4)
  const { now } = source.context
  // What must never come may have to up to now, and no longer.
  const end = from !== undefined && (now - from.ts) % 60_000 === 0 ? { ts: now } : to
  return {
    event: eventOf(r, never ? undefined : to, never ? 0.8 : 0),
    ...(r.chance(0.1) ? { where: makeWhere(source, 1) } : {}),
    ...(r.chance(never ? 0.6 : often)
      ? { within: never ? lapseTo(source, from, end) : lapse(r, from, to) }
      : {}),
    ...(never ? { never } : {}),
    ...(r.chance(never ? 0.4 : often) ? { same: shared(r, from, to) } : {}),
  }
}

/** Of what two events have in common, mostly. */
function shared(r: Random, ...events: readonly (Event | undefined)[]): string {
  const common = sharedProperties.filter((property) =>
    events.every(
      (event) =>
        event?.properties.has(property) === true ||
        event?.items.some((item) => item.properties.has(property)) === true,
    ),
  )
  return r.pick(common.length === 0 || r.chance(0.1) ? sharedProperties : common)
}

/** One name, or several, so that many take the step. */
function eventOf(r: Random, like: Event | undefined, one: number): Step['event'] {
  const name = like === undefined || r.chance(0.1) ? r.pick(eventNames) : like.name
  if (r.chance(one)) return name
  return [...new Set([name, ...r.many(3, 6, () => r.pick(eventNames))])]
}

/** Often as long as windows are at whose end an event lies. */
function lapseTo(
  { r, favourite: { n, unit } }: Source,
  from: Event | undefined,
  to: Pick<Event, 'ts'> | undefined,
): Lapse {
  return r.chance(0.4) ? { n, unit } : lapse(r, from, to)
}

/** As long as between two events, or somewhat less or more. */
function lapse(
  r: Random,
  from: Pick<Event, 'ts'> | undefined,
  to: Pick<Event, 'ts'> | undefined,
): Lapse {
  const minutes = from === undefined || to === undefined ? 0 : (to.ts - from.ts) / 60_000
  if (minutes < 1 || minutes > 9_999 || r.chance(0.3)) {
    return { n: 1 + r.below(20), unit: r.pick(['hours', 'days', 'weeks', 'weeks', 'months']) }
  }
  const days = minutes / 1_440
  if (Number.isInteger(days) && r.chance(0.5)) return { n: days, unit: 'days' }
  return { n: Math.floor(minutes) + (r.chance(0.3) ? 1 : 0), unit: 'minutes' }
}
