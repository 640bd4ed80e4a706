import { conditionsBehind } from './behind.ts'
import type { Calculation, Calculations } from './calculated/calculation.ts'
import { eventsIn, fieldsIn, segmentsIn } from './check.ts'
import type { Condition, Measure, Step, Where } from './condition.ts'
import type { Context } from './facts.ts'
import { leavesOf, type Leaf } from './leaves.ts'
import { propertyMeasured } from './measure.ts'
import { placeFieldIn, whereSheIs } from './place.ts'

/** What of a customer a segment rests on, saved segments and calculated fields in it looked into: what else changes leaves it as it is. */
export type Reads = {
  /** Names. */
  readonly events: ReadonlySet<string>
  /** Of those, of which more is asked than when they were. */
  readonly inside: ReadonlySet<string>
  /** Of those, of which items too may be looked at. */
  readonly items: ReadonlySet<string>
  /** Names, of calculated ones too; with those of places {@link whereSheIs}. */
  readonly fields: ReadonlySet<string>
  readonly lists: ReadonlySet<number>
  readonly purposes: ReadonlySet<string>
  /** The segments whose pins count: itself, and those that it speaks of. */
  readonly pins: ReadonlySet<number>
  /** Whether her id decides: of nobody it is known before she is there. */
  readonly sampled: boolean
}

/** What new data may have changed of some customers. */
export type Touches = {
  readonly events: Iterable<string>
  /** Names. */
  readonly fields: Iterable<string>
  readonly lists: Iterable<number>
  readonly purposes: Iterable<string>
  /** Segments whose pins were changed. */
  readonly pins: Iterable<number>
}

/** What a saved segment rests on. One that is not there is our mistake, and throws. */
export function readsOf(
  segment: number,
  segments: ReadonlyMap<number, Condition>,
  calculated?: Calculations,
): Reads {
  return readsFrom([], new Set([segment]), { segments, calculated })
}

/** What conditions rest on that are not saved as segments. */
export function readsOfConditions(
  conditions: readonly Condition[],
  { segments, calculated }: Pick<Context, 'segments' | 'calculated'>,
): Reads {
  return readsFrom(conditions, new Set(), { segments, calculated })
}

type Scope = {
  readonly segments: ReadonlyMap<number, Condition>
  readonly calculated: Calculations | undefined
}

function readsFrom(
  conditions: readonly Condition[],
  pins: Set<number>,
  { segments, calculated }: Scope,
): Reads {
  const [events, inside, items] = [new Set<string>(), new Set<string>(), new Set<string>()]
  const [fields, lists, purposes] = [new Set<string>(), new Set<number>(), new Set<string>()]
  let sampled = false
  const look = (condition: Condition): void => {
    const scope = { segments: new Map<number, Condition>(), ...(calculated && { calculated }) }
    for (const one of conditionsBehind(condition, scope)) {
      addAll(pins, segmentsIn(one))
      addAll(events, eventsIn(one))
      addAll(fields, fieldsIn(one))
      if (fieldsIn(one).some((name) => placeFieldIn(name) !== undefined)) fields.add(whereSheIs)
      for (const leaf of leavesOf(one)) {
        addOther(leaf, lists, purposes)
        const into = lookedInto(leaf, calculated)
        addAll(inside, into)
        addAll(items, mayLookAtItems(leaf) ? into : [])
        sampled ||= leaf.type === 'sample'
      }
    }
  }
  for (const condition of conditions) look(condition)
  // What is added on the way is walked too.
  for (const each of pins) {
    const condition = segments.get(each)
    if (condition === undefined) throw new Error(`unchecked condition on the segment ${each}`)
    look(condition)
  }
  return { events, inside, items, fields, lists, purposes, pins, sampled }
}

/** All that any of them reads. */
export function allReads(some: readonly Reads[]): Reads {
  return {
    events: union(some.map(({ events }) => events)),
    inside: union(some.map(({ inside }) => inside)),
    items: union(some.map(({ items }) => items)),
    fields: union(some.map(({ fields }) => fields)),
    lists: union(some.map(({ lists }) => lists)),
    purposes: union(some.map(({ purposes }) => purposes)),
    pins: union(some.map(({ pins }) => pins)),
    sampled: some.some(({ sampled }) => sampled),
  }
}

function addAll<T>(set: Set<T>, some: Iterable<T>): void {
  for (const each of some) set.add(each)
}

function union<T>(sets: readonly ReadonlySet<T>[]): ReadonlySet<T> {
  const all = new Set<T>()
  for (const each of new Set(sets)) addAll(all, each)
  return all
}

