import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { importResult, orderOptions, type detection } from '../../api/imports.ts'
import { routes } from '../../api/routes.ts'
import { failure, orRefuse, Refusal } from '../../domain/failure.ts'
import { zoneOf } from '../../domain/time/zone.ts'
import { listFields } from '../../store/operational/fields.ts'
import {
  changeImport,
  createImport,
  importById,
  listImports,
  type Import,
} from '../../store/operational/imports.ts'
import { understandFile, type Understood } from '../../work/intake/orders/dialect.ts'
import { readUndone } from '../../work/intake/undo/runs.ts'
import { forgetUnstarted, giveUp } from '../../work/spool.ts'
import { callerOf } from '../auth.ts'
import { bring } from '../arrive.ts'
import { found } from '../found.ts'
import { iso } from '../instants.ts'
import { serve, serveStream } from '../route.ts'
import { spoolUpload } from '../spool.ts'
import type { Works } from '../works.ts'
import { serveUndo, shownRun } from './undo.ts'

/** Imports of orders: what the columns mean, the file, go. */
export function serveImports(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  const show = (made: Import) => shown(made, works.directory)
  serveReading(app, works)
  serveUndo(app, works)
  serve(app, routes.imports.create, async ({ body }, { request }) => {
    await refuseUnknown(works, body.options)
    await forgetUnstarted(works.operational, works.directory, works.clock())
    const by = callerOf(request).name
    return show(await createImport(db, { ...body, by }, works.clock()))
  })
  serve(app, routes.imports.upload, async ({ params }, { request }) => {
    const before = await inState(works, params.id, ['new', 'ready'])
    const { file, digest } = await spoolUpload(works.directory, `import-${before.id}`, request.body)
    const path = join(works.directory, file)
    try {
      const understood = await understandFile(path, orderOptions.parse(before.options))
      const change = { state: 'ready', spool: file, digest, detection: understood } as const
      const after = await changeImport(db, before.id, change, unbegun)
      if (after === undefined) throw await overtaken(works, before.id)
      if (before.spool !== undefined) await rm(join(works.directory, before.spool), { force: true })
      return show(after)
    } catch (error) {
      await rm(path, { force: true })
      throw error
    }
  })
  serve(app, routes.imports.start, async ({ params }) => {
    const { id } = await inState(works, params.id, ['ready'])
    if ((await changeImport(db, id, { state: 'waiting' }, ['ready'])) === undefined) {
      throw await overtaken(works, id)
    }
    try {
      const position = await bring(works, { kind: 'import', import: id })
      await changeImport(db, id, { position })
    } catch (error) {
      await changeImport(db, id, { state: 'ready' }, ['waiting'])
      throw error
    }
    return show(found(await importById(db, id), 'import'))
  })
  serve(app, routes.imports.cancel, async ({ params }) => {
    const { id } = await inState(works, params.id, [...unbegun, ...begun])
    const cancelled = { id, problem: 'It was cancelled', now: works.clock() }
    if (!(await giveUp(works.operational, works.directory, cancelled))) {
      const asked = await changeImport(db, id, { cancel: true }, begun)
      if (asked === undefined) throw await overtaken(works, id)
    }
    return { ok: true as const }
  })
  serveStream(app, routes.imports.rejected, async ({ params }, { reply }) => {
    const { rejectedFile, detection: seen } = found(await importById(db, params.id), 'import')
    const file = found(rejectedFile, 'file of rejected rows')
    // As the file it came from is written, so that it can be mended with the same program.
    const { encoding } = (seen as Understood).dialect
    return await reply
      .type(`text/csv; charset=${encoding.toLowerCase()}`)
      .header('content-disposition', `attachment; filename="rejected-${params.id}.csv"`)
      .send(createReadStream(join(works.directory, file)))
  })
}

/** Runs of every kind. */
function serveReading(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  const show = async (made: Import, undone: ReadonlyMap<number, number>) => {
    const undoneBy = undone.get(made.id)
    if (made.kind !== 'orders') return await shownRun(works, made, undoneBy)
    return { ...shown(made, works.directory), undoneBy: undoneBy ?? null }
  }
  serve(app, routes.imports.list, async () => {
    const undone = await readUndone(db)
    const all = await listImports(db)
    return { items: await Promise.all(all.map((made) => show(made, undone))) }
  })
  serve(app, routes.imports.read, async ({ params }) =>
    show(found(await importById(db, params.id), 'import'), await readUndone(db)),
  )
}

const unbegun = ['new', 'ready'] as const
/** Whoever runs it looks between its steps whether it is to be cancelled. */
const begun = ['waiting', 'running'] as const

/** What was asked for was right when it was looked at, and is no longer. */
async function overtaken(works: Works, id: number): Promise<Refusal> {
  const { state } = found(await importById(works.operational.db, id), 'import')
  return notNow(state)
}

async function inState(
  works: Works,
  id: number,
  states: readonly Import['state'][],
): Promise<Import> {
  const there = found(await importById(works.operational.db, id), 'import')
  if (states.includes(there.state)) return there
  throw notNow(there.state)
}

function notNow(state: Import['state']): Refusal {
  return new Refusal(
    failure('conflict', `This import is ${state}`, {
      where: 'id',
      fix: fixOf(state),
    }),
  )
}

function fixOf(state: Import['state']): string {
  if (state === 'new') return 'Send its file first.'
  const isUnderWay = state === 'waiting' || state === 'running'
  return isUnderWay ? 'Wait for its end, or cancel it.' : 'It is over: begin another one.'
}

type OrderOptions = z.output<typeof orderOptions>

async function refuseUnknown(works: Works, { fields, timezone }: OrderOptions): Promise<void> {
  if (timezone !== undefined) orRefuse(zoneOf(timezone))
  const known = new Set((await listFields(works.operational.db)).map(({ name }) => name))
  const unknown = Object.keys(fields).find((name) => !known.has(name))
  if (unknown === undefined) return
  throw new Refusal(
    failure('not_found', `There is no field ${JSON.stringify(unknown)}`, {
      where: `options.fields.${unknown}`,
      fix: 'Make it first (POST /api/fields), or leave it out.',
    }),
  )
}

/** What the loader has noted says more than the API shows. */
const counts = z.object(importResult.omit({ rejectedFile: true }).shape)

function shown(made: Import, directory: string) {
  const { id, fileName, options, state, created, progress, problem } = made
  const { done, total, step } = progress
  return {
    id,
    kind: 'orders' as const,
    fileName,
    options: orderOptions.parse(options),
    state,
    created: iso(created),
    detection: made.detection === undefined ? null : detected(made.detection as Understood),
    progress: { done, total, step },
    result:
      made.result === undefined
        ? null
        : {
            ...counts.parse(made.result),
            rejectedFile:
              made.rejectedFile === undefined ? null : join(directory, made.rejectedFile),
          },
    problem: problem ?? null,
    undoneBy: null,
  }
}

function detected({ dialect, columns, sample }: Understood): z.output<typeof detection> {
  const { encoding, delimiter, decimal, dates } = dialect
  return {
    encoding,
    delimiter,
    decimal,
    dates,
    columns: [...columns],
    sample: sample.map((row) => [...row]),
  }
}
