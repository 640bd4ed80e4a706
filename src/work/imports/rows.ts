import { isAbsolute, join } from 'node:path'
import { catalogOf } from '../../domain/customer/catalog.ts'
import { plainField, type Field } from '../../domain/customer/field.ts'
import { orRefuse } from '../../domain/failure.ts'
import { dropRun } from '../../store/clickhouse/rowImports.ts'
import type { Import } from '../../store/operational/imports.ts'
import { readMark, removeMark, writeMark } from '../../store/operational/marks.ts'
import type { Understanding } from '../intake/files/understand.ts'
import {
  ownerOfKind,
  type RowKind,
  type RowOptions,
  type RowsResult,
  type RowsRun,
} from '../intake/rows/options.ts'
import { catalogFor } from '../intake/rows/referenceRow.ts'
import { planRows } from '../intake/rows/plan.ts'
import { runRows } from '../intake/rows/run.ts'
import { runRowsInThread } from '../intake/rows/thread.ts'
import type { RowsMark, RowsWorld } from '../intake/rows/world.ts'
import { makeSettingsReader } from '../intake/settings.ts'
import { makeLists, markOf as listsMarkOf, tryLists, withListIds, type RunLists } from './lists.ts'
import {
  rejectedFileOf,
  rejectedIn,
  tellProgress,
  type ImportMeans,
  type ImportWay,
} from './means.ts'

/** Files of which each row is a record: customers, events, products, places. */
export const rows: ImportWay = {
  async run(means, row, entry, signal) {
    const lists = await makeLists(means, row)
    const run = await runOf(means, row, { ...entry, lists })
    const result = await runWhere(means, run, { ...(await worldOf(means, row)), signal })
    return ranOf({ ...result, madeLists: lists.made })
  },
  async giveUp(means, row, entry) {
    const world = await worldOf(means, row)
    if (world.mark === undefined) return false
    // Those that it was to make are there since before the mark.
    const lists = await makeLists(means, row)
    const run = await runOf(means, row, { ...entry, lists })
    await runWhere(means, run, { ...world, signal: means.signal, onlyMend: true })
    return true
  },
  async tidy({ operational, database }, { id }) {
    await dropRun(database, id)
    await removeMark(operational.db, markOf(id))
    await removeMark(operational.db, listsMarkOf(id))
  },
  withoutCells(detection) {
    const { columns, ...understood } = detection as Understanding
    return {
      ...understood,
      columns: columns.map((column) => ({ ...column, examples: [], choices: [] })),
      questions: [],
      sample: [],
      // Of a column that was mistaken for one of lists they are cells too.
      lists: [],
    } satisfies Understanding
  },
}

type Tried = { readonly result: RowsResult; readonly rejectedFile?: string }

/** Does all but write, from the beginning: what would come of the import now. */
export async function tryRows(
  means: ImportMeans,
  row: Import,
  signal: AbortSignal,
): Promise<Tried> {
  const lists = await tryLists(means, row)
  const entry = { position: triedPosition, received: means.clock(), lists }
  const asked = await runOf(means, row, entry)
  const run = { ...asked, settings: withMissing(asked), dry: true }
  const onProgress = tellProgress(means, row.id)
  const world = { onMark: async () => {}, onProgress, signal }
  try {
    const result = await runWhere(means, run, world)
    return ranOf({ ...result, madeLists: lists.made })
  } catch (error) {
    // What a trial notes are people's values, and one that is given up may never be tried again.
    await dropRun(means.database, row.id).catch(() => {})
    throw error
  }
}

/** With fields that the import would make: a trial makes none. */
function withMissing(run: RowsRun): RowsRun['settings'] {
  const { kind, understood, options, settings } = run
  const of = ownerOfKind(kind)
  const there = [...catalogFor(run).byId.values()]
  const { mapping } = orRefuse(planRows(kind, understood, options, there))
  const made = mapping.columns.flatMap(({ make }, i): Field[] =>
    make === undefined ? [] : [{ ...plainField, of, ...make, id: firstTriedField + i }],
  )
  const catalog = catalogOf([...there, ...made])
  return of === 'customer'
    ? { ...settings, catalog }
    : { ...settings, references: { ...settings.references, [of]: catalog } }
}

/** No field has such an id. */
const firstTriedField = 2 ** 31

/** Behind all that has arrived, so that a trial sees it. */
const triedPosition = 2 ** 31 - 1

/** In the thread that answers people too: nobody is held up for long. */
const fewSizes = { rows: 1_000, characters: 1024 * 1024 }

/** So many bytes are read, typed and applied sooner than a thread starts. */
const fewBytes = 512 * 1024

async function runWhere(
  { database, beside }: ImportMeans,
  run: RowsRun,
  world: Omit<RowsWorld, 'database'>,
): Promise<RowsResult> {
  if (beside === undefined || run.understood.bytes < fewBytes) {
    return await runRows(run, { ...world, database, sizes: fewSizes })
  }
  return await runRowsInThread(run, world, beside)
}

function ranOf(result: RowsResult): Tried {
  return { result, ...rejectedIn(result) }
}

async function runOf(
  means: ImportMeans,
  row: Import,
  {
    position,
    received,
    lists,
  }: { readonly position: number; readonly received: number; readonly lists: RunLists },
): Promise<RowsRun> {
  const { directory, operational, database } = means
  return {
    kind: row.kind as RowKind,
    position,
    importId: row.id,
    received,
    understood: understoodOf(directory, row),
    options: withListIds(row.options as RowOptions, lists),
    lists: lists.byName,
    listNames: lists.names,
    rejectedPath: join(directory, await rejectedFileOf(means, row)),
    settings: await makeSettingsReader(operational.db, database)(),
    dry: false,
  }
}

/** The directory may have been moved since the file was looked at. */
function understoodOf(directory: string, { detection, id }: Import): Understanding {
  if (detection === undefined) throw new Error(`import ${id} was started without a file`)
  const understood = detection as Understanding
  const { csv } = understood
  return { ...understood, csv: isAbsolute(csv) ? csv : join(directory, csv) }
}

async function worldOf(means: ImportMeans, { id }: Import) {
  const { db } = means.operational
  const mark = (await readMark(db, markOf(id))) as RowsMark | undefined
  return {
    mark,
    onMark: async (now: RowsMark) => await writeMark(db, markOf(id), now, means.clock()),
    onProgress: tellProgress(means, id),
  }
}

/** Where its progress is kept until it has ended. */
function markOf(id: number): string {
  return `import/${id}`
}
