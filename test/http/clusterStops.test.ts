import { join } from 'node:path'
import { createClient } from '@libsql/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
beforeAll(async () => {
  running = await startRunning()
})
afterAll(async () => await running.close())

const wanted = (name: string, from?: string) => ({
  name,
  ...(from === undefined ? {} : { from }),
  promotion: {
    name: `Of ${name}`,
    promotion: { benefit: { type: 'percent', percent: 10 } } as never,
  },
  start: true,
})

/** The store as it is left where a process is killed in what would write that: nothing of it is there. */
async function stoppedAt(write: string, call: () => Promise<unknown>): Promise<void> {
  // Nothing else is being written meanwhile.
  await running.settled()
  const store = createClient({ url: `file:${join(running.config.data, 'operational.db')}` })
  try {
    await store.execute('PRAGMA busy_timeout = 100000')
    await store.execute(
      `CREATE TRIGGER stop BEFORE ${write} BEGIN SELECT RAISE(ABORT, 'it stops here'); END`,
    )
    // What happened inside is nobody's but the log's.
    await expect(call()).rejects.toThrow(/\S/)
    await store.execute('DROP TRIGGER stop')
  } finally {
    store.close()
  }
}

const writes = [
  'INSERT ON fields',
  'INSERT ON clusters',
  'INSERT ON promotions',
  'INSERT ON promotion_versions',
  'UPDATE ON clusters',
  'UPDATE ON promotions',
]

test.each([undefined, 'everyone'])(
  'stopped at whatever it writes, the same call comes to the same end (filled by %s)',
  async (from) => {
    for (const [n, write] of writes.entries()) {
      const into = from === undefined ? write : write.replace('ON fields', 'ON calculated_fields')
      const name = `${from ?? 'hand'} ${n}`
      const call = async () =>
        await running.ask(routes.clusters.create, { body: wanted(name, from) })
      await stoppedAt(into, call)
      const end = await call()
      expect([
        into,
        end.steps.filter(({ state }) => state === 'open').map(({ step }) => step),
      ]).toEqual([into, from === undefined ? ['filled'] : []])
      expect(end.usage.promotions).toMatchObject([{ name: `Of ${name}`, state: 'running' }])
      const again = await call()
      expect({ ...again, steps: [] }).toEqual({ ...end, steps: [] })
    }
    const { items } = await running.ask(routes.clusters.list, {})
    const fields = items.map(({ field }) => field)
    expect(new Set(fields).size).toBe(fields.length)
  },
)

test('stopped while it is taken away, the same call takes it away', async () => {
  for (const [n, write] of ['UPDATE ON fields', 'DELETE ON clusters'].entries()) {
    const { id, field } = await running.ask(routes.clusters.create, { body: { name: `Away ${n}` } })
    const call = async () =>
      await running.ask(routes.clusters.remove, { params: { id }, query: {} })
    await stoppedAt(write, call)
    expect(await call()).toMatchObject({ removed: true })
    const { items } = await running.ask(routes.fields.list, { query: {} })
    expect(items.find(({ name }) => name === field)).toMatchObject({ archived: true })
  }
})
