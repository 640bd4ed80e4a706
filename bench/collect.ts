/** What sites and programs send, by HTTP to the tracking API: how much of it, and how soon it is safe. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@clickhouse/client'
import { call } from '../src/api/client.ts'
import { routes } from '../src/api/routes.ts'
import { loadConfig } from '../src/config.ts'
import { startProgram, type Program } from '../src/main.ts'
import { sql } from '../src/store/sql/sql.ts'
import { median, millis, quantile, type Line } from './measure.ts'
import type { Place } from './place.ts'
import { openSender, regulars, type Load, type Sender, type Sent, type Telling } from './sender.ts'

const batchOf = 100
/** As many as the loader takes at most in one set. */
const rowsPerInsert = 30_000

/** How many events a second, from the sender to the answer of a query: beside the official client's inserts. */
export async function collected(place: Place): Promise<Line[]> {
  const events = 300_000
  const shop = await openShop(place, 'collected')
  try {
    const load = { ...shop.about, requests: events / batchOf, eventsEach: batchOf, connections: 4 }
    await drained(
      place,
      await shop.sender.send({ ...load, event: 'Warm', prefix: 'w', requests: 200 }),
      'Warm',
    )
    const began = performance.now()
    const cpu = process.cpuUsage()
    const sent = await shop.sender.send({ ...load, event: 'Collected', prefix: 'c' })
    await drained(place, sent, 'Collected')
    const ours = (performance.now() - began) / 1_000
    const { user, system } = process.cpuUsage(cpu)
    const theirs = await byOfficialClient(place, 'Collected')
    return [
      {
        what: `events sent in batches of ${batchOf}, durable and readable`,
        ours: `${perSecond(events, ours)} events/s`,
        beside: `the official client inserts the same rows, ${rowsPerInsert.toLocaleString('en')} at a time, fsynced: ${perSecond(events, theirs)} events/s`,
        ratio: ours / theirs,
        // At least 40 % of its speed.
        aim: 2.5,
        floor: `answered after p50 ${millis(sent.p50)}, p99 ${millis(sent.p99)}; seconds of CPU: sender ${sent.cpuSeconds.toFixed(1)}, main ${((user + system) / 1e6).toFixed(1)}`,
      },
    ]
  } finally {
    await shop.close()
  }
}

/** How soon events are safe at a steady rate, while 100 segments are kept up with them, and what memory that takes. */
export async function answered(place: Place, seconds: number): Promise<Line[]> {
  const lines: Line[] = []
  for (const [requests, eventsEach, aimMs] of [
    [2_000, 1, 50],
    [200, batchOf, 100],
  ] as const) {
    const shop = await openShop(place, `answered-${eventsEach}`)
    try {
      await keepUpSegments(shop, 'Steady')
      const load = { ...shop.about, event: 'Steady', connections: 64, eventsEach }
      const rate = { perSecond: requests, requests: requests * 10 }
      await shop.sender.send({ ...load, ...rate, prefix: 'w' })
      const memory = watchedMemory(place)
      const all = { ...rate, requests: requests * seconds }
      const sent = await shop.sender.send({ ...load, ...all, prefix: 's' })
      lines.push({
        what: `${(requests * eventsEach).toLocaleString('en')} events/s in ${eventsEach === 1 ? 'single requests' : `batches of ${eventsEach}`}, ${seconds} s, 100 segments`,
        ours: `p50 ${millis(sent.p50)}, p99 ${millis(sent.p99)}`,
        beside: `${aimMs} ms to the answer`,
        ratio: sent.p99 / aimMs,
        aim: 1,
        floor: `answers by status ${JSON.stringify(sent.statuses)}; ${memory()}`,
      })
    } finally {
      await shop.close()
    }
  }
  return lines
}

/** From when an event is sent to when a webhook has told that somebody entered a segment by it. */
export async function toldByWebhook(place: Place): Promise<Line[]> {
  const lines: Line[] = []
  for (const [eventsPerSecond, aimMs] of [
    [200, 1_000],
    [1_000, 1_500],
    [3_000, 3_000],
  ] as const) {
    const name = `told-${eventsPerSecond}`
    const shop = await openShop(place, name)
    try {
      const event = `Told ${eventsPerSecond}`
      await keepUpSegments(shop, event)
      await call(shop.program.server, routes.webhooks.create, {
        body: { url: shop.sender.webhook, events: ['segment.entered'], identifiers: ['user_id'] },
      })
      const load = { ...shop.about, event, connections: 64, eventsEach: 1, isTold: true }
      const warm = await shop.sender.send({ ...load, requests: regulars, prefix: `${name}-w` })
      if (warm.told.length < regulars) throw new Error('not all of the first were told')
      const rate = { perSecond: eventsPerSecond, requests: eventsPerSecond * 20, newEvery: 10 }
      const { told } = await shop.sender.send({ ...load, ...rate, prefix: `${name}-t` })
      const took = told.map(({ received }) => received)
      const p99 = quantile(took, 0.99)
      lines.push({
        what: `event to webhook received, ${eventsPerSecond.toLocaleString('en')} events/s, one in ten enters, 100 segments`,
        ours: `p50 ${millis(median(took))}, p99 ${millis(p99)}`,
        beside: millis(aimMs),
        ratio: p99 / aimMs,
        aim: 1,
        floor: `${told.length} of ${eventsPerSecond * 2} were told; ${partsOf(told)}`,
      })
    } finally {
      await shop.close()
    }
  }
  return lines
}

