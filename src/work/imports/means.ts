import { mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Database } from '../../store/clickhouse/database.ts'
import type { Passing } from '../../store/clickhouse/gate.ts'
import type { OpenOptions } from '../../store/clickhouse/open.ts'
import type { Entry } from '../../store/operational/inbox.ts'
import { changeImport, type Import } from '../../store/operational/imports.ts'
import type { Operational } from '../../store/operational/open.ts'
import type { FileFormat } from '../intake/files/canonical.ts'
import { rejectedForm } from '../intake/files/rejected.ts'
import type { Log } from '../intake/loader.ts'

/** What imports are run with. */
export type ImportMeans = {
  readonly operational: Operational
  readonly database: Database
  /** How a thread reaches the same database; left out, everything is done in this one. */
  readonly beside?: Beside
  /** The data directory. */
  readonly directory: string
  readonly clock: () => number
  readonly log: Log
  /** How many customers are changed at once by what needs no file; else as many as are quick. */
  readonly customersPerSet?: number | undefined
  /** The program is stopping: the import goes on at the next start. */
  readonly signal: AbortSignal
}

/** The way to the database for a thread of its own, whose writes wait at the same gate. */
export type Beside = { readonly open: OpenOptions; readonly passing: Passing }

/** How imports of one kind are run. All of it may be done again after a kill, and comes to the same end. */
export type ImportWay = {
  /** Takes all of it in. */
  run(means: ImportMeans, row: Import, entry: Entry, signal: AbortSignal): Promise<Ran>
  /**
   * For a run that is not gone on with: makes whole what it stored in part.
   * @returns whether anything may have been stored
   */
  giveUp(means: ImportMeans, row: Import, entry: Entry): Promise<boolean>
  /** Takes away what it kept for its repeat, once it has ended. */
  tidy(means: ImportMeans, row: Import): Promise<void>
  /** How the file was understood, without the cells that were shown: they are people's. */
  withoutCells(detection: object): object
}

export type Ran = {
  /** As the kind counts. */
  readonly result: { readonly rows: number }
  /** Relative to the data directory; left out where no row was rejected. */
  readonly rejectedFile?: string
}

/** Files of rejected rows, `import-ID.EXTENSION`; within the data directory. */
export const rejectedFolder = 'rejected'

/**
 * Where the rejected rows of an import go, in the form of its file; relative to the data directory. The folder
 * is made where it is not there.
 */
export async function rejectedFileOf(
  { directory }: Pick<ImportMeans, 'directory'>,
  { id, detection }: Import,
): Promise<string> {
  await mkdir(join(directory, rejectedFolder), { recursive: true, mode: 0o700 })
  const { format = 'csv' } = (detection ?? {}) as { readonly format?: FileFormat }
  return join(rejectedFolder, `import-${id}.${rejectedForm(format)}`)
}

/** Which file of rejected rows a run has written, relative to the data directory: it may have been moved. */
export function rejectedIn({ rejectedFile }: { readonly rejectedFile?: string }): {
  readonly rejectedFile?: string
} {
  if (rejectedFile === undefined) return {}
  return { rejectedFile: join(rejectedFolder, basename(rejectedFile)) }
}

/** The file that was sent; an import that was started has one. */
export function spoolOf({ spool, id }: Import): string {
  if (spool === undefined) throw new Error(`import ${id} was started without a file`)
  return spool
}

/** Tells how far an import is, now and then. */
export function tellProgress(
  { operational, clock }: Pick<ImportMeans, 'operational' | 'clock'>,
  id: number,
): (progress: Import['progress']) => void {
  let told = 0
  return ({ step, done, total }) => {
    if (clock() - told < 200) return
    told = clock()
    // Only to be looked at: the next one tells more.
    changeImport(operational.db, id, { progress: { step, done, total } }).catch(() => {})
  }
}
