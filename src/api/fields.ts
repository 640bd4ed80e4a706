import { z } from 'zod'
import { fieldTypes } from '../domain/customer/field.ts'
import { done, line } from './parts.ts'
import type { Route } from './route.ts'

const name = z
  .string()
  .regex(/^[a-z_][a-z0-9_.]*$/, 'Small letters, digits, _ and . only, beginning with a letter')
  .max(100)

/** A field as `domain/customer/field.ts` describes it. */
export const field = z
  .strictObject({
    id: z.int(),
    name,
    label: line,
    type: z.enum(fieldTypes),
    choices: z.array(line).max(1_000).optional(),
    searchable: z.boolean().describe('Found by free text'),
    filterable: z.boolean().describe('May be used in conditions and API filters'),
    identifying: z.boolean().describe('Says directly who somebody is: kept apart'),
    sensitive: z.boolean(),
    builtIn: z.boolean(),
    archived: z.boolean(),
  })
  .meta({ id: 'Field' })

const flags = {
  label: line,
  choices: z.array(line).min(1).max(1_000),
  searchable: z.boolean(),
  filterable: z.boolean(),
  sensitive: z.boolean(),
}

export const newField = z
  .strictObject({
    name,
    type: z.enum(fieldTypes),
    identifying: z.boolean().default(false),
    label: flags.label.optional(),
    choices: flags.choices.optional(),
    searchable: flags.searchable.default(false),
    filterable: flags.filterable.default(true),
    sensitive: flags.sensitive.default(false),
  })
  .meta({ id: 'NewField' })

const byName = z.strictObject({ name })

export const fieldRoutes = {
  list: {
    method: 'GET',
    path: '/api/fields',
    tag: 'fields',
    summary: 'List the fields, built in and made here',
    scope: 'read',
    response: z.strictObject({ items: z.array(field) }),
  },
  create: {
    method: 'POST',
    path: '/api/fields',
    tag: 'fields',
    summary: 'Make a field',
    scope: 'write',
    body: newField,
    response: field,
    status: 201,
  },
  change: {
    method: 'PATCH',
    path: '/api/fields/:name',
    tag: 'fields',
    summary: 'Change label, choices and flags; stored values are indexed anew by a job',
    scope: 'write',
    params: byName,
    body: z.strictObject({ ...flags, archived: z.boolean() }).partial(),
    response: field,
  },
  archive: {
    method: 'DELETE',
    path: '/api/fields/:name',
    tag: 'fields',
    summary: 'Put a field of the shop away; its values stay',
    scope: 'write',
    params: byName,
    response: done,
  },
} as const satisfies Record<string, Route>
