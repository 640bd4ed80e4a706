import { z } from 'zod'
import { fieldTypes } from '../domain/customer/field.ts'
import { findingCodes } from '../domain/customer/quality/code.ts'
import { id, instant, json } from './parts.ts'
import { job } from './jobs.ts'
import type { Route } from './route.ts'

const words = z.strictObject({ en: z.string(), pt: z.string() })

const code = z.enum(findingCodes).meta({ id: 'FindingCode' })

const finding = z
  .strictObject({
    code,
    level: z
      .enum(['invalid', 'suspicious', 'style', 'hint'])
      .describe(
        'invalid: no value of the field as it stands; suspicious: hardly true; style: true, in a way ' +
          'of its own; hint: of the field, not its values',
      ),
    says: words,
    count: z.int().describe('Customers whose value is so'),
    share: z.number().describe('Of those who have a value'),
    values: z.int().describe('Different values among theirs'),
    examples: z
      .array(json)
      .describe('The most frequent; of identifying and sensitive fields only their form'),
    mend: words
      .nullable()
      .describe('What POST /api/quality/mends would do; null where only people can'),
    type: z.enum(fieldTypes).nullable().describe('Of other_type: which type it should be'),
  })
  .meta({ id: 'Finding' })

const fieldQuality = z
  .strictObject({
    field: z.string(),
    label: z.string(),
    filled: z.int().describe('Customers who have a value'),
    share: z.number().describe('Of all customers'),
    distinct: z.int(),
    invalid: z.int(),
    suspicious: z.int(),
    sources: z
      .array(z.strictObject({ source: z.string(), filled: z.int(), invalid: z.int() }))
      .describe('By whom the values came, the most frequent first'),
    findings: z.array(finding),
  })
  .meta({ id: 'FieldQuality' })

const report = z
  .strictObject({ job: id, at: instant, customers: z.int(), fields: z.array(fieldQuality) })
  .nullable()

const mended = z.strictObject({
  field: z.string(),
  code,
  customers: z.int().describe('Whose value becomes another'),
  values: z.int().describe('Different values among theirs'),
  examples: z
    .array(z.strictObject({ before: json, after: json, customers: z.int() }))
    .describe('The most frequent; `after` null where the value is taken away'),
  import: id
    .nullable()
    .describe('The run that does it, to be undone like any import; null if dryRun'),
})

export const qualityRoutes = {
  run: {
    method: 'POST',
    path: '/api/quality',
    tag: 'customers',
    summary: 'Look at the values of all fields anew',
    scope: 'customers:write',
    response: job,
    status: 202,
  },
  read: {
    method: 'GET',
    path: '/api/quality',
    tag: 'customers',
    summary: 'What was found about the values of each field; null before the first run',
    scope: 'customers:read',
    response: report,
  },
  mend: {
    method: 'POST',
    path: '/api/quality/mends',
    tag: 'customers',
    summary: 'Mend what was found about a field, or see what that would do',
    scope: 'customers:write',
    body: z.strictObject({ field: z.string().max(200), code, dryRun: z.boolean().default(false) }),
    response: mended,
  },
} as const satisfies Record<string, Route>
