import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { patienceMs } from '../../patience.ts'
import { builtInFields } from '../../../src/domain/customer/builtin.ts'
import type { Arrival, EventWrite } from '../../../src/domain/arrival.ts'
import { customerIdAt } from '../../../src/domain/customer/customerId.ts'
import { failure, Refusal } from '../../../src/domain/failure.ts'
import type { Database } from '../../../src/store/clickhouse/database.ts'
import { createField } from '../../../src/store/operational/fields.ts'
import { openOperational } from '../../../src/store/operational/open.ts'
import type { FaultName } from '../../../src/store/faults.ts'
import { Loader } from '../../../src/work/intake/loader.ts'
import { readKeys } from '../../../src/work/intake/settings.ts'
import { openTestDatabase, type TestDatabase } from '../../store/engine/testEngine.ts'
import { shop } from './shop.ts'
import { takeInByChild } from './takeIn.ts'
import { stateOf, who } from './world.ts'

/** Kept as it is before anything is taken in; each attempt works on a copy. */
let origin: string
let expected: Record<string, string[]>
const cleanUp: (() => Promise<void>)[] = []

beforeAll(async () => {
  origin = mkdtempSync(join(tmpdir(), 'clientela-crash-'))
  await fill(origin)
  expected = await attempt()
})

afterAll(async () => {
  for (const each of cleanUp) await each()
  rmSync(origin, { recursive: true, force: true })
})

test('what is taken in without a kill is all there', () => {
  const sizes = Object.entries(expected).map(([table, rows]) => [table, rows.length])
  expect(Object.fromEntries(sizes)).toMatchObject({
    customers: 35,
    contacts: 35,
    events: 58,
    message_ids: 58,
    list_members: 3,
    consents: 1,
    products: 2,
    // One of each identifier of who was deleted, and one of herself.
    tombstones: 3,
  })
})

const kills: readonly (readonly [FaultName, number])[] = [
  ['validate', 2],
  ['events', 3],
  ['customers', 2],
]

test.each(kills)(
  'killed at %s for the %i. time and started again, the end is the same',
  async (name, nth) => {
    expect(await attempt([`${name}:${nth}`])).toEqual(expected)
  },
)

test('killed again and again, each time a little later, the end is the same', async () => {
  expect(await attempt(['events:1', 'customers:1', 'identities:1', 'memberships:1'])).toEqual(
    expected,
  )
})

test.each([1, 2])(
  'when inserts fail before or after they are done (seed %i), the end is the same',
  async (seed) => {
    const { directory, engine } = await copy()
    const operational = await openOperational({
      where: { file: join(directory, 'clientela.db') },
      shop,
      builtInFields,
    })
    const flaky = flakyDatabase(engine.database, seed)
    const loader = new Loader({
      operational,
      database: flaky.database,
      directory,
      runImport: async () => await Promise.reject(new Error('no imports here')),
      clock: Date.now,
      holder: 'flaky',
      log: { info: () => {}, warn: () => {}, error: (about) => expect(about).toBeUndefined() },
    })
    loader.start()
    const { position } = await operational.inbox.state()
    expect(await operational.inbox.waitApplied(position, patienceMs)).toBeDefined()
    await loader.stop()
    await operational.close()
    expect(flaky.failed()).toBeGreaterThan(3)
    expect(await stateOf(engine.database)).toEqual(expected)
  },
)

/** Of its first writes some fail, seeded: half of them after they are done, as when an answer is lost. */
function flakyDatabase(
  database: Database,
  seed: number,
): { readonly database: Database; failed(): number } {
  let state = seed
  let failed = 0
  const random = (): number => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  const away = (): Refusal => {
    failed += 1
    return new Refusal(failure('unavailable', 'away for a test'))
  }
  const perhaps = async (work: () => Promise<void>): Promise<void> => {
    const [fails, before] = [random() < 0.3 && failed < 7, random() < 0.5]
    if (fails && before) throw away()
    await work()
    if (fails) throw away()
  }
  return {
    failed: () => failed,
    database: {
      ...database,
      insert: async (...args) => await perhaps(async () => await database.insert(...args)),
      run: async (...args) => await perhaps(async () => await database.run(...args)),
    },
  }
}

