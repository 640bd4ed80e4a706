import { z } from 'zod'
import { changeJob, type Job } from '../../store/operational/jobs.ts'
import type { Db } from '../../store/operational/tables.ts'
import type { CauseName } from './causes.ts'

export const refreshKind = 'refresh'

/**
 * What a refresh is to do, and once it has begun, what it rests on: the same after a restart, or else
 * it begins anew.
 */
const options = z.object({
  /** Null for all. */
  segments: z.array(z.int()).nullable(),
  cause: z.custom<CauseName>((x) => typeof x === 'string'),
  ref: z.string(),
  begun: z
    .object({
      now: z.int(),
      position: z.int(),
      /** Of every segment there is, its version: [id, version]. */
      versions: z.array(z.tuple([z.int(), z.int()])),
      /** How much there was to ask: what the steps of finding are cut by. */
      size: z.object({ customers: z.int(), events: z.int() }),
      /** Steps of finding that are done. */
      found: z.int(),
      /** All is found: what is left is to write the differences. */
      complete: z.boolean(),
    })
    .optional(),
})
export type RefreshOptions = z.output<typeof options>
export type Begun = NonNullable<RefreshOptions['begun']>

export function optionsOf(job: Job): RefreshOptions {
  return options.parse(job.options)
}

/** Keeps where a run is, so that a restart goes on from there. */
export async function keepBegun(db: Db, job: Job, begun: Begun): Promise<void> {
  await changeJob(db, job.id, { options: { ...optionsOf(job), begun } })
}
