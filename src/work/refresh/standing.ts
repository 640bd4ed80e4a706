import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import {
  readMark,
  readMarks,
  readMarksOf,
  removeMark,
  writeMarks,
} from '../../store/operational/marks.ts'
import type { Db } from '../../store/operational/tables.ts'

/** What the stored memberships of a segment are worth: of which definition, as of when. */
const standing = z.object({
  version: z.int(),
  /** Of the segments that it speaks of, directly or by way of others: [id, version]. */
  within: z.array(z.tuple([z.int(), z.int()])).optional(),
  /** Milliseconds. */
  asOf: z.int(),
  /** The inbox position up to which arrivals are included. */
  position: z.int(),
  count: z.int(),
  known: z.int(),
  /** It is kept up with what arrives: it is as of the last batch, whatever is said above. */
  live: z.boolean().optional(),
})
export type Standing = z.output<typeof standing>

const prefix = 'memberships/'
/** Where all of them were in one. */
const formerName = 'memberships'
const former = z.record(z.string(), standing)

/** Marks that say up to where those are kept up: an inbox position, and an instant in milliseconds. */
export const followedMark = 'refresh'
export const asOfMark = 'refresh/asOf'

type Progress = Pick<Standing, 'asOf' | 'position'>

async function readProgress(db: Db): Promise<Progress> {
  return {
    asOf: z.int().parse((await readMark(db, asOfMark)) ?? 0),
    position: await readFollowed(db),
  }
}

/** Up to which inbox position those are kept up. */
export async function readFollowed(db: Db): Promise<number> {
  return z.int().parse((await readMark(db, followedMark)) ?? 0)
}

/** By segment id. A segment that is not there was never refreshed: its next run is its first fill. */
export async function readStandings(db: Db): Promise<ReadonlyMap<number, Standing>> {
  const before = await readMark(db, formerName)
  const marks = await readMarks(db, prefix)
  const reached = await readProgress(db)
  const found = new Map<number, Standing>()
  for (const [id, each] of Object.entries(before === undefined ? {} : former.parse(before))) {
    found.set(Number(id), each)
  }
  for (const [id, each] of marks) found.set(Number(id), keptUp(standing.parse(each), reached))
  return found
}

/** Of those segments. */
export async function standingsOf(
  db: Db,
  segments: readonly number[],
): Promise<ReadonlyMap<number, Standing>> {
  const marks = await readMarksOf(db, prefix, segments.map(String))
  const reached = await readProgress(db)
  return new Map(
    [...marks].map(([id, each]) => [Number(id), keptUp(standing.parse(each), reached)]),
  )
}

/** Those, read before, as they stand by now: what is kept up is as of the last batch. */
export async function standingNow(
  db: Db,
  standings: ReadonlyMap<number, Standing>,
): Promise<ReadonlyMap<number, Standing>> {
  const reached = await readProgress(db)
  return new Map([...standings].map(([id, each]) => [id, keptUp(each, reached)]))
}

function keptUp(each: Standing, { asOf, position }: Progress): Standing {
  if (each.live !== true) return each
  return {
    ...each,
    asOf: Math.max(each.asOf, asOf),
    position: Math.max(each.position, position),
  }
}

/** Notes how those stand; undefined for one that is gone. */
export async function writeStandings(
  db: Db,
  standings: ReadonlyMap<number, Standing | undefined>,
  now: number,
): Promise<void> {
  const before = await readMark(db, formerName)
  const carried = Object.entries(before === undefined ? {} : former.parse(before))
  const all = new Map<string, Standing | undefined>(carried)
  for (const [id, each] of standings) all.set(String(id), each)
  const marks = new Map<string, unknown>([[editionMark, randomUUID()]])
  for (const [id, each] of all) if (each !== undefined) marks.set(prefix + id, each)
  await writeMarks(db, marks, now)
  for (const [id, each] of all) if (each === undefined) await removeMark(db, prefix + id)
  if (before !== undefined) await removeMark(db, formerName)
}

/** Notes of those that stand whether they are kept up from now on; of what they are is noted with it. */
export async function setLive(
  db: Db,
  segments: readonly number[],
  live: boolean,
  now: number,
): Promise<void> {
  const stand = await standingsOf(db, segments)
  const noted = [...stand].map(([id, each]): [number, Standing] => [id, { ...each, live }])
  await writeStandings(db, new Map(noted), now)
}

/** The same where nothing but how many they are is another. */
export async function writeSizes(
  db: Db,
  standings: ReadonlyMap<number, Standing>,
  now: number,
): Promise<void> {
  await writeMarks(db, new Map([...standings].map(([id, each]) => [prefix + id, each])), now)
}

const editionMark = 'refresh/standings'

/** Another text whenever anything but sizes of segments that are kept up is another. */
export async function standingsEdition(db: Db): Promise<string> {
  return z.string().parse((await readMark(db, editionMark)) ?? '')
}
