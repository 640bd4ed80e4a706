import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtInFields } from '../../src/domain/customer/builtin.ts'
import { failure, Refusal } from '../../src/domain/failure.ts'
import { dropStaging, type Staging } from '../../src/store/clickhouse/orderImport.ts'
import type { Database } from '../../src/store/clickhouse/database.ts'
import type { Entry } from '../../src/store/operational/inbox.ts'
import {
  changeImport,
  createImport,
  importById,
  type Import,
  type ImportChange,
} from '../../src/store/operational/imports.ts'
import { openOperational, type Operational } from '../../src/store/operational/open.ts'
import type { Db } from '../../src/store/operational/tables.ts'
import { as, sql, write } from '../../src/store/sql/sql.ts'
import { understandFile } from '../../src/work/intake/orders/dialect.ts'
import { makeImportRunner } from '../../src/work/runImport.ts'
import { header, openShop, options, received, stateOf, type Shop } from './intake/orders/shop.ts'

const directory = mkdtempSync(join(tmpdir(), 'clientela-run-import-'))
let operational: Operational
/** What imports do whose way is disturbed, and beside it the same files without. */
let shop: Shop
let undisturbed: Shop
beforeAll(async () => {
  operational = await openOperational({
    where: { file: join(directory, 'operational.db') },
    shop: { zone: 'UTC', weekStart: 1, currency: 'BRL', country: 'BR' },
    builtInFields,
  })
  shop = await openShop()
  undisturbed = await openShop()
})
afterAll(async () => {
  await shop.close()
  await undisturbed.close()
  await operational.close()
  rmSync(directory, { recursive: true })
})

const fields = { fields: { country: 'country' } }
const file = (...lines: readonly string[]) => [`${header},country`, ...lines, ''].join('\n')

let made = 0
/** What the log was told. */
const complaints: object[] = []
/** An import of a file of that content that somebody has started, and its entry in the inbox. */
async function waiting(content: string): Promise<{ id: number; entry: Entry }> {
  made += 1
  const spool = `${made}.csv`
  writeFileSync(join(directory, spool), content)
  const { id } = await createImport(
    operational.db,
    { kind: 'orders', fileName: spool, options: { ...options, ...fields } },
    received,
  )
  const detection = await understandFile(join(directory, spool), options)
  await changed(id, { state: 'waiting', spool, detection })
  return { id, entry: { position: made, kind: 'import', payload: Buffer.from('{}'), received } }
}

async function changed(id: number, change: ImportChange): Promise<void> {
  await changeImport(operational.db, id, change)
}

async function brought(
  { id, entry }: { id: number; entry: Entry },
  database: Database = shop.database,
  db = operational.db,
): Promise<Import | undefined> {
  const log = { info: () => {}, warn: () => {}, error: (about: object) => complaints.push(about) }
  const clock = () => received
  const { signal } = new AbortController()
  const stores = { operational: { ...operational, db }, database }
  const means = { ...stores, directory, clock, log, signal }
  await makeImportRunner(means)(entry, id)
  return await importById(operational.db, id)
}

/** Fails once by what looks like our own mistake at the nth write since the plan stands; `did` it before it said so. */
function breaking(database: Database, nth: number, did: boolean): Database & { broke(): boolean } {
  let planned = false
  let writes = 0
  const passing = async (work: () => Promise<void>): Promise<void> => {
    if (planned) writes += 1
    const breaks = planned && writes === nth
    if (!breaks || did) await work()
    if (breaks) throw new Error('a mistake')
  }
  return {
    ...database,
    broke: () => writes >= nth,
    run: async (statement, more) =>
      /ALTER TABLE/.test(write(statement).text)
        ? await database.run(statement, more)
        : await passing(() => database.run(statement, more)),
    insert: async (table, rows, more) => {
      await passing(() => database.insert(table, rows, more))
      planned ||= JSON.stringify(rows).includes('"step":"planned"')
    },
  }
}

