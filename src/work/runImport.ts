import { join } from 'node:path'
import { failure, Refusal } from '../domain/failure.ts'
import {
  changeImport,
  importById,
  type Import,
  type ImportChange,
} from '../store/operational/imports.ts'
import type { Entry } from '../store/operational/inbox.ts'
import { rejectedFileOf, type ImportMeans, type ImportWay } from './imports/means.ts'
import { importWays } from './imports/ways.ts'
import { discardRejected } from './intake/files/rejected.ts'
import { removeSpooled } from './spool.ts'

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
    const way = importWays.get(waiting.kind)
    if (way === undefined) throw new Error(`there is no way to run imports of ${waiting.kind}`)
    const started = waiting.started ?? means.clock()
    const begin = { state: 'running', position: entry.position, started, forgotten: null } as const
    const row = await changeImport(db, importId, begin, ['ready', 'waiting', 'running'])
    if (row !== undefined) await new Running(means, way, { row, entry }).takeIn()
    // It ended before, perhaps by a kill behind the note of its end.
    else await way.tidy(means, waiting)
    await removeSpooled(means.directory, waiting.spool)
  }
}

class Running {
  private readonly means: ImportMeans
  private readonly way: ImportWay
  private readonly row: Import
  private readonly entry: Entry

  constructor(means: ImportMeans, way: ImportWay, of: { row: Import; entry: Entry }) {
    this.means = means
    this.way = way
    this.row = of.row
    this.entry = of.entry
  }

  /** Takes it in, or notes why not. */
  async takeIn(): Promise<void> {
    const stopping = watchStop(this.means, this.row)
    try {
      await this.run(stopping.signal)
    } catch (error) {
      await this.failed(error, stopping.cancelled())
    } finally {
      stopping.end()
    }
  }

  private async run(signal: AbortSignal): Promise<void> {
    const { means, way, row, entry } = this
    const { result, rejectedFile } = await way.run(means, row, entry, signal)
    await changeImport(means.operational.db, row.id, {
      state: 'done',
      result,
      ...(rejectedFile === undefined ? {} : { rejectedFile }),
      progress: { done: result.rows, total: result.rows, step: 'done' },
      ...this.over(),
    })
    await way.tidy(means, row)
  }

  private async failed(error: unknown, cancelled: boolean): Promise<void> {
    const { means, way, row } = this
    const { operational, log, signal } = means
    if (signal.aborted) throw isStopping()
    if (isUnavailable(error) && !cancelled) throw error
    const ours = !(error instanceof Refusal) && !cancelled
    if (ours) log.error({ err: error, import: row.id }, 'an import failed')
    const begun = await this.giveUp()
    const problem = cancelled ? 'It was cancelled' : problemOf(error)
    await changeImport(operational.db, row.id, {
      state: cancelled ? 'cancelled' : 'failed',
      problem: begun
        ? `${problem}. ${row.spool === undefined ? partlyDone : partlyStored}`
        : problem,
      rejectedFile: null,
      ...this.over(),
    })
    // People's rows, which nothing points to: the file brings them again.
    if (row.spool !== undefined) {
      await discardRejected(join(means.directory, await rejectedFileOf(means, row)))
    }
    // Only now: a run that was to be gone on with would find an empty plan, and nothing to do.
    await way.tidy(means, row)
  }

  /** Whether something may have been stored. */
  private async giveUp(): Promise<boolean> {
    const { means, way, row, entry } = this
    const { log, signal } = means
    try {
      return await way.giveUp(means, row, entry)
    } catch (error) {
      if (signal.aborted) throw isStopping()
      if (isUnavailable(error)) throw error
      // It would come again and hold up all that arrives.
      log.error({ err: error, import: row.id }, 'what an import stored could not be put in order')
      return true
    }
  }

  /** The cells that were shown before it was begun are people's: they go with the file. */
  private over(): ImportChange {
    const { means, way, row } = this
    const finished = means.clock()
    if (row.detection === undefined) return { finished }
    return { detection: way.withoutCells(row.detection), finished }
  }
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

const partlyStored =
  'What it had stored by then stays; the same file, imported again, brings the rest'

const partlyDone = 'What it had changed by then stays; undo it, or do it again'

function isStopping(): Refusal {
  return new Refusal(failure('unavailable', 'The program is stopping'))
}

function isUnavailable(error: unknown): boolean {
  return error instanceof Refusal && error.failure.code === 'unavailable'
}

/** What is wrong, in a sentence for whoever asked for the import. */
export function problemOf(error: unknown): string {
  if (!(error instanceof Refusal)) return 'A mistake of the program; the log has the reason'
  const { message, where, fix } = error.failure
  return [where === undefined ? message : `${where}: ${message}`, fix].filter(Boolean).join('. ')
}