/** The events of whose properties and items a part asks something, by itself or by a field that leans to one. */
function lookedInto(leaf: Leaf, calculated: Calculations | undefined): readonly string[] {
  const asked = leaf.type === 'rank' ? leaf.by : leaf
  switch (asked.type) {
    case 'did':
      return asked.where === undefined && looksAtTime(asked.measure) ? [] : eventsIn(leaf)
    case 'sequence':
      return asked.steps.every(isPlain) ? [] : eventsIn(leaf)
    case 'field':
      return leanedTo(calculated?.get(asked.field))
    case 'segment':
    case 'list':
    case 'consent':
    case 'sample':
      return []
  }
}

/** Of the other kinds what they are made of is looked into as conditions of its own (`conditionsBehind`). */
function leanedTo(calculation: Calculation | undefined): readonly string[] {
  switch (calculation?.type) {
    case 'affinity':
      return eventsIn(calculation.affinity.of)
    case 'condition':
    case 'measure':
    case 'segmentation':
    case 'formula':
    case undefined:
      return []
  }
}

/** All that a step may say beside which event comes when: what is added to it is looked into until it is said here. */
function isPlain(step: Step): boolean {
  const { event: _, within: _within, never: _never, as: _as, ...more } = step
  return Object.values(more).every((said) => said === undefined)
}

/** Whether what is looked into may be items: of what is not known to leave them alone, it is. */
function mayLookAtItems(leaf: Leaf): boolean {
  const asked = leaf.type === 'rank' ? leaf.by : leaf
  if (!('event' in asked)) return true
  return namesItems(asked.where) || propertyMeasured(asked.measure)?.includes('.') === true
}

function namesItems(where: Where | undefined): boolean {
  switch (where?.type) {
    case undefined:
    case 'property':
      return false
    case 'all':
    case 'any':
      return where.of.some(namesItems)
    case 'not':
      return namesItems(where.of)
    case 'item':
      return true
  }
}

function looksAtTime(measure: Measure | undefined): boolean {
  const of = measure !== undefined && 'in' in measure ? measure.in : measure
  return of === undefined || byTime[of.of]
}

/** Whether it goes by when the events were alone; of a change it is asked of what changes. */
const byTime = {
  count: true,
  daysSinceFirst: true,
  daysSinceLast: true,
  activeDays: true,
  activeWeeks: true,
  activeMonths: true,
  sum: false,
  average: false,
  minimum: false,
  maximum: false,
  distinct: false,
  first: false,
  last: false,
  mostFrequent: false,
  change: false,
  percentChange: false,
  netTotal: false,
} as const satisfies Readonly<Record<Measure['of'], boolean>>

function addOther(leaf: Leaf, lists: Set<number>, purposes: Set<string>): void {
  switch (leaf.type) {
    case 'list':
      lists.add(leaf.list)
      return
    case 'consent':
      purposes.add(leaf.purpose)
      return
    case 'field':
    case 'did':
    case 'sequence':
    case 'segment':
    case 'rank':
    case 'sample':
  }
}

/** From what was touched to the segments that may be another by it. */
export type ReadIndex = {
  /** In ascending order, each once. */
  readonly affected: (touches: Touches) => readonly number[]
}

/** The index over those segments; all that they speak of are among the conditions. */
export function indexReads(
  segments: Iterable<number>,
  conditions: ReadonlyMap<number, Condition>,
  calculated?: Calculations,
): ReadIndex {
  const events = new Map<string, number[]>()
  const fields = new Map<string, number[]>()
  const lists = new Map<number, number[]>()
  const purposes = new Map<string, number[]>()
  const pins = new Map<number, number[]>()
  for (const segment of segments) {
    const reads = readsOf(segment, conditions, calculated)
    note(events, reads.events, segment)
    note(fields, reads.fields, segment)
    note(lists, reads.lists, segment)
    note(purposes, reads.purposes, segment)
    note(pins, reads.pins, segment)
  }
  return {
    affected: (touches) => {
      const found = new Set<number>()
      gather(found, events, touches.events)
      gather(found, fields, touches.fields)
      gather(found, lists, touches.lists)
      gather(found, purposes, touches.purposes)
      gather(found, pins, touches.pins)
      return [...found].toSorted((a, b) => a - b)
    },
  }
}

function note<T>(index: Map<T, number[]>, keys: Iterable<T>, segment: number): void {
  for (const key of keys) {
    const known = index.get(key)
    if (known === undefined) index.set(key, [segment])
    else known.push(segment)
  }
}

function gather<T>(
  found: Set<number>,
  index: ReadonlyMap<T, readonly number[]>,
  keys: Iterable<T>,
) {
  for (const key of keys) for (const segment of index.get(key) ?? []) found.add(segment)
}
