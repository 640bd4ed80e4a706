import type { Selectable } from 'kysely'
import { z } from 'zod'
import { nextId } from './ids.ts'
import { given, optional } from './rows.ts'
import { inTransaction, type Db, type Tables } from './tables.ts'

/** One run that brings records in. Instants are milliseconds. */
export type Import = {
  readonly id: number
  /** What it brings: `orders`, `customers`, `events`, `products`. */
  readonly kind: string
  readonly state: ImportState
  readonly fileName: string
  /** As the person gave them: JSON of the kind's own shape. */
  readonly options: unknown
  /** How the file was understood: JSON of the kind's own shape. */
  readonly detection?: object
  /** SHA-256 of the file: the same command again finds its import by it. */
  readonly digest?: string
  /** Where the file is kept until it is taken in, relative to the data directory. */
  readonly spool?: string
  readonly rejectedFile?: string
  /** The inbox entry that points to it. */
  readonly position?: number
  readonly progress: ImportProgress
  /** The counts, when it is done: JSON of the kind's own shape. */
  readonly result?: unknown
  /** Why it failed, in a sentence. */
  readonly problem?: string
  /** Somebody wants it stopped. */
  readonly cancel: boolean
  readonly by: string
  readonly created: number
  readonly started?: number
  readonly finished?: number
  /** When what it showed of people's rows, a file of them too, was taken away. */
  readonly forgotten?: number
}

const importStates = [
  /** The file is still to come. */
  'new',
  /** The file is here and understood; nobody has said go. */
  'ready',
  /** It is being tried: nothing is written. */
  'checking',
  'waiting',
  'running',
  'done',
  'failed',
  'cancelled',
  /** It was tried, and not begun: nothing was written. */
  'tried',
] as const
type ImportState = (typeof importStates)[number]

/** From these it goes nowhere. */
const over = ['done', 'failed', 'cancelled', 'tried'] as const satisfies readonly ImportState[]

/** Whether it has ended, and stays so. */
export function isOver({ state }: Pick<Import, 'state'>): boolean {
  return over.some((each) => each === state)
}

type ImportProgress = {
  readonly done: number
  /** Null where it cannot be known. */
  readonly total: number | null
  readonly step: string
}

export type NewImport = {
  readonly kind: string
  readonly fileName: string
  readonly options: unknown
  readonly by?: string
}

/** What came of a trial or a failure may be taken back by null. */
export type ImportChange = Partial<
  Omit<
    Import,
    'id' | 'kind' | 'fileName' | 'by' | 'created' | 'problem' | 'rejectedFile' | 'forgotten'
  >
> & {
  readonly problem?: string | null
  readonly rejectedFile?: string | null
  readonly forgotten?: number | null
}

/** What an earlier trial said of an import no longer holds. */
export const untried = {
  result: null,
  rejectedFile: null,
  problem: null,
  forgotten: null,
} as const satisfies ImportChange

export async function createImport(db: Db, made: NewImport, now: number): Promise<Import> {
  return await inTransaction(db, async (open) => {
    const id = await nextId(open, 'import')
    await open
      .insertInto('imports')
      .values({
        id,
        kind: made.kind,
        state: 'new' satisfies ImportState,
        file_name: made.fileName,
        options: JSON.stringify(made.options),
        progress: JSON.stringify({ done: 0, total: null, step: '' } satisfies ImportProgress),
        cancel: false,
        by: made.by ?? '',
        created: now,
      })
      .execute()
    const stands = await importById(open, id)
    if (stands === undefined) throw new Error('an import just made is not there')
    return stands
  })
}

/** Latest first, those below that id where one is given; without how their files were understood. */
export async function listImports(
  db: Db,
  { limit, below }: { readonly limit: number; readonly below?: number | undefined },
): Promise<readonly Omit<Import, 'detection'>[]> {
  const all = db.selectFrom('imports').select(listed).orderBy('id', 'desc').limit(limit)
  const rows = await (below === undefined ? all : all.where('id', '<', below)).execute()
  return rows.map((row) => fromRow({ ...row, detection: null }))
}

/** What is known of a run without its files. */
export type RunEntry = Pick<Import, 'id' | 'kind' | 'options'> & { readonly position: number }

/**
 * Those whose inbox entries lie after that position and up to the other, in the order of these. The
 * entries say it themselves; of those that are forgotten the run does.
 */
export async function runsBetween(
  db: Db,
  after: number,
  upTo: number,
): Promise<readonly RunEntry[]> {
  const entries = await db
    .selectFrom('inbox')
    .select(['position', 'payload'])
    .where('position', '>', after)
    .where('position', '<=', upTo)
    .where('kind', 'in', ['bulk', 'import', 'undo', 'merge'])
    .execute()
  const positions = new Map(
    entries.flatMap(({ position, payload }) => {
      const said = entry.safeParse(JSON.parse(Buffer.from(payload).toString()))
      const id = said.data?.import ?? said.data?.run
      return id === undefined ? [] : [[id, position] as const]
    }),
  )
  const rows = await db
    .selectFrom('imports')
    .select(['id', 'kind', 'options', 'position'])
    .where((each) =>
      each.or([
        each.and([each('position', '>', after), each('position', '<=', upTo)]),
        each('id', 'in', positions.size === 0 ? [-1] : [...positions.keys()]),
      ]),
    )
    .execute()
  return rows
    .map(({ id, kind, options, position }) => ({
      id,
      kind,
      options: JSON.parse(options) as unknown,
      position: positions.get(id) ?? position ?? 0,
    }))
    .toSorted((one, other) => one.position - other.position)
}

