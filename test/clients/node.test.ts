import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import RudderAnalytics from '@rudderstack/rudder-sdk-node'
import { Analytics } from '@segment/analytics-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../patience.ts'
import { addressOf, kill } from '../crash/processes.ts'
import { ServerAt } from '../crash/server.ts'
import { startRudeProxy, type RudeProxy } from './rudeProxy.ts'
import { demandOnce, stored } from './stored.ts'

/**
 * The official clients, unchanged, against a server that is killed once in the middle and a network that refuses,
 * hurries them and loses answers: what they were told is there once, and of nothing else they say that it is.
 */
const directory = mkdtempSync(join(tmpdir(), 'clientela-clients-'))
const problems: string[] = []
const server = new ServerAt(directory, (problem) => problems.push(problem))
let proxy: RudeProxy
let forwarded = 0

beforeAll(async () => {
  await server.start('')
  proxy = await startRudeProxy(
    () => {
      forwarded += 1
      // With this one on its way: what was not answered by then is sent again.
      if (forwarded === 9) setTimeout(() => void killAndStart(), 5)
      return addressOf(directory)
    },
    (n) => (n % 7 === 2 ? 503 : n % 7 === 4 ? 429 : n % 7 === 6 ? 'lost' : 'pass'),
  )
})
afterAll(async () => {
  proxy.close()
  await server.stop()
  rmSync(directory, { recursive: true, force: true })
})

let restarted: Promise<unknown> | undefined

async function killAndStart(): Promise<void> {
  const running = server.running
  if (running === undefined) return
  kill('tree', running.pid, directory)
  restarted = server.afterKill({ target: 'tree', at: 'random' }).then(() => server.start(''))
  await restarted
}

async function newSource(name: string): Promise<string> {
  return String((await server.ask('POST', '/api/sources', { name, kind: 'server' }))['writeKey'])
}

const all = 40

test('@segment/analytics-node, with a kill on the way', async () => {
  const writeKey = await newSource('Segment')
  const client = new Analytics({
    writeKey,
    host: proxy.url,
    flushAt: 4,
    flushInterval: 200,
    maxRetries: 20,
  })
  const told = new Map<number, boolean>()
  client.identify({ userId: 'node', traits: { email: 'node@example.org', city: 'Recife' } })
  for (let n = 0; n < all; n++) {
    const event = { userId: 'node', event: 'Sent by Segment', properties: { n } }
    client.track(event, (error) => void told.set(n, error === undefined))
  }
  await client.closeAndFlush()
  await restarted
  demandOnce(await stored(server, directory, 'Sent by Segment'), told, all)
  const { fields } = await server.ask('GET', '/api/customers/by/user_id/node')
  expect(fields).toMatchObject({ email: 'node@example.org', city: 'Recife' })
  expect([proxy.fates.get(503), proxy.fates.get(429), proxy.fates.get('lost')]) //
    .not.toContain(undefined)
  expect([server.starts, problems]).toEqual([2, []])
})

test('@rudderstack/rudder-sdk-node, packed and called a form', async () => {
  const writeKey = await newSource('RudderStack')
  const client = new RudderAnalytics(writeKey, {
    dataPlaneUrl: proxy.url,
    flushAt: 4,
    flushInterval: 200,
    logLevel: 'none',
    errorHandler: () => {},
    axiosRetryConfig: { retries: 20, retryDelay: () => 100 },
  })
  const told = new Map<number, boolean>()
  for (let n = 0; n < all; n++) {
    const event = { userId: 'rudder', event: 'Sent by RudderStack', properties: { n } }
    const heard: (error?: unknown) => void = (error) => void told.set(n, error === undefined)
    client.track(event, heard)
  }
  // One flush takes one batch.
  await eventually(async () => {
    await client.flush()
    expect(told.size).toBe(all)
  })
  demandOnce(await stored(server, directory, 'Sent by RudderStack'), told, all)
})
