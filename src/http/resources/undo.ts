import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { routes } from '../../api/routes.ts'
import type { undoReport, undoRun } from '../../api/undo.ts'
import { catalogOf } from '../../domain/customer/catalog.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { listFields } from '../../store/operational/fields.ts'
import {
  changeImport,
  createImport,
  importById,
  type Import,
} from '../../store/operational/imports.ts'
import { makeSettingsReader } from '../../work/intake/settings.ts'
import { previewUndo } from '../../work/intake/undo/preview.ts'
import type { UndoReport } from '../../work/intake/undo/report.ts'
import { readUndone, undoOptions } from '../../work/intake/undo/runs.ts'
import { callerOf } from '../auth.ts'
import { bring } from '../arrive.ts'
import { found } from '../found.ts'
import { iso } from '../instants.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** Undoing a run: what it would do, and doing it. */
export function serveUndo(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.imports.undo, async ({ params }, { request }) => {
    const run = await undoable(works, params.id)
    const by = callerOf(request).name
    const id = await beginUndo(works, { of: run.id }, by)
    return { import: run.id, undo: id }
  })
  serve(app, routes.imports.previewUndo, async ({ params }, { signal }) => {
    const run = await undoable(works, params.id)
    const { database } = works
    const settings = await makeSettingsReader(db, database)()
    const now = works.clock()
    const report = await previewUndo({ db, database, settings }, run, { now, signal })
    return await shownReport(works, report)
  })
}

/** Writes the undo down as a run of its own, and into the inbox: its id. */
export async function beginUndo(
  works: Works,
  options: { readonly of: number; readonly customer?: string },
  by: string,
): Promise<number> {
  const { db } = works.operational
  const fileName = `undo of ${options.of}`
  const { id } = await createImport(db, { kind: 'undo', fileName, options, by }, works.clock())
  await changeImport(db, id, { state: 'waiting' })
  try {
    const position = await bring(works, { kind: 'undo', run: id })
    await changeImport(db, id, { position })
  } catch (error) {
    const change = { state: 'cancelled', problem: 'It could not begin', finished: works.clock() }
    await changeImport(db, id, change as { state: 'cancelled' }, ['waiting'])
    throw error
  }
  return id
}

/** The run of that id; refused where it has not ended, or is undone. */
async function undoable({ operational: { db } }: Works, id: number): Promise<Import> {
  const run = found(await importById(db, id), 'import')
  if (['new', 'ready', 'checking', 'waiting', 'running'].includes(run.state)) {
    throw new Refusal(
      failure('conflict', `This import is ${run.state}`, {
        where: 'id',
        fix: 'Wait for its end, or cancel it; then it can be undone.',
      }),
    )
  }
  const by = (await readUndone(db)).get(id)
  if (by === undefined) return run
  throw new Refusal(
    failure('conflict', `This import is undone already, by ${by}`, {
      where: 'id',
      fix: `To have it as it was again, undo ${by}.`,
    }),
  )
}

/** A run without a file, as the API shows it. */
export async function shownRun(
  works: Works,
  made: Import,
  undoneBy: number | undefined,
): Promise<z.output<typeof undoRun>> {
  const { id, kind, fileName, options, state, created, progress, problem, result } = made
  const { done, total, step } = progress
  return {
    id,
    kind: kind === 'merge' ? 'merge' : 'undo',
    fileName,
    of: kind === 'undo' ? undoOptions.parse(options).of : null,
    state,
    created: iso(created),
    progress: { done, total, step },
    result: result === undefined ? null : await shownReport(works, result as UndoReport),
    problem: problem ?? null,
    undoneBy: undoneBy ?? null,
  }
}

async function shownReport(
  { operational: { db } }: Works,
  { sample, ...counts }: UndoReport,
): Promise<z.output<typeof undoReport>> {
  const { byId } = catalogOf(await listFields(db))
  return {
    ...counts,
    sample: sample.map(({ field, ...why }) => ({
      ...why,
      ...(field === undefined ? {} : { field: byId.get(field)?.name ?? String(field) }),
    })),
  }
}
