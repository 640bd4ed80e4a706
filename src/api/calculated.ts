import { z } from 'zod'
import { fieldTypes } from '../domain/customer/field.ts'
import { id, instant, json, line } from './parts.ts'
import type { Route } from './route.ts'

const name = z
  .string()
  .regex(/^[a-z_][a-z0-9_.]*$/, 'Small letters, digits, _ and . only, beginning with a letter')
  .max(100)

const text = z
  .string()
  .max(100_000)
  .describe('field spend_90 = sum of total of "Order Completed" in last 90 days')

const calculation = json.describe(
  '{"type":"condition","condition":…}, {"type":"measure","of":…} (a did without its test), or ' +
    '{"type":"segmentation","cases":[{"value":…,"condition":…}],"rest":…}, {"type":"formula","formula":…}, ' +
    '{"type":"affinity","affinity":{"of":…,"weights"?:[{"event":…,"weight":…}],"halvedEvery":days,"shareOf"?}}',
)

export const calculated = z
  .strictObject({
    id: z.int(),
    name,
    label: line,
    description: z.string(),
    type: z.enum(fieldTypes).describe('What its values are'),
    calculation,
    text,
    version: z.int(),
    archived: z.boolean(),
    created: instant,
    updated: instant,
  })
  .meta({ id: 'CalculatedField' })

const words = {
  label: line.optional(),
  description: z.string().max(2_000).optional(),
}

const byName = z.strictObject({ name })
const users = z.array(z.strictObject({ id, name: z.string() }))

export const calculatedRoutes = {
  list: {
    method: 'GET',
    path: '/api/calculated-fields',
    tag: 'fields',
    summary:
      'List the calculated fields: measures, segmentations, and conditions read as yes or no',
    scope: 'fields:read',
    response: z.strictObject({ items: z.array(calculated) }),
  },
  create: {
    method: 'POST',
    path: '/api/calculated-fields',
    tag: 'fields',
    summary: 'Make a calculated field, given as text, or by name and definition',
    scope: 'fields:write',
    body: z.strictObject({
      text: text.optional(),
      name: name.optional(),
      calculation: calculation.optional(),
      ...words,
    }),
    response: calculated,
    status: 201,
  },
  read: {
    method: 'GET',
    path: '/api/calculated-fields/:name',
    tag: 'fields',
    summary: 'Read a calculated field, and what uses it',
    scope: 'fields:read',
    params: byName,
    response: calculated.extend({
      usedBy: z.strictObject({
        segments: users,
        promotions: users,
        fields: z.array(z.string()).describe('Calculated ones'),
        views: users,
      }),
    }),
  },
  change: {
    method: 'PATCH',
    path: '/api/calculated-fields/:name',
    tag: 'fields',
    summary:
      'Change a calculated field: another definition is another version, and what rests on it is found anew',
    scope: 'fields:write',
    params: byName,
    body: z
      .strictObject({
        name: name.describe('Conditions, other calculated fields and views go on with it'),
        text: text.describe('Of that name'),
        calculation,
        label: line,
        description: z.string().max(2_000),
        archived: z.boolean(),
        version: z.int().describe('The version that is changed; refused when another stands'),
      })
      .partial(),
    response: calculated,
  },
  versions: {
    method: 'GET',
    path: '/api/calculated-fields/:name/versions',
    tag: 'fields',
    summary: 'The versions of a calculated field, latest first',
    scope: 'fields:read',
    params: byName,
    response: z.strictObject({
      items: z.array(
        z.strictObject({ version: z.int(), calculation, text: z.string(), at: instant }),
      ),
    }),
  },
  ready: {
    method: 'GET',
    path: '/api/ready-fields',
    tag: 'fields',
    summary:
      'Calculated fields that are offered: what each is for, and whether the shop has it or can',
    scope: 'fields:read',
    response: z.strictObject({
      items: z.array(
        z.strictObject({
          group: z.string(),
          name,
          label: line,
          description: z.string(),
          text: z.string(),
          there: z.boolean().describe('The shop has a field of that name'),
          wants: z
            .string()
            .nullable()
            .describe('What it wants to be made: often another of these; null where nothing'),
        }),
      ),
    }),
  },
  effect: {
    method: 'POST',
    path: '/api/calculated-fields/effect',
    tag: 'fields',
    summary: 'What making or changing a calculated field so would do; nothing is changed',
    scope: 'fields:read',
    body: z.strictObject({
      text: text.optional(),
      name: name.optional(),
      calculation: calculation.optional(),
    }),
    response: z.strictObject({
      name,
      exists: z.boolean().describe('It would be changed, not made'),
      text: z.string(),
      fields: z.array(z.string()).describe('Calculated fields that rest on it'),
      segments: z
        .array(
          z.strictObject({
            id,
            name: z.string(),
            before: z.int().nullable().describe('Members now; null beyond the first twenty'),
            after: z.int().nullable().describe('Members with this definition'),
          }),
        )
        .describe('Segments that rest on it'),
    }),
  },
} as const satisfies Record<string, Route>
