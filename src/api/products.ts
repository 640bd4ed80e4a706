import { z } from 'zod'
import { exporting, exportMediaTypes } from './exports.ts'
import { arrived, json, jsonBy, line, page } from './parts.ts'
import { referenceListing, referenceValues } from './references.ts'
import type { Route } from './route.ts'

const productId = z.string().min(1).max(200)
const amount = z.number().nullable()

const variant = z.strictObject({
  id: z.string(),
  name: z.string(),
  price: z.union([z.number(), z.string()]).nullable(),
  stock: z.union([z.number(), z.string()]).nullable(),
  fields: z.record(z.string(), json),
})

/** What the shop sells or shows, with the shop's own fields beside the common ones. */
export const product = z
  .strictObject({
    id: productId,
    name: z.string(),
    category: z.string().describe('A path, from the widest: Coffee / Beans'),
    brand: z.string(),
    price: amount,
    cost: amount,
    stock: amount,
    currency: z.string(),
    image: z.string(),
    page: z.string(),
    tags: z.array(z.string()),
    variants: z.array(variant),
    ...referenceValues,
  })
  .meta({ id: 'Product' })

const several = z.union([z.string().max(500), z.array(z.string().max(200)).max(200)])

/** Null takes a value away. */
const said = {
  name: z.string().max(500).nullable(),
  category: several.nullable(),
  brand: z.string().max(200).nullable(),
  price: amount,
  cost: amount,
  stock: amount,
  currency: z.string().max(3).nullable(),
  image: z.string().max(2_000).nullable(),
  page: z.string().max(2_000).nullable(),
  tags: several.nullable(),
  variants: z
    .array(
      z.strictObject({
        id: line,
        name: z.string().max(500).optional(),
        price: amount.optional(),
        stock: amount.optional(),
        fields: jsonBy(line).optional(),
      }),
    )
    .max(500)
    .nullable(),
  fields: jsonBy(line).describe("The shop's own: what has no field is kept as it comes"),
}

const productInput = z
  .strictObject({
    id: productId,
    ...z.strictObject(said).partial().shape,
    name: z.string().max(500),
  })
  .meta({ id: 'ProductWrite' })

const productChange = z.strictObject(said).partial().meta({ id: 'ProductChange' })

const byId = z.strictObject({ id: productId })

export const productRoutes = {
  list: {
    method: 'GET',
    path: '/api/products',
    tag: 'products',
    summary: 'List products, by search and by a condition on their fields',
    scope: 'catalogue:read',
    query: z.strictObject(referenceListing),
    response: page(product),
  },
  export: {
    method: 'GET',
    path: '/api/products/export',
    tag: 'products',
    summary: 'All products, or those that a search finds, as one file',
    scope: 'catalogue:read',
    audited: true,
    query: z.strictObject({ search: z.string().max(200).optional(), ...exporting }),
    response: product,
    stream: Object.values(exportMediaTypes),
  },
  put: {
    method: 'POST',
    path: '/api/products',
    tag: 'products',
    summary: 'Create or replace products, up to 1,000 at a time',
    scope: 'catalogue:write',
    body: z.strictObject({ products: z.array(productInput).min(1).max(1_000) }),
    response: arrived,
    status: 202,
  },
  read: {
    method: 'GET',
    path: '/api/products/:id',
    tag: 'products',
    summary: 'Read a product',
    scope: 'catalogue:read',
    params: byId,
    response: product,
  },
  change: {
    method: 'PATCH',
    path: '/api/products/:id',
    tag: 'products',
    summary: 'Change what is said of a product; null takes a value away',
    scope: 'catalogue:write',
    params: byId,
    body: productChange,
    response: z.union([product, arrived]),
    late: true,
  },
  remove: {
    method: 'DELETE',
    path: '/api/products/:id',
    tag: 'products',
    summary: 'Take a product away; events that name it stay as they are',
    scope: 'catalogue:write',
    params: byId,
    response: arrived,
    late: true,
  },
} as const satisfies Record<string, Route>
