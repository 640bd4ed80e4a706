import { z } from 'zod'
import { question, reading } from './condition.ts'
import { inLocale, instant } from './parts.ts'
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

export const analysisRoutes = {
  branches: {
    method: 'POST',
    path: '/api/segments/branches',
    tag: 'segments',
    summary: 'Count who meets each branch of a condition, and what each does to the whole',
    scope: 'read',
    query: inLocale,
    body: z.strictObject({ ...question, key: questionKey }),
    response: z.strictObject({
      asOf: instant,
      customers: z.int().describe('Everyone there is'),
      tree: branch.describe(
        'Of a saved segment, of its definition: whoever is pinned is not counted as such',
      ),
    }),
  },
} as const satisfies Record<string, Route>
