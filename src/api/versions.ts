import { z } from 'zod'
import { asked, conditionJson, reading } from './condition.ts'
import { customer } from './customers.ts'
import { id, idText, inLocale, instant } from './parts.ts'
import type { Route } from './route.ts'

const version = z.strictObject({
  version: z.int(),
  condition: conditionJson,
  text: z.string(),
  reading,
  at: instant,
  by: z.string().describe('Who saved it: the name of a key'),
})

const versionNumber = z.coerce.number<number | string>().pipe(z.int().min(1))

const change = z
  .strictObject({
    what: z.enum(['added', 'removed', 'changed', 'joined', 'reordered']),
    sentence: z.string(),
  })
  .meta({ id: 'ConditionChange', description: 'One thing in which two conditions differ' })

const some = z.strictObject({ count: z.int(), sample: z.array(customer) })

const byId = z.strictObject({ id: idText })

/** The versions of a segment, and what another definition would bring about. */
export const versionRoutes = {
  versions: {
    method: 'GET',
    path: '/api/segments/:id/versions',
    tag: 'segments',
    summary: 'The versions of a segment, latest first, each with what it changed',
    scope: 'segments:read',
    params: byId,
    query: inLocale,
    response: z.strictObject({
      items: z.array(
        version.extend({
          changes: z.array(z.string()).describe('Against the version before, in sentences'),
        }),
      ),
    }),
  },
  compareVersions: {
    method: 'GET',
    path: '/api/segments/:id/versions/compare',
    tag: 'segments',
    summary: 'In what two versions of a segment differ, part by part, in sentences',
    scope: 'segments:read',
    params: byId,
    query: inLocale.extend({
      from: versionNumber,
      to: versionNumber.optional().describe('The one that stands when left out'),
    }),
    response: z.strictObject({ from: version, to: version, changes: z.array(change) }),
  },
  effect: {
    method: 'POST',
    path: '/api/segments/:id/effect',
    tag: 'segments',
    summary:
      'Who would enter and leave a segment by another definition, and what that does to all that speaks of it; nothing is written',
    scope: 'segments:read',
    params: byId,
    query: inLocale,
    body: z.strictObject({
      condition: asked.condition,
      text: asked.text,
      to: z.int().min(1).optional().describe('An earlier version in place of a condition'),
      samples: z.int().min(0).max(50).default(5).describe('How many of each are shown'),
    }),
    response: z.strictObject({
      asOf: instant.describe('Both definitions are asked as of this instant'),
      text: z.string(),
      reading,
      changes: z.array(change),
      before: z.int(),
      after: z.int(),
      stays: z.int(),
      enters: some,
      leaves: some,
      dependents: z
        .array(
          z.strictObject({
            kind: z.enum(['segment', 'field', 'view']),
            id,
            name: z.string(),
            enters: z.int(),
            leaves: z.int(),
            stays: z.int(),
          }),
        )
        .describe(
          'Segments, values of calculated fields and saved views that speak of it, directly or by way of another',
        ),
    }),
  },
} as const satisfies Record<string, Route>
