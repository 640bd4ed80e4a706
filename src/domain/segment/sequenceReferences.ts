import type { Event } from '../event/event.ts'
import type { Step } from './condition.ts'
import { elementsOf, keyOf, type Key } from './identity.ts'
import type { Stage } from './sequence.ts'
import { itemsAt, propertyOf } from './where.ts'

/** A step of a sequence that others refer to from further on than the next, and those. */
export type Referred = {
  readonly step: Step
  /** Each once: the properties that are to be the same. */
  readonly properties: readonly string[]
  readonly by: readonly Step[]
}

/** The steps that are referred to from further on, in their order. */
export function referredIn(stages: readonly Stage[]): readonly Referred[] {
  const all = stages.flatMap(({ step, nevers }) => [step, ...nevers])
  return stages.flatMap(({ step, nth }) => {
    const by = all.filter(({ as }) => as === nth)
    const properties = [...new Set(by.flatMap(({ same }) => same ?? []))]
    return by.length === 0 ? [] : [{ step, properties, by }]
  })
}

/** Whether any step refers to one further back than the event before. */
export function refersBack(stages: readonly Stage[]): boolean {
  return stages.some(({ nevers, next }) => [...nevers, next].some((step) => step?.as !== undefined))
}

/** Whether an event can take a step, where the steps that are referred to have that in common with others. */
export type Assumed = (step: Step, event: Event) => boolean

/**
 * Each way in which events that take the steps that are referred to may have something in common with those
 * that refer to them. Under each it is a matter of one event alone whether it is the same as that: so the
 * sequence holds if it holds under one of them, and there are as many as there are different products, say,
 * of hers that both steps speak of.
 */
export function assumptions(
  stages: readonly Stage[],
  events: readonly Event[],
  isOf: Assumed,
): readonly Assumed[] {
  return referredIn(stages).reduce<readonly Assumed[]>(
    (some, referred) => {
      const each = assumedOf(referred, events, isOf)
      return some.flatMap((one) => each.map((other) => bothOf(one, other)))
    },
    [() => true],
  )
}

function bothOf(one: Assumed, other: Assumed): Assumed {
  return (step, event) => one(step, event) && other(step, event)
}

function assumedOf(
  { step: own, properties, by }: Referred,
  events: readonly Event[],
  isOf: Assumed,
): readonly Assumed[] {
  // What no event has that refers to it, is the same as nothing.
  const asked = new Map(properties.map((property) => [property, new Set<Key>()]))
  for (const event of events) {
    for (const each of by.filter((step) => isOf(step, event))) {
      for (const key of sharedKeys(event, each.same ?? '')) asked.get(each.same ?? '')?.add(key)
    }
  }
  const told = new Map<string, ReadonlyMap<string, readonly Key[]>>()
  for (const event of events.filter((each) => isOf(own, each))) {
    const common = commonOf(event, asked)
    if (by.every((each) => each.never === true || common.get(each.same ?? '')?.length !== 0)) {
      told.set(signatureOf(common), common)
    }
  }
  return [...told].map(([signature, common]): Assumed => {
    const known = new Map([...common].map(([property, keys]) => [property, new Set(keys)]))
    return (step, event) => {
      if (step === own) return signatureOf(commonOf(event, asked)) === signature
      if (!by.includes(step) || step.same === undefined) return true
      const keys = known.get(step.same)
      return sharedKeys(event, step.same).some((key) => keys?.has(key) === true)
    }
  })
}

/** By property what an event has of what is asked of it. */
function commonOf(
  event: Event,
  asked: ReadonlyMap<string, ReadonlySet<Key>>,
): ReadonlyMap<string, readonly Key[]> {
  return new Map(
    [...asked].map(([property, keys]) => {
      const own = new Set(sharedKeys(event, property).filter((key) => keys.has(key)))
      return [property, [...own].toSorted()]
    }),
  )
}

function signatureOf(common: ReadonlyMap<string, readonly Key[]>): string {
  return JSON.stringify([...common.values()])
}

/**
 * By what two events have a property in common: the values of the event's own, of a list its elements,
 * else those of all its items. None: it has nothing in common with any event.
 */
export function sharedKeys(event: Event, property: string): readonly Key[] {
  const own = propertyOf(event, property)
  const values =
    own === undefined
      ? itemsAt(event).flatMap((item) => item.properties.get(property) ?? [])
      : [own]
  return values.flatMap(elementsOf).map(keyOf)
}
