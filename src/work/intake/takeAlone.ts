import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Arrival, BulkArrival, ListArrival, PinsArrival } from '../../domain/arrival.ts'
import { failure, isFailure, type Failure } from '../../domain/failure.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { emptyList, emptyPins } from '../../store/clickhouse/lists.ts'
import { versionOf } from '../../store/clickhouse/version.ts'
import type { Entry } from '../../store/operational/inbox.ts'
import { readMark, writeMark } from '../../store/operational/marks.ts'
import { forgetExamples } from '../../store/operational/qualityReports.ts'
import type { Db } from '../../store/operational/tables.ts'
import { forgetFound } from '../fields/forgetFound.ts'
import { forgetRows, forgetTried } from '../imports/forgetRows.ts'
import { prepareAll, type PartSet } from './applySet.ts'
import { bulkSets, bytesOf, firstBound, type Bound, type BulkSet } from './bulk.ts'
import type { Prepared } from './prepare.ts'
import type { Place } from './arrivals.ts'
import { erase, lift } from './erase.ts'
import { partsOfEntry } from './group.ts'
import { identifiersOf } from './resolve.ts'
import { emptyOutcome, emptyTouched, mostFailures } from './setState.ts'
import type { Outcome, Settings, Touched } from './setState.ts'

/** What came of a group of entries. */
export type Taken = {
  readonly outcomes: ReadonlyMap<number, Outcome>
  /** Undefined: too much to name, look at everything. */
  readonly touched: Touched | undefined
  /** Of a run of merges that says what it touched: the run. */
  readonly mixedBy?: number
}

/** What taking one entry in works with. */
export type AloneMeans = {
  readonly db: Db
  readonly database: Database
  readonly directory: string
  readonly clock: () => number
  readonly settings: () => Promise<Settings>
  /** How many customers a long work goes through at a time; as many as is best when left out. */
  readonly customersPerSet?: number
  readonly takeSet: (partSet: PartSet) => Promise<Taken & { readonly touched: Touched }>
  readonly onProgress: (done: number, total: number) => void
}

/** Where the progress of an entry of several sets is kept until it is applied. */
export function markOf({ position }: Entry): string {
  return `intake/${position}`
}

export async function takeDeletion(
  means: AloneMeans,
  entry: Entry,
  customer: unknown,
): Promise<Taken> {
  if (typeof customer !== 'string' || !/^[1-9][0-9]{0,18}$/.test(customer)) {
    return rejected(entry, failure('invalid', 'That is no customer id', { where: 'customer' }))
  }
  const { position, received } = entry
  const { keys } = await means.settings()
  const erasure = { customer, position, received, secret: keys.tombstone }
  const why = await erase(means.database, erasure)
  if (why !== undefined) return rejected(entry, why)
  await forgetExamples(means.db)
  await forgetFound(means.db)
  const now = means.clock()
  await forgetRows(means, { now, endedBefore: now + 1 })
  await forgetTried(means, now)
  const touched = emptyTouched()
  touched.customers.add(customer)
  return { outcomes: new Map(), touched }
}

export async function takeLift(
  means: AloneMeans,
  entry: Entry,
  arrival: Extract<Arrival, { kind: 'lift tombstone' }>,
): Promise<Taken> {
  const { keys, country } = await means.settings()
  const identifiers = identifiersOf(arrival.identifiers, country)
  if (isFailure(identifiers)) return rejected(entry, identifiers)
  await lift(means.database, identifiers, { ...entry, secret: keys.tombstone })
  return { outcomes: new Map(), touched: emptyTouched() }
}

/** Takes everybody off a list, or all pins of a segment away. What the entry says besides is its second set. */
export async function takeEmptying(
  means: AloneMeans,
  entry: Entry,
  arrival: ListArrival | PinsArrival,
): Promise<Taken> {
  const { position, received } = entry
  // A token of its own each time: the same rows twice are one, and none must be dropped as seen.
  const token = `${position}-0-empty-${randomUUID()}`
  const how = { version: versionOf(position), at: received, token }
  if (arrival.kind === 'list') await emptyList(means.database, arrival.list, how)
  else await emptyPins(means.database, arrival.segment, how)
  const parts = prepareAll(partsOfEntry(entry), await means.settings())
  const partSet = { parts, from: position, to: position, set: 1, repeated: true }
  const { outcomes } = await means.takeSet(partSet)
  // Who was on it is not read: whatever asks about it is looked at for everyone.
  return { outcomes, touched: undefined }
}

/** Takes a file in, set by set; a repeat goes on with the set that was under way. */
export async function takeBulk(
  means: AloneMeans,
  entry: Entry,
  arrival: BulkArrival,
): Promise<Taken> {
  const { position, received } = entry
  const path = join(means.directory, arrival.file)
  const stored = (await readMark(means.db, markOf(entry))) as Bound | undefined
  const from = stored ?? firstBound
  if (stored === undefined) await writeMark(means.db, markOf(entry), from, means.clock())
  const total = await bytesOf(path)
  const place = { position, received, importId: arrival.import ?? 0 }
  const outcome = emptyOutcome()
  let repeated = stored !== undefined
  for await (const { bound, parts, next } of ahead(preparedSets(means, path, from, place))) {
    const partSet = { parts, from: position, to: position, set: bound.set }
    const { outcomes } = await means.takeSet({ ...partSet, repeated })
    add(outcome, outcomes.get(position))
    repeated = false
    await writeMark(means.db, markOf(entry), next, means.clock())
    means.onProgress(next.byte, total)
  }
  return { outcomes: new Map([[position, outcome]]), touched: undefined }
}

async function* preparedSets(
  means: AloneMeans,
  path: string,
  from: Bound,
  place: Omit<Place, 'row'>,
): AsyncGenerator<Omit<BulkSet, 'parts'> & { readonly parts: readonly Prepared[] }> {
  for await (const { parts, ...bounds } of bulkSets(path, from, place)) {
    yield { ...bounds, parts: prepareAll(parts, await means.settings()) }
  }
}

/** The same, with the next one begun before it is asked for: sets are read while others are written. */
async function* ahead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = source.next()
  try {
    for (;;) {
      const { value, done } = await next
      if (done === true) return
      next = source.next()
      // Awaited in its turn; until then its failure is nobody's.
      next.catch(() => {})
      yield value
    }
  } finally {
    await source.return(undefined)
  }
}

/** The entry as a whole cannot be accepted. */
export function rejected(entry: Entry, why: Failure): Taken {
  const outcome: Outcome = { ...emptyOutcome(), rejected: 1, failures: [{ part: 0, failure: why }] }
  return { outcomes: new Map([[entry.position, outcome]]), touched: emptyTouched() }
}

function add(sum: Outcome, more: Outcome | undefined): void {
  if (more === undefined) return
  sum.made += more.made
  sum.changed += more.changed
  sum.events += more.events
  sum.duplicates += more.duplicates
  sum.rejected += more.rejected
  sum.failures.push(...more.failures.slice(0, mostFailures - sum.failures.length))
}
