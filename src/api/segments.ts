import { z } from 'zod'
import { questionKey } from './analysis.ts'
import { asked, conditionJson, question, reading, warnings } from './condition.ts'
import { customer, exportedCustomer } from './customers.ts'
import { exporting, exportMediaTypes } from './exports.ts'
import {
  arrived,
  customerId,
  done,
  id,
  idText,
  inLocale,
  instant,
  line,
  page,
  paging,
} from './parts.ts'
import { folderId } from './folders.ts'
import { job } from './jobs.ts'
import { ledgerRoutes } from './ledger.ts'
import type { Route } from './route.ts'
import { versionRoutes } from './versions.ts'

export const size = z
  .strictObject({ count: z.int(), known: z.int(), anonymous: z.int(), asOf: instant })
  .meta({ id: 'Size', description: 'count = known + anonymous' })

/** A size with what it is the size of: of a saved segment, its definition. */
const counted = size
  .extend({
    reading,
    warnings,
    gone: z
      .int()
      .optional()
      .describe('Of who was believed to be in it: those deleted since, or merged into somebody'),
  })
  .meta({ id: 'Count' })

/** Of a saved segment, who was believed to be in it at that instant: what had been noticed by then. */
const believed = z
  .boolean()
  .optional()
  .describe('Of a saved segment with `at`: who was believed to be in it then, by the ledger')

const segment = z
  .strictObject({
    id,
    name: line,
    folder: folderId,
    condition: conditionJson,
    text: z.string(),
    reading,
    version: z.int(),
    created: instant,
    updated: instant,
    size: size.nullable().describe('As of the last refresh; null before the first'),
  })
  .meta({ id: 'Segment' })

/** One segment, with what is odd about its condition. */
export const oneSegment = segment.extend({ warnings }).meta({ id: 'OneSegment' })

const definition = {
  name: line,
  folder: folderId.optional(),
  condition: asked.condition,
  text: asked.text,
}

const byId = z.strictObject({ id: idText })

const membersPage = page(customer).extend({ asOf: instant })

export const segmentRoutes = {
  ...ledgerRoutes,
  ...versionRoutes,
  list: {
    method: 'GET',
    path: '/api/segments',
    tag: 'segments',
    summary: 'List the segments',
    scope: 'segments:read',
    query: inLocale,
    response: z.strictObject({ items: z.array(segment) }),
  },
  create: {
    method: 'POST',
    path: '/api/segments',
    tag: 'segments',
    summary: 'Save a condition under a name and find its members',
    scope: 'segments:write',
    query: inLocale,
    body: z.strictObject(definition),
    response: oneSegment,
    status: 201,
  },
  read: {
    method: 'GET',
    path: '/api/segments/:id',
    tag: 'segments',
    summary: 'Read a segment',
    scope: 'segments:read',
    params: byId,
    query: inLocale,
    response: oneSegment,
  },
  change: {
    method: 'PUT',
    path: '/api/segments/:id',
    tag: 'segments',
    summary: 'Change name or condition; a new condition is a new version',
    scope: 'segments:write',
    params: byId,
    query: inLocale,
    body: z
      .strictObject(definition)
      .partial()
      .extend({
        version: z
          .int()
          .optional()
          .describe('The version that is changed; refused when another stands'),
      }),
    response: oneSegment,
  },
  rollback: {
    method: 'POST',
    path: '/api/segments/:id/rollback',
    tag: 'segments',
    summary: 'Make a new version that says what an earlier one said',
    scope: 'segments:write',
    params: byId,
    query: inLocale,
    body: z.strictObject({
      to: z.int().min(1).describe('The earlier version'),
      version: z
        .int()
        .optional()
        .describe('The version that is changed; refused when another stands'),
    }),
    response: oneSegment,
  },
  remove: {
    method: 'DELETE',
    path: '/api/segments/:id',
    tag: 'segments',
    summary: 'Delete a segment that no other uses',
    scope: 'segments:write',
    params: byId,
    response: done,
  },
  pin: {
    method: 'PUT',
    path: '/api/segments/:id/pins/:customer',
    tag: 'segments',
    summary:
      'Pin a customer in or out of a segment whatever its condition says, or take the pin away',
    scope: 'segments:write',
    params: z.strictObject({ id: idText, customer: customerId }),
    body: z.strictObject({ pinned: z.enum(['in', 'out']).nullable() }),
    response: arrived,
    late: true,
  },
  count: {
    method: 'POST',
    path: '/api/segments/count',
    tag: 'segments',
    summary: 'Count who meets a condition, or is in a segment',
    scope: 'segments:read',
    query: inLocale,
    body: z.strictObject({ ...question, believed, key: questionKey }),
    response: counted,
  },
  query: {
    method: 'POST',
    path: '/api/segments/members',
    tag: 'segments',
    summary: 'Who meets a condition, or is in a segment, in pages by id',
    scope: 'customers:read',
    body: z.strictObject({ ...question, believed, ...paging }),
    response: membersPage,
  },
  export: {
    method: 'POST',
    path: '/api/segments/export',
    tag: 'segments',
    summary: 'Everyone who meets a condition, or is in a segment, as one file',
    scope: 'customers:export',
    body: z.strictObject({ ...question, believed, ...exporting }),
    response: exportedCustomer,
    stream: Object.values(exportMediaTypes),
  },
  members: {
    method: 'GET',
    path: '/api/segments/:id/members',
    tag: 'segments',
    summary: 'The stored members of a segment, in pages by id',
    scope: 'customers:read',
    params: byId,
    query: z.strictObject(paging),
    response: membersPage,
  },
  isIn: {
    method: 'GET',
    path: '/api/segments/:id/members/:customer',
    tag: 'segments',
    summary: 'Is a customer in a segment, and since when? With `at`, as of that instant',
    scope: 'customers:read',
    params: z.strictObject({ id: idText, customer: customerId }),
    query: z.strictObject({ at: asked.at }),
    response: z.strictObject({
      member: z.boolean(),
      since: instant
        .nullable()
        .describe(
          'Of the stored membership; null where it was computed anew: with `at`, or as long as the segment is not yet filled by its present definition',
        ),
      asOf: instant,
    }),
  },
  refresh: {
    method: 'POST',
    path: '/api/segments/refresh',
    tag: 'segments',
    summary: 'Find the members of all segments, or of some, anew',
    scope: 'segments:write',
    body: z.strictObject({ segments: z.array(id).min(1).max(20_000).optional() }),
    response: job,
    status: 202,
  },
} as const satisfies Record<string, Route>
