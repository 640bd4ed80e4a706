import { z } from 'zod'
import type { Condition } from '../domain/segment/condition.ts'
import { id, inLocale, instant, line } from './parts.ts'
import type { Route } from './route.ts'

/**
 * A condition, in either of its forms. Its JSON is checked by the domain, which says where the mistake
 * is and how to mend it better than a schema's union can; the schema only describes it.
 */
export const conditionJson = z
  .custom<Condition>((x) => typeof x === 'object' && x !== null)
  .meta({
    id: 'Condition',
    type: 'object',
    description:
      'A tree: {"type":"all"|"any","of":[…]}, {"type":"not","of":…}, {"type":"field","field":…,"test":…}, ' +
      '{"type":"did","event":…,"where"?,"window"?,"measure"?,"test"?}, {"type":"segment","segment":id}, ' +
      '{"type":"list","list":id}, {"type":"sequence","steps":[{"event":…,"where"?,' +
      '"within"?,"never"?:true,"same"?,"as"?},…],"window"?}, ' +
      '{"type":"consent","state":"granted"|"denied"|"unasked","purpose":…,"channel"?}, ' +
      '{"type":"rank","side":"top"|"bottom","n":…,"percent"?:true,"by":{"type":"field","field":…}|' +
      '{"type":"did","event":…,"where"?,"window"?,"measure"?},"among"?}, ' +
      '{"type":"sample","percent":…,"seed":…}. In a where {"type":"property","property":…,"test":…} is of the event or ' +
      'item, and with the property product.NAME of a field of the product that it names.',
  })

export const conditionText = z
  .string()
  .max(100_000)
  .meta({ description: 'did "Order Completed" at least 2 times and city = "Recife"' })

/** A condition as a sentence that nobody has to learn to read; no two conditions read the same. */
export const reading = z.string().meta({
  description: 'Placed an order at least 2 times in the past 90 days',
})

/** Something odd about a condition, found by reasoning before anybody is asked; it is no mistake. */
export const warning = z
  .strictObject({
    where: z.string().describe('Of which part: `of[1].of`; empty for the whole'),
    verdict: z
      .enum(['never', 'always'])
      .describe('The whole stays as it is when that part is put as no one, or as everyone'),
    reading: z.string().describe('What it is and of what it follows, as a sentence'),
  })
  .meta({ id: 'Warning' })

export type Warning = z.infer<typeof warning>

/** Of a condition that can be answered: parts that never hold or always do, or add or take out nobody. */
export const warnings = z
  .array(warning)
  .describe('Parts that can never hold or always do, or that add or take out nobody, with why')

/** Exactly one of the two forms, and the instant as of which it is asked. */
export const asked = {
  condition: conditionJson.optional(),
  text: conditionText.optional(),
  at: instant.optional().describe('As of this instant; now when left out'),
}

/** A condition, or a saved segment by id or name; with `at`, or without one for a condition, it is computed anew. */
export const question = { ...asked, segment: z.union([id, line]).optional() }

export const conditionRoutes = {
  read: {
    method: 'POST',
    path: '/api/conditions',
    tag: 'conditions',
    summary:
      'Read a condition given as text or JSON, check it, and answer both forms, normal, and its sentence',
    scope: 'segments:read',
    query: inLocale,
    body: z.strictObject({ condition: asked.condition, text: asked.text }),
    response: z.strictObject({ condition: conditionJson, text: z.string(), reading, warnings }),
  },
} as const satisfies Record<string, Route>
