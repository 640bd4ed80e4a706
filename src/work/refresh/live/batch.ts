import { z } from 'zod'
import type { Context } from '../../../domain/segment/facts.ts'
import type { Database } from '../../../store/clickhouse/database.ts'
import { passDue, writeDue, type Due } from '../../../store/clickhouse/due.ts'
import {
  entriesSince,
  leaveOutBuried,
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
import { inTransaction, type Db } from '../../../store/operational/tables.ts'
import type { Cause } from '../causes.ts'
import { lastInstant, noteInstant } from '../instant.ts'
import type { Means } from '../run.ts'
import { setLive, standingsOf, writeSizes, type Standing } from '../standing.ts'
import { askFew, type Asked, type Asking, type Flip, type Walk } from './askFew.ts'

/** A few customers to ask, and what is done when their memberships are written. */
export type Batch = {
  /** Of the moment: its `now` is what `nextInstant` gave. */
  readonly context: Context
  readonly reads: Asking['reads']
  /** That, where what is asked is how it was before: who catches up asks as of one instant after the other. */
  readonly noticed?: number
  /** Because of new data. */
  readonly asked: readonly Asked[]
  /** Because time passed. */
  readonly walks: readonly Walk[]
  /**
   * The walks are all that waits in `due` of some customers and segments from that instant (included) up
   * to now: they are noted as done with the end of it.
   */
  readonly passesFrom?: number
  /** As of asking: later events are new data, and so many events all who are asked may have. */
  readonly knownTo?: number
  readonly upToEvents?: number
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
  /** Instants of the rows of `due` that are done with it. */
  passes: z.object({ from: z.int(), upTo: z.int() }).optional(),
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
  const noted = inTransaction(operational.db, async (open) => {
    await writeMark(open, batchMark, { noticed, marks, joins, ...passing(batch) }, clock())
    await noteInstant(open, noticed, clock())
  })
  const [found] = await together(askAll(means, batch), noted)
  fault('refresh')
  const written = await database.alone(async () => await write(means, batch, found))
  const counted = await sizesOf(database, recount)
  const grown = growth(written)
  await endBatch(
    means,
    { last: lastOf(written.entries, noticed), marks, joins },
    [...grown.keys(), ...recount],
    (segment, before) => {
      const more = grown.get(segment) ?? none
      const sum = { count: before.count + more.count, known: before.known + more.known }
      return counted.get(segment) ?? sum
    },
  )
}

/** What both come to, when both are over, also where one of them fails. */
async function together<A, B>(one: Promise<A>, other: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([one, other])
  return [await one, await other]
}

type Passing = Pick<z.output<typeof kept>, 'passes'>

function passing({ passesFrom, context }: Batch): Passing {
  return passesFrom === undefined ? {} : { passes: { from: passesFrom, upTo: context.now } }
}

/** Of any of these customers and any of these segments all that was waiting was walked. */
async function pass(
  database: Database,
  of: readonly Pick<Walk, 'customer' | 'segment'>[],
  { passes }: Passing,
): Promise<void> {
  if (passes === undefined || of.length === 0) return
  const customers = [...new Set(of.map(({ customer }) => customer))]
  const segments = [...new Set(of.map(({ segment }) => segment))]
  await passDue(database, { customers, segments, ...passes })
}

type Changed = { readonly flips: readonly Flip[]; readonly amended: readonly Amended[] }
type Answers = Changed & {
  /** When to ask again is kept: entries must not be there before, or a kill would leave nobody to ask. */
  readonly kept: Promise<void>
}

/** Writes what of that is of those who were not deleted since they were asked: these have left by that. */
async function write(
  { database }: Means,
  batch: Batch,
  found: Answers,
): Promise<Changed & { readonly entries: readonly Entry[] }> {
  const all = [...found.flips, ...found.amended].map(({ customer }) => customer)
  const [buried] = await Promise.all([whoIsBuried(database, [...new Set(all)]), found.kept])
  const flips = found.flips.filter(({ customer }) => !buried.has(customer))
  const amended = found.amended.filter(({ customer }) => !buried.has(customer))
  const entries = flips.map((flip) => entryOf(flip, batch))
  await writeMemberships(database, [], amended)
  await writeEntries(database, entries)
  fault('changes')
  const passed = pass(database, batch.walks, passing(batch))
  await together(writeMemberships(database, entries), passed)
  fault('memberships')
  return { flips, amended, entries }
}

/**
 * The last instant, milliseconds, up to which every batch has written its entries into the ledger. Those of
 * a refresh that is under way come with the instant at which it began. 0 before there was any batch.
 */
export async function lastWholeInstant(db: Db): Promise<number> {
  const [noted, mark] = [await lastInstant(db), await readMark(db, batchMark)]
  return mark === undefined ? noted : Math.min(noted, kept.parse(mark).noticed - 1)
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
  const { noticed, marks, joins, ...passed } = kept.parse(mark)
  const entries = await database.alone(async () => {
    const theirs = await entriesSince(database, noticed)
    await writeMemberships(database, theirs)
    await leaveOutBuried(database, noticed)
    return theirs
  })
  // Of whom it has no entry nothing is other, however often she is walked.
  await pass(database, entries, passed)
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

async function askAll({ database }: Means, batch: Batch): Promise<Answers> {
  const { now } = batch.context
  const noticed = noticedOf(batch)
  const flips: Flip[] = []
  const amended: Amended[] = []
  let writing = Promise.resolve()
  for await (const found of askFew(database, batch)) {
    await writing
    writing = writeDue(database, found.dues, now)
    // Awaited in its turn; until then its failure is nobody's.
    writing.catch(() => {})
    batch.told?.(found.dues)
    for (const flip of found.flips) flips.push(flip)
    for (const each of found.amended) amended.push({ ...each, noticed })
  }
  return { flips, amended, kept: writing }
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

/** By segment, by how many members it has more, and known ones. */
function growth({ flips, amended }: Changed): Map<number, Size> {
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
