import { createReadStream } from 'node:fs'
import { extname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { exportMediaTypes, type ExportFormat } from '../../api/exports.ts'
import { rowKind, rowOptions } from '../../api/imports.ts'
import { orderOptionsSaid } from '../../api/orderImports.ts'
import type { Taken } from '../../api/route.ts'
import { routes, type Routes } from '../../api/routes.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import {
  changeImport,
  createImport,
  importById,
  listImports,
  untried,
  type Import,
} from '../../store/operational/imports.ts'
import { listImportTemplates } from '../../store/operational/importTemplates.ts'
import { listLists } from '../../store/operational/lists.ts'
import type { Db } from '../../store/operational/tables.ts'
import type { Understanding } from '../../work/intake/files/understand.ts'
import type { Understood } from '../../work/intake/orders/dialect.ts'
import { readUndone } from '../../work/intake/undo/runs.ts'
import {
  beginImport,
  demandAnswers,
  demandOrderFields,
  fieldsOfKind,
  understandOrders,
  understandSent,
} from '../../work/imports/begin.ts'
import { forgetUnstarted, giveUp, removeSpooled } from '../../work/spool.ts'
import { callerOf } from '../auth.ts'
import { readIdCursor, writeCursor } from '../cursor.ts'
import { found } from '../found.ts'
import { iso } from '../instants.ts'
import { listedImport, shownImport, type ShowImport } from '../importShown.ts'
import { serve, serveStream } from '../route.ts'
import {
  byTemplate,
  demandColumns,
  keptOptions,
  mergedOptions,
  overOrders,
  readsAnew,
} from '../rowImports.ts'
import { spoolUpload } from '../../work/spoolUpload.ts'
import type { Works } from '../works.ts'
import { serveUndo, shownRun } from './undo.ts'

/** Imports of files: what the columns mean, the file, a trial, go. */
export function serveImports(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  const show = async (made: Import | undefined) => await showIt(works, made)
  serveReading(app, works)
  serveUndo(app, works)
  serve(app, routes.imports.create, async ({ body }, { request }) => {
    const options = await optionsOf(works, body)
    await forgetUnstarted(works.operational, works.directory, works.clock())
    const by = callerOf(request).name
    const { kind, fileName } = body
    return await show(await createImport(db, { kind, fileName, options, by }, works.clock()))
  })
  serve(app, routes.imports.change, async ({ params, body }) => {
    const before = await inState(works, params.id, unbegun)
    const changed = before.kind === 'orders' ? changeOrders : change
    return await show(await changed(works, before, body))
  })
  serve(app, routes.imports.upload, async ({ params }, { request }) => {
    const before = await inState(works, params.id, unbegun)
    const { file, digest } = await spoolUpload(works.directory, `import-${before.id}`, request.body)
    try {
      // What was said while the file was on its way holds too.
      const now = await inState(works, before.id, unbegun)
      const seen = await looked(works, now, file)
      const after = await changeImport(
        db,
        before.id,
        { ...untried, state: 'ready', spool: file, digest, ...seen },
        unbegun,
      )
      if (after === undefined) throw await overtaken(works, before.id)
      await removeSpooled(works.directory, now.spool)
      return await show(after)
    } catch (error) {
      await removeSpooled(works.directory, file)
      throw error
    }
  })
  serve(app, routes.imports.check, async ({ params }) => {
    const ready = demandRows(await inState(works, params.id, ['ready']))
    await demandAnswers(db, ready, 'try')
    const progress = { done: 0, total: null, step: 'checking' }
    const asked = await changeImport(db, ready.id, { ...untried, state: 'checking', progress }, [
      'ready',
    ])
    if (asked === undefined) throw await overtaken(works, ready.id)
    works.checker.wake()
    return await show(asked)
  })
  serve(app, routes.imports.start, async ({ params }) => await show(await start(works, params.id)))
  serve(app, routes.imports.cancel, async ({ params }) => {
    const { id } = await inState(works, params.id, [...unbegun, 'checking', ...begun])
    const cancelled = { id, problem: 'It was cancelled', now: works.clock() }
    if (!(await giveUp(works.operational, works.directory, cancelled))) {
      const asked = await changeImport(db, id, { cancel: true }, begun)
      if (asked === undefined) throw await overtaken(works, id)
    }
    return { ok: true as const }
  })
  serveRejected(app, works)
}

