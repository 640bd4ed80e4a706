import type { Event, Item, PropertyValue } from '../../event/event.ts'
import type { Did, ItemWhere, PropertyTest, Sequence, Test, Where } from '../condition.ts'
import { currencyProperty } from '../../event/vocabulary.ts'
import { elementsOf, keyOf } from '../identity.ts'
import { measuredItems, propertyMeasured } from '../measure.ts'
import { orderIdProperty, refundOf } from '../netTotal.ts'
import { normalWhere } from '../normal.ts'
import type { Moment } from '../tests.ts'
import { defaultItems, itemsAt, meetsItem, meetsWhere, propertyOf } from '../where.ts'
import type { Because } from './change.ts'
import { possibleValues, type Possible } from './possible.ts'
import { unique } from './values.ts'

/** An event that could have been, without its instant, and why its properties are as they are. */
export type Shape = {
  readonly event: Omit<Event, 'ts' | 'id'>
  readonly because: readonly Because[]
}

/** Values that a path may have beside those of its tests: what a measure would have to be given. */
export type Given = ReadonlyMap<string, readonly Possible[]>

/** Beyond so many combinations of properties the rest is not looked at. */
const mostCombined = 300
/** And so many of those beside each other. */
const mostShapes = 600

/**
 * Shapes of an event of that name that these leaves, which all look at it, tell apart: with as few
 * properties as it takes, one for each way of meeting their tests and of being measured. `all` is false
 * where there are so many combinations that some were left out.
 */
export function shapesOf(
  name: string,
  leaves: readonly (Did | Sequence)[],
  given: Given,
  moment: Moment,
): { readonly shapes: readonly Shape[]; readonly all: boolean } {
  const wheres = leaves.flatMap(wheresOf)
  const tests = wheres.flatMap(propertyTestsIn)
  const paths = unique([...tests.map(({ property }) => property), ...given.keys()])
  const own = paths.filter((path) => itemPathOf(path, leaves) === undefined)
  const possible = own.map((path) => ({
    path,
    values: possibleValues(testsAt(tests, path), given.get(path) ?? [], moment),
  }))
  const properties = combined(possible)
  const items = itemsOf(leaves, wheres, given, moment)
  const told = new Set<string>()
  const shapes: Shape[] = []
  const pairs = fewestFirst(properties.some, items.some)
  for (const { some, inside } of pairs.slice(0, mostShapes)) {
    const shape = shapeOf(name, some, inside)
    const key = signatureOf(shape.event, leaves, moment)
    if (told.has(key)) continue
    told.add(key)
    shapes.push(shape)
  }
  return { shapes, all: properties.all && items.all && pairs.length <= mostShapes }
}

/** Those of few properties first; a few more than are looked at. */
function fewestFirst(
  own: readonly Chosen[],
  items: readonly (readonly ChosenItem[])[],
): readonly { readonly some: Chosen; readonly inside: readonly ChosenItem[] }[] {
  const bySize = own.toSorted((a, b) => a.size - b.size)
  const pairs: { some: Chosen; inside: readonly ChosenItem[] }[] = []
  for (const inside of items) {
    for (const some of bySize) {
      if (pairs.length > 2 * mostShapes) return pairs
      pairs.push({ some, inside })
    }
  }
  return pairs
}

/** What leaves make of an event, its instant left out: equal for events that they do not tell apart. */
export function signatureOf(
  event: Omit<Event, 'ts' | 'id'>,
  leaves: readonly (Did | Sequence)[],
  moment: Moment,
): string {
  const whole: Event = { ...event, ts: moment.now, id: 0n }
  const parts = leaves.map((leaf) => {
    if (leaf.type === 'did') {
      // A refund is of an order, which is what the tests are of.
      const isRefund = refundOf(leaf) === event.name
      if (!isRefund && !meetsWhere(leaf.where, whole, moment)) return 0
      return measuredIn(leaf, whole, moment)
    }
    return leaf.steps.map((step) => {
      const meets = meetsWhere(step.where, whole, moment)
      return [meets, step.same === undefined ? [] : sharedIn(step.same, whole)]
    })
  })
  return JSON.stringify(parts)
}

function measuredIn(did: Did, event: Event, moment: Moment): unknown {
  const property = propertyMeasured(did.measure)
  if (property === undefined) return 1
  const order = event.properties.get(orderIdProperty)
  const id = did.measure?.of === 'netTotal' ? order?.value : undefined
  const items = measuredItems(did)
  const currency = event.properties.get(currencyProperty)?.value
  if (items === undefined) return [keysIn(propertyOf(event, property)), id, currency]
  const values = itemsAt(event, items.path)
    .filter((item) => items.of === undefined || meetsItem(items.of, item, moment))
    .map((item) => keysIn(item.properties.get(items.property)))
  return [values, currency]
}

function sharedIn(path: string, event: Event): unknown {
  return [
    keysIn(propertyOf(event, path)),
    itemsAt(event).map((item) => keysIn(item.properties.get(path))),
  ]
}

function keysIn(value: PropertyValue | undefined): readonly string[] {
  return value === undefined ? [] : elementsOf(value).map(keyOf)
}

/** The tests that leaves make of single events. */
function wheresOf(leaf: Did | Sequence): readonly Where[] {
  const found = leaf.type === 'did' ? [leaf.where] : leaf.steps.map(({ where }) => where)
  return found.flatMap((where) => (where === undefined ? [] : [normalWhere(where)]))
}

