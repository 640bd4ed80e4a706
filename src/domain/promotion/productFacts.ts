import type { Catalog } from '../customer/catalog.ts'
import { valueType } from '../customer/field.ts'
import { showValue } from '../customer/value.ts'
import type { Properties } from '../event/event.ts'
import { typeProperties } from '../event/properties.ts'
import type { Reference } from '../reference/reference.ts'
import { orderCompleted } from '../segment/netTotal.ts'
import type { Zone } from '../time/zone.ts'

/** What is known of a product now, as plain JSON by the names that its fields have and had. */
export function productValues(
  product: Reference | undefined,
  catalog: Catalog,
): Record<string, unknown> {
  if (product === undefined) return {}
  const values = new Map(Object.entries(product.others))
  for (const [id, value] of Object.entries(product.values)) {
    const field = catalog.byId.get(Number(id))
    if (field === undefined || field.archived) continue
    // Of items neither lists nor places are kept.
    if (valueType(field.type) === 'list' || valueType(field.type) === 'location') continue
    for (const name of [...field.formerNames, field.name]) values.set(name, showValue(field, value))
  }
  return Object.fromEntries(values)
}

/** The same typed as an item of an order is, so that a test means the same of both. */
export function productProperties(product: Reference, catalog: Catalog, zone: Zone): Properties {
  const given = { products: [productValues(product, catalog)] }
  const [item] = typeProperties(given, orderCompleted, zone).items
  return item?.properties ?? new Map()
}
