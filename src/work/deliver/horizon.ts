import { z } from 'zod'
import type { Passage } from '../../store/clickhouse/ledgerForward.ts'
import { unfinishedJobs } from '../../store/operational/jobs.ts'
import { inTransaction, type Db } from '../../store/operational/tables.ts'
import { lastWholeInstant } from '../refresh/live/batch.ts'
import { optionsOf, refreshKind } from '../refresh/job.ts'

/**
 * How far the ledger can be read, so that nothing is written before it any more. A refresh writes the
 * entries of its segments with the instant at which it began; until it is over these are held back, and
 * all others go on.
 */
export type Horizon = {
  /** Entries noticed up to then, milliseconds, are there. */
  readonly upTo: number
  /** But of those segments; null: of any. */
  readonly held: readonly number[] | null
}

/** What it says is of one moment. */
export async function readHorizon(db: Db): Promise<Horizon> {
  return await inTransaction(db, async (open) => {
    const upTo = await lastWholeInstant(open)
    const jobs = (await unfinishedJobs(open, refreshKind)).map((job) => optionsOf(job).segments)
    const isAll = jobs.includes(null)
    const held = isAll ? null : [...new Set(jobs.flatMap((segments) => segments ?? []))]
    return { upTo, held }
  })
}

const place = z.object({
  noticed: z.int(),
  at: z.int(),
  segment: z.int(),
  customer: z.string().regex(/^[0-9]{1,20}$/),
})

const passage = z.object({
  from: z.int(),
  upTo: z.int(),
  segments: z.array(z.int()).optional(),
  without: z.array(z.int()).optional(),
  after: place.optional(),
})

/** How far the ledger was read for somebody, and the parts of it that are next. */
export const reachedForm = z.object({
  upTo: z.int(),
  /** Segments that are held back, and up to where each was read. */
  held: z.array(z.tuple([z.int(), z.int()])),
  /** In the order in which they are read. */
  passages: z.array(passage),
  /** Up to which version deletions were read. */
  deleted: z.int(),
  /** The place of the last message made. */
  seq: z.int(),
})
export type Reached = z.output<typeof reachedForm>

/** Of who begins now: what has been so far is not told. */
export function beginAt({ upTo, held }: Horizon, deleted: number): Reached {
  const hold = (held ?? []).map((segment): [number, number] => [segment, upTo])
  return { upTo, held: hold, passages: [], deleted, seq: 0 }
}

/** With what has come within reach since as passages; the same where that is nothing. */
export function advance(reached: Reached, horizon: Horizon): Reached {
  // Nothing is known to be whole while everything is refreshed.
  if (horizon.held === null || horizon.upTo <= reached.upTo) return reached
  const { upTo } = horizon
  const now = new Set(horizon.held)
  const before = new Map(reached.held)
  const free = [...before].filter(([segment]) => !now.has(segment))
  const apart = [...new Set([...before.keys(), ...now])]
  const passages: Passage[] = [
    ...free.map(([segment, from]) => ({ from, upTo, segments: [segment] })),
    { from: reached.upTo, upTo, ...(apart.length === 0 ? {} : { without: apart }) },
  ]
  const held = [...now].map((segment): [number, number] => [
    segment,
    before.get(segment) ?? reached.upTo,
  ])
  return reachedForm.parse({ ...reached, upTo, held, passages: [...reached.passages, ...passages] })
}
