import { z } from 'zod'
import { readMark, writeMark } from '../../store/operational/marks.ts'
import type { Db } from '../../store/operational/tables.ts'

const markName = 'refresh/noticed'

/**
 * The instant of the next batch or run: now, and later than that of any before it, whatever the clock
 * says. It counts as given once it was noted.
 */
export async function nextInstant(db: Db, now: number): Promise<number> {
  return Math.max(now, (await lastInstant(db)) + 1)
}

/** The last that was noted; 0 before the first. */
export async function lastInstant(db: Db): Promise<number> {
  return z.int().parse((await readMark(db, markName)) ?? 0)
}

/** Notes an instant as given. */
export async function noteInstant(db: Db, instant: number, now: number): Promise<void> {
  await writeMark(db, markName, instant, now)
}
