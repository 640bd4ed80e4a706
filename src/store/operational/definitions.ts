import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { readMark, writeMark } from './marks.ts'
import { inTransaction, type Db } from './tables.ts'

/**
 * Runs a change of what conditions say or rest on (segments, lists, flags of fields) in a transaction
 * that no other such change runs beside, in this process or another: what was checked in it still holds
 * when it is saved. Two at once could each be sound and together a circle.
 */
export async function changingDefinitions<T>(
  db: Db,
  now: number,
  change: (open: Db) => Promise<T>,
): Promise<T> {
  return await inTransaction(db, async (open) => {
    // Written before anything is read: so the second waits here, and then sees what the first has done.
    await writeMark(open, markName, { edition: randomUUID() }, now)
    return await change(open)
  })
}

const markName = 'definitions'
const mark = z.object({ edition: z.string().default('') })

/** Another text after each such change: as long as it is the same, so is what was read. */
export async function editionOf(db: Db): Promise<string> {
  return mark.parse((await readMark(db, markName)) ?? {}).edition
}
