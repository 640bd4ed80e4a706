import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { routes } from '../../api/routes.ts'
import type { editRun } from '../../api/edits.ts'
import type { undoReport, undoRun } from '../../api/undo.ts'
import { catalogOf } from '../../domain/customer/catalog.ts'
import { fieldOwners } from '../../domain/customer/field.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { listFields } from '../../store/operational/fields.ts'
import { importById, type Import } from '../../store/operational/imports.ts'
import type { InSetsResult } from '../../work/imports/inSets.ts'
import { makeSettingsReader } from '../../work/intake/settings.ts'
import { beginUndo } from '../../work/intake/undo/begin.ts'
import { previewUndo } from '../../work/intake/undo/preview.ts'
import type { UndoReport } from '../../work/intake/undo/report.ts'
import { readUndone, undoOptions } from '../../work/intake/undo/runs.ts'
import { callerOf } from '../auth.ts'
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
  if (run.state === 'tried') {
    throw new Refusal(
      failure('conflict', 'This import was only tried', {
        where: 'id',
        fix: 'Nothing of it was written: there is nothing to take back.',
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
  made: Omit<Import, 'detection'>,
  undoneBy: number | undefined,
): Promise<z.output<typeof undoRun> | z.output<typeof editRun>> {
  const { kind, options, result } = made
  if (kind === 'bulk' || kind === 'clean') return shownEdit(made, undoneBy)
  return {
    ...ofEveryRun(made, undoneBy),
    kind: kind === 'merge' ? 'merge' : 'undo',
    of: kind === 'undo' ? undoOptions.parse(options).of : null,
    result: result === undefined ? null : await shownReport(works, result as UndoReport),
  }
}

/** A change of many customers, as the API shows it. */
export function shownEdit(
  made: Omit<Import, 'detection'>,
  undoneBy: number | undefined,
): z.output<typeof editRun> {
  const result = (made.result as InSetsResult | undefined) ?? null
  const kind = made.kind === 'clean' ? 'clean' : 'bulk'
  return { ...ofEveryRun(made, undoneBy), kind, result }
}

function ofEveryRun(made: Omit<Import, 'detection'>, undoneBy: number | undefined) {
  const { id, fileName, state, created, progress, problem } = made
  const { done, total, step } = progress
  return {
    id,
    fileName,
    state,
    created: iso(created),
    progress: { done, total, step },
    problem: problem ?? null,
    undoneBy: undoneBy ?? null,
  }
}

async function shownReport(
  { operational: { db } }: Works,
  { sample, ...counts }: UndoReport,
): Promise<z.output<typeof undoReport>> {
  const all = await Promise.all(fieldOwners.map(async (of) => await listFields(db, of)))
  const { byId } = catalogOf(all.flat())
  return {
    ...counts,
    sample: sample.map(({ field, ...why }) => ({
      ...why,
      ...(field === undefined ? {} : { field: byId.get(field)?.name ?? String(field) }),
    })),
  }
}
