import { valueType } from '../../customer/field.ts'
import type { Event } from '../../event/event.ts'
import { dayMs } from '../../time/civil.ts'
import { localDay } from '../../time/zone.ts'
import { valuesOf } from '../applies.ts'
import type { Condition, Did, Sequence } from '../condition.ts'
import type { Context, Facts } from '../facts.ts'
import { counted } from '../counted.ts'
import { codePointOrder, scaledOf } from '../identity.ts'
import { matches } from '../matches.ts'
import { observe } from '../measure.ts'
import { orderIdProperty, orderCompleted, refundOf, totalProperty } from '../netTotal.ts'
import { nextChangeAt } from '../nextChange.ts'
import { addressIn } from '../place.ts'
import { itemsAt, propertyOf } from '../where.ts'
import type { Change, World } from './change.ts'
import { instantsFor, placeOf } from './instants.ts'
import { reaching, type Possible } from './possible.ts'
import { shapesOf, signatureOf, type Shape } from './shapes.ts'
import { eventsAt, fieldAt, leavesAt, sinceOf, testsOfField, type TurnableLeaf } from './tree.ts'
import { unique, valuesFor } from './values.ts'

/** Changes that may turn a leaf, the likeliest first, and whether those are all that it takes. */
export type Candidates = { readonly changes: readonly Change[]; readonly all: boolean }

/** What candidates are looked for in: all leaves of a tree, of which some speak of the same things. */
export type Search = {
  readonly leaves: readonly TurnableLeaf[]
  readonly context: Context
  /** Her events at the beginning: only of those one can be fewer. */
  readonly events: ReadonlySet<Event>
}

/** The changes of a world by which that leaf may come out otherwise, `passing` being those by time. */
export function candidatesFor(
  leaf: TurnableLeaf,
  world: World,
  search: Search,
  passing: Candidates,
): Candidates {
  const field = fieldAt(leaf)
  const isMove = field !== undefined && movesHer(field, search)
  // With another address other places would be hers, of which nothing is known here.
  const fields = field === undefined || isMove ? [] : fieldChanges(field, world, search)
  switch (leaf.type) {
    case 'field':
      return { changes: [...fields, ...passing.changes], all: passing.all && !isMove }
    case 'list': {
      const on = !world.facts.lists.has(leaf.list)
      return { changes: [{ kind: 'list', list: leaf.list, on }], all: true }
    }
    case 'consent':
      return { changes: [...consentChanges(leaf, world), ...passing.changes], all: passing.all }
    case 'did':
    case 'sequence': {
      const more = eventsMore(leaf, world, search)
      const fewer = eventsFewer(leaf, world, search)
      const lately = more.changes.filter(
        (each) => each.kind === 'more' && each.event.ts === world.now,
      )
      const before = more.changes.filter((each) => !lately.includes(each))
      return {
        changes: [...lately, ...fields, ...passing.changes, ...before, ...fewer.changes],
        all: more.all && fewer.all && passing.all && !isMove,
      }
    }
  }
}

/** Whether with that field the places may be others of which something else is asked. */
function movesHer(name: string, { context, leaves }: Search): boolean {
  const field = context.fields.get(name)
  if (field === undefined || addressIn(field) === undefined) return false
  return leaves.some((leaf) => context.fields.get(fieldAt(leaf) ?? '')?.of === 'place')
}

function fieldChanges(name: string, { facts, now }: World, search: Search): readonly Change[] {
  const { context, leaves } = search
  const field = context.fields.get(name)
  if (field === undefined) return []
  const present = facts.fields.get(name)?.value
  const type = valueType(field.type)
  const tests = testsOfField(name, leaves)
  const values = [
    ...valuesFor(field, tests, present, { now, shop: context.shop }),
    ...beginnings(name, { facts, now }, search).map((ts) =>
      type === 'date' ? localDay(context.shop.zone, ts) : ts,
    ),
  ]
  const set = values.map((value): Change => ({
    kind: 'field',
    field: name,
    value: { type, value },
  }))
  return [...set, { kind: 'field', field: name, value: undefined }]
}

