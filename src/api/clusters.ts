import { z } from 'zod'
import { id, idText, instant, line } from './parts.ts'
import { definition, shownStates } from './promotionParts.ts'
import type { Route } from './route.ts'

const fieldName = z
  .string()
  .regex(/^[a-z_][a-z0-9_.]*$/, 'Small letters, digits, _ and . only, beginning with a letter')
  .max(60)

/** What there is of the way from a name to its promotion. */
const step = z.strictObject({
  step: z.enum(['field', 'flags', 'form', 'filled', 'promotion']),
  state: z
    .enum(['done', 'waiting', 'open'])
    .describe('Done, on its way (an index, a draft), or still to be done'),
  now: z
    .enum(['made', 'there'])
    .nullable()
    .describe('What this call did: made it, or found it there; null where it did nothing'),
  says: z.string(),
  fix: z.string().nullable().describe('How it is done, or gone on with; null where it is done'),
})

const users = z.array(z.strictObject({ id, name: z.string() }))

const cluster = z
  .strictObject({
    id,
    name: line,
    field: z.string().describe('By which conditions, promotions and exports speak of it'),
    type: z.enum(['yes-no', 'choice']),
    choices: z.array(z.string()),
    filling: z
      .enum(['values', 'condition'])
      .describe('By file, API and hand; or by itself, whenever it is asked'),
    text: z.string().nullable().describe('The condition that fills it'),
    customers: z
      .int()
      .nullable()
      .describe('Who is in it now; null while that cannot be asked: its values are being indexed'),
    values: z
      .array(z.strictObject({ value: z.string(), customers: z.int() }))
      .describe('Of a choice, who has each; the fifty most frequent'),
    steps: z.array(step),
    usage: z.strictObject({
      segments: users,
      promotions: z.array(z.strictObject({ id, name: z.string(), state: z.enum(shownStates) })),
      fields: z.array(z.string()).describe('Calculated ones'),
      views: users,
    }),
    created: instant,
  })
  .meta({ id: 'Cluster' })

const byId = z.strictObject({ id: idText })

export const clusterRoutes = {
  list: {
    method: 'GET',
    path: '/api/clusters',
    tag: 'clusters',
    summary: 'List the clusters: how far each is, who is in it and what uses it',
    scope: 'segments:read',
    response: z.strictObject({ items: z.array(cluster) }),
  },
  create: {
    method: 'POST',
    path: '/api/clusters',
    tag: 'clusters',
    summary:
      'Make a cluster, from its field to its promotion, or go on where an earlier call stopped',
    scope: 'segments:write',
    body: z.strictObject({
      name: line,
      field: fieldName.optional().describe('Made from the name when left out'),
      type: z.enum(['yes-no', 'choice']).optional().describe('yes-no when left out'),
      choices: z.array(line).min(1).max(1_000).optional(),
      from: z
        .string()
        .min(1)
        .max(100_000)
        .optional()
        .describe(
          'The condition by which it fills itself, as text; of a choice "gold" when …, else "none"',
        ),
      form: z.boolean().default(true).describe('Put it onto the form that every shop has'),
      promotion: z
        .strictObject({
          name: line,
          description: z.string().max(2_000).default(''),
          promotion: definition,
        })
        .optional()
        .describe('For those who are in it, where it names no customers'),
      start: z.boolean().default(false).describe('Start the promotion'),
    }),
    response: cluster,
  },
  read: {
    method: 'GET',
    path: '/api/clusters/:id',
    tag: 'clusters',
    summary: 'Read a cluster',
    scope: 'segments:read',
    params: byId,
    response: cluster,
  },
  remove: {
    method: 'DELETE',
    path: '/api/clusters/:id',
    tag: 'clusters',
    summary:
      'Take a cluster away: its draft promotion and the field that came with it are archived; refused while something uses it',
    scope: 'segments:write',
    params: byId,
    query: z.strictObject({
      dryRun: z.enum(['true', 'false']).default('false').describe('Only say what would go'),
    }),
    response: z.strictObject({
      removed: z.boolean(),
      takes: z.array(z.string()).describe('What goes, and what stays'),
    }),
  },
} as const satisfies Record<string, Route>
