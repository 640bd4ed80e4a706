import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../../../src/store/clickhouse/database.ts'
import { createSegment } from '../../../../src/store/operational/segments.ts'
import { write } from '../../../../src/store/sql/sql.ts'
import type { News } from '../../../../src/work/intake/loader.ts'
import { KeepUp } from '../../../../src/work/refresh/live/keepUp.ts'
import { createJob } from '../../../../src/store/operational/jobs.ts'
import { refreshKind } from '../../../../src/work/refresh/job.ts'
import { runRefresh } from '../../../../src/work/refresh/run.ts'
import { setLive } from '../../../../src/work/refresh/standing.ts'
import { openUndoWorld, type UndoWorld } from '../../intake/undo/world.ts'
import { who } from '../../intake/world.ts'

/** What arrives is found by what the loader tells, and searched for only where nobody told of it. */

let world: UndoWorld
let keepUp: KeepUp
/** What the loader told, in its order. */
const news: News[] = []
/** Statements that look through whole tables for what arrived. */
let searches = 0
/** Of each ledger entry that is written, its customer; one list for each time any is. */
const written: string[][] = []

beforeAll(async () => {
  world = await openUndoWorld()
  world.hears((each) => news.push(each))
  const { operational } = world
  const { db } = operational
  await world.bring({ kind: 'customers', mode: 'upsert', customers: [who('p0'), who('p1')] })
  const condition = { type: 'did', event: 'Bought' } as const
  const { id } = await createSegment(db, { name: 'S', condition }, Date.now())
  const options = { segments: [id], cause: 'refresh', ref: '' }
  const job = await createJob(db, { kind: refreshKind, options }, Date.now())
  const means = { operational, database: world.database, clock: Date.now }
  await runRefresh(means, job, new AbortController().signal)
  await setLive(db, [id], true, Date.now())
  keepUp = new KeepUp({
    ...means,
    database: watched(world.database),
    request: async () => await Promise.reject(new Error('too much for a batch')),
    dueOf: async () => await Promise.resolve(undefined),
    told: () => {},
    stumbled: (error) => {
      throw error
    },
    // Whoever waits for what is told waits for as long as it takes, here.
    tellingMs: 60_000,
  })
  while (await keepUp.step()) continue
  searches = 0
}, 60_000)

afterAll(() => world.close())

function watched(database: Database): Database {
  return {
    ...database,
    rows: async <T>(...[query, options]: Parameters<Database['rows']>): Promise<T[]> => {
      if (/version BETWEEN/.test(write(query).text)) searches += 1
      return await database.rows<T>(query, options)
    },
    insert: async (table, rows, options) => {
      await database.insert(table, rows, options)
      if (table !== 'changes' || !Array.isArray(rows)) return
      written.push(rows.map((row) => String((row as { customer_id?: string }).customer_id)))
    },
  }
}

async function bought(name: string): Promise<News> {
  const event = { ...who(name), event: 'Bought', messageId: `m${news.length}` }
  await world.bring({ kind: 'events', source: 's', events: [event] })
  const told = news.at(-1)
  if (told === undefined) throw new Error('nothing was told')
  return told
}

test('what nobody told of is searched for', async () => {
  await bought('p0')
  expect(await keepUp.step()).toBe(true)
  expect(searches).toBeGreaterThan(0)
  expect(written.length).toBe(1)
})

test('where the loader is about to tell it is waited for', async () => {
  keepUp.hear(await bought('p0'))
  await keepUp.step()
  searches = 0
  const told = await bought('p1')
  const stepping = keepUp.step()
  // After whatever it may have looked at: the step goes on when it is told, and not before.
  const first = await Promise.race([stepping, settled()])
  expect(first).toBe('waits')
  keepUp.hear(told)
  expect(await stepping).toBe(true)
  expect(searches).toBe(0)
  expect(written.length).toBe(2)
})

/** So many turns that a step which does not wait would have been done, or would have searched. */
async function settled(): Promise<'waits'> {
  for (let turn = 0; turn < 200 && searches === 0; turn += 1) {
    await world.database.ping()
  }
  return 'waits'
}

test('when many wait they are asked a few hundred at a time', async () => {
  written.length = 0
  const waiting: News[] = []
  for (const part of [0, 1, 2]) {
    const events = Array.from({ length: 400 }, (_, i) => ({
      ...who(`n${part}-${i}`),
      event: 'Bought',
      messageId: `n${part}-${i}`,
    }))
    await world.bring({ kind: 'events', source: 's', events })
    const told = news.at(-1)
    if (told !== undefined) waiting.push(told)
  }
  for (const each of waiting) keepUp.hear(each)
  while (await keepUp.step()) continue
  expect(written.map((each) => new Set(each).size)).toEqual([400, 400, 400])
  expect(searches).toBe(0)
})
