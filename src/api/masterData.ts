import { z } from 'zod'
import { json, jsonBy } from './parts.ts'
import type { Route } from './route.ts'

/**
 * VTEX's Master Data v1 as its clients speak it, of customers: the entity `CL`. Errors say `Message` besides
 * what a problem says. What answers come with in headers is said by the summaries.
 */
const document = z.record(z.string(), json)
const fields = z
  .string()
  .max(5_000)
  .optional()
  .describe('Names separated by commas, or _all; who it is alone when left out')

/** Besides these, each parameter that begins without `_` is a filter: `email=a@example.org`. */
const filters = {
  _fields: fields,
  _where: z.string().max(10_000).optional().describe('firstName=Jon AND (age>18 OR email is null)'),
  _keyword: z.string().max(200).optional().describe('Words in searchable fields and identifiers'),
  _sort: z.string().max(200).optional().describe('A filterable field, then ASC or DESC'),
  _schema: z.string().optional().describe('Passed over'),
}

const byId = z.strictObject({ id: z.string().min(1).max(200) })

/** In both spellings that VTEX documents, since clients read either. */
const written = z.strictObject({
  Id: z.string(),
  Href: z.string(),
  DocumentId: z.string(),
  id: z.string().describe('With the letters of the entity: CL-123'),
  href: z.string(),
  documentId: z.string(),
})

const entity = {
  acronym: z.string(),
  name: z.string(),
  primaryKeyType: z.string(),
  allowGetAll: z.boolean(),
}

const values = jsonBy(z.string().min(1).max(200))

export const masterDataRoutes = {
  entities: {
    method: 'GET',
    path: '/api/dataentities',
    tag: 'vtex',
    summary: 'The entities that there are: customers',
    scope: 'customers:read',
    response: z.array(z.strictObject(entity)),
  },
  structure: {
    method: 'GET',
    path: '/api/dataentities/CL',
    tag: 'vtex',
    summary: 'The fields of customers, with isSearchable and isFilter',
    scope: 'customers:read',
    response: z.strictObject({
      ...entity,
      fields: z.array(
        z.strictObject({
          name: z.string(),
          type: z.string(),
          displayName: z.string(),
          isNullable: z.boolean(),
          isSearchable: z.boolean(),
          isFilter: z.boolean(),
          isInternal: z.boolean(),
        }),
      ),
    }),
  },
  search: {
    method: 'GET',
    path: '/api/dataentities/CL/search',
    tag: 'vtex',
    summary:
      'Search customers: REST-Range: resources=0-10 says which, at most 100; REST-Content-Range how many there are',
    scope: 'customers:read',
    query: z.looseObject(filters),
    response: z.array(document),
  },
  scroll: {
    method: 'GET',
    path: '/api/dataentities/CL/scroll',
    tag: 'vtex',
    summary:
      'All customers, part by part: X-VTEX-MD-TOKEN is given back as _token until nothing comes',
    scope: 'customers:read',
    query: z.looseObject({
      ...filters,
      _size: z.coerce.number<number | string>().pipe(z.int().min(1).max(1_000)).default(10),
      _token: z.string().max(200).optional(),
    }),
    response: z.array(document),
  },
  create: {
    method: 'POST',
    path: '/api/dataentities/CL/documents',
    tag: 'vtex',
    summary: 'Make a customer; refused where she is there',
    scope: 'customers:write',
    body: values,
    response: written,
    status: 201,
  },
  put: {
    method: 'PATCH',
    path: '/api/dataentities/CL/documents',
    tag: 'vtex',
    summary: 'Make a customer, or change who has that id, e-mail, user id or document',
    scope: 'customers:write',
    body: values,
    response: written,
    status: 201,
  },
  read: {
    method: 'GET',
    path: '/api/dataentities/CL/documents/:id',
    tag: 'vtex',
    summary: 'Read a customer',
    scope: 'customers:read',
    params: byId,
    query: z.looseObject({ _fields: fields }),
    response: document,
  },
  replace: {
    method: 'PUT',
    path: '/api/dataentities/CL/documents/:id',
    tag: 'vtex',
    summary: 'Give a customer these values and no others; made where there is none of that id',
    scope: 'customers:write',
    params: byId,
    body: values,
    response: z.null(),
    status: 204,
  },
  change: {
    method: 'PATCH',
    path: '/api/dataentities/CL/documents/:id',
    tag: 'vtex',
    summary: 'Change values of a customer',
    scope: 'customers:write',
    params: byId,
    body: values,
    response: z.null(),
    status: 204,
  },
  remove: {
    method: 'DELETE',
    path: '/api/dataentities/CL/documents/:id',
    tag: 'vtex',
    summary: 'Delete a customer with all that is known of her; what arrives later is refused',
    scope: 'customers:erase',
    params: byId,
    response: z.null(),
    status: 204,
  },
  clusters: {
    method: 'POST',
    path: '/api/dataentities/CL/documents/:id/clusters',
    tag: 'vtex',
    summary: 'Which of some rules a customer meets, at most five',
    scope: 'customers:read',
    params: byId,
    body: z.array(z.object({ name: z.string().max(200), rule: z.string().max(10_000) })).max(5),
    response: z.array(z.strictObject({ name: z.string(), isValid: z.boolean() })),
  },
} as const satisfies Record<string, Route>
