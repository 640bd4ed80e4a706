import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  changeImport,
  importById,
  importsUnforgotten,
  isOver,
  type Import,
} from '../../store/operational/imports.ts'
import type { Db } from '../../store/operational/tables.ts'
import type { RowsResult } from '../intake/rows/options.ts'
import { rejectedFolder } from './means.ts'

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