/** Runs of every kind. */
function serveReading(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.imports.list, async ({ query: { limit, cursor } }) => {
    const from = readIdCursor(cursor)
    const below = from === undefined ? undefined : Math.min(Number(from), Number.MAX_SAFE_INTEGER)
    const some = await listImports(db, { limit: limit + 1, below })
    const [undone, now] = [await readUndone(db), works.clock()]
    const list = async (made: (typeof some)[number]) => {
      const undoneBy = undone.get(made.id)
      const file = listedImport(made, { directory: works.directory, now, undoneBy })
      return file ?? (await shownRun(works, made, undoneBy))
    }
    const items = await Promise.all(some.slice(0, limit).map(list))
    const last = some.length > limit ? items.at(-1) : undefined
    return { items, next: last === undefined ? null : writeCursor([String(last.id)]) }
  })
  serve(app, routes.imports.read, async ({ params }) => {
    const made = found(await importById(db, params.id), 'import')
    const how = await howShown(db)
    return shown(works, made, how) ?? (await shownRun(works, made, how.undone.get(made.id)))
  })
}

function serveRejected(app: FastifyInstance, { operational, directory }: Works): void {
  serveStream(app, routes.imports.rejected, async ({ params }, { reply }) => {
    const made = found(await importById(operational.db, params.id), 'import')
    const { rejectedFile, detection: seen } = made
    if (hadRejected(made)) throw forgotten(made)
    const file = found(rejectedFile, 'file of rejected rows')
    // As the file it came from is written, so that it can be mended with the same program.
    const { encoding } = (seen as Understood | Understanding).dialect
    const extension = extname(file).slice(1)
    const media = exportMediaTypes[extension as ExportFormat]
    const charset = extension === 'csv' ? `; charset=${encoding.toLowerCase()}` : ''
    return await reply
      .type(`${media}${charset}`)
      .header('content-disposition', `attachment; filename="rejected-${params.id}.${extension}"`)
      .send(createReadStream(join(directory, file)))
  })
}

/** Whether there was a file of them that is not kept any more. */
function hadRejected({ rejectedFile, forgotten: at, result }: Import): boolean {
  const { rejected = 0 } = (result ?? {}) as { readonly rejected?: number }
  return rejectedFile === undefined && at !== undefined && rejected > 0
}

function forgotten({ forgotten: at = 0 }: Import): Refusal {
  return new Refusal(
    failure('not_found', `The rejected rows of this import were removed at ${iso(at)}`, {
      where: 'id',
      fix: 'Import the file again. They are kept for CLIENTELA_REJECTED_RETENTION, or until a customer is deleted.',
    }),
  )
}

/** What is no import of a file is none here. */
async function showIt(works: Works, made: Import | undefined) {
  const how = await howShown(works.operational.db)
  return found(made === undefined ? undefined : shown(works, made, how), 'import')
}

type HowShown = Pick<ShowImport, 'fieldsOf' | 'templates' | 'lists'> & {
  /** By run: the undo by which it is undone. */
  readonly undone: ReadonlyMap<number, number>
}

async function howShown(db: Db): Promise<HowShown> {
  const [customers, products, places, templates, lists, undone] = await Promise.all([
    fieldsOfKind(db, 'customers'),
    fieldsOfKind(db, 'products'),
    fieldsOfKind(db, 'places'),
    listImportTemplates(db),
    listLists(db),
    readUndone(db),
  ])
  const of = { products, places } as const
  const fieldsOf = (kind: string) =>
    kind === 'products' || kind === 'places' ? of[kind] : customers
  return { fieldsOf, templates, lists, undone }
}