/** How much of it is before what changed is asked, and how much after. */
function partsOf(told: readonly Telling[]): string {
  const shown = (took: readonly number[]): string =>
    `p50 ${millis(median(took))}, p99 ${millis(quantile(took, 0.99))}`
  const before = told.map(({ noticed }) => noticed)
  const after = told.map(({ noticed, received }) => received - noticed)
  return `until it is asked ${shown(before)}; asked, written and told ${shown(after)}`
}

/** A hundred that every such event can affect; one is entered with the first. */
async function keepUpSegments({ program }: Shop, event: string): Promise<void> {
  for (let i = 0; i < 100; i += 1) {
    const text = `did "${event}" at least ${i === 0 ? 1 : i * 1_000} times in last ${10 + (i % 80)} days`
    await call(program.server, routes.segments.create, { body: { name: `${event} ${i}`, text } })
  }
  await program.idle(AbortSignal.timeout(600_000))
}

/** What all of our processes hold, a fifth of the way and at the end; the bench itself is in it. */
function watchedMemory(place: Place): () => string {
  const held: number[] = []
  const look = (): void => void held.push(heldBy(process.pid) + heldBy(place.engine.pid))
  const looking = setInterval(look, 1_000)
  return () => {
    clearInterval(looking)
    look()
    const early = held[Math.floor(held.length / 5)] ?? 0
    return `MB held a fifth of the way ${Math.round(early)}, at the end ${Math.round(held.at(-1) ?? 0)}`
  }
}

function heldBy(pid: number | undefined): number {
  if (pid === undefined) return 0
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

/** What is kept of memberships: the segments of each shop have the same ids. */
const ofSegments = [sql`memberships`, sql`memberships_by_customer`, sql`changes`, sql`due`] as const

type Shop = {
  readonly program: Program
  /** What a sender must know of it. */
  readonly about: Pick<Load, 'url' | 'writeKey' | 'users'>
  readonly sender: Sender
  close(): Promise<void>
}

/** A shop of its own on the same customers, of whom nobody is in a segment yet. */
async function openShop(place: Place, name: string): Promise<Shop> {
  for (const table of ofSegments) await place.database.run(sql`TRUNCATE TABLE ${table}`)
  const directory = join(place.folder, name)
  mkdirSync(directory, { recursive: true })
  const engine = new URL(place.engine.url)
  engine.pathname = `/${place.databaseName}`
  const settings = { CLIENTELA_CLICKHOUSE_URL: engine.href, CLIENTELA_LOG_LEVEL: 'error' }
  const flags = ['--port', '0', '--webhook-networks', '127.0.0.1']
  const loaded = loadConfig(settings, ['--data', directory, ...flags])
  if ('errors' in loaded) throw new Error(loaded.errors.join('\n'))
  const program = await startProgram(loaded.config, { quiet: true })
  const sender = await openSender()
  const { writeKey } = await call(program.server, routes.sources.create, {
    body: { name: 'bench', kind: 'server' },
  })
  return {
    program,
    about: { url: program.server.url, writeKey, users: await knownUsers(place) },
    sender,
    close: async () => {
      sender.close()
      await program.stop()
    },
  }
}

/** Everybody is found by the id that her contacts say. */
async function knownUsers({ database }: Place): Promise<readonly string[]> {
  const user = sql`identifiers['user_id'][1]`
  await database.run(sql`INSERT INTO identities (kind, value, customer_id, version)
    SELECT 'user_id', ${user}, customer_id, 1 FROM contacts`)
  const rows = await database.rows<{ user: string }>(
    sql`SELECT ${user} AS user FROM contacts ORDER BY sipHash64(customer_id) LIMIT 50000`,
  )
  return rows.map(({ user }) => user)
}

/** Waits until as many events as were taken can be read; throws where more are there. */
async function drained({ database }: Place, { taken }: Sent, event: string): Promise<void> {
  for (;;) {
    const [row] = await database.rows<{ n: string }>(
      sql`SELECT count() AS n FROM events WHERE name = ${event}`,
    )
    const there = Number(row?.n)
    if (there > taken) throw new Error(`${there} events are there, ${taken} were taken`)
    if (there === taken) return
    await sleep(50)
  }
}

/** Seconds that the official client needs for the rows of those events: read before, written into a table like it. */
async function byOfficialClient(place: Place, event: string): Promise<number> {
  await place.database.run(sql`CREATE TABLE copied AS events`)
  const { origin, username, password } = new URL(place.engine.url)
  const client = createClient({
    url: origin,
    username,
    password: decodeURIComponent(password),
    database: place.databaseName,
  })
  try {
    const asked = `SELECT * EXCEPT (id), toString(id) AS id FROM events WHERE name = {event:String}`
    const result = await client.query({
      query: asked,
      query_params: { event },
      format: 'JSONEachRow',
    })
    const rows = await result.json<Record<string, unknown>>()
    const began = performance.now()
    for (let from = 0; from < rows.length; from += rowsPerInsert) {
      const values = rows.slice(from, from + rowsPerInsert)
      await client.insert({ table: 'copied', values, format: 'JSONEachRow' })
    }
    return (performance.now() - began) / 1_000
  } finally {
    await client.close()
  }
}

function perSecond(events: number, seconds: number): string {
  return Math.round(events / seconds).toLocaleString('en')
}
