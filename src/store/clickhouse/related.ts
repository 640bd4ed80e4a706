import { valueType, type Field } from '../../domain/customer/field.ts'
import type { Event, Related } from '../../domain/event/event.ts'
import type { Reference } from '../../domain/reference/reference.ts'
import { productsNamed, withProducts } from '../../domain/segment/related.ts'
import type { Database, ReadOptions } from './database.ts'
import { readReferences } from './references.ts'

/**
 * The events with what the products that they name say of those fields, read by key. Where conditions ask
 * for none, nothing is read.
 */
export async function readRelated(
  database: Database,
  events: ReadonlyMap<string, readonly Event[]>,
  fields: readonly Field[],
  options?: ReadOptions,
): Promise<ReadonlyMap<string, readonly Event[]>> {
  if (fields.length === 0) return events
  const ids = new Set([...events.values()].flatMap((hers) => hers.flatMap(productsNamed)))
  const records = await readReferences(database, 'product', [...ids], options)
  const products = new Map([...records].map(([id, record]) => [id, relatedOf(record, fields)]))
  return new Map(
    [...events].map(([id, hers]) => [id, hers.map((event) => withProducts(event, products))]),
  )
}

/** What the places of those ids say of those fields, by id. */
export async function readPlaces(
  database: Database,
  ids: readonly string[],
  fields: readonly Field[],
  options?: ReadOptions,
): Promise<ReadonlyMap<string, Related>> {
  const records = await readReferences(database, 'place', ids, options)
  return new Map([...records].map(([id, record]) => [id, relatedOf(record, fields)]))
}

function relatedOf({ values }: Reference, fields: readonly Field[]): Related {
  return new Map(
    fields.flatMap(({ id, name, type }) => {
      const value = values[id]
      return value === undefined ? [] : [[name, { type: valueType(type), value }] as const]
    }),
  )
}