function propertyTestsIn(where: Where): readonly PropertyTest[] {
  switch (where.type) {
    case 'all':
    case 'any':
      return where.of.flatMap(propertyTestsIn)
    case 'not':
      return propertyTestsIn(where.of)
    case 'property':
      return [where]
    case 'item':
      return []
  }
}

type ItemTest = Extract<Where, { type: 'item' }>

function itemTestsIn(where: Where): readonly ItemTest[] {
  switch (where.type) {
    case 'all':
    case 'any':
      return where.of.flatMap(itemTestsIn)
    case 'not':
      return itemTestsIn(where.of)
    case 'property':
      return []
    case 'item':
      return [where]
  }
}

function inItem(where: ItemWhere): readonly PropertyTest[] {
  switch (where.type) {
    case 'all':
    case 'any':
      return where.of.flatMap(inItem)
    case 'not':
      return inItem(where.of)
    case 'property':
      return [where]
  }
}

/** Of a path that measures run over in items, the path of their array. */
function itemPathOf(path: string, leaves: readonly (Did | Sequence)[]): string | undefined {
  for (const leaf of leaves) {
    if (leaf.type !== 'did' || propertyMeasured(leaf.measure) !== path) continue
    const items = measuredItems(leaf)
    if (items !== undefined) return items.path
  }
  return undefined
}

type Chosen = ReadonlyMap<string, Possible>
type ChosenItem = { readonly path: string; readonly properties: Chosen }

/** Of so many items it is thought that two are in one event. */
const mostPaired = 24

/** What could be among an event's items: none, one, and where several are asked for, two. */
function itemsOf(
  leaves: readonly (Did | Sequence)[],
  wheres: readonly Where[],
  given: Given,
  moment: Moment,
): { readonly some: readonly (readonly ChosenItem[])[]; readonly all: boolean } {
  const tests = wheres.flatMap(itemTestsIn)
  const measured = [...given.keys()].flatMap((path) => {
    const array = itemPathOf(path, leaves)
    return array === undefined ? [] : [{ array, path }]
  })
  const arrays = unique([
    ...tests.map((test) => test.in ?? defaultItems),
    ...measured.map(({ array }) => array),
  ])
  let all = true
  const single = arrays.flatMap((array): readonly ChosenItem[] => {
    const asked = tests.filter((test) => (test.in ?? defaultItems) === array)
    const inside = asked.flatMap((test) => inItem(test.of))
    const own = measured.filter((each) => each.array === array)
    const names = unique([
      ...inside.map(({ property }) => property),
      ...own.map(({ path }) => path.slice(array.length + 1)),
    ])
    const found = combined(
      names.map((path) => ({
        path,
        values: possibleValues(testsAt(inside, path), given.get(`${array}.${path}`) ?? [], moment),
      })),
    )
    all &&= found.all
    return found.some
      .filter((properties) => properties.size > 0)
      .map((properties) => ({ path: array, properties }))
  })
  if (tests.length < 2) return { some: [[], ...single.map((each) => [each])], all }
  const few = single.slice(0, mostPaired)
  const pairs = few.flatMap((a, i) => few.slice(i + 1).map((b) => [a, b]))
  all &&= few.length === single.length
  return { some: [[], ...single.map((each) => [each]), ...pairs], all }
}

function testsAt(tests: readonly PropertyTest[], path: string): readonly Test[] {
  return tests.filter(({ property }) => property === path).map(({ test }) => test)
}

/** Each path without a value or with one of its own, in all combinations. */
function combined(
  possible: readonly { readonly path: string; readonly values: readonly Possible[] }[],
): { readonly some: readonly Chosen[]; readonly all: boolean } {
  let some: readonly Chosen[] = [new Map()]
  let all = true
  for (const { path, values } of possible) {
    const more = some.flatMap((chosen) =>
      values.map((value) => new Map([...chosen, [path, value]])),
    )
    const found = [...some, ...more]
    all &&= found.length <= mostCombined
    some = found.slice(0, mostCombined)
  }
  return { some, all }
}

function shapeOf(name: string, own: Chosen, items: readonly ChosenItem[]): Shape {
  const properties = valuesIn(own)
  const channel = codeIn(properties, 'channel')
  const source = codeIn(properties, 'source')
  const inside: readonly Item[] = items.map((item) => ({
    path: item.path,
    properties: valuesIn(item.properties),
  }))
  const because = [
    ...becauseOf(own, ''),
    ...items.flatMap((item) => becauseOf(item.properties, `${item.path}.`)),
  ]
  return { event: { name, channel, source, properties, items: inside }, because }
}

function valuesIn(chosen: Chosen): Map<string, PropertyValue> {
  return new Map([...chosen].map(([path, { value }]) => [path, value]))
}

/** What an event came by stands beside its properties. */
function codeIn(properties: Map<string, PropertyValue>, path: string): string {
  const value = properties.get(path)
  properties.delete(path)
  return value?.type === 'text' ? value.value : ''
}

function becauseOf(chosen: Chosen, prefix: string): readonly Because[] {
  return [...chosen].flatMap(([path, { test }]) =>
    test === undefined ? [] : [{ path: `${prefix}${path}`, test }],
  )
}
