import { stat } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { failure, Refusal } from '../../domain/failure.ts'
import {
  changeImport,
  createImport,
  importById,
  importsByDigest,
  latestImportBy,
  type Import,
} from '../../store/operational/imports.ts'
import {
  listImportTemplates,
  type ImportTemplate,
} from '../../store/operational/importTemplates.ts'
import { listLists } from '../../store/operational/lists.ts'
import type { Operational } from '../../store/operational/open.ts'
import { readUndone } from '../intake/undo/runs.ts'
import type { ListSaid, RowOptions } from '../intake/rows/options.ts'
import { beginImport, demandAnswers, understandSent } from '../imports/begin.ts'
import { giveUp, removeSpooled } from '../spool.ts'
import { spoolUpload, type Spooled } from '../spoolUpload.ts'
import { bytesOf, type Beside, type WatchedFile } from './folder.ts'

/** What files of the folder are taken in with. */
export type TakingMeans = {
  readonly operational: Operational
  /** The data directory. */
  readonly directory: string
  readonly unpackedLimitBytes: number
  readonly clock: () => number
  readonly signal: AbortSignal
}

/** What files of that folder are said to be brought by: by it a start knows its own imports again. */
const byWatch = 'watch/'

/**
 * Takes a file in by the template of its folder, and answers the import when it has ended. Done again after
 * a kill it waits for the import that was begun before. A file that says, byte for byte, what the last of its
 * template said is not taken in again, unless that was undone or failed, or the template says something else
 * by now. Throws a Refusal where it cannot be begun.
 */
export async function takeFile(
  means: TakingMeans,
  file: WatchedFile,
  onImport: (id: number) => void,
): Promise<Import> {
  const { operational, directory, clock } = means
  const { template: name, path } = file
  const { db } = operational
  const by = `${byWatch}${name}`
  const template = (await listImportTemplates(db)).find((each) => each.name === name)
  if (template === undefined) throw noTemplate(name)
  await demandLists(means, template)
  const spooled = await copied(means, file)
  const before = await earlier(means, { by, digest: spooled.digest, template })
  if (before !== undefined) {
    await removeSpooled(directory, spooled.file)
    onImport(before.id)
    return await ended(means, before.id)
  }
  const { kind, options } = template
  const fileName = basename(path).slice(0, 200)
  const { id } = await createImport(db, { kind, fileName, options, by }, clock())
  onImport(id)
  await begin(means, { id, kind, options }, spooled)
  return await ended(means, id)
}

/** As it lies there; refused where somebody is still writing it. */
async function copied(
  { directory }: TakingMeans,
  { path, bytes, changed }: WatchedFile,
): Promise<Spooled> {
  const spooled = await spoolUpload(directory, 'watched', bytesOf(path))
  const { size, mtimeMs } = await stat(path)
  if (size === bytes && mtimeMs === changed) return spooled
  await removeSpooled(directory, spooled.file)
  throw new Refusal(failure('unavailable', 'The file is still being written'))
}

/** At a start: imports that a kill kept from being begun. Their files are still where they lay. */
export async function giveUpUnbegun(
  means: Omit<TakingMeans, 'signal' | 'unpackedLimitBytes'>,
): Promise<void> {
  const { operational, directory, clock } = means
  const rows = await operational.db
    .selectFrom('imports')
    .select('id')
    .where('state', 'in', ['new', 'ready'])
    .where('by', 'like', `${byWatch}%`)
    .execute()
  const problem = 'The program ended before it was begun; its file is taken in by another import'
  for (const { id } of rows) await giveUp(operational, directory, { id, problem, now: clock() })
}

async function begin(
  { operational, directory, clock, unpackedLimitBytes }: TakingMeans,
  { id, kind, options }: Pick<Import, 'id' | 'kind' | 'options'>,
  { file, digest }: Spooled,
): Promise<void> {
  const { db } = operational
  try {
    const where = { db, directory, unpackedLimitBytes }
    const sent = await understandSent(where, { kind, options }, file)
    const change = { state: 'ready', spool: file, digest, ...sent } as const
    const ready = await changeImport(db, id, change, ['new'])
    if (ready === undefined) throw new Error(`import ${id} was begun by somebody else`)
    await demandAnswers(db, ready, 'start')
    if (!(await beginImport(operational, id))) throw new Error(`import ${id} is not ready`)
  } catch (error) {
    const problem = error instanceof Refusal ? error.failure.message : 'It could not be begun'
    await giveUp(operational, directory, { id, problem, now: clock() })
    await removeSpooled(directory, file)
    throw error
  }
}

/** The import that brings the same, or has brought it and nothing came after it. */
async function earlier(
  { operational: { db } }: TakingMeans,
  {
    by,
    digest,
    template,
  }: { readonly by: string; readonly digest: string; readonly template: ImportTemplate },
): Promise<Import | undefined> {
  const same = (await importsByDigest(db, digest)).filter((each) => each.by === by)
  const underWay = same.find(({ state }) => state === 'waiting' || state === 'running')
  if (underWay !== undefined) return underWay
  const last = await latestImportBy(db, by, 'done')
  if (last?.digest !== digest) return undefined
  if (!isDeepStrictEqual(last.options, template.options)) return undefined
  return (await readUndone(db)).has(last.id) ? undefined : last
}

async function ended({ operational, signal }: TakingMeans, id: number): Promise<Import> {
  for (;;) {
    const now = await importById(operational.db, id)
    if (now === undefined) throw new Error(`import ${id} is gone`)
    if (now.state !== 'waiting' && now.state !== 'running') return now
    await sleep(200, undefined, { signal })
  }
}

function noTemplate(name: string): Refusal {
  return new Refusal(
    failure('not_found', `There is no template ${JSON.stringify(name.slice(0, 100))}`, {
      where: 'template',
      fix: `Import such a file once by hand, with --save-template ${JSON.stringify(name)}; then put it into the folder again.`,
    }),
  )
}

async function demandLists(
  { operational: { db } }: TakingMeans,
  { options }: ImportTemplate,
): Promise<void> {
  const { lists = [], whole, makeLists } = options as RowOptions
  const wanted = [...lists, ...(whole?.lists ?? [])]
  const there = new Set((await listLists(db)).map(({ id }) => id))
  const isThere = (list: ListSaid) =>
    typeof list === 'string' ? makeLists === true : there.has(list)
  if (wanted.every(isThere)) return
  throw new Refusal(
    failure('not_found', 'A list of the template is deleted', {
      where: 'template',
      fix: 'Save the template again.',
    }),
  )
}

/** The rows that an import rejected; undefined where there are none. */
export function rejectedRows(
  { directory }: Pick<TakingMeans, 'directory'>,
  { rejectedFile }: Import,
): Exclude<Beside, string> | undefined {
  return rejectedFile === undefined ? undefined : { copyOf: join(directory, rejectedFile) }
}
