import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { failure, Refusal } from '../domain/failure.ts'
import type { Database } from '../store/clickhouse/database.ts'
import type { Entry } from '../store/operational/inbox.ts'
import {
  changeImport,
  importById,
  type Import,
  type ImportChange,
} from '../store/operational/imports.ts'
import type { Operational } from '../store/operational/open.ts'
import type { Log } from './intake/loader.ts'
import type { Understood } from './intake/orders/dialect.ts'
import type { OrderOptions, OrderRun, Progress } from './intake/orders/options.ts'
import { dropStaged, giveUpOrders } from './intake/orders/giveUp.ts'
import { runOrders } from './intake/orders/run.ts'
import type { OrdersWorld } from './intake/orders/world.ts'
import { makeSettingsReader } from './intake/settings.ts'

export type ImportMeans = {
  readonly operational: Operational
  readonly database: Database
  /** The data directory. */
  readonly directory: string
  readonly clock: () => number
  readonly log: Log
  /** The program is stopping: the import goes on at the next start. */
  readonly signal: AbortSignal
}

const rejectedFolder = 'rejected'

/**
 * Runs the import that an inbox entry points to and keeps people informed of it. Repeating it comes to
 * the same end. Throws a Refusal `unavailable` where it is to be gone on with later; what is wrong with
 * the file is the import's own problem and ends it.
 */
export function makeImportRunner(
  means: ImportMeans,
): (entry: Entry, importId: number) => Promise<void> {
  const { db } = means.operational
  return async (entry, importId) => {
    const waiting = await importById(db, importId)
    if (waiting === undefined) return
    const started = waiting.started ?? means.clock()
    const begin = { state: 'running', position: entry.position, started } as const
    const row = await changeImport(db, importId, begin, ['ready', 'waiting', 'running'])
    if (row !== undefined) await takeIn(means, row, entry)
    // It ended before, perhaps by a kill behind the note of its end.
    else await dropStaged(means.database)
    await forgetSpool(means, waiting)
  }
}

/** Takes it in, or notes why not. */
async function takeIn(means: ImportMeans, row: Import, entry: Entry): Promise<void> {
  const stopping = watchStop(means, row)
  try {
    await run(means, row, entry, stopping.signal)
  } catch (error) {
    await failed(means, row, entry, { error, cancelled: stopping.cancelled() })
  } finally {
    stopping.end()
  }
}

async function run(
  means: ImportMeans,
  row: Import,
  entry: Entry,
  signal: AbortSignal,
): Promise<void> {
  const { operational, directory, clock } = means
  await mkdir(join(directory, rejectedFolder), { recursive: true, mode: 0o700 })
  const world = await worldOf(means, row.id, signal)
  const result = await runOrders(runOf(means, row, entry), world)
  await changeImport(operational.db, row.id, {
    state: 'done',
    result,
    ...(result.rejectedFile === undefined ? {} : { rejectedFile: rejectedFileOf(row) }),
    progress: { done: result.rows, total: result.rows, step: 'done' },
    ...over(row, clock()),
  })
}

function runOf({ directory }: ImportMeans, row: Import, { position, received }: Entry): OrderRun {
  return {
    position,
    importId: row.id,
    path: join(directory, spoolOf(row)),
    rejectedPath: join(directory, rejectedFileOf(row)),
    options: row.options as OrderOptions,
    understood: row.detection as OrderRun['understood'],
    received,
  }
}

function rejectedFileOf({ id }: Import): string {
  return join(rejectedFolder, `import-${id}.csv`)
}

async function worldOf(
  { operational, database, clock }: ImportMeans,
  id: number,
  signal: AbortSignal,
): Promise<OrdersWorld> {
  let told = 0
  return {
    database,
    settings: await makeSettingsReader(operational.db, database)(),
    onProgress: ({ step, done, total }: Progress) => {
      if (clock() - told < 200) return
      told = clock()
      // Only to be looked at: the next one tells more.
      changeImport(operational.db, id, { progress: { step, done, total } }).catch(() => {})
    },
    signal,
  }
}

function spoolOf({ spool, id }: Import): string {
  if (spool === undefined) throw new Error(`import ${id} was started without a file`)
  return spool
}

/** Aborts when the program stops, and when somebody cancels the import or has done so. */
function watchStop({ operational, signal }: ImportMeans, row: Import) {
  const cancel = new AbortController()
  if (row.cancel) cancel.abort()
  const asking = setInterval(() => {
    importById(operational.db, row.id).then(
      (now) => now?.cancel === true && cancel.abort(),
      () => {},
    )
  }, 500)
  return {
    signal: AbortSignal.any([signal, cancel.signal]),
    cancelled: () => cancel.signal.aborted && !signal.aborted,
    end: () => clearInterval(asking),
  }
}

async function failed(
  means: ImportMeans,
  row: Import,
  entry: Entry,
  { error, cancelled }: { readonly error: unknown; readonly cancelled: boolean },
): Promise<void> {
  const { operational, database, clock, log, signal } = means
  if (signal.aborted) throw isStopping()
  if (isUnavailable(error) && !cancelled) throw error
  const ours = !(error instanceof Refusal) && !cancelled
  if (ours) log.error({ err: error, import: row.id }, 'an import failed')
  const begun = await giveUp(means, row, entry)
  const problem = cancelled ? 'It was cancelled' : problemOf(error)
  await changeImport(operational.db, row.id, {
    state: cancelled ? 'cancelled' : 'failed',
    problem: begun ? `${problem}. ${partlyStored}` : problem,
    ...over(row, clock()),
  })
  // Only now: a run that was to be gone on with would find an empty plan, and nothing to do.
  await dropStaged(database)
}

const partlyStored =
  'What it had stored by then stays; the same file, imported again, brings the rest'

/** Whether something may have been stored. */
async function giveUp(means: ImportMeans, row: Import, entry: Entry): Promise<boolean> {
  const { log, signal } = means
  try {
    return await giveUpOrders(runOf(means, row, entry), await worldOf(means, row.id, signal))
  } catch (error) {
    if (signal.aborted) throw isStopping()
    if (isUnavailable(error)) throw error
    // It would come again and hold up all that arrives; the next import sees to the orders.
    log.error({ err: error, import: row.id }, 'what an import stored could not be put in order')
    return true
  }
}

function isStopping(): Refusal {
  return new Refusal(failure('unavailable', 'The program is stopping'))
}

function isUnavailable(error: unknown): boolean {
  return error instanceof Refusal && error.failure.code === 'unavailable'
}

/** The rows that were shown before it was begun are people's: they go with the file. */
function over({ detection }: Import, finished: number): ImportChange {
  const { sample: _, ...rest } = detection as Understood
  return { detection: { ...rest, sample: [] } satisfies Understood, finished }
}

function problemOf(error: unknown): string {
  if (!(error instanceof Refusal)) return 'A mistake of the program; the log has the reason'
  const { message, where, fix } = error.failure
  return [where === undefined ? message : `${where}: ${message}`, fix].filter(Boolean).join('. ')
}

async function forgetSpool({ directory }: ImportMeans, { spool }: Import): Promise<void> {
  if (spool !== undefined) await rm(join(directory, spool), { force: true })
}
