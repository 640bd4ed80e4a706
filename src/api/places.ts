import { z } from 'zod'
import { placeKinds } from '../domain/reference/place.ts'
import { exporting, exportMediaTypes } from './exports.ts'
import { arrived, jsonBy, line, page } from './parts.ts'
import { referenceListing, referenceValues } from './references.ts'
import type { Route } from './route.ts'

export const by = z.enum(placeKinds).describe('By what the place is named')

const placeId = z
  .string()
  .min(1)
  .max(300)
  .describe('`by:key`, the key in any way to write it: city:Recife/PE, postal_code:50030-230')

/** What the shop knows of everybody in a place. */
export const place = z
  .strictObject({
    id: z.string(),
    by,
    key: z.string().describe('In the one form that all ways to write it share'),
    ...referenceValues,
  })
  .meta({ id: 'Place' })

const placeInput = z
  .strictObject({
    by,
    key: line.describe('A city with its state: Recife/PE'),
    fields: jsonBy(line).default({}),
  })
  .meta({ id: 'PlaceWrite' })

const byId = z.strictObject({ id: placeId })

export const placeRoutes = {
  list: {
    method: 'GET',
    path: '/api/places',
    tag: 'places',
    summary:
      'List the places of the reference tables, by search and by a condition on their fields',
    scope: 'catalogue:read',
    query: z.strictObject({ by: by.optional(), ...referenceListing }),
    response: page(place),
  },
  export: {
    method: 'GET',
    path: '/api/places/export',
    tag: 'places',
    summary: 'All places, those of one kind, or those that a search finds, as one file',
    scope: 'catalogue:read',
    audited: true,
    query: z.strictObject({
      by: by.optional(),
      search: z.string().max(200).optional(),
      ...exporting,
    }),
    response: place,
    stream: Object.values(exportMediaTypes),
  },
  put: {
    method: 'POST',
    path: '/api/places',
    tag: 'places',
    summary: 'Create or replace places, up to 1,000 at a time',
    scope: 'catalogue:write',
    body: z.strictObject({ places: z.array(placeInput).min(1).max(1_000) }),
    response: arrived,
    status: 202,
  },
  read: {
    method: 'GET',
    path: '/api/places/:id',
    tag: 'places',
    summary: 'Read a place',
    scope: 'catalogue:read',
    params: byId,
    response: place,
  },
  remove: {
    method: 'DELETE',
    path: '/api/places/:id',
    tag: 'places',
    summary: 'Take a place away',
    scope: 'catalogue:write',
    params: byId,
    response: arrived,
    late: true,
  },
} as const satisfies Record<string, Route>
