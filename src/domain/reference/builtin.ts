import { plainField, type Field } from '../customer/field.ts'
import type { ReferenceKind } from './reference.ts'

/** The ids of the fields that every shop has of products, fixed for ever as those of customers are. */
export const productFields = {
  name: 21,
  category: 22,
  brand: 23,
  price: 24,
  cost: 25,
  stock: 26,
  currency: 27,
  image: 28,
  page: 29,
  tags: 30,
} as const

/** The same of places. */
export const placeFields = { name: 41 } as const

/** Fields that every shop has of products and places, beside those of customers. */
export const referenceFields: readonly Field[] = [
  builtIn('product', 'name', productFields.name, { searchable: true }),
  builtIn('product', 'category', productFields.category, {
    searchable: true,
    description: 'A path, from the widest: Coffee / Beans',
  }),
  builtIn('product', 'brand', productFields.brand, { searchable: true }),
  builtIn('product', 'price', productFields.price, { type: 'money' }),
  builtIn('product', 'cost', productFields.cost, { type: 'money' }),
  builtIn('product', 'stock', productFields.stock, { type: 'decimal' }),
  builtIn('product', 'currency', productFields.currency),
  builtIn('product', 'image', productFields.image, { filterable: false }),
  builtIn('product', 'page', productFields.page, { filterable: false }),
  builtIn('product', 'tags', productFields.tags, { type: 'list', searchable: true }),
  builtIn('place', 'name', placeFields.name, { searchable: true }),
]

function builtIn(of: ReferenceKind, name: string, id: number, differs: Partial<Field> = {}): Field {
  return {
    ...plainField,
    id,
    of,
    name,
    label: name.charAt(0).toUpperCase() + name.slice(1),
    type: 'text',
    filterable: true,
    builtIn: true,
    ...differs,
  }
}
