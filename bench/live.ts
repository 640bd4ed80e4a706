/** How memberships are kept up with what arrives: a thousand changed customers, many segments, and how soon. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Arrival } from '../src/domain/arrival.ts'
import { builtInFields } from '../src/domain/customer/builtin.ts'
import type { Condition } from '../src/domain/segment/condition.ts'
import type { Database } from '../src/store/clickhouse/database.ts'
import { createJob } from '../src/store/operational/jobs.ts'
import { openOperational, type Operational } from '../src/store/operational/open.ts'
import { createSegment } from '../src/store/operational/segments.ts'
import { as, sql } from '../src/store/sql/sql.ts'
import { Loader } from '../src/work/intake/loader.ts'
import { endOf, writeProgress } from '../src/work/refresh/clock/progress.ts'
import { refreshKind } from '../src/work/refresh/job.ts'
import { KeepUp } from '../src/work/refresh/live/keepUp.ts'
import { startRefresher } from '../src/work/refresh/refresher.ts'
import { runRefresh } from '../src/work/refresh/run.ts'
import { setLive, writeStandings } from '../src/work/refresh/standing.ts'
import { median, millis, quantile, type Line } from './measure.ts'
import type { Place } from './place.ts'
import { manySpecs, toCondition } from './specs.ts'
import { now } from './world.ts'

/** The bench's shop has its own time, in which milliseconds pass as ever. */
const clock = (): number => now + Math.floor(performance.now())
const never = new AbortController().signal

/** A shop that takes in what arrives, on the customers and events of the place. */
type Shop = {
  readonly operational: Operational
  readonly loader: Loader
  /** Keeps an arrival, and waits until it was taken in. */
  bring(arrival: Arrival): Promise<void>
  fill(segments: readonly number[]): Promise<number>
  close(): Promise<void>
}

let shops = 0

async function openShop(place: Place): Promise<Shop> {
  const { database, folder } = place
  for (const table of [sql`memberships`, sql`memberships_by_customer`, sql`changes`, sql`due`]) {
    await database.run(sql`TRUNCATE TABLE ${table}`)
  }
  shops += 1
  const operational = await openOperational({
    where: { file: join(folder, `clientela-${shops}.db`) },
    shop: { zone: 'UTC', weekStart: 1, currency: 'BRL', country: 'BR' },
    builtInFields,
    clock,
  })
  const complain = (about: object, message: string): void => {
    process.stderr.write(`${message} ${JSON.stringify(about)}\n`)
  }
  const loader = new Loader({
    operational,
    database,
    directory: folder,
    runImport: async () => await Promise.reject(new Error('no imports here')),
    clock,
    holder: 'bench',
    log: { info: () => {}, warn: complain, error: complain },
  })
  loader.start()
  const means = { operational, database, clock }
  return {
    operational,
    loader,
    bring: async (arrival) => {
      const payload = Buffer.from(JSON.stringify(arrival))
      const position = await operational.inbox.append(arrival.kind, payload)
      await operational.inbox.waitApplied(position, 120_000)
    },
    fill: async (segments) => {
      const options = { segments, cause: 'refresh', ref: '' }
      const job = await createJob(operational.db, { kind: refreshKind, options }, clock())
      const began = performance.now()
      await runRefresh(means, job, never)
      return performance.now() - began
    },
    close: async () => {
      await loader.stop()
      await operational.close()
    },
  }
}

async function makeSegments(
  { operational }: Shop,
  conditions: readonly Condition[],
): Promise<number[]> {
  const made: number[] = []
  for (const [i, condition] of conditions.entries()) {
    made.push((await createSegment(operational.db, { name: `S${i}`, condition }, clock())).id)
  }
  return made
}

/** Some of the customers, spread over all. */
async function someCustomers({ database }: Place, count: number): Promise<string[]> {
  const rows = await database.rows<{ customer_id: string }>(
    sql`SELECT customer_id FROM customers ORDER BY sipHash64(customer_id) LIMIT ${as('UInt64', count)}`,
  )
  return rows.map((row) => row.customer_id)
}