/** When windows that begin with the field would have to: before, between and after her events. */
function beginnings(name: string, { facts, now }: World, { leaves }: Search): readonly number[] {
  const windows = leaves.filter((leaf) => sinceOf(leaf) === name)
  if (windows.length === 0) return []
  const names = windows.flatMap(eventsAt)
  const times = facts.events.filter((each) => names.includes(each.name)).map(({ ts }) => ts)
  return unique([now, ...times.flatMap((ts) => [ts, ts + 1, ts + dayMs])]).slice(0, mostTimes)
}

const mostTimes = 60

function consentChanges(
  { purpose, channel }: Extract<TurnableLeaf, { type: 'consent' }>,
  { facts, now }: World,
): readonly Change[] {
  const known = facts.consents
    .filter((said) => said.purpose === purpose)
    .map((said) => said.channel)
  const channels = channel === undefined ? unique([...known, 'email']) : [channel]
  return (['granted', 'denied'] as const).flatMap((state) =>
    channels.map((each): Change => ({
      kind: 'consent',
      said: { purpose, channel: each, state, at: now },
    })),
  )
}

/** How often a leaf may turn by time alone before it is looked no further. */
const mostTurns = 4
const mostSteps = 400

/** The instants at which time alone turns the leaf, and after how many steps they were found. */
export function timesOf(
  leaf: TurnableLeaf,
  facts: Facts,
  moment: Context,
): Candidates & { readonly steps: number } {
  if (leaf.type === 'list') return { changes: [], all: true, steps: 0 }
  const changes: Change[] = []
  let { now } = moment
  let before = matches(leaf, facts, moment)
  for (let step = 0; step < mostSteps; step++) {
    const next = nextChangeAt(leaf, facts, { ...moment, now })
    if (next === null || next > moment.now + farthest) {
      return { changes, all: true, steps: step + 1 }
    }
    const then = matches(leaf, facts, { ...moment, now: next })
    if (then !== before) changes.push({ kind: 'time', to: next })
    if (isPast(leaf, facts, { ...moment, now: next })) {
      return { changes, all: true, steps: step + 1 }
    }
    if (changes.length === mostTurns) return { changes, all: recurs(leaf), steps: step + 1 }
    before = then
    now = next
  }
  return { changes, all: false, steps: mostSteps }
}

/** Whether it is more days ago by now than any that are asked for: of all time it only becomes more. */
function isPast(leaf: TurnableLeaf, facts: Facts, moment: Context): boolean {
  if (leaf.type !== 'did' || leaf.window !== undefined) return false
  const of = leaf.measure?.of
  if (of !== 'daysSinceFirst' && of !== 'daysSinceLast') return false
  const observed = observe(leaf, counted(leaf, facts, moment) ?? [], moment)
  const asked = leaf.test === undefined ? [] : valuesOf(leaf.test)
  return (
    observed?.type === 'number' &&
    asked.every((each) => typeof each === 'number' && observed.sum > BigInt(scaledOf(each)))
  )
}

/** No farther than explain itself looks ahead. */
const farthest = 36_525 * dayMs

/** What comes about every year, or with the calendar, is much the same each time. */
function recurs(leaf: Condition): boolean {
  return leaf.type === 'field'
}

function eventsMore(leaf: Did | Sequence, world: World, search: Search): Candidates {
  const added = world.facts.events.filter((each) => !search.events.has(each)).length
  let all = true
  const changes = eventsAt(leaf).flatMap((name) => {
    const leaves = leavesAt(name, search.leaves)
    const found = shapes(name, leaves, world, search)
    all &&= found.all
    const instants = instantsFor(leaves, world, search.context)
    all &&= instants.length * found.shapes.length <= mostMore
    return instants.slice(0, Math.ceil(mostMore / found.shapes.length)).flatMap((ts) =>
      found.shapes.map(({ event, because }): Change => {
        return { kind: 'more', event: { ...event, ts, id: lastId + BigInt(added) }, because }
      }),
    )
  })
  return { changes, all }
}

