import type { Json } from '../api/parts.ts'
import { builtInFields } from '../domain/customer/builtin.ts'
import type { Catalog } from '../domain/customer/catalog.ts'
import { placeFields } from '../domain/reference/builtin.ts'
import { placesOf, type Address, type PlaceKind } from '../domain/reference/place.ts'
import { readReferences } from '../store/clickhouse/references.ts'
import { readShop } from '../store/operational/meta.ts'
import { catalogNow, type ShownCustomer } from './customer.ts'
import { referenceCatalog, showPlace } from './reference.ts'
import type { Works } from './works.ts'

/**
 * What the reference tables say of where she is, by field name: the closest place that has a value of a
 * field gives it, her postal code before her city, that before her state, that before her country.
 */
export async function placeValues(
  works: Works,
  { fields }: ShownCustomer,
  signal: AbortSignal,
): Promise<Record<string, Json>> {
  const [catalog, { country }] = await Promise.all([
    catalogNow(works),
    readShop(works.operational.db),
  ])
  const ids = placesOf(addressOf(fields, catalog), country)
  const there = await readReferences(works.database, 'place', ids, { signal })
  if (there.size === 0) return {}
  const places = await referenceCatalog(works, 'place')
  const name = places.byId.get(placeFields.name)?.name
  const values: Record<string, Json> = {}
  for (const id of ids.toReversed()) {
    const place = there.get(id)
    if (place === undefined) continue
    const { [name ?? '']: _, ...known } = showPlace(place, places).fields
    Object.assign(values, known)
  }
  return values
}

/** Where her fields say that she is. Her postal code is in the first field of such a type that has a value. */
function addressOf(fields: ShownCustomer['fields'], { byId, byName }: Catalog): Address {
  const textOf = (name: string | undefined): string | undefined => {
    const value = name === undefined ? undefined : fields[name]
    return typeof value === 'string' ? value : undefined
  }
  const builtIn = (kind: Exclude<PlaceKind, 'postal_code'>): string | undefined =>
    textOf(byId.get(builtInFields.find(({ name }) => name === kind)?.id ?? 0)?.name)
  const codes = [...byName.values()].filter(({ type }) => type === 'cep' || type === 'postal_code')
  const all = {
    postal_code: codes.map(({ name }) => textOf(name)).find((code) => code !== undefined),
    city: builtIn('city'),
    state: builtIn('state'),
    country: builtIn('country'),
  }
  return Object.fromEntries(Object.entries(all).filter(([, text]) => text !== undefined))
}
