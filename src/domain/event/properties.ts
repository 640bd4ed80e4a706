import { fold } from '../fold.ts'
import { parseDecimal, scaleNumber } from '../number.ts'
import { wellFormed } from '../text.ts'
import { instantOf, readIso } from '../time/instant.ts'
import type { Zone } from '../time/zone.ts'
import type { Item, ListElement, Properties, PropertyValue } from './event.ts'
import {
  codeProperties,
  isCommerceEvent,
  numberItemProperties,
  numberProperties,
} from './vocabulary.ts'

/**
 * The properties and items of an event out of its JSON, which is within the limits of `checkJson`.
 *
 * - Objects are flattened: `{"address": {"city": …}}` is `address.city`. A dot or a backslash inside
 *   a name is written with a backslash before it, so that no two places have one path.
 * - null and the empty list are absent; the empty text is a value.
 * - Objects in a list are items with the list's path (`products` of a commerce event: `items`); all
 *   else in the list is a list at that path. Inside an item objects are flattened again; lists inside
 *   an item, and lists in lists, are in the event's body alone.
 * - `channel` and `source` are what the event came by: properties of these names are in the body alone.
 */
export function typeProperties(
  given: Readonly<Record<string, unknown>>,
  eventName: string,
  zone: Zone,
): { readonly properties: Properties; readonly items: readonly Item[] } {
  const properties = new Map<string, PropertyValue>()
  const items: Item[] = []
  const into: Typing = {
    properties,
    items,
    numbers: numberProperties,
    isCommerce: isCommerceEvent(eventName),
    zone,
  }
  typeObject(given, '', into)
  properties.delete('channel')
  properties.delete('source')
  return { properties, items }
}

type Typing = {
  readonly properties: Map<string, PropertyValue>
  /** Undefined inside an item. */
  readonly items: Item[] | undefined
  readonly numbers: ReadonlySet<string>
  /** Whether the vocabulary says what its parts mean: products are items, amounts are numbers. */
  readonly isCommerce: boolean
  readonly zone: Zone
}

function typeObject(object: object, prefix: string, into: Typing): void {
  for (const [key, value] of Object.entries(object)) {
    typeValue(value, prefix + escaped(key), into)
  }
}

function typeValue(value: unknown, path: string, into: Typing): void {
  if (typeof value === 'string') {
    const typed = into.numbers.has(path) ? numberIn(value, into) : text(value, into)
    if (typed !== undefined) into.properties.set(path, typed)
  } else if (typeof value === 'number') {
    const typed = typeNumber(value, path, into)
    if (typed !== undefined) into.properties.set(path, typed)
  } else if (typeof value === 'boolean') into.properties.set(path, { type: 'boolean', value })
  else if (Array.isArray(value)) typeList(value, path, into)
  else if (typeof value === 'object' && value !== null) typeObject(value, `${path}.`, into)
}

function typeList(list: readonly unknown[], path: string, into: Typing): void {
  if (into.items === undefined) return
  const elements: ListElement[] = []
  for (const element of list) {
    if (typeof element === 'object') {
      if (element !== null && !Array.isArray(element)) into.items.push(item(element, path, into))
    } else elements.push(listElement(element))
  }
  if (elements.length > 0) into.properties.set(path, { type: 'list', value: elements })
}

function item(element: object, path: string, into: Typing): Item {
  const properties = new Map<string, PropertyValue>()
  typeObject(element, '', {
    ...into,
    properties,
    items: undefined,
    numbers: numberItemProperties,
  })
  return { path: path === 'products' && into.isCommerce ? 'items' : path, properties }
}

/** Elements are compared for being the same only, so an instant in a list is text. */
function listElement(element: unknown): ListElement {
  if (typeof element === 'boolean') return { type: 'boolean', value: element }
  if (typeof element !== 'number') return plainText(String(element))
  const value = scaleNumber(element)
  return value === undefined ? plainText(String(element)) : { type: 'number', value }
}

function typeNumber(n: number, path: string, into: Typing): PropertyValue | undefined {
  if (codeProperties.has(path)) return plainText(String(n))
  const value = scaleNumber(n)
  if (value !== undefined) return { type: 'number', value }
  return isNoValue(path, into) ? undefined : plainText(String(n))
}

/** Numeric text is a number; of an event of commerce other text is no value, of others it is text. */
function numberIn(value: string, into: Typing): PropertyValue | undefined {
  const scaled = parseDecimal(value.trim())
  if (scaled !== undefined) return { type: 'number', value: scaled }
  return into.isCommerce ? undefined : text(value, into)
}

/** What is no number where the vocabulary says that there is one. */
function isNoValue(path: string, into: Typing): boolean {
  return into.isCommerce && into.numbers.has(path)
}

function text(value: string, into: Typing): PropertyValue {
  const plain = plainText(value)
  const written = into.items === undefined ? undefined : readIso(value)
  const instant = written === undefined ? undefined : instantOf(written, into.zone)
  return instant === undefined ? plain : { ...plain, instant }
}

function plainText(value: string): { type: 'text'; value: string; folded: string } {
  const clean = wellFormed(value)
  return { type: 'text', value: clean, folded: fold(clean) }
}

function escaped(key: string): string {
  return special.test(key) ? wellFormed(key).replaceAll(/[.\\]/g, String.raw`\$&`) : key
}

const special = /[.\\\ud800-\udfff]/
