import { writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  changeImport,
  createImport,
  importById,
} from '../../../../src/store/operational/imports.ts'
import type { Import } from '../../../../src/store/operational/imports.ts'
import type { MergePair } from '../../../../src/domain/arrival.ts'
import type { Database } from '../../../../src/store/clickhouse/database.ts'
import { ident, sql, type Sql } from '../../../../src/store/sql/sql.ts'
import { understandFile } from '../../../../src/work/intake/orders/dialect.ts'
import type { OrderOptions } from '../../../../src/work/intake/orders/options.ts'
import type { UndoReport } from '../../../../src/work/intake/undo/report.ts'
import { openWorld, who, type World } from '../world.ts'

export type UndoWorld = World & {
  /** Takes lines in as one run of imports; its id. */
  run(lines: readonly unknown[]): Promise<number>
  /** Takes a file of order lines in; its run when it is over. */
  orders(content: string | Buffer, options: OrderOptions): Promise<Import>
  /** Undoes a run; the undo's own run when it is over. */
  undo(of: number): Promise<Import & { readonly result: UndoReport }>
  /** Undoes the merge of one of a run's pairs. */
  unmerge(of: number, customer: string): Promise<Import & { readonly result: UndoReport }>
  /** Merges customers as one run; it when it is over. */
  merge(pairs: readonly MergePair[]): Promise<Import & { readonly result: UndoReport }>
  /** Without waiting: the undo's run and position. */
  begin(of: number, customer?: string): Promise<{ readonly id: number; readonly position: number }>
  beginMerge(
    pairs: readonly MergePair[],
  ): Promise<{ readonly id: number; readonly position: number }>
  readImport(id: number): Promise<Import>
}

export async function openUndoWorld(clock = Date.now): Promise<UndoWorld> {
  const world = await openWorld(clock)
  const { db } = world.operational
  const readImport = async (id: number): Promise<Import> => {
    const row = await importById(db, id)
    if (row === undefined) throw new Error(`no import ${id}`)
    return row
  }
  let files = 0
  const spool = async (content: string | Buffer): Promise<string> => {
    await mkdir(join(world.directory, 'spool'), { recursive: true })
    files += 1
    const file = join('spool', `file-${files}`)
    writeFileSync(join(world.directory, file), content)
    return file
  }
  const made = async (kind: string, options: unknown): Promise<number> =>
    (await createImport(db, { kind, fileName: kind, options }, clock())).id
  const begin: UndoWorld['begin'] = async (of, customer) => {
    const id = await made('undo', customer === undefined ? { of } : { of, customer })
    await changeImport(db, id, { state: 'waiting' })
    const position = await world.append({ kind: 'undo', run: id })
    await changeImport(db, id, { position })
    return { id, position }
  }
  const beginMerge: UndoWorld['beginMerge'] = async (pairs) => {
    const id = await made('merge', {})
    await changeImport(db, id, { state: 'waiting' })
    const position = await world.append({ kind: 'merge', run: id, pairs })
    await changeImport(db, id, { position })
    return { id, position }
  }
  const ended = async ({ id, position }: { readonly id: number; readonly position: number }) => {
    await world.wait(position)
    if ((await readImport(id)).state === 'failed') throw new Error(world.complaints.join('\n'))
    return (await readImport(id)) as Import & { readonly result: UndoReport }
  }
  return {
    ...world,
    readImport,
    begin,
    run: async (lines) => {
      const id = await made('customers', {})
      await changeImport(db, id, { state: 'running' })
      const file = await spool(lines.map((line) => JSON.stringify(line)).join('\n'))
      const { position } = await world.bring({ kind: 'bulk', file, import: id })
      await changeImport(db, id, { state: 'done', position })
      return id
    },
    orders: async (content, options) => {
      const id = await made('orders', options)
      const file = await spool(content)
      const detection = await understandFile(join(world.directory, file), options)
      await changeImport(db, id, { state: 'waiting', spool: file, detection })
      await world.bring({ kind: 'import', import: id })
      return await readImport(id)
    },
    undo: async (of) => await ended(await begin(of)),
    unmerge: async (of, customer) => await ended(await begin(of, customer)),
    merge: async (pairs) => await ended(await beginMerge(pairs)),
    beginMerge,
  }
}

/** Two events of each of the customers `u<from>` until before `u<to>`, over three years. */
export function events(from: number, to: number, mark: string) {
  const some = Array.from({ length: (to - from) * 2 }, (_, i) => ({
    event: 'Order Completed',
    ...who(`u${from + (i % (to - from))}`),
    messageId: `${mark} ${i}`,
    time: Date.UTC(2024 + (i % 3), 1, 1),
  }))
  return { kind: 'events' as const, events: some }
}

/** Identifiers that went and came back come after the others. */
const inAnyOrder: Readonly<Record<string, Sql>> = {
  identifiers: sql`toString(arraySort(mapKeys(mapApply((k, v) -> (concat(k, toString(arraySort(v))), 1), identifiers))))`,
  search: sql`toString(arraySort(splitByChar('\n', search)))`,
}

const logical = {
  customers: '',
  contacts: '',
  identities: '',
  events: 'received',
  message_ids: '',
  list_members: 'was_at was_import was_begun began',
  consents: '',
  pins: 'began',
  products: '',
  merged: 'import_id',
} as const

/**
 * What a shop holds, by table, as digests of all columns: without versions, by which the same may be
 * written again.
 */
export async function digests(database: Database): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const [table, left] of Object.entries(logical)) {
    const but = ['version', 'deleted', ...left.split(' ')].filter((name) => name !== '')
    const final = table === 'events' || table === 'consents' ? sql`` : sql` FINAL`
    const columns = await database.rows<{ name: string }>(sql`
      SELECT name FROM system.columns
      WHERE database = currentDatabase() AND table = ${table} AND default_kind != 'MATERIALIZED'`)
    const kept = columns.filter(({ name }) => !but.includes(name))
    const texts = kept.map(({ name }) => inAnyOrder[name] ?? sql`toString(${ident(name)})`)
    const all = {
      parts: texts.flatMap((text, i) => (i === 0 ? text.parts : [', ', ...text.parts])),
    }
    const [row] = await database.rows<{ n: string; digest: string }>(sql`
      SELECT toString(count()) AS n, toString(groupBitXor(cityHash64(tuple(${all})))) AS digest
      FROM ${ident(table)}${final}`)
    found[table] = `${row?.n} rows ${row?.digest}`
  }
  return found
}