let messages = 0

/** An event of each of them. */
function eventOf(customers: readonly string[], event: string): Arrival {
  const events = customers.map((customer) => {
    messages += 1
    const messageId = `bench ${messages}`
    return { customer, event, time: clock(), messageId, properties: { total: 120 } }
  })
  return { kind: 'events', source: 'bench', events }
}

/** Keeps memberships up after an arrival: how long that takes, from when it was taken in. */
function follower(place: Place, { operational, loader }: Shop): (act: Arrival) => Promise<number> {
  const keepUp = new KeepUp({
    operational,
    database: place.database,
    clock,
    request: async () => await Promise.reject(new Error('too much for a batch')),
    dueOf: async () => await Promise.resolve(undefined),
    told: () => {},
    stumbled: (error) => {
      throw error
    },
  })
  loader.afterApplied((news) => keepUp.hear(news))
  return async (arrival) => {
    const payload = Buffer.from(JSON.stringify(arrival))
    const position = await operational.inbox.append(arrival.kind, payload)
    await operational.inbox.waitApplied(position, 120_000)
    // Whoever waits for it may be told before whoever refreshes is.
    await sleep(20)
    const began = performance.now()
    while (await keepUp.step()) continue
    return performance.now() - began
  }
}

/** A thousand of all customers have done something: beside a refresh of everyone. */
export async function fewAmongMany(place: Place, customers: number): Promise<Line[]> {
  const shop = await openShop(place)
  const segments = await makeSegments(shop, manySpecs(200, 40).map(toCondition))
  await shop.fill(segments)
  const full = await shop.fill(segments)
  await setLive(shop.operational.db, segments, true, clock())
  const follow = follower(place, shop)
  const changed = await someCustomers(place, 1_000)
  // The first finds both processes cold.
  await follow(eventOf(changed, 'Email Opened'))
  const times: number[] = []
  for (let round = 0; round < 3; round += 1) {
    times.push(await follow(eventOf(changed, 'Order Completed')))
  }
  const entries = await changesWritten(place.database)
  await shop.close()
  return [
    {
      what: '1,000 changed customers, 200 segments',
      ours: millis(median(times)),
      beside: `full refresh ${millis(full)}`,
      ratio: median(times) / full,
      aim: 0.05,
      floor: `of ${customers.toLocaleString('en')} customers; ${entries} entries`,
    },
  ]
}

async function changesWritten(database: Database): Promise<string> {
  const [row] = await database.rows<{ n: string }>(
    sql`SELECT count() AS n FROM changes WHERE cause = 'arrivals'`,
  )
  return row?.n ?? '0'
}

const counts = [10, 200, 2_000, 10_000] as const
const changedAtOnce = 100

/** A hundred changed customers, by how many segments there are and how many of them can be affected. */
export async function changesAmongSegments(place: Place): Promise<Line[]> {
  const lines: Line[] = []
  let least: number | undefined
  for (const affected of ['10 of them', 'all'] as const) {
    for (const count of counts) {
      const shop = await openShop(place)
      const touched = affected === 'all' ? count : 10
      const segments = await makeSegments(
        shop,
        Array.from({ length: count }, (_, i) => didOften(i < touched ? 'Done' : 'Not done', i)),
      )
      // Nobody has done any of it: so nobody is in any, which is what a first fill would find.
      const size = { count: 0, known: 0, live: true }
      const stands = { version: 1, within: [], asOf: clock(), position: 0, ...size }
      await writeStandings(
        shop.operational.db,
        new Map(segments.map((id) => [id, stands])),
        clock(),
      )
      const follow = follower(place, shop)
      const changed = await someCustomers(place, changedAtOnce)
      await follow(eventOf(changed, 'Done'))
      const times: number[] = []
      for (let round = 0; round < 3; round += 1) times.push(await follow(eventOf(changed, 'Done')))
      await shop.close()
      await place.database.run(sql`DELETE FROM events WHERE name = 'Done'`)
      least ??= median(times)
      lines.push({
        what: `${changedAtOnce} changed customers, ${count.toLocaleString('en')} segments, ${affected} affected`,
        ours: millis(median(times)),
        beside: `10 segments ${millis(least)}`,
        ratio: median(times) / least,
        floor: `${changedAtOnce * touched} answers`,
      })
    }
  }
  return lines
}

