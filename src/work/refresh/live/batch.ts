import { z } from 'zod'
import type { Context } from '../../../domain/segment/facts.ts'
import type { Database } from '../../../store/clickhouse/database.ts'
import { writeDue, type Due } from '../../../store/clickhouse/due.ts'
import { endLeftovers } from '../../../store/clickhouse/erasure.ts'
import { customerIds } from '../../../store/clickhouse/ids.ts'
import {
  entriesSince,
  segmentsWrittenSince,
  whoIsBuried,
  writeEntries,
  writeMemberships,
  type Amended,
  type Entry,
} from '../../../store/clickhouse/live.ts'
import { sizes } from '../../../store/clickhouse/refresh.ts'
import { fault } from '../../../store/faults.ts'
import { readMark, removeMark, writeMark, writeMarks } from '../../../store/operational/marks.ts'
import { inTransaction } from '../../../store/operational/tables.ts'
import { sql } from '../../../store/sql/sql.ts'
import type { Cause } from '../causes.ts'
import { noteInstant } from '../instant.ts'
import type { Means } from '../run.ts'
import { setLive, standingsOf, writeSizes, type Standing } from '../standing.ts'
import { askFew, type Asked, type Flip, type Walk } from './askFew.ts'

/** A few customers to ask, and what is done when their memberships are written. */
export type Batch = {
  /** Of the moment: its `now` is what `nextInstant` gave. */
  readonly context: Context
  /** That, where what is asked is how it was before: who catches up asks as of one instant after the other. */
  readonly noticed?: number
  /** Because of new data. */
  readonly asked: readonly Asked[]
  /** Because time passed. */
  readonly walks: readonly Walk[]
  readonly leaves?: (customer: string, segment: number) => boolean
  /** Of what new data changed; what passing time changed is by the clock. */
  readonly because: Cause
  /** Marks that are noted with the end of the batch, by name: a position, an instant. */
  readonly marks: Readonly<Record<string, unknown>>
  /** Segments that are kept up with what arrives from the end of the batch on. */
  readonly joins?: readonly number[]
  /** Segments of which who was deleted has left. */
  readonly recount?: readonly number[]
  /** Told when whom to ask again, as it is found. */
  readonly told?: (dues: readonly Due[]) => void
}

const batchMark = 'refresh/batch'
const kept = z.object({
  noticed: z.int(),
  marks: z.record(z.string(), z.unknown()),
  joins: z.array(z.int()),
})

/**
 * Asks, and writes what is other: when to ask again, the ledger, the memberships, how many they are, and
 * the marks. A kill before the ledger is written leaves nothing but what is harmless; after it
 * {@link finishBatch} writes what follows from the entries, and the marks.
 */
export async function doBatch(means: Means, batch: Batch): Promise<void> {
  const { operational, database, clock } = means
  const { marks, recount = [], joins = [] } = batch
  const noticed = noticedOf(batch)
  await finishBatch(means)
  await inTransaction(operational.db, async (open) => {
    await writeMark(open, batchMark, { noticed, marks, joins }, clock())
    await noteInstant(open, noticed, clock())
  })
  const { flips: found, amended } = await askAll(means, batch)
  const buried = await whoIsBuried(database, [...new Set(found.map(({ customer }) => customer))])
  // Whoever was deleted since she was asked has left by that.
  const flips = found.filter(({ customer }) => !buried.has(customer))
  const entries = flips.map((flip) => entryOf(flip, batch))
  fault('refresh')
  await writeMemberships(database, [], amended)
  await writeEntries(database, entries)
  fault('changes')
  await writeMemberships(database, entries)
  fault('memberships')
  await leaveOut(database, entries)
  const counted = await sizesOf(database, recount)
  const grown = growth(flips, amended)
  const last = lastOf(entries, noticed)
  await endBatch(
    means,
    { last, marks, joins },
    [...grown.keys(), ...recount],
    (segment, before) => {
      const more = grown.get(segment) ?? none
      const sum = { count: before.count + more.count, known: before.known + more.known }
      return counted.get(segment) ?? sum
    },
  )
}

/**
 * Ends a batch that a kill, or a store that did not answer, has left: where its entries are there, with
 * what follows from them and with its marks. Where they are not it has not been: whatever led to it
 * leads to another.
 */