const entry = z.object({ import: z.int().optional(), run: z.int().optional() })

const listed = [
  ...(['id', 'kind', 'state', 'file_name', 'options', 'digest', 'spool'] as const),
  ...(['rejected_file', 'position', 'progress', 'result', 'problem', 'cancel'] as const),
  ...(['by', 'created', 'started', 'finished', 'forgotten'] as const),
] as const

export async function importById(db: Db, id: number): Promise<Import | undefined> {
  const row = await db.selectFrom('imports').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : fromRow(row)
}

/** Those in that state, the first made first. */
export async function importsInState(
  db: Db,
  ...states: readonly ImportState[]
): Promise<readonly Import[]> {
  const rows = await db
    .selectFrom('imports')
    .selectAll()
    .where('state', 'in', states)
    .orderBy('id')
    .execute()
  return rows.map(fromRow)
}

/** Some that ended before that instant and still show rows of people. */
export async function importsUnforgotten(db: Db, before: number): Promise<readonly Import[]> {
  const rows = await db
    .selectFrom('imports')
    .selectAll()
    .where('forgotten', 'is', null)
    .where('finished', '<', before)
    .where('state', 'in', over)
    .orderBy('finished')
    .limit(100)
    .execute()
  return rows.map(fromRow)
}

/** Those of a file with that SHA-256, latest first. */
export async function importsByDigest(db: Db, digest: string): Promise<readonly Import[]> {
  const rows = await db
    .selectFrom('imports')
    .selectAll()
    .where('digest', '=', digest)
    .orderBy('id', 'desc')
    .execute()
  return rows.map(fromRow)
}

/** The last one of that state that this caller made. */
export async function latestImportBy(
  db: Db,
  by: string,
  state: ImportState,
): Promise<Import | undefined> {
  const row = await db
    .selectFrom('imports')
    .selectAll()
    .where('by', '=', by)
    .where('state', '=', state)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? undefined : fromRow(row)
}

/** An import as long as that is its file. */
type ImportWithFile = { readonly id: number; readonly spool: string | undefined }

/**
 * What is not given stays; undefined if there is none of that id, or none in one of those states: what
 * somebody decided by an earlier look must not undo what came of it meanwhile.
 */
export async function changeImport(
  db: Db,
  which: number | ImportWithFile,
  change: ImportChange,
  from: readonly ImportState[] = importStates,
): Promise<Import | undefined> {
  const { id, spool } = typeof which === 'number' ? { id: which, spool: undefined } : which
  const columns = given({
    state: change.state,
    options: json(change.options),
    detection: json(change.detection),
    digest: change.digest,
    spool: change.spool,
    rejected_file: change.rejectedFile,
    position: change.position,
    progress: json(change.progress),
    result: json(change.result),
    problem: change.problem,
    cancel: change.cancel,
    started: change.started,
    finished: change.finished,
    forgotten: change.forgotten,
  })
  if (Object.keys(columns).length > 0) {
    const { numUpdatedRows } = await db
      .updateTable('imports')
      .set(columns as object)
      .where('id', '=', id)
      .where('state', 'in', from)
      .$if(spool !== undefined, (update) => update.where('spool', '=', spool ?? ''))
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return undefined
  }
  return await importById(db, id)
}

/**
 * Takes away what an import shows of people's rows, as long as it shows what was read of it and nothing
 * newer; false where it does.
 */
export async function forgetShown(
  db: Db,
  { id, state, result, detection }: Import,
  bare: {
    readonly result: unknown
    readonly detection: object | undefined
    readonly now: number
  },
): Promise<boolean> {
  const [was, seen] = [json(result) ?? null, json(detection) ?? null]
  const { numUpdatedRows } = await db
    .updateTable('imports')
    .set({
      result: json(bare.result) ?? null,
      detection: json(bare.detection) ?? null,
      rejected_file: null,
      forgotten: bare.now,
    })
    .where('id', '=', id)
    .where('state', '=', state)
    .where('result', was === null ? 'is' : '=', was)
    .where('detection', seen === null ? 'is' : '=', seen)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

function json(value: unknown): string | null | undefined {
  return value === undefined || value === null ? value : JSON.stringify(value)
}

function parsed(text: string | null): unknown {
  return text === null ? null : (JSON.parse(text) as unknown)
}

function fromRow(row: Selectable<Tables['imports']>): Import {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state as ImportState,
    fileName: row.file_name,
    options: parsed(row.options),
    ...optional('detection', parsed(row.detection) as object | null),
    ...optional('digest', row.digest),
    ...optional('spool', row.spool),
    ...optional('rejectedFile', row.rejected_file),
    ...optional('position', row.position),
    progress: parsed(row.progress) as ImportProgress,
    ...optional('result', parsed(row.result)),
    ...optional('problem', row.problem),
    cancel: row.cancel === 1,
    by: row.by,
    created: row.created,
    ...optional('started', row.started),
    ...optional('finished', row.finished),
    ...optional('forgotten', row.forgotten),
  }
}