function shown({ directory, clock }: Works, made: Import, { undone, ...how }: HowShown) {
  return shownImport(made, { ...how, directory, now: clock(), undoneBy: undone.get(made.id) })
}

/** How the file that was sent is understood, by what was said of it. */
async function looked(works: Works, made: Import, file: string) {
  const { directory, operational, unpackedLimitBytes } = works
  return await understandSent({ db: operational.db, directory, unpackedLimitBytes }, made, file)
}

/** What is said of an import besides what was. */
type More = {
  readonly template?: string | undefined
  readonly options: Readonly<Record<string, unknown>>
}

async function change(
  works: Works,
  before: Import,
  { template, options: given }: More,
): Promise<Import> {
  const { db } = works.operational
  const said = mergedOptions(rowOptions, demandRows(before).options, given)
  const options = await keptOptions(
    db,
    await byTemplate(db, template, { ...before, options: said }),
  )
  const { spool } = before
  const anew = spool !== undefined && (template !== undefined || readsAnew(given))
  const { detection } = anew ? await looked(works, { ...before, options }, spool) : before
  const after = await changeImport(
    db,
    before.id,
    { ...untried, options, ...(detection === undefined ? {} : { detection }) },
    unbegun,
  )
  if (after === undefined) throw await overtaken(works, before.id)
  return after
}

/** The same of orders. Rows have been made of the file: which sheet of a workbook they are of is said before. */
async function changeOrders(
  works: Works,
  before: Import,
  { template, options: given }: More,
): Promise<Import> {
  const { db } = works.operational
  const { spool, detection } = before
  // A template says all of it: what was found before is no longer what somebody said.
  const said = mergedOptions(orderOptionsSaid, template === undefined ? before.options : {}, given)
  const options = await overOrders(db, template, said)
  await demandOrderFields(db, options)
  if (spool !== undefined && 'sheet' in given) throw sheetTaken()
  const seen =
    spool === undefined || detection === undefined
      ? { options }
      : await understandOrders(works, options, { spool, before: detection })
  const after = await changeImport(db, { id: before.id, spool }, { ...untried, ...seen }, unbegun)
  if (after === undefined) throw await overtaken(works, before.id)
  return after
}

function sheetTaken(): Refusal {
  return new Refusal(
    failure('conflict', 'The rows of its sheet have been taken from this workbook', {
      where: 'options.sheet',
      fix: 'Begin another import, and say the sheet before you send the file.',
    }),
  )
}

async function start(works: Works, wanted: number): Promise<Import> {
  const { db } = works.operational
  const ready = await inState(works, wanted, ['ready'])
  const { id } = ready
  await demandAnswers(db, ready, 'start')
  if (!(await beginImport(works.operational, id))) throw await overtaken(works, id)
  return found(await importById(db, id), 'import')
}

function demandRows(made: Import): Import {
  if (rowKind.safeParse(made.kind).success) return made
  throw new Refusal(
    failure('conflict', 'An import of orders cannot be tried', {
      where: 'id',
      fix: 'Start it: it can be undone.',
    }),
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
    failure('conflict', `This import is ${state}`, { where: 'id', fix: fixOf(state) }),
  )
}

function fixOf(state: Import['state']): string {
  if (state === 'new') return 'Send its file first.'
  const isUnderWay = state === 'checking' || state === 'waiting' || state === 'running'
  return isUnderWay ? 'Wait for its end, or cancel it.' : 'It is over: begin another one.'
}

type Begun = Taken<Routes['imports']['create']>['body']

/** What was said, as it is kept; refused where it speaks of what is not there. */
async function optionsOf({ operational: { db } }: Works, begun: Begun): Promise<unknown> {
  if (begun.kind !== 'orders') {
    return await keptOptions(db, await byTemplate(db, begun.template, begun))
  }
  const said = await overOrders(db, begun.template, begun.options)
  const options = begun.guess ? said : demandColumns(said)
  await demandOrderFields(db, options)
  return options
}
