import { z } from 'zod'
import { calculated } from './calculated.ts'
import { folderId } from './folders.ts'
import { id, idText, inLocale, json, line } from './parts.ts'
import { shownStates } from './promotionParts.ts'
import type { Route } from './route.ts'
import { oneSegment } from './segments.ts'

const fieldName = z
  .string()
  .regex(/^[a-z_][a-z0-9_.]*$/, 'Small letters, digits, _ and . only, beginning with a letter')
  .max(60)

const byId = z.strictObject({ id: idText })
const users = z.array(z.strictObject({ id, name: z.string() }))

/** Segments read as fields, and values of fields opened as segments. */
export const segmentFieldRoutes = {
  read: {
    method: 'POST',
    path: '/api/segments/:id/fields',
    tag: 'segments',
    summary:
      'Make a segment readable as a yes or no under a name, wherever fields are; asked again, the same one',
    scope: 'segments:write',
    params: byId,
    body: z.strictObject({
      name: fieldName,
      label: line.optional().describe("The segment's name when left out"),
    }),
    response: calculated,
  },
  usage: {
    method: 'GET',
    path: '/api/segments/:id/usage',
    tag: 'segments',
    summary: 'What uses a segment, as which fields it is read, and what it uses itself',
    scope: 'segments:read',
    params: byId,
    response: z
      .strictObject({
        fields: z
          .array(
            z.strictObject({
              name: z.string(),
              reads: z.boolean().describe('It says no more than who is in it'),
            }),
          )
          .describe('Calculated ones'),
        segments: users,
        promotions: z.array(z.strictObject({ id, name: z.string(), state: z.enum(shownStates) })),
        views: users,
        uses: z.strictObject({
          fields: z.array(z.string()),
          events: z.array(z.string()),
          segments: users,
          lists: users,
        }),
      })
      .meta({ id: 'SegmentUsage' }),
  },
  open: {
    method: 'POST',
    path: '/api/fields/:name/segments',
    tag: 'fields',
    summary:
      'Open a value of a yes or no or a choice, stored or calculated, as a segment; asked again, the same one',
    scope: 'segments:write',
    params: z.strictObject({ name: fieldName }),
    query: inLocale,
    body: z.strictObject({
      value: json.optional().describe('true when left out; of a choice one of its values'),
      name: line.optional().describe("Of the segment; made of the field's label when left out"),
      folder: folderId.optional(),
    }),
    response: oneSegment,
  },
} as const satisfies Record<string, Route>
