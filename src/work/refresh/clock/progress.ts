import { z } from 'zod'
import { readMark, writeMark } from '../../../store/operational/marks.ts'
import type { Db } from '../../../store/operational/tables.ts'
import type { Due } from '../../../store/clickhouse/due.ts'

const cursor = z.object({ at: z.int(), segment: z.int(), customer: z.string() })

/**
 * How far the clock is: all rows of `due` up to one of them, in their order, are done. A row is not the
 * same as its instant: at a midnight half the shop may be due.
 */
const progress = z.object({
  done: cursor,
  /** By id, segments that are done only up to there: they waited for a full refresh, or have just had one. */
  behind: z.record(z.string(), cursor),
  /** By id, segments that are done already up to there: they had a full refresh before all others were so far. */
  ahead: z.record(z.string(), cursor).default({}),
})
export type Progress = z.output<typeof progress>
export type Cursor = Due

/** Its mark, which a batch notes together with its own end. */
export const clockMark = 'clock'

/** Undefined where the clock never ran. */
export async function readProgress(db: Db): Promise<Progress | undefined> {
  const mark = await readMark(db, clockMark)
  return mark === undefined ? undefined : progress.parse(mark)
}

export async function writeProgress(db: Db, value: Progress, now: number): Promise<void> {
  await writeMark(db, clockMark, value, now)
}

/** Whether a row of `due` is done. */
export function isDone(row: Due, { done, behind, ahead }: Progress): boolean {
  const own = ahead[row.segment]
  if (own !== undefined && !isBefore(own, row)) return true
  return !isBefore(behind[row.segment] ?? done, row)
}

/** After whatever is due at that instant. */
export function endOf(at: number): Cursor {
  return { at, segment: 2 ** 32 - 1, customer: String(2n ** 64n - 1n) }
}

/** Whether the one comes before the other in the order of `due`. */
export function isBefore(one: Cursor, other: Cursor): boolean {
  if (one.at !== other.at) return one.at < other.at
  if (one.segment !== other.segment) return one.segment < other.segment
  return BigInt(one.customer) < BigInt(other.customer)
}

/**
 * Notes that segments have been refreshed in full as of an instant: what of theirs is due after it and
 * has passed meanwhile is still to be asked. To be written together with the standings of that refresh.
 *
 * @param gone segments that are no more
 */
export async function noteRefreshed(
  db: Db,
  { segments, asOf, gone }: Refreshed,
  now: number,
): Promise<void> {
  const before = await readProgress(db)
  const from = endOf(asOf)
  // The first refresh ever: from here on it runs.
  if (before === undefined) {
    return await writeProgress(db, { done: from, behind: {}, ahead: {} }, now)
  }
  const [behind, ahead] = [{ ...before.behind }, { ...before.ahead }]
  const own = isBefore(from, before.done) ? behind : ahead
  for (const id of [...segments, ...gone]) {
    delete behind[id]
    delete ahead[id]
  }
  for (const id of segments) own[id] = from
  await writeProgress(db, { ...before, behind, ahead }, now)
}

export type Refreshed = {
  readonly segments: readonly number[]
  /** Milliseconds. */
  readonly asOf: number
  readonly gone: readonly number[]
}
