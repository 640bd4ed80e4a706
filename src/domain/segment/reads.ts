import { conditionsBehind } from './behind.ts'
import type { Calculations } from './calculated/calculation.ts'
import { eventsIn, fieldsIn, segmentsIn } from './check.ts'
import type { Condition, Measure } from './condition.ts'
import { leavesOf, type Leaf } from './leaves.ts'

/** What of a customer a segment rests on, saved segments and calculated fields in it looked into: what else changes leaves it as it is. */
export type Reads = {
  /** Names. */
  readonly events: ReadonlySet<string>
  /** Of those, of which more is asked than when they were. */
  readonly inside: ReadonlySet<string>
  /** Names, of calculated ones too. */
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
  const pins = new Set([segment])
  const [events, inside, fields] = [new Set<string>(), new Set<string>(), new Set<string>()]
  const [lists, purposes] = [new Set<number>(), new Set<string>()]
  let sampled = false
  // What is added on the way is walked too.
  for (const each of pins) {
    const condition = segments.get(each)
    if (condition === undefined) throw new Error(`unchecked condition on the segment ${each}`)
    const behind = conditionsBehind(condition, {
      segments: new Map(),
      ...(calculated && { calculated }),
    })
    for (const one of behind) {
      for (const named of segmentsIn(one)) pins.add(named)
      for (const name of eventsIn(one)) events.add(name)
      for (const name of fieldsIn(one)) fields.add(name)
      const leaves = leavesOf(one)
      for (const leaf of leaves) addOther(leaf, lists, purposes)
      for (const name of leaves.flatMap((leaf) => lookedInto(leaf, calculated))) inside.add(name)
      sampled ||= leaves.some(({ type }) => type === 'sample')
    }
  }
  return { events, inside, fields, lists, purposes, pins, sampled }
}

/** All that any of them reads. */
export function allReads(some: readonly Reads[]): Reads {
  return {
    events: union(some.map(({ events }) => events)),
    inside: union(some.map(({ inside }) => inside)),
    fields: union(some.map(({ fields }) => fields)),
    lists: union(some.map(({ lists }) => lists)),
    purposes: union(some.map(({ purposes }) => purposes)),
    pins: union(some.map(({ pins }) => pins)),
    sampled: some.some(({ sampled }) => sampled),
  }
}

function union<T>(sets: readonly ReadonlySet<T>[]): ReadonlySet<T> {
  const all = new Set<T>()
  for (const each of new Set(sets)) for (const one of each) all.add(one)
  return all
}

/** The events of whose properties and items a part asks something, by itself or by a field that leans to one. */
function lookedInto(leaf: Leaf, calculated: Calculations | undefined): readonly string[] {
  const asked = leaf.type === 'rank' ? leaf.by : leaf
  if (asked.type === 'did') {
    return asked.where === undefined && looksAtTime(asked.measure) ? [] : eventsIn(leaf)
  }
  if (asked.type === 'sequence') {
    const isPlain = asked.steps.every((step) => step.where === undefined && step.same === undefined)
    return isPlain ? [] : eventsIn(leaf)
  }
  const calculation = asked.type === 'field' ? calculated?.get(asked.field) : undefined
  return calculation?.type === 'affinity' ? eventsIn(calculation.affinity.of) : []
}

function looksAtTime(measure: Measure | undefined): boolean {
  const of = measure !== undefined && 'in' in measure ? measure.in : measure
  return of === undefined || byTime.has(of.of)
}

const byTime: ReadonlySet<Measure['of']> = new Set([
  'count',
  'daysSinceFirst',
  'daysSinceLast',
  'activeDays',
  'activeWeeks',
  'activeMonths',
])

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
