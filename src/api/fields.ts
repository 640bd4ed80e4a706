import { z } from 'zod'
import { fieldOwners, fieldTypes } from '../domain/customer/field.ts'
import { job } from './jobs.ts'
import { done, json, line } from './parts.ts'
import type { Route } from './route.ts'

const name = z
  .string()
  .regex(/^[a-z_][a-z0-9_.]*$/, 'Small letters, digits, _ and . only, beginning with a letter')
  .max(100)

const of = z.enum(fieldOwners).describe('What has it; customers when left out')
const currency = z.string().length(3).describe("Of money: ISO 4217; the shop's when left out")
const wins = line.describe('The source whose values those of others do not replace')
const required = z.boolean().describe('Who is made by a form, a file or the API has a value')
const unique = z.boolean().describe('No two have the same value, whatever case and accents')

/** A field as `domain/customer/field.ts` describes it. */
export const field = z
  .strictObject({
    id: z.int(),
    of,
    name,
    label: line,
    description: z.string(),
    group: z.string(),
    type: z.enum(fieldTypes),
    choices: z.array(line).max(1_000).optional(),
    searchable: z.boolean().describe('Found by free text'),
    filterable: z.boolean().describe('May be used in conditions and API filters'),
    identifying: z.boolean().describe('Says directly who somebody is: kept apart'),
    sensitive: z.boolean(),
    required,
    unique,
    default: json.optional().describe('Given to whoever is new and has no value'),
    currency: currency.optional(),
    wins: wins.optional(),
    formerNames: z.array(z.string()).describe('What arrives under these names is still its own'),
    builtIn: z.boolean(),
    archived: z.boolean(),
    work: z
      .strictObject({
        job: z.int(),
        task: z.string(),
        done: z.number(),
        total: z.number().nullable(),
      })
      .optional()
      .describe('The job that goes through its values: how many records are done'),
  })
  .meta({ id: 'Field' })

const words = {
  label: line,
  description: z.string().max(2_000),
  group: z.string().max(200).describe('The heading under which it is shown'),
  choices: z.array(line).min(1).max(1_000),
}

const flags = {
  searchable: z.boolean(),
  filterable: z.boolean(),
  sensitive: z.boolean(),
  required,
}

export const newField = z
  .strictObject({
    of: of.default('customer'),
    name,
    type: z.enum(fieldTypes),
    ...z.strictObject(words).partial().shape,
    identifying: z.boolean().default(false),
    searchable: flags.searchable.default(false),
    filterable: flags.filterable.default(true),
    sensitive: flags.sensitive.default(false),
    required: required.default(false),
    unique: unique.default(false),
    default: json.optional(),
    currency: currency.optional(),
    wins: wins.optional(),
    form: z.int().min(1).optional().describe('The form onto which it is put'),
  })
  .meta({ id: 'NewField' })

const fieldChange = z
  .strictObject({
    name: name.describe(
      'Conditions, views, forms and templates go on with it; what arrives under the old one too',
    ),
    formerNames: z
      .array(name)
      .describe('Those to be kept of the former names; one left out is free'),
    ...words,
    ...flags,
    unique: unique.describe('Made so by a job, which is refused while two have the same value'),
    archived: z.boolean(),
    default: json.describe('Null for none'),
    currency: currency.nullable(),
    wins: wins.nullable(),
  })
  .partial()
  .meta({ id: 'FieldChange' })

const byName = z.strictObject({ name })
const users = z.array(z.strictObject({ id: z.int(), name: z.string() }))

/** The result of a job that tries or changes a type. */
export const conversion = z.object({
  converted: z.int(),
  failed: z.int(),
  examples: z.array(z.object({ value: json, reason: z.string() })),
})

const fieldUsage = z
  .strictObject({
    segments: users,
    promotions: users,
    calculated: z.array(z.string()).describe('Calculated fields that speak of it'),
    clusters: users.describe('That it is'),
    views: users,
    forms: users,
    templates: users.describe('Of imports'),
    total: z.int().describe('Customers, or products or places where it is a field of theirs'),
    filled: z.int().describe('Who has a value'),
    share: z.number().describe('Of the total, from 0 to 1'),
    distinct: z.int().describe('Different values'),
    moreDistinct: z.boolean().describe('There are more different values than were counted'),
    sources: z
      .array(z.strictObject({ source: z.string(), count: z.int() }))
      .describe('Who said the values, most first; not known of products and places'),
  })
  .meta({ id: 'FieldUsage' })
const ofThose = z.strictObject({ of: of.default('customer') })

export const fieldRoutes = {
  list: {
    method: 'GET',
    path: '/api/fields',
    tag: 'fields',
    summary: 'List the fields, built in and made here',
    scope: 'fields:read',
    query: ofThose,
    response: z.strictObject({ items: z.array(field) }),
  },
  create: {
    method: 'POST',
    path: '/api/fields',
    tag: 'fields',
    summary: 'Make a field',
    scope: 'fields:write',
    body: newField,
    response: field,
    status: 201,
  },
  read: {
    method: 'GET',
    path: '/api/fields/:name',
    tag: 'fields',
    summary: 'Read a field, and how far the job is that goes through its values',
    scope: 'fields:read',
    params: byName,
    query: ofThose,
    response: field,
  },
  change: {
    method: 'PATCH',
    path: '/api/fields/:name',
    tag: 'fields',
    summary:
      'Change what is said of a field and its flags; stored values are indexed anew by a job',
    scope: 'fields:write',
    params: byName,
    query: ofThose,
    body: fieldChange,
    response: field,
  },
  changeType: {
    method: 'POST',
    path: '/api/fields/:name/type',
    tag: 'fields',
    summary: 'Try another type on all values of a field, or change it to that, by a job',
    scope: 'fields:write',
    params: byName,
    query: ofThose,
    body: z.strictObject({
      type: z.enum(fieldTypes),
      choices: words.choices.optional(),
      dryRun: z.boolean().default(false).describe('Only count what would not convert, and why'),
    }),
    response: job,
    status: 202,
  },
  usage: {
    method: 'GET',
    path: '/api/fields/:name/usage',
    tag: 'fields',
    summary: 'What uses a field, and how filled it is',
    scope: 'fields:read',
    params: byName,
    query: ofThose,
    response: fieldUsage,
  },
  archive: {
    method: 'DELETE',
    path: '/api/fields/:name',
    tag: 'fields',
    summary: 'Put a field of the shop away; its values stay',
    scope: 'fields:write',
    params: byName,
    query: ofThose,
    response: done,
  },
} as const satisfies Record<string, Route>
