import { failure, type Failure } from '../../../domain/failure.ts'
import type { Database } from '../../../store/clickhouse/database.ts'
import { countPairs, mergeOf } from '../../../store/clickhouse/merged.ts'
import { importById } from '../../../store/operational/imports.ts'
import type { Db } from '../../../store/operational/tables.ts'
import { beginRun } from '../../beginRun.ts'
import type { UndoOptions } from './runs.ts'

/** Writes an undo down as a run of its own, and into the inbox: its id. */
export async function beginUndo(
  means: Parameters<typeof beginRun>[0],
  options: UndoOptions,
  by: string,
): Promise<number> {
  const run = { kind: 'undo', fileName: `undo of ${options.of}`, options, by }
  return await beginRun(means, run, (id) => ({ kind: 'undo', run: id }))
}

/**
 * The undo that parts somebody from whom she was merged into, and nobody else; undefined where she is not
 * merged. A Failure where she was merged again with others: what an undo put together is undone with all that
 * it did.
 */
export async function partingOf(
  database: Database,
  db: Db,
  customer: string,
): Promise<UndoOptions | Failure | undefined> {
  const run = await mergeOf(database, customer)
  const made = run === undefined ? undefined : await importById(db, run)
  if (run === undefined || made === undefined) return undefined
  if (made.kind === 'merge') return { of: run, customer }
  if ((await countPairs(database, run)) === 1) return { of: run }
  return failure('conflict', `She was merged again with others, by import ${run}`, {
    where: 'id',
    fix: `Undo import ${run}.`,
  })
}