async function doubled(): Promise<unknown[]> {
  return await shop.database.rows(
    sql`SELECT order_id, count() FROM events GROUP BY id, order_id HAVING count() > 1`,
  )
}

/** An order that stands and is changed, one that stays, a new one of a new customer; and their file before. */
function filesOf(mark: string): { before: string[]; after: string[] } {
  const stays = `${mark}b,${mark}7,2021-01-01,x,1,1,`
  return {
    before: [`${mark}a,${mark}7,2020-01-01,x,1,1,Peru`, stays],
    after: [
      `${mark}a,${mark}7,2020-02-02,y,1,2,Chile`,
      stays,
      `${mark}c,${mark}8,2022-01-01,z,1,1,Peru`,
    ],
  }
}

test.each([
  ['instead of', false],
  ['after', true],
])(
  'an import that fails %s any of its writes neither doubles nor loses an order, then or with the next file',
  async (when, did) => {
    const files = Array.from({ length: 20 }, (_, nth) => filesOf(`${when}-${nth}-`))
    const before = files.flatMap((each) => each.before)
    const after = files.flatMap((each) => each.after)
    await brought(await waiting(file(...before)))
    const problems: string[] = []
    let broke = true
    for (let nth = 1; broke; nth += 1) {
      const database = breaking(shop.database, nth, did)
      const ended = await brought(await waiting(file(...(files[nth]?.after ?? []))), database)
      broke = database.broke()
      expect([nth, ended?.state]).toEqual([nth, broke ? 'failed' : 'done'])
      expect([nth, await doubled()]).toEqual([nth, []])
      if (broke) problems.push(ended?.problem ?? '')
    }
    // The old file says of some of them again how things were; the new one of all, how they are.
    const again = files.flatMap((each, nth) => (nth % 2 === 0 ? each.before : []))
    expect(await brought(await waiting(file(...again)))).toMatchObject({ state: 'done' })
    expect(await totalsOf(again)).toEqual(again.map(() => '10000'))
    expect(await brought(await waiting(file(...after)))).toMatchObject({ state: 'done' })
    expect(problems.length).toBeGreaterThan(5)
    expect(problems.filter((each) => !each.includes('imported again, brings the rest'))).toEqual([])
    await undisturbed.take(file(...before), fields)
    await undisturbed.take(file(...after), fields)
    expect(await stateOf(shop.database)).toEqual(await stateOf(undisturbed.database))
  },
)

/** Of the orders in those lines, one each. */
async function totalsOf(lines: readonly string[]): Promise<string[]> {
  const orders = as(
    'Array(String)',
    lines.map((line) => line.split(',')[0] ?? ''),
  )
  const rows = await shop.database.rows<{ total: string }>(
    sql`SELECT total FROM events WHERE order_id IN ${orders}`,
  )
  return rows.map(({ total }) => total)
}

const unavailable = () => new Refusal(failure('unavailable', 'away'))

/** Both stores, until a statement of that kind is done: from there on nothing is. It breaks before at the nth write. */
function dying(database: Database, last: RegExp, nth?: number): { database: Database; db: Db } {
  const broken = breaking(database, nth ?? Infinity, false)
  let dead = false
  const living = <T extends object>(store: T): T =>
    new Proxy(store, {
      get(all, name) {
        if (dead) throw unavailable()
        const one: unknown = Reflect.get(all, name)
        return typeof one === 'function' ? (one.bind(all) as unknown) : one
      },
    })
  const run: Database['run'] = async (statement, more) => {
    await broken.run(statement, more)
    dead ||= (nth === undefined || broken.broke()) && last.test(write(statement).text)
  }
  return { database: living({ ...broken, run }), db: living(operational.db) }
}

