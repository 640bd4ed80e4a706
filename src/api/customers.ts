import { z } from 'zod'
import { heldIdentifier, identifierRoutes } from './identifiers.ts'
import { conditionJson, conditionText, question } from './condition.ts'
import { exporting, exportMediaTypes } from './exports.ts'
import {
  arrived,
  customerId,
  identifierKind,
  identifiers,
  instant,
  json,
  jsonBy,
  line,
  page,
  paging,
} from './parts.ts'
import { editRoutes } from './edits.ts'
import { customerLedgerRoutes } from './ledger.ts'
import type { Route } from './route.ts'

/** A customer as the API shows her: values by field name, in the form in which people write them. */
export const customer = z
  .strictObject({
    id: customerId,
    created: instant,
    updated: instant,
    known: z.boolean().describe('By more than an anonymous id'),
    fields: z.record(z.string(), json),
    identifiers: z.record(z.string(), z.array(z.string())),
    calculated: z
      .record(z.string(), json)
      .optional()
      .describe('What calculated fields say of her now, where it was asked for; null is missing'),
  })
  .meta({ id: 'Customer' })

/** With what the reference tables say of where she is. */
const placedCustomer = customer
  .extend({
    place: z
      .record(z.string(), json)
      .describe('By field of places; of her postal code, else her city, state, country'),
  })
  .meta({ id: 'PlacedCustomer' })

/** With the names of the lists she is on. */
export const exportedCustomer = customer
  .extend({ lists: z.array(z.string()) })
  .meta({ id: 'ExportedCustomer' })

/** Null takes a value away. */
const values = jsonBy(z.string().min(1).max(200))

export const customerInput = z
  .strictObject({
    identifiers,
    fields: values.default({}),
    source: line.optional(),
  })
  .meta({ id: 'CustomerWrite' })

/** The customer, when her change could be waited for; else its place in the order of arrivals. */
const written = z.union([customer, arrived])

const byId = z.strictObject({ id: customerId })

const listing = {
  search: z.string().max(200).optional(),
  sort: z.string().max(100).default('created').describe('created, updated or a filterable field'),
  order: z.enum(['asc', 'desc']).default('desc'),
  calculated: z
    .string()
    .min(1)
    .max(2_000)
    .optional()
    .describe('Names of calculated fields to be worked out of each, separated by commas'),
  ...paging,
}

export const customerPage = page(customer).extend({ asOf: instant, position: z.int() })

export const timelineEvent = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    time: instant,
    channel: z.string(),
    source: z.string(),
    import: z.int().optional(),
    properties: z.record(z.string(), json),
  })
  .meta({ id: 'TimelineEvent' })

const provenance = z
  .record(
    z.string(),
    z.strictObject({ source: z.string(), import: z.int().nullable(), at: instant }),
  )
  .describe('By field: who said it, the import that brought it, and since when it holds')

const noticed = {
  noticed: instant.describe('When it was taken in'),
  import: z.int().nullable().describe('The import that it was part of'),
}

/** Something that became of a customer. */
export const historyEntry = z
  .discriminatedUnion('what', [
    z.strictObject({
      what: z.literal('value'),
      field: z.string(),
      old: json,
      new: json,
      source: z.string(),
      at: instant.describe('Since when it holds'),
      ...noticed,
    }),
    z.strictObject({
      what: z.enum(['identifier', 'identifier lost']),
      kind: z.string(),
      value: z.string(),
      ...noticed,
    }),
    z.strictObject({ what: z.enum(['made', 'removed']), ...noticed }),
  ])
  .meta({ id: 'HistoryEntry' })

/** Of two who are one: which of them stays, and by field name whose value stands. */
const mergeInput = z
  .strictObject({
    keep: customerId,
    drop: customerId.describe('Her id leads to the kept one from then on'),
    choose: z
      .record(z.string().max(100), z.enum(['keep', 'drop']))
      .default({})
      .describe("By field; where nothing is said the kept one's value stands, if she has one"),
  })
  .meta({ id: 'Merge' })

