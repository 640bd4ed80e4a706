import type { Event, Item, PropertyValue } from '../event/event.ts'
import { fold } from '../fold.ts'
import type { ItemWhere, PropertyTest, Where } from './condition.ts'
import { eventRelated, itemRelated, productFieldIn } from './related.ts'
import { testedProperty, testValue } from './tests.ts'
import type { Moment, Tested } from './tests.ts'

/** The path of items where a condition names none. */
export const defaultItems = 'items'

/** Whether one event meets a test of its properties and items; without one, every event does. */
export function meetsWhere(where: Where | undefined, event: Event, moment: Moment): boolean {
  if (where === undefined) return true
  switch (where.type) {
    case 'all':
      return where.of.every((each) => meetsWhere(each, event, moment))
    case 'any':
      return where.of.some((each) => meetsWhere(each, event, moment))
    case 'not':
      return !meetsWhere(where.of, event, moment)
    case 'property':
      return meetsProperty(where, ofEvent(event, where.property), moment)
    case 'item':
      return itemsAt(event, where.in).some((item) => meetsItem(where.of, item, moment))
  }
}

/** Whether one and the same item meets all that is asked inside an item test. */
export function meetsItem(where: ItemWhere, item: Item, moment: Moment): boolean {
  switch (where.type) {
    case 'all':
      return where.of.every((each) => meetsItem(each, item, moment))
    case 'any':
      return where.of.some((each) => meetsItem(each, item, moment))
    case 'not':
      return !meetsItem(where.of, item, moment)
    case 'property':
      return meetsProperty(where, ofItem(item, where.property), moment)
  }
}

export function itemsAt(event: Event, path: string = defaultItems): readonly Item[] {
  return event.items.filter((item) => item.path === path)
}

/** What a test of that path sees of an event: a property, or a field of the product that it names. */
export function ofEvent(event: Event, path: string): Tested | undefined {
  const field = productFieldIn(path)
  if (field !== undefined) return eventRelated(event, field)?.value
  const value = propertyOf(event, path)
  return value && testedProperty(value)
}

/** The same of an item. */
export function ofItem(item: Item, path: string): Tested | undefined {
  const field = productFieldIn(path)
  if (field !== undefined) return itemRelated(item, field)?.value
  const value = item.properties.get(path)
  return value && testedProperty(value)
}

/**
 * A property of the event's own. `channel` and `source` are what the event came by, whatever its body
 * says; empty, they are missing.
 */
export function propertyOf(event: Event, path: string): PropertyValue | undefined {
  if (path === 'channel') return code(event.channel)
  if (path === 'source') return code(event.source)
  return event.properties.get(path)
}

function code(value: string): PropertyValue | undefined {
  return value === '' ? undefined : { type: 'text', value, folded: fold(value) }
}

function meetsProperty({ test }: PropertyTest, value: Tested | undefined, moment: Moment): boolean {
  return value !== undefined && testValue(test, value, moment)
}
