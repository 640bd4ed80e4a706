import { z } from 'zod'
import { changeJob, type Job } from '../../store/operational/jobs.ts'
import type { Db } from '../../store/operational/tables.ts'
import type { CauseName } from './causes.ts'

export const refreshKind = 'refresh'

const unfound = z.object({ segment: z.int(), name: z.string(), problem: z.string() })

/**
 * What a refresh is to do, and once it has begun, what it rests on: the same after a restart, or else
 * it begins anew.
 */
const options = z.object({
  /** Null for all. */
  segments: z.array(z.int()).nullable(),
  /** Only of whom arrivals have touched since those segments were as of now. */
  touched: z.boolean().default(false),
  cause: z.custom<CauseName>((x) => typeof x === 'string'),
  ref: z.string(),
  begun: z
    .object({
      now: z.int(),
      position: z.int(),
      /** Of every segment there is, its version: [id, version]. */
      versions: z.array(z.tuple([z.int(), z.int()])),
      /** The same of every calculated field. */
      calculated: z.array(z.tuple([z.int(), z.int()])).default([]),
      /** How much there was to ask: what the steps of finding are cut by. */
      size: z.object({ customers: z.int(), events: z.int() }),
      /** Only of whom it has gathered. */
      gathered: z.boolean().default(false),
      /** Steps of finding that are done. */
      found: z.int(),
      /** Those that could not be asked: they stay as they stand. */
      unfound: z.array(unfound).default([]),
      /** All is found: what is left is to write the differences. */
      complete: z.boolean(),
      /** They are written, and noted: what is left is to forget what was found. */
      settled: z.boolean().default(false),
    })
    .optional(),
})
export type RefreshOptions = z.output<typeof options>
export type Begun = NonNullable<RefreshOptions['begun']>
/** A segment whose members could not be found, and why. */
export type Unfound = z.output<typeof unfound>

export function optionsOf(job: Job): RefreshOptions {
  return options.parse(job.options)
}

/** Keeps where a run is, so that a restart goes on from there. */
export async function keepBegun(db: Db, job: Job, begun: Begun): Promise<void> {
  await changeJob(db, job.id, { options: { ...optionsOf(job), begun } })
}

const named = 5

/** In one sentence, which segments could not be refreshed and why. */
export function problemOf(segments: readonly Unfound[]): string {
  const some = segments
    .slice(0, named)
    .map(({ segment, name, problem }) => `${JSON.stringify(name)} (${segment}): ${problem}`)
  const more = segments.length > named ? `; and ${segments.length - named} more` : ''
  const what = segments.length === 1 ? '1 segment' : `${segments.length} segments`
  return `${what} could not be refreshed, all else is: ${some.join('; ')}${more}`
}