export const customerRoutes = {
  ...editRoutes,
  ...identifierRoutes,
  ...customerLedgerRoutes,
  merge: {
    method: 'POST',
    path: '/api/customers/merge',
    tag: 'customers',
    summary: 'Merge two customers who are one; undoing that import parts them again',
    scope: 'customers:write',
    body: mergeInput,
    response: z.strictObject({ import: z.int() }),
    status: 202,
  },
  previewMerge: {
    method: 'POST',
    path: '/api/customers/merge/preview',
    tag: 'customers',
    summary: 'The customer that merging two would make, and where they differ; nothing is written',
    scope: 'customers:read',
    body: mergeInput,
    response: z.strictObject({
      customer,
      differ: z.array(
        z.strictObject({
          field: z.string(),
          keep: json,
          drop: json,
          chosen: z.enum(['keep', 'drop']),
        }),
      ),
    }),
  },
  unmerge: {
    method: 'POST',
    path: '/api/customers/:id/unmerge',
    tag: 'customers',
    summary: 'Part a customer from the one into whom she was merged',
    scope: 'customers:write',
    params: byId,
    response: z.strictObject({ import: z.int(), undo: z.int() }),
    status: 202,
  },
  list: {
    method: 'GET',
    path: '/api/customers',
    tag: 'customers',
    summary: 'List customers, by search and by a condition in text',
    scope: 'customers:read',
    query: z.strictObject({ condition: conditionText.optional(), ...listing }),
    response: customerPage,
  },
  query: {
    method: 'POST',
    path: '/api/customers/query',
    tag: 'customers',
    summary: 'List customers, by search and by a condition in text or JSON',
    scope: 'customers:read',
    body: z.strictObject({
      condition: conditionJson.optional(),
      text: conditionText.optional(),
      ...listing,
    }),
    response: customerPage,
  },
  export: {
    method: 'GET',
    path: '/api/customers/export',
    tag: 'customers',
    summary: 'Everyone, or who meets a search and a condition in text, as one file',
    scope: 'customers:export',
    query: z.strictObject({
      condition: conditionText.optional(),
      search: listing.search,
      ...exporting,
    }),
    response: exportedCustomer,
    stream: Object.values(exportMediaTypes),
  },
  create: {
    method: 'POST',
    path: '/api/customers',
    tag: 'customers',
    summary: 'Create the customer with these identifiers, or change who has them',
    scope: 'customers:write',
    body: customerInput,
    response: written,
    late: true,
  },
  read: {
    method: 'GET',
    path: '/api/customers/:id',
    tag: 'customers',
    summary: 'Read a customer, and where her values come from',
    scope: 'customers:read',
    params: byId,
    query: z.strictObject({ provenance: z.enum(['true', 'false']).default('false') }),
    response: placedCustomer.extend({ provenance: provenance.optional() }),
  },
  find: {
    method: 'GET',
    path: '/api/customers/by/:kind/:value',
    tag: 'customers',
    summary: 'Read the customer who has an identifier (user_id, email, phone, document …)',
    scope: 'customers:read',
    params: z.strictObject({ kind: identifierKind, value: z.string().min(1).max(500) }),
    response: placedCustomer,
  },
  change: {
    method: 'PATCH',
    path: '/api/customers/:id',
    tag: 'customers',
    summary: 'Change fields of a customer; null takes a value away',
    scope: 'customers:write',
    params: byId,
    body: customerInput.omit({ identifiers: true }),
    response: written,
    late: true,
  },
  remove: {
    method: 'DELETE',
    path: '/api/customers/:id',
    tag: 'customers',
    summary:
      'Delete a customer with fields, identifiers, events and memberships; what arrives later is refused',
    scope: 'customers:erase',
    params: byId,
    response: arrived,
    late: true,
  },
  lift: {
    method: 'POST',
    path: '/api/customers/lift',
    tag: 'customers',
    summary: 'Let somebody who was deleted be known again by these identifiers',
    scope: 'privacy',
    body: z.strictObject({ identifiers }),
    response: arrived,
    late: true,
  },
  events: {
    method: 'GET',
    path: '/api/customers/:id/events',
    tag: 'customers',
    summary: "A customer's events, latest first",
    scope: 'customers:read',
    params: byId,
    query: z.strictObject({
      name: z.string().min(1).max(200).optional().describe('Only events of this name'),
      channel: z.string().max(100).optional().describe('Only those on this channel'),
      ...paging,
    }),
    response: page(timelineEvent),
  },
  eventKinds: {
    method: 'GET',
    path: '/api/customers/:id/events/kinds',
    tag: 'customers',
    summary: 'How many events of each name a customer has on each channel, most first',
    scope: 'customers:read',
    params: byId,
    response: z.strictObject({
      items: z.array(z.strictObject({ name: z.string(), channel: z.string(), count: z.int() })),
    }),
  },
  history: {
    method: 'GET',
    path: '/api/customers/:id/history',
    tag: 'customers',
    summary: "What became of a customer's values and identifiers, latest first",
    scope: 'customers:read',
    params: byId,
    query: z.strictObject(paging),
    response: page(historyEntry),
  },
  identifiers: {
    method: 'GET',
    path: '/api/customers/:id/identifiers',
    tag: 'customers',
    summary: 'The identifiers that a customer has, since when, and what messages named with them',
    scope: 'customers:read',
    params: byId,
    response: z.strictObject({ items: z.array(heldIdentifier) }),
  },
  segments: {
    method: 'GET',
    path: '/api/customers/:id/segments',
    tag: 'customers',
    summary:
      'The segments that a customer is in, and since when; with an ETag, the same as long as these are',
    scope: 'customers:read',
    params: byId,
    response: z.strictObject({
      items: z.array(
        z.strictObject({
          id: z.int(),
          name: z.string(),
          since: instant
            .nullable()
            .describe('Null as long as the segment is not filled by its present definition'),
          asOf: instant,
        }),
      ),
    }),
  },
  meets: {
    method: 'POST',
    path: '/api/customers/:id/meets',
    tag: 'customers',
    summary: 'Does a customer meet a condition, or is she in a segment, now or at an instant?',
    scope: 'customers:read',
    params: byId,
    body: z.strictObject(question),
    response: z.strictObject({
      meets: z.boolean(),
      asOf: instant,
      nextChangeAt: instant
        .nullable()
        .describe(
          'When something that the condition looks at is another with no new data, as an event that leaves a window; null where nothing is in a hundred years',
        ),
      until: instant
        .nullable()
        .describe('When the answer itself becomes the contrary with no new data; null where never'),
    }),
  },
  consents: {
    method: 'GET',
    path: '/api/customers/:id/consents',
    tag: 'customers',
    summary: "A customer's consents, latest first",
    scope: 'customers:read',
    params: byId,
    response: z.strictObject({
      items: z.array(
        z.strictObject({
          purpose: z.string(),
          channel: z.string(),
          state: z.enum(['granted', 'denied']),
          at: instant,
          source: z.string(),
          evidence: z.string(),
        }),
      ),
    }),
  },
} as const satisfies Record<string, Route>
