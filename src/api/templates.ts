import { z } from 'zod'
import { models } from '../domain/segment/templates/template.ts'
import { conditionJson, reading } from './condition.ts'
import { folderId } from './folders.ts'
import { inLocale, line } from './parts.ts'
import type { Route } from './route.ts'
import { oneSegment, size } from './segments.ts'

const lacks = z
  .array(z.string())
  .describe(
    'What the shop does not know yet and how it comes to know it; empty where nothing is missing',
  )

const about = {
  id: z.string(),
  model: z.enum(models),
  modelName: z.string(),
  name: z.string(),
  purpose: z.string().describe('What it is for'),
}

const filling = z
  .strictObject({
    role: z.string().describe('What the template calls it'),
    name: z.string(),
    filledBy: z
      .string()
      .nullable()
      .describe(
        'A field, an event, a property (`items.brand` of the items), a purpose; null: nothing',
      ),
    guessed: z.enum(['choice', 'name', 'part of the name']).nullable().describe('How it was found'),
    others: z.array(z.string()).describe('What else could fill it'),
  })
  .meta({ id: 'TemplateRole' })

const settled = z
  .strictObject({
    name: z.string(),
    label: z.string(),
    type: z.enum(['number', 'values', 'choice']),
    unit: z.string().nullable(),
    value: z.union([z.number(), z.string(), z.array(z.string())]),
    from: z.enum(['choice', 'shop', 'default']).describe('`shop`: suggested from what is known'),
    basis: z.string().nullable().describe('Why this value is suggested'),
    least: z.number().nullable(),
    most: z.number().nullable(),
    options: z
      .array(z.strictObject({ value: z.string(), label: z.string(), count: z.int().nullable() }))
      .describe('What may be chosen: of values those there are, with how often they were seen'),
  })
  .meta({ id: 'TemplateParameter' })

const offered = z
  .strictObject({
    ...about,
    action: z.string().describe('What to do with the people in it'),
    draft: z.string().describe('A first idea of a campaign'),
    lacks,
    mapping: z.array(filling),
    parameters: z.array(settled),
    condition: conditionJson.nullable().describe('Null where something is missing'),
    text: z.string().nullable(),
    reading: reading.nullable(),
    size: size.nullable(),
  })
  .meta({ id: 'Template' })

const byId = z.strictObject({ id: z.string().min(1).max(60) })

const wishes = {
  mapping: z
    .record(z.string(), line)
    .default({})
    .describe(
      'By role what fills it instead, or - for nothing: {"gender":"sexo","bought_brand":"items.marca"}',
    ),
  parameters: z
    .record(z.string(), z.union([z.number(), line, z.array(line).min(1).max(1_000)]))
    .default({})
    .describe('By parameter its value: {"from":30,"values":["Recife"]}'),
}

export const templateRoutes = {
  list: {
    method: 'GET',
    path: '/api/templates',
    tag: 'templates',
    summary: 'List the templates of segments, and what this shop lacks for each',
    scope: 'segments:read',
    query: inLocale,
    response: z.strictObject({ items: z.array(z.strictObject({ ...about, lacks })) }),
  },
  read: {
    method: 'GET',
    path: '/api/templates/:id',
    tag: 'templates',
    summary: 'A template with this shop’s own names and with thresholds suggested from its data',
    scope: 'segments:read',
    params: byId,
    query: inLocale,
    response: offered,
  },
  offer: {
    method: 'POST',
    path: '/api/templates/:id/offer',
    tag: 'templates',
    summary: 'The same with other names or thresholds; nothing is saved',
    scope: 'segments:read',
    params: byId,
    query: inLocale,
    body: z.strictObject(wishes),
    response: offered,
  },
  use: {
    method: 'POST',
    path: '/api/templates/:id/segments',
    tag: 'templates',
    summary:
      'Save a template as a segment and find its members; given again it is the segment that is there',
    scope: 'segments:write',
    params: byId,
    query: inLocale,
    body: z.strictObject({ name: line.optional(), folder: folderId.optional(), ...wishes }),
    response: oneSegment,
    status: 201,
  },
} as const satisfies Record<string, Route>
