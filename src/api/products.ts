import { z } from 'zod'
import { exporting, exportMediaTypes } from './exports.ts'
import { arrived, json, jsonBy, line, page, paging } from './parts.ts'
import type { Route } from './route.ts'

const productId = z.string().min(1).max(200)

/** What the shop sells or shows, with the shop's own fields beside the common ones. */
export const product = z
  .strictObject({
    id: productId,
    name: z.string().max(500),
    category: z.string().max(500).default(''),
    brand: z.string().max(200).default(''),
    price: z.number().nullable().default(null),
    currency: z.string().max(3).default(''),
    image: z.string().max(2_000).default(''),
    fields: z.record(line, json).default({}),
  })
  .meta({ id: 'Product' })

const productInput = product
  .extend({ fields: jsonBy(line).default({}) })
  .meta({ id: 'ProductWrite' })

export const productRoutes = {
  list: {
    method: 'GET',
    path: '/api/products',
    tag: 'products',
    summary: 'List the products, by id',
    scope: 'read',
    query: z.strictObject({ search: z.string().max(200).optional(), ...paging }),
    response: page(product),
  },
  export: {
    method: 'GET',
    path: '/api/products/export',
    tag: 'products',
    summary: 'All products, or those that a search finds, as one file',
    scope: 'read',
    query: z.strictObject({ search: z.string().max(200).optional(), ...exporting }),
    response: product,
    stream: Object.values(exportMediaTypes),
  },
  put: {
    method: 'POST',
    path: '/api/products',
    tag: 'products',
    summary: 'Create or replace products, up to 1,000 at a time',
    scope: 'write',
    body: z.strictObject({ products: z.array(productInput).min(1).max(1_000) }),
    response: arrived,
    status: 202,
  },
  read: {
    method: 'GET',
    path: '/api/products/:id',
    tag: 'products',
    summary: 'Read a product',
    scope: 'read',
    params: z.strictObject({ id: productId }),
    response: product,
  },
} as const satisfies Record<string, Route>
