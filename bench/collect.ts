/** What sites and programs send, by HTTP to the tracking API: how much of it, and how soon it is safe. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@clickhouse/client'
import { call } from '../src/api/client.ts'
import { routes } from '../src/api/routes.ts'
import { loadConfig } from '../src/config.ts'
import { startProgram, type Program } from '../src/main.ts'
import { sql } from '../src/store/sql/sql.ts'
import { millis, type Line } from './measure.ts'
import type { Place } from './place.ts'
import { send, type Load, type Sent } from './sender.ts'

const batchOf = 100
/** As many as the loader takes at most in one set. */
const rowsPerInsert = 30_000

/** How many events a second, from the sender to the answer of a query: beside the official client's inserts. */
export async function collected(place: Place): Promise<Line[]> {
  const events = 300_000
  const shop = await openShop(place, 'collected')
  try {
    const load = { ...shop.sender, requests: events / batchOf, eventsEach: batchOf, connections: 4 }
    await drained(place, await send({ ...load, event: 'Warm', prefix: 'w', requests: 200 }), 'Warm')
    const began = performance.now()
    const cpu = process.cpuUsage()
    const sent = await send({ ...load, event: 'Collected', prefix: 'c' })
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

type Shop = {
  readonly program: Program
  /** What a sender must know of it. */
  readonly sender: Pick<Load, 'url' | 'writeKey' | 'users'>
  close(): Promise<void>
}

async function openShop(place: Place, name: string): Promise<Shop> {
  const directory = join(place.folder, name)
  mkdirSync(directory, { recursive: true })
  const engine = new URL(place.engine.url)
  engine.pathname = `/${place.databaseName}`
  const settings = { CLIENTELA_CLICKHOUSE_URL: engine.href, CLIENTELA_LOG_LEVEL: 'error' }
  const loaded = loadConfig(settings, ['--data', directory, '--port', '0'])
  if ('errors' in loaded) throw new Error(loaded.errors.join('\n'))
  const program = await startProgram(loaded.config, { quiet: true })
  const { writeKey } = await call(program.server, routes.sources.create, {
    body: { name: 'bench', kind: 'server' },
  })
  return {
    program,
    sender: { url: program.server.url, writeKey, users: await knownUsers(place) },
    close: async () => await program.stop(),
  }
}

/** Everybody is known by an id of the shop's own. */
async function knownUsers({ database }: Place): Promise<readonly string[]> {
  await database.run(sql`INSERT INTO identities (kind, value, customer_id, version)
    SELECT 'user_id', concat('u', toString(customer_id)), customer_id, 1 FROM customers`)
  const rows = await database.rows<{ user: string }>(
    sql`SELECT concat('u', toString(customer_id)) AS user FROM customers ORDER BY sipHash64(customer_id) LIMIT 20000`,
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
