import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  changeImport,
  forgetShown,
  importById,
  importsInState,
  importsUnforgotten,
  isOver,
  type Import,
} from '../../store/operational/imports.ts'
import type { Db } from '../../store/operational/tables.ts'
import type { RowsResult } from '../intake/rows/options.ts'
import type { ColumnSeen } from '../../domain/import/column.ts'
import { discardRejected } from '../intake/files/rejected.ts'
import type { Understanding } from '../intake/files/understand.ts'
import { rejectedFileOf, rejectedFolder } from './means.ts'

type Means = {
  readonly db: Db
  /** The data directory. */
  readonly directory: string
}

/**
 * Takes away what ended imports keep of people's rows: files of rejected rows, values that are shown as
 * samples, what of a cell a reason repeats. Counts, columns and mends stay. Called when the time of an
 * import is over, and for all of them when somebody is deleted: any may be of her. Repeated after a kill it
 * comes to the same end.
 * @param when instants in milliseconds
 */
export async function forgetRows(
  { db, directory }: Means,
  { now, endedBefore }: { readonly now: number; readonly endedBefore: number },
): Promise<void> {
  for (;;) {
    const some = await importsUnforgotten(db, endedBefore)
    if (some.length === 0) break
    for (const each of some) {
      const result = withoutRows(each)
      const change = result === undefined ? {} : { result }
      await changeImport(db, each.id, { ...change, rejectedFile: null, forgotten: now })
    }
  }
  await removeUnwanted({ db, directory })
}

/**
 * The same of imports that were looked at or tried and are not begun, where somebody is deleted: the cells and
 * samples that they show may be hers. Counts and how the file is read stay; so does the file, in which her rows
 * will be refused. One that is being tried meanwhile is gone through again when that is done.
 */
export async function forgetTried(means: Means, now: number): Promise<void> {
  for (const { id } of await importsInState(means.db, ...unbegun)) {
    await forgetOneTried(means, id, now)
  }
}

/** The same of one import; nothing where it has begun. */
export async function forgetOneTried(
  { db, directory }: Means,
  id: number,
  now: number,
): Promise<void> {
  for (;;) {
    const made = await importById(db, id)
    if (made === undefined || !unbegun.some((each) => each === made.state)) return
    const result = withoutRows(made)
    const detection = withoutShown(made)
    // Told something else meanwhile, it shows other cells.
    if (!(await forgetShown(db, made, { result, detection, now }))) continue
    if (made.rejectedFile === undefined) return
    return await discardRejected(join(directory, await rejectedFileOf({ directory }, made)))
  }
}

const unbegun = ['ready', 'checking', 'waiting'] as const satisfies readonly Import['state'][]

/** Without cells that are shown alone: all by which the file is read stays. */
function withoutShown({ kind, detection }: Import): object | undefined {
  if (detection === undefined || kind === 'products' || kind === 'places') return detection
  const { columns = [], ...seen } = detection as Partial<Understanding>
  const bare = (each: ColumnSeen): ColumnSeen =>
    // Of orders the columns are names.
    typeof each === 'string' ? each : { ...each, examples: [] }
  return { ...seen, columns: columns.map(bare), sample: [] }
}

function withoutRows({ kind, result }: Import): unknown {
  const isOfRows = ['customers', 'events', 'products', 'places'].includes(kind)
  if (!isOfRows || result === undefined) return undefined
  const { rejectedFile: _, errors, ...counts } = result as RowsResult
  const said = errors.map((each) => ({ ...each, reason: removed }))
  return { ...counts, errors: said, samples: [] } satisfies RowsResult
}

const removed = 'What such a row said is not kept any more.'

/**
 * Files of rejected rows to which no import points, and none can come to: also what an import left that
 * was tried and then told something else, and what a kill kept from being removed.
 */
async function removeUnwanted({ db, directory }: Means): Promise<void> {
  const folder = join(directory, rejectedFolder)
  for (const name of await readdir(folder).catch(() => [])) {
    const [, id] = /^import-(\d{1,15})\./.exec(name) ?? []
    if (id === undefined) continue
    const made = await importById(db, Number(id))
    const isWanted = made !== undefined && !isOver(made)
    if (isWanted || made?.rejectedFile === join(rejectedFolder, name)) continue
    await rm(join(folder, name), { force: true })
  }
}