export async function finishBatch(means: Means): Promise<void> {
  const { operational, database } = means
  const mark = await readMark(operational.db, batchMark)
  if (mark === undefined) return
  const { noticed, marks, joins } = kept.parse(mark)
  const entries = await entriesSince(database, noticed)
  await writeMemberships(database, entries)
  await leaveOut(database, entries)
  const written = await segmentsWrittenSince(database, noticed)
  const counted = await sizesOf(database, written)
  const reached = entries.length > 0 ? { marks, joins } : { marks: {}, joins: [] }
  const last = lastOf(entries, noticed)
  await endBatch(means, { last, ...reached }, written, (segment, before) => {
    return counted.get(segment) ?? before
  })
}

type Size = { readonly count: number; readonly known: number }
const none: Size = { count: 0, known: 0 }

async function askAll(
  { database }: Means,
  batch: Batch,
): Promise<{ readonly flips: readonly Flip[]; readonly amended: readonly Amended[] }> {
  const noticed = noticedOf(batch)
  const flips: Flip[] = []
  const amended: Amended[] = []
  let writing = Promise.resolve()
  for await (const found of askFew(database, batch)) {
    await writing
    writing = writeDue(database, found.dues, noticed)
    // Awaited in its turn; until then its failure is nobody's.
    writing.catch(() => {})
    batch.told?.(found.dues)
    for (const flip of found.flips) flips.push(flip)
    for (const each of found.amended) amended.push({ ...each, noticed })
  }
  await writing
  return { flips, amended }
}

/** Of one customer and segment each is noticed after the one before it: replayed in that order they are what stands. */
function entryOf(flip: Flip, batch: Batch): Entry {
  const { segment, customer, entered, known, by } = flip
  const noticed = noticedOf(batch) + flip.nth
  const entry = { segment, customer, entered, known, noticed }
  return by === 'time'
    ? { ...entry, at: flip.at, cause: 'clock', ref: '' }
    : { ...entry, at: noticed, ...batch.because }
}

function noticedOf({ noticed, context }: Batch): number {
  return noticed ?? context.now
}

function lastOf(entries: readonly Entry[], noticed: number): number {
  return entries.reduce((last, entry) => Math.max(last, entry.noticed), noticed)
}

/** Who was deleted while she was asked about must not come back by it. */
async function leaveOut(database: Database, entries: readonly Entry[]): Promise<void> {
  const came = entries.filter(({ entered }) => entered)
  if (came.length === 0) return
  const segments = [...new Set(came.map(({ segment }) => segment))]
  const ids = customerIds([...new Set(came.map(({ customer }) => customer))])
  await endLeftovers(database, segments, sql`SELECT arrayJoin(${ids})`)
}

/** By segment, by how many members it has more, and known ones. */
function growth(flips: readonly Flip[], amended: readonly Amended[]): Map<number, Size> {
  const grown = new Map<number, Size>()
  const add = (segment: number, count: number, known: number): void => {
    const before = grown.get(segment) ?? none
    grown.set(segment, { count: before.count + count, known: before.known + known })
  }
  for (const { segment, entered, counted } of flips) {
    const one = entered ? 1 : -1
    add(segment, one, counted ? one : 0)
  }
  for (const { segment, known } of amended) add(segment, 0, known ? 1 : -1)
  return grown
}

async function sizesOf(
  database: Database,
  segments: readonly number[],
): Promise<ReadonlyMap<number, Size>> {
  if (segments.length === 0) return new Map()
  const counted = await sizes(database, segments)
  return new Map(segments.map((segment) => [segment, counted.get(segment) ?? none]))
}

/** What is noted with the end of a batch. */
type Ending = Required<Pick<Batch, 'marks' | 'joins'>> & { readonly last: number }

async function endBatch(
  { operational, clock }: Means,
  { last, marks, joins }: Ending,
  resized: readonly number[],
  sizeOf: (segment: number, before: Standing) => Size,
): Promise<void> {
  await inTransaction(operational.db, async (open) => {
    const before = await standingsOf(open, [...new Set(resized)])
    const after = [...before].map(([segment, standing]): [number, Standing] => {
      return [segment, { ...standing, ...sizeOf(segment, standing) }]
    })
    await writeSizes(open, new Map(after), clock())
    await noteInstant(open, last, clock())
    await writeMarks(open, new Map(Object.entries(marks)), clock())
    if (joins.length > 0) await setLive(open, joins, true, clock())
    await removeMark(open, batchMark)
  })
}