/** Takes everything in, with those kills one after the other, and says what came of it. */
async function attempt(faults: readonly string[] = []): Promise<Record<string, string[]>> {
  const { directory, engine } = await copy()
  const child = async (fault = '') =>
    await takeInByChild({ directory, ...engine }, fault, { customersPerSet: 5 })
  for (const fault of faults) expect(await child(fault)).toBe('SIGKILL')
  expect(await child()).toBe(0)
  return await stateOf(engine.database)
}

/** The stores before anything was taken in, to work on. */
async function copy(): Promise<{ readonly directory: string; readonly engine: TestDatabase }> {
  const directory = mkdtempSync(join(tmpdir(), 'clientela-crash-'))
  cpSync(origin, directory, { recursive: true })
  const engine = await openTestDatabase()
  cleanUp.push(async () => {
    await engine.close()
    rmSync(directory, { recursive: true, force: true })
  })
  return { directory, engine }
}

/** An inbox with something of everything: groups, a file of two years, deletions, conflicts, rejects. */
async function fill(directory: string): Promise<void> {
  const operational = await openOperational({
    where: { file: join(directory, 'clientela.db') },
    shop,
    builtInFields,
  })
  await createField(operational.db, { name: 'roast', type: 'choice', choices: ['dark'] }, 1)
  const bring = async (arrival: Arrival): Promise<number> =>
    await operational.inbox.append(arrival.kind, Buffer.from(JSON.stringify(arrival)))
  for (let i = 0; i < 3; i += 1) await bring(people(i))
  await bring({ kind: 'events', events: events('a', 20) })
  await bring({ kind: 'events', events: events('a', 25) })
  await bring({ kind: 'list', list: 1, add: [who('p1'), who('p2'), who('nobody')] })
  await bring({ kind: 'list', list: 1, empty: true, add: [who('p3'), who('p4')] })
  await mkdir(join(directory, 'spool'))
  await writeFile(join(directory, 'spool', 'bulk'), bulkLines())
  await bring({ kind: 'bulk', file: 'spool/bulk' })
  const { customer } = await readKeys(operational.db)
  await bring({ kind: 'delete customer', customer: String(customerIdAt(1, 1, customer)) })
  await bring({ kind: 'events', events: events('c', 3) })
  await operational.close()
}

function people(round: number): Arrival {
  return {
    kind: 'customers',
    mode: 'upsert',
    customers: Array.from({ length: 10 }, (_, i) => ({
      identifiers: { user_id: `p${i + round * 5}`, anonymous_id: `d${(i + round) % 12}` },
      fields: {
        name: `Name ${i} ${round}`,
        city: `City ${round}`,
        roast: i === 3 ? 'light' : 'dark',
      },
    })),
  }
}

function events(prefix: string, count: number): EventWrite[] {
  return Array.from({ length: count }, (_, i) => ({
    event: i % 3 === 0 ? 'Order Completed' : 'Product Viewed',
    ...who(`p${i}`),
    messageId: `${prefix}-${i}`,
    time: Date.UTC(2024 + (i % 3), i % 12, 1),
    properties: { order_id: `o${i}`, total: i, products: [{ product_id: 'x', quantity: 1 }] },
  }))
}

function bulkLines(): string {
  const lines: unknown[] = [
    {
      kind: 'products',
      products: [
        { id: 'x', name: 'X' },
        { id: 'y', name: 'Y', price: 2 },
      ],
    },
    people(1),
    { kind: 'events', events: events('b', 38) },
    { kind: 'list', list: 1, add: [who('p5')] },
    {
      kind: 'consents',
      consents: [
        { ...who('p1'), purpose: 'news', channel: 'email', state: 'granted' },
        { ...who('p2'), purpose: 'news', channel: 'email', state: 'denied' },
      ],
    },
  ]
  return lines.map((line) => JSON.stringify(line)).join('\n')
}
