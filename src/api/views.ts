import { z } from 'zod'
import { fieldOwners } from '../domain/customer/field.ts'
import { asked, conditionJson } from './condition.ts'
import { customerPage } from './customers.ts'
import { done, id, idText, instant, line, page, paging } from './parts.ts'
import { by, place } from './places.ts'
import { product } from './products.ts'
import type { Route } from './route.ts'

const look = {
  search: z.string().max(200).default(''),
  sort: z
    .string()
    .max(100)
    .optional()
    .describe(
      'created, updated or a filterable field, created when left out; of products and places id or a ' +
        'filterable field, id when left out',
    ),
  order: z
    .enum(['asc', 'desc'])
    .optional()
    .describe('When left out desc, and asc of products and places'),
  columns: z
    .array(z.string().min(1).max(100))
    .max(200)
    .default([])
    .describe(
      'Names of fields, in order, of customers of calculated ones too; none for the usual ones',
    ),
}

const of = z.enum(fieldOwners).describe('Whom it shows; customers when left out')

/** A way of looking at the customers, products or places, kept under a name. */
export const view = z
  .strictObject({
    id,
    of,
    name: line,
    condition: conditionJson.nullable(),
    text: z
      .string()
      .nullable()
      .describe('The condition in words; null for everybody, or where what it speaks of is gone'),
    search: z.string(),
    sort: z.string(),
    order: z.enum(['asc', 'desc']),
    columns: z.array(z.string()),
    created: instant,
    updated: instant,
  })
  .meta({ id: 'View' })

const condition = { condition: asked.condition, text: asked.text }
const byId = z.strictObject({ id: idText })

export const viewRoutes = {
  list: {
    method: 'GET',
    path: '/api/views',
    tag: 'views',
    summary: 'List the saved views of customers, products or places, by name',
    scope: 'segments:read',
    query: z.strictObject({ of: of.default('customer') }),
    response: z.strictObject({ items: z.array(view) }),
  },
  create: {
    method: 'POST',
    path: '/api/views',
    tag: 'views',
    summary:
      'Save a view: condition, search, order and columns; without a condition of everybody, or of all',
    scope: 'segments:write',
    body: z.strictObject({ of: of.default('customer'), name: line, ...condition, ...look }),
    response: view,
    status: 201,
  },
  change: {
    method: 'PUT',
    path: '/api/views/:id',
    tag: 'views',
    summary: 'Replace a view',
    scope: 'segments:write',
    params: byId,
    body: z.strictObject({ name: line, ...condition, ...look }),
    response: view,
  },
  remove: {
    method: 'DELETE',
    path: '/api/views/:id',
    tag: 'views',
    summary: 'Delete a view',
    scope: 'segments:write',
    params: byId,
    response: done,
  },
  customers: {
    method: 'GET',
    path: '/api/views/:id/customers',
    tag: 'views',
    summary: 'The customers of a view, in pages',
    scope: 'customers:read',
    params: byId,
    query: z.strictObject(paging),
    response: customerPage,
  },
  products: {
    method: 'GET',
    path: '/api/views/:id/products',
    tag: 'views',
    summary: 'The products of a view, in pages',
    scope: 'catalogue:read',
    params: byId,
    query: z.strictObject(paging),
    response: page(product),
  },
  places: {
    method: 'GET',
    path: '/api/views/:id/places',
    tag: 'views',
    summary: 'The places of a view, in pages',
    scope: 'catalogue:read',
    params: byId,
    query: z.strictObject({ by: by.optional(), ...paging }),
    response: page(place),
  },
} as const satisfies Record<string, Route>
