import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtInFields } from '../../src/domain/customer/builtin.ts'
import { scopes } from '../../src/api/scopes.ts'
import { closeApp, makeApp } from '../../src/http/app.ts'
import { serveArrivals } from '../../src/http/resources/arrivals.ts'
import { serveTracking } from '../../src/http/resources/tracking.ts'
import { makeWriteKeys } from '../../src/http/writeKeys.ts'
import { createSource } from '../../src/store/operational/sources.ts'
import { createWriteKey } from '../../src/store/operational/writeKeys.ts'
import { serveStatus } from '../../src/http/resources/status.ts'
import type { Works } from '../../src/http/works.ts'
import { openOperational, type Operational } from '../../src/store/operational/open.ts'
import { openTestDatabase, type TestDatabase } from '../store/engine/testEngine.ts'

const directory = mkdtempSync(join(tmpdir(), 'clientela-arrivals-'))
let engine: TestDatabase
let operational: Operational
let app: FastifyInstance
let waited:
  | { readonly signal: AbortSignal | undefined; readonly over: Promise<unknown> }
  | undefined

/** The stores without a loader: what arrives stays in the inbox, which has room for one arrival. */
beforeAll(async () => {
  engine = await openTestDatabase('empty')
  operational = await openOperational({
    where: { file: join(directory, 'operational.db') },
    shop: { zone: 'UTC', weekStart: 1, currency: 'BRL', country: 'BR' },
    builtInFields,
    inbox: { waitingBytes: 1 },
  })
  const { inbox } = operational
  const watched: Operational = {
    ...operational,
    inbox: {
      ...inbox,
      waitApplied: (position, timeoutMs, signal) => {
        const over = inbox.waitApplied(position, timeoutMs, signal)
        waited = { signal, over }
        return over
      },
    },
  }
  app = makeApp({
    log: pino({ level: 'silent' }),
    recognise: async () => await Promise.resolve({ name: 'test', scopes: new Set(scopes) }),
    hosts: [],
    bodyLimitBytes: 1_000_000,
  })
  const works: Partial<Works> = { operational: watched, database: engine.database, directory }
  serveArrivals(app, works as Works)
  serveStatus(app, works as Works)
  serveTracking(app, works as Works, makeWriteKeys(operational.db, Date.now))
  await app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(async () => {
  await closeApp(app)
  await engine.close()
  rmSync(directory, { recursive: true, force: true })
})

const headers = { authorization: 'Bearer x' }

test('a file that the inbox has no room for is not kept', async () => {
  const send = async () =>
    await app.inject({
      method: 'POST',
      url: '/api/bulk',
      headers: { ...headers, 'content-type': 'application/octet-stream' },
      payload: Buffer.from('{}\n'),
    })
  expect((await send()).statusCode).toBe(202)
  const kept = readdirSync(join(directory, 'spool'))
  expect(kept).toHaveLength(1)
  const refused = await send()
  expect([refused.statusCode, refused.json()]).toMatchObject([503, { code: 'unavailable' }])
  expect(readdirSync(join(directory, 'spool'))).toEqual(kept)
})

test('who hangs up is not waited for', async () => {
  const { port } = app.server.address() as AddressInfo
  const call = request({ host: '127.0.0.1', port, path: '/api/arrivals/1?wait=30', headers })
  call.on('error', () => {})
  call.end()
  await expect.poll(() => waited).toBeDefined()
  const began = Date.now()
  call.destroy()
  expect(await waited?.over).toBeUndefined()
  // As it would be for the thirty seconds that were asked for.
  expect(Date.now() - began).toBeLessThan(25_000)
})

test('who sends by the tracking API is told when there is room again, and that nothing was kept', async () => {
  const { id } = await createSource(
    operational.db,
    { name: 'Site', kind: 'site', keepIp: false },
    1,
  )
  const { text: writeKey = '' } = (await createWriteKey(operational.db, id, 1)) ?? {}
  const payload = { writeKey, userId: 'ana', event: 'Seen' }
  const send = async () => await app.inject({ method: 'POST', url: '/v1/track', payload })
  while ((await send()).statusCode === 200);
  const { position } = await operational.inbox.state()
  const refused = await send()
  expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '10'])
  expect((await operational.inbox.state()).position).toBe(position)
})

test('it is ready while both of its stores answer', async () => {
  const ready = async () => (await app.inject({ url: '/readyz' })).statusCode
  expect(await ready()).toBe(200)
  await operational.close()
  expect(await ready()).toBe(503)
})