/** Beyond so many events that could have been, the rest is not tried. */
const mostMore = 600

/** Greater than any message's, so that of equal instants what is added is the later. */
const lastId = 2n ** 128n

function shapes(
  name: string,
  leaves: readonly (Did | Sequence)[],
  { facts, now }: World,
  { context }: Search,
): { readonly shapes: readonly Shape[]; readonly all: boolean } {
  const moment = { ...context, now }
  const given = new Map<string, Possible[]>()
  const add = (path: string, values: readonly Possible[]) => {
    given.set(path, [...(given.get(path) ?? []), ...values])
  }
  for (const leaf of leaves) {
    if (leaf.type === 'sequence') {
      for (const path of leaf.steps.flatMap(({ same }) => same ?? [])) {
        add(path, sharedValues(leaf, path, facts.events))
      }
    } else if (refundOf(leaf) === name) {
      add(orderIdProperty, valuesOfEvents(orderIdProperty, [orderCompleted], facts.events))
      add(totalProperty, reaching(leaf, facts, moment, true))
    } else {
      const path = leaf.measure && 'property' in leaf.measure ? leaf.measure.property : undefined
      const measured = path ?? measuredPath(leaf)
      if (measured !== undefined) add(measured, reaching(leaf, facts, moment))
    }
  }
  return shapesOf(name, leaves, given, moment)
}

function measuredPath({ measure }: Did): string | undefined {
  if (measure?.of === 'netTotal') return totalProperty
  return measure !== undefined && 'in' in measure && 'property' in measure.in
    ? measure.in.property
    : undefined
}

function sharedValues(
  sequence: Sequence,
  path: string,
  events: readonly Event[],
): readonly Possible[] {
  const names = eventsAt(sequence)
  const found = valuesOfEvents(path, names, events)
  const value = { type: 'text', value: 'x', folded: 'x' } as const
  return [...found, { value, test: undefined }]
}

/** Beyond so many values that her events have, the latest are taken. */
const mostShared = 8

function valuesOfEvents(
  path: string,
  names: readonly string[],
  events: readonly Event[],
): readonly Possible[] {
  const latest = events.filter(({ name }) => names.includes(name)).toSorted((a, b) => b.ts - a.ts)
  const values = latest.flatMap((event) => [
    propertyOf(event, path),
    ...itemsAt(event).map((item) => item.properties.get(path)),
  ])
  return values
    .flatMap((value): readonly Possible[] =>
      value === undefined || value.type === 'list'
        ? []
        : [
            {
              value,
              test: value.type === 'number' ? undefined : { op: 'is' as const, value: value.value },
            },
          ],
    )
    .slice(0, mostShared)
}

/** Of events that all leaves make the same of, so many are enough: no more can be taken away. */
const mostAlike = 3
/** Beyond so many in all, not every one is thought away. */
const mostFewer = 40

function eventsFewer(
  leaf: Did | Sequence,
  { facts, now }: World,
  { leaves, context, events }: Search,
): Candidates {
  const names = eventsAt(leaf)
  const moment = { ...context, now }
  const alike = new Map<string, number>()
  const found = facts.events
    .filter((each) => names.includes(each.name) && each.ts <= now && events.has(each))
    .toSorted((a, b) => b.ts - a.ts || codePointOrder(String(a.id), String(b.id)))
    .filter((event) => {
      const looking = leavesAt(event.name, leaves)
      const places = looking.map((each) => placeOf(each, event.ts, { facts, now }, context))
      const key = `${event.name} ${signatureOf(event, looking, moment)} ${JSON.stringify(places)}`
      const before = alike.get(key) ?? 0
      alike.set(key, before + 1)
      return before < mostAlike
    })
  const some =
    found.length <= mostFewer
      ? found
      : [...found.slice(0, mostFewer / 2), ...found.slice(-mostFewer / 2)]
  return {
    changes: some.map((event) => ({ kind: 'fewer', event })),
    all: some.length === found.length,
  }
}
