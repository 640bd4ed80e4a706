import { z } from 'zod'
import { readMark, writeMark } from '../../store/operational/marks.ts'
import type { Db } from '../../store/operational/tables.ts'

/** What the stored memberships of a segment are worth: of which definition, as of when. */
const standing = z.object({
  version: z.int(),
  /** Milliseconds. */
  asOf: z.int(),
  /** The inbox position up to which arrivals are included. */
  position: z.int(),
  count: z.int(),
  known: z.int(),
})
export type Standing = z.output<typeof standing>

const all = z.record(z.string(), standing)
const markName = 'memberships'

/** By segment id. A segment that is not there was never refreshed: its next run is its first fill. */
export async function readStandings(db: Db): Promise<ReadonlyMap<number, Standing>> {
  const mark = await readMark(db, markName)
  const read = mark === undefined ? {} : all.parse(mark)
  return new Map(Object.entries(read).map(([id, each]) => [Number(id), each]))
}

export async function writeStandings(
  db: Db,
  standings: ReadonlyMap<number, Standing>,
  now: number,
): Promise<void> {
  await writeMark(db, markName, Object.fromEntries(standings), now)
}
