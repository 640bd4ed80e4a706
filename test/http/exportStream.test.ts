import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../patience.ts'
import { exportFormats } from '../../src/api/exports.ts'
import { routes } from '../../src/api/routes.ts'
import { builtInFields } from '../../src/domain/customer/builtin.ts'
import { scopes } from '../../src/api/scopes.ts'
import { closeApp, makeApp } from '../../src/http/app.ts'
import { sendExport, type Exportable } from '../../src/http/exports/send.ts'
import { serveStream } from '../../src/http/route.ts'
import type { Works } from '../../src/http/works.ts'
import { openOperational, type Operational } from '../../src/store/operational/open.ts'

const directory = mkdtempSync(join(tmpdir(), 'clientela-stream-'))
let operational: Operational
const app = makeApp({
  log: pino({ level: 'silent' }),
  recognise: async () => await Promise.resolve({ name: 'test', scopes: new Set(scopes) }),
  hosts: [],
  bodyLimitBytes: 1_000,
})

/** What cannot be packed: it fills what is on the way the sooner. */
const batchOf = () => Array.from({ length: 500 }, () => randomBytes(300).toString('base64'))

/** Rows without end: how many were asked for, and whether whoever asked has left. */
const read = { rows: 0, left: false }

async function* endless(): AsyncGenerator<readonly string[]> {
  try {
    for (;;) {
      const batch = batchOf()
      read.rows += batch.length
      yield await Promise.resolve(batch)
    }
  } finally {
    read.left = true
  }
}

const people: Exportable<string> = {
  name: 'people',
  columns: [{ name: 'name', label: 'Name', type: 'text', of: (row) => row }],
  rows: endless,
  show: (name) => ({ name }),
  asOf: 0,
  total: 1_000_000,
}

beforeAll(async () => {
  operational = await openOperational({
    where: { file: join(directory, 'operational.db') },
    shop: { zone: 'UTC', weekStart: 1, currency: 'BRL', country: 'BR' },
    builtInFields,
  })
  const works: Partial<Works> = { operational }
  serveStream(app, routes.customers.export, async ({ query }, call) =>
    sendExport(works as Works, call, people, query),
  )
  await app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(async () => {
  await closeApp(app)
  await operational.close()
  rmSync(directory, { recursive: true, force: true })
})

async function asked(format: string): Promise<IncomingMessage> {
  const { port } = app.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/api/customers/export?format=${format}`
  return await new Promise((resolve, reject) => {
    get(url, { headers: { authorization: 'Bearer x' } }, resolve).on('error', reject)
  })
}

describe.each(exportFormats)('a file of %s', (format) => {
  test('is read as fast as it is taken, and no longer than somebody takes it', async () => {
    Object.assign(read, { rows: 0, left: false })
    const answer = await asked(format)
    answer.on('error', () => {})
    expect(answer.headers).toMatchObject({
      'x-total': '1000000',
      'x-as-of': '1970-01-01T00:00:00.000Z',
    })
    // Nobody takes anything: what is on the way fills up, and then nothing more is read.
    await eventually(async () => {
      const before = read.rows
      await sleep(300)
      expect(read.rows).toBe(before)
    })
    const stood = read.rows
    answer.resume()
    await eventually(() => expect(read.rows).toBeGreaterThan(stood + 10_000))
    expect(read.left).toBe(false)
    answer.destroy()
    await eventually(() => expect(read.left).toBe(true))
  })
})