test('an import that is killed while it clears up after its failure stays a failed one', async () => {
  const { before, after } = filesOf('killed-')
  await brought(await waiting(file(...before)))
  const started = await waiting(file(...after))
  const { database, db } = dying(shop.database, /ALTER TABLE .* DROP PARTITION/, 3)
  await expect(brought(started, database, db)).rejects.toThrow('away')
  const ended = await brought(started)
  expect([ended?.state, ended?.problem]).toEqual(['failed', expect.stringContaining('A mistake')])
  expect(await stateOf(shop.database)).toMatchObject({ staged: '0 rows ' })
  const again = await brought(await waiting(file(...after)))
  expect(again?.result).toMatchObject({ orders: 3 })
  expect(await totalsOf(after)).toHaveLength(3)
})

test.each<Staging>(['import_orders', 'import_customers'])(
  'an import that is gone on with without its %s fails, and the file imported again is whole',
  async (table) => {
    const { before, after } = filesOf(`without-${table}-`)
    await brought(await waiting(file(...before)))
    const started = await waiting(file(...after))
    const away: Database = {
      ...shop.database,
      insert: async (into, rows, more) => {
        if (into === 'identities') throw unavailable()
        await shop.database.insert(into, rows, more)
      },
    }
    await expect(brought(started, away)).rejects.toThrow('away')
    await dropStaging(shop.database, table)
    const ended = await brought(started)
    expect([ended?.state, ended?.problem]).toEqual([
      'failed',
      expect.stringContaining('no longer known'),
    ])
    expect(await brought(await waiting(file(...after)))).toMatchObject({ state: 'done' })
    expect(await totalsOf(after)).toHaveLength(3)
  },
)

test('an import that is cancelled before its turn brings nothing in', async () => {
  const { after } = filesOf('cancelled-')
  const before = await stateOf(shop.database)
  const started = await waiting(file(...after))
  await changed(started.id, { cancel: true })
  let staged = 0
  const database: Database = {
    ...shop.database,
    insertTsv: async (...args) => {
      staged += 1
      await shop.database.insertTsv(...args)
    },
  }
  const ended = await brought(started, database)
  expect([ended?.state, ended?.problem, staged]).toEqual(['cancelled', 'It was cancelled', 0])
  expect(await stateOf(shop.database)).toEqual(before)
  expect(existsSync(join(directory, ended?.spool ?? ''))).toBe(false)
})

test('an import that fails leaves no file of rejected rows that nothing names', async () => {
  const lines = [...filesOf('left-').after, 'left-d,,2022-01-01,z,1,1,Peru']
  const failed = await brought(await waiting(file(...lines)), breaking(shop.database, 1, false))
  expect([failed?.state, failed?.rejectedFile]).toEqual(['failed', undefined])
  expect(
    readdirSync(join(directory, 'rejected')).filter(
      (name) => failed !== undefined && name.startsWith(`import-${failed.id}.`),
    ),
  ).toEqual([])
  const done = await brought(await waiting(file(...lines)))
  expect([done?.state, existsSync(join(directory, done?.rejectedFile ?? ''))]).toEqual([
    'done',
    true,
  ])
})

test('an import that is cancelled while a kill holds it up keeps what it stored, each order once', async () => {
  const { before, after } = filesOf('held-')
  await brought(await waiting(file(...before)))
  const started = await waiting(file(...after))
  // The new events are there, and so are those that they replace.
  const { database, db } = dying(shop.database, /INSERT INTO events \(/)
  await expect(brought(started, database, db)).rejects.toThrow('away')
  expect(await doubled()).toHaveLength(1)
  await changed(started.id, { cancel: true })
  const ended = await brought(started)
  expect([ended?.state, ended?.problem]).toEqual([
    'cancelled',
    expect.stringContaining('imported again, brings the rest'),
  ])
  expect(await doubled()).toEqual([])
  expect(await brought(await waiting(file(...after)))).toMatchObject({ state: 'done' })
  expect((await totalsOf(after)).toSorted()).toEqual(['10000', '10000', '20000'])
})
