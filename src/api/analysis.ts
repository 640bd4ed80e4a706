import { z } from 'zod'
import { asked, conditionJson, question, reading, warnings } from './condition.ts'
import { id, inLocale, instant, line } from './parts.ts'
import type { Route } from './route.ts'

/** So that a later question ends the earlier one. */
export const questionKey = z
  .string()
  .min(1)
  .max(200)
  .optional()
  .describe(
    'Yours, as one of what is being edited: a later question with the same key ends this one, which is then refused',
  )

/** How many customers a branch of a condition is about. */
export type BranchShown = {
  type: string
  reading: string
  count: number
  left: number | null
  without: number | null
  of: BranchShown[]
}

const branch: z.ZodType<BranchShown> = z
  .strictObject({
    type: z.string().describe('all, any, not, or what its test is of'),
    reading,
    count: z.int().describe('Who meets it, of everyone'),
    left: z
      .int()
      .nullable()
      .describe(
        'In an `all`, but for its first part: who meets it and what stands before it there',
      ),
    without: z
      .int()
      .nullable()
      .describe('In a group: who would meet the whole if it were not there'),
    of: z.lazy(() => z.array(branch)),
  })
  .meta({ id: 'Branch' })

const named = z.strictObject({ id, name: z.string(), count: z.int() })

const setsOf = z
  .array(z.int())
  .describe('Places of the segments, from 0, in the order in which they were asked')

const compared = z
  .strictObject({
    reading: reading.describe('What they have in common, as a sentence'),
    condition: conditionJson.describe('The same as a condition'),
    count: z.int(),
    share: z.number().describe('Of the first group, from 0 to 1'),
    otherCount: z.int(),
    otherShare: z.number(),
    lift: z.number().nullable().describe('Share over the other share; null where that is 0'),
    z: z.number().describe('By how many standard errors they are apart'),
    chance: z
      .number()
      .describe(
        'How probable so large a difference is by chance, corrected for all that was compared',
      ),
  })
  .meta({ id: 'ComparedTrait' })

const group = z.strictObject({ reading, count: z.int() })

export const analysisRoutes = {
  overlap: {
    method: 'POST',
    path: '/api/segments/overlap',
    tag: 'segments',
    summary: 'How segments overlap: up to six in all ways, more of them by two',
    scope: 'segments:read',
    body: z.strictObject({
      segments: z
        .array(z.union([id, line]))
        .min(2)
        .max(30),
      at: asked.at,
    }),
    response: z.strictObject({
      asOf: instant,
      customers: z.int().describe('Everyone there is'),
      segments: z.array(named),
      regions: z
        .array(z.strictObject({ in: setsOf, count: z.int() }))
        .nullable()
        .describe(
          'Who is in exactly these and no other of them, the most first; null where there are more than six',
        ),
      pairs: z.array(
        z.strictObject({
          in: setsOf,
          count: z.int(),
          ofFirst: z
            .number()
            .nullable()
            .describe('Which share of the first that is; null of nobody'),
          ofSecond: z.number().nullable(),
          likeness: z
            .number()
            .nullable()
            .describe('Who is in both over who is in either (Jaccard); null of nobody'),
        }),
      ),
    }),
  },
  compare: {
    method: 'POST',
    path: '/api/segments/compare',
    tag: 'segments',
    summary: 'What marks a segment out from everyone, or from another segment',
    scope: 'segments:read',
    query: inLocale,
    body: z.strictObject({
      ...question,
      with: z
        .strictObject({ segment: question.segment, text: asked.text, condition: asked.condition })
        .optional()
        .describe('With whom; everyone when left out'),
      small: z
        .int()
        .min(2)
        .max(1_000)
        .default(10)
        .describe('What would tell fewer customers than these is left out'),
      key: questionKey,
    }),
    response: z.strictObject({
      asOf: instant,
      first: group,
      second: group,
      both: z.int(),
      more: z.array(compared).describe('What the first have more, the clearest first'),
      less: z.array(compared),
      tested: z
        .int()
        .describe(
          'How many traits were compared by a two-proportion z test; chances are corrected for that (Benjamini-Hochberg), and at most 0.05 is shown',
        ),
      small: z.int().describe('How many were left out, since too few customers have or lack them'),
      fields: z.array(z.string()).describe('The fields whose values were compared'),
    }),
  },
  branches: {
    method: 'POST',
    path: '/api/segments/branches',
    tag: 'segments',
    summary: 'Count who meets each branch of a condition, and what each does to the whole',
    scope: 'segments:read',
    query: inLocale,
    body: z.strictObject({ ...question, key: questionKey }),
    response: z.strictObject({
      asOf: instant,
      customers: z.int().describe('Everyone there is'),
      tree: branch.describe(
        'Of a saved segment, of its definition: whoever is pinned is not counted as such',
      ),
      warnings,
    }),
  },
} as const satisfies Record<string, Route>
