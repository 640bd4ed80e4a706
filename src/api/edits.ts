import { z } from 'zod'
import { asked } from './condition.ts'
import { ofEveryRun } from './undo.ts'
import { customerId, id, instant, json, jsonBy, line } from './parts.ts'
import type { Route } from './route.ts'

const name = z.string().min(1).max(100)
const elements = z.record(name, z.array(line).min(1).max(100))

/** One change for many customers. Who: a condition, or some by their ids. */
const edit = {
  condition: asked.condition,
  text: asked.text,
  customers: z.array(customerId).min(1).max(10_000).optional(),
  set: jsonBy(name).default({}).describe('Values by field; null takes a value away'),
  include: elements.default({}).describe('By field what comes into a list of texts: tags, say'),
  exclude: elements.default({}).describe('By field what goes from a list of texts'),
  addTo: z.array(id).max(100).default([]).describe('Ids of lists onto which they come'),
  removeFrom: z.array(id).max(100).default([]).describe('Ids of lists that they leave'),
}

/** A run that changes many customers at once. */
export const editRun = z
  .strictObject({
    ...ofEveryRun,
    kind: z.enum(['bulk', 'clean']).describe('clean: values were mended'),
    result: z
      .strictObject({
        rows: z.int().describe('Customers whom it was for'),
        changed: z.int(),
        rejected: z.int(),
      })
      .nullable(),
  })
  .meta({ id: 'EditRun' })

export const editRoutes = {
  edit: {
    method: 'POST',
    path: '/api/customers/edit',
    tag: 'customers',
    summary: 'Change many customers at once; it is a run of imports, which can be undone',
    scope: 'customers:write',
    body: z.strictObject(edit),
    response: editRun,
    status: 202,
  },
  previewEdit: {
    method: 'POST',
    path: '/api/customers/edit/preview',
    tag: 'customers',
    summary: 'How many customers a change would be for, and of some what would change',
    scope: 'customers:read',
    body: z.strictObject(edit),
    response: z.strictObject({
      count: z.int(),
      asOf: instant,
      sample: z.array(
        z.strictObject({
          customer: customerId,
          changes: z.array(z.strictObject({ field: z.string(), before: json, after: json })),
        }),
      ),
    }),
  },
} as const satisfies Record<string, Route>
