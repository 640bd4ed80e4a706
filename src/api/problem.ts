import { z } from 'zod'

/** A refusal on the wire: RFC 9457, with the place and the mend of our `Failure`. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z.string(),
    where: z.string().optional(),
    fix: z.string().optional(),
    /** The request, as the log names it. */
    request: z.string().optional(),
  })
  .meta({ id: 'Problem' })
export type Problem = z.output<typeof problem>

export const problemMediaType = 'application/problem+json'