/** Whoever did it once is not yet in the next. */
function didOften(event: string, i: number): Condition {
  return {
    type: 'did',
    event,
    window: { type: 'last', n: 10 + (i % 80), unit: 'days' },
    test: { op: 'atLeast', value: 1 + (i % 20) },
  }
}

const eventsPerSecond = 500
const seconds = 20
/** What comes in so many seconds before is not counted: a program that has just started is not yet compiled. */
const warmUp = 5

/** From the moment when an event is handed over to the one when its change can be read. */
export async function latency(place: Place): Promise<Line[]> {
  const lines: Line[] = []
  for (const affected of [20, 100]) {
    const shop = await openShop(place)
    const segments = await makeSegments(
      shop,
      Array.from({ length: 100 }, (_, i) => didOften(i < affected ? 'Done' : 'Not done', i)),
    )
    const size = { count: 0, known: 0, live: true }
    const stands = { version: 1, within: [], asOf: clock(), position: 0, ...size }
    await writeStandings(shop.operational.db, new Map(segments.map((id) => [id, stands])), clock())
    // As after a first refresh: else all of it would be refreshed beside.
    await writeProgress(
      shop.operational.db,
      { done: endOf(clock()), behind: {}, ahead: {} },
      clock(),
    )
    const sent = new Map<string, number>()
    const took: number[] = []
    const watched = watching(place.database, (customer) => {
      const began = sent.get(customer)
      if (began !== undefined) took.push(performance.now() - began)
      sent.delete(customer)
    })
    const complain = (error: unknown): void => void process.stderr.write(`${String(error)}\n`)
    const refresher = startRefresher({
      operational: shop.operational,
      database: watched,
      clock,
      failed: (_job, error) => complain(error),
      waits: complain,
      stumbled: complain,
    })
    shop.loader.afterApplied((news) => refresher.hear(news))
    const customers = await someCustomers(place, eventsPerSecond * (warmUp + seconds))
    const began = performance.now()
    const given: Promise<number>[] = []
    for (const [i, customer] of customers.entries()) {
      const wait = began + (i * 1_000) / eventsPerSecond - performance.now()
      if (wait > 1) await sleep(wait)
      if (i >= warmUp * eventsPerSecond) sent.set(customer, performance.now())
      const payload = Buffer.from(JSON.stringify(eventOf([customer], 'Done')))
      given.push(shop.operational.inbox.append('events', payload))
    }
    await Promise.all(given)
    await refresher.idle(AbortSignal.timeout(120_000))
    await refresher.stop()
    await shop.close()
    await place.database.run(sql`DELETE FROM events WHERE name = 'Done'`)
    const p99 = quantile(took, 0.99)
    lines.push({
      what: `event to change, ${eventsPerSecond} a second, ${affected} of 100 segments affected`,
      ours: `p50 ${millis(median(took))}, p99 ${millis(p99)}`,
      beside: '600 ms',
      ratio: p99 / 600,
      aim: 1,
      floor: `${took.length} of ${seconds * eventsPerSecond} events changed something, after ${warmUp} s of the same; ${segments.length} segments`,
    })
  }
  return lines
}

/** Tells of each customer of whom the ledger has an entry, once it can be read. */
function watching(database: Database, tell: (customer: string) => void): Database {
  return {
    ...database,
    insert: async (table, rows, options) => {
      await database.insert(table, rows, options)
      if (table !== 'changes' || Symbol.asyncIterator in rows) return
      for (const row of rows) tell(String((row as { customer_id?: string }).customer_id))
    },
  }
}
