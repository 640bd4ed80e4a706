import type { Field } from '../customer/field.ts'
import type { Event, Item, Properties, PropertyValue, Related } from '../event/event.ts'
import type { Where } from './condition.ts'
import type { Context } from './facts.ts'
import { testedField, testedProperty, type Tested } from './tests.ts'

/**
 * Relations: `product.roast` in a test of an event or item is a field of the product that it names. What the
 * event itself says comes first, as `{product: {roast}}` or plainly as `roast`; else what the product says
 * at present. It names a product by `product_id`, or `sku` where it has none.
 */
const productPrefix = 'product.'

/** By these an event or item says which product it is of, the surest first. */
export const productKeys = ['product_id', 'sku'] as const

/** The name of the field of products that the path of a property speaks of; undefined where it speaks of none. */
export function productFieldIn(path: string): string | undefined {
  return path.startsWith(productPrefix) ? path.slice(productPrefix.length) : undefined
}

/** The path by which a field of products is spoken of. */
export function productPath(field: string): string {
  return productPrefix + field
}

/** By what conditions on customers speak of a field: of customers by its name, of others by the path to it. */
export function spokenOf({ of, name }: Pick<Field, 'of' | 'name'>): string {
  return of === 'customer' ? name : `${of}.${name}`
}

/** Fields of products by the paths by which conditions on customers speak of them. */
export function bySpoken(fields: readonly Field[]): ReadonlyMap<string, Field> {
  return new Map(fields.map((field) => [spokenOf(field), field]))
}

/** Of the names and paths that conditions speak of, those that are fields of products. */
export function productsAmong(
  spoken: Iterable<string>,
  { products }: Pick<Context, 'products'>,
): ReadonlyMap<string, Field> {
  return new Map(
    [...spoken].flatMap((path) => {
      const field = products?.get(path)
      return field === undefined ? [] : [[path, field] as const]
    }),
  )
}

/** The paths of fields of products in what is asked of events, as often as they are there. */
export function productPathsIn(where: Where | undefined): readonly string[] {
  switch (where?.type) {
    case undefined:
      return []
    case 'all':
    case 'any':
      return where.of.flatMap(productPathsIn)
    case 'not':
    case 'item':
      return productPathsIn(where.of)
    case 'property':
      return productFieldIn(where.property) === undefined ? [] : [where.property]
  }
}

/** What names a product, and what is known of that. */
export type Naming = Pick<Item, 'properties' | 'product'>

/** The id of the product that is named, where one is. */
export function productNamed({ properties }: Pick<Naming, 'properties'>): string | undefined {
  for (const key of productKeys) {
    const named = properties.get(key)
    if (named?.type === 'text' && named.value !== '') return named.value
  }
  return undefined
}

/** A field of the product that an item is of, and who says so. */
export function itemRelated(item: Naming, field: string): RelatedValue | undefined {
  return said(item.properties, [productPath(field), field]) ?? known(item, field)
}

/** The same of the product that an event names directly; what it says plainly counts where it names one. */
export function eventRelated(event: Naming, field: string): RelatedValue | undefined {
  const plain = productNamed(event) === undefined ? [] : [field]
  return said(event.properties, [productPath(field), ...plain]) ?? known(event, field)
}

/** The value of a related record, and whether the event says it or the record. */
export type RelatedValue = { readonly value: Tested } & (
  | { readonly by: 'event'; readonly said: PropertyValue }
  | { readonly by: 'record'; readonly field: NonNullable<ReturnType<Related['get']>> }
)

function said(properties: Properties, paths: readonly string[]): RelatedValue | undefined {
  for (const path of paths) {
    const own = properties.get(path)
    if (own !== undefined) return { by: 'event', said: own, value: testedProperty(own) }
  }
  return undefined
}

function known({ product }: Naming, name: string): RelatedValue | undefined {
  const field = product?.get(name)
  return field && { by: 'record', field, value: testedField(field) }
}

/** The ids of the products that an event and its items name. */
export function productsNamed({ properties, items }: Event): readonly string[] {
  return [{ properties }, ...items].flatMap((each) => productNamed(each) ?? [])
}

/** The event with what is known of the products that it names, by their ids. */
export function withProducts(event: Event, products: ReadonlyMap<string, Related>): Event {
  const related = <T extends Naming>(naming: T): T => {
    const id = productNamed(naming)
    const product = id === undefined ? undefined : products.get(id)
    return product === undefined ? naming : { ...naming, product }
  }
  return { ...related(event), items: event.items.map(related) }
}
