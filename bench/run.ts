/**
 * `npm run bench`: what we claim to be fast, each beside its peer in the same run. Timings of different
 * runs or machines are not to be compared; ratios may be.
 *
 *   --full       1M customers and 20M events, growth at 10k, 100k and 1M (default: 100k and 2M)
 *   --only WORD  only the lines whose part is named so: segment, many, rank, dues, member, grid,
 *                promotions, collect, answer, webhook, live, latency, duplicates, import, export, xlsx
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from '../src/store/sql/sql.ts'
import { answered, collected, toldByWebhook } from './collect.ts'
import { importCustomers } from './customers.ts'
import { whenAgain } from './dues.ts'
import { grid } from './grid.ts'
import { isMember } from './member.ts'
import { show, type Line } from './measure.ts'
import { exportCustomers } from './export.ts'
import { changesAmongSegments, fewAmongMany, latency } from './live.ts'
import { findDuplicates } from './duplicates.ts'
import { importOrders } from './orders.ts'
import { duckdb, postgres, type Peer } from './peers.ts'
import { builtIn, openPlace, peakOf, resetPeak, type Place } from './place.ts'
import { cartsAmongPromotions } from './promotions.ts'
import { firstTenth } from './ranks.ts'
import { manySegments, oneSegment } from './segments.ts'
import { fillWorld, type Scale } from './world.ts'
import { understandXlsx } from './xlsx.ts'

const { values } = parseArgs({
  options: { full: { type: 'boolean', default: false }, only: { type: 'string' } },
})
const scales: readonly Scale[] = values.full
  ? [10_000, 100_000, 1_000_000].map((customers) => ({ customers, events: customers * 20 }))
  : [{ customers: 100_000, events: 2_000_000 }]

const lines: Line[] = []
for (const [i, scale] of scales.entries()) {
  lines.push(...(await atScale(scale, i === scales.length - 1)))
}

const machine = `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`
process.stdout.write(`\n${machine}\n\n${show(lines)}\n`)
const results = join('bench', 'results')
mkdirSync(results, { recursive: true })
writeFileSync(join(results, 'latest.json'), `${JSON.stringify({ machine, lines }, null, 2)}\n`)

async function atScale(scale: Scale, last: boolean): Promise<Line[]> {
  const place = await openPlace()
  const peers: Peer[] = []
  try {
    say(
      `${scale.customers.toLocaleString('en')} customers, ${scale.events.toLocaleString('en')} events: filling`,
    )
    await fillWorld(place.database, scale, builtIn('city').id)
    if (wants('segment') || wants('many')) peers.push(...(await loadedPeers(place)))
    const found: Line[] = []
    const part = async (name: string, measure: () => Promise<Line[]>): Promise<void> => {
      if (!wants(name)) return
      say(name)
      resetPeak(process.pid)
      if (place.engine.pid !== undefined) resetPeak(place.engine.pid)
      const measured = await measure()
      const peaks = `peak MB: main ${megabytes(process.pid)}, engine ${megabytes(place.engine.pid)}`
      found.push(
        ...measured.map((line) => ({
          ...line,
          what: `${line.what} (${scale.customers / 1000}k)`,
          floor: `${line.floor}; ${peaks}`,
        })),
      )
    }
    await part('segment', () => oneSegment(place, peers, values.full ? 7 : 9))
    const duck = peers.find(({ name }) => name === 'DuckDB')
    await part('many', () => manySegments(place, scale, duck, 40))
    await part('many', () => manySegments(place, scale, duck, 200))
    await part('rank', () => firstTenth(place, 9))
    await part('dues', () => whenAgain(place, scale, values.full ? 5 : 3))
    await part('member', () => isMember(place, scale))
    await part('grid', () => grid(place, scale.customers))
    await part('promotions', () => cartsAmongPromotions(place))
    await part('live', () => fewAmongMany(place, scale.customers))
    if (last) {
      await part('live', () => changesAmongSegments(place))
      await part('latency', () => latency(place))
      await part('collect', () => collected(place))
      await part('answer', () => answered(place, values.full ? 600 : 60))
      await part('webhook', () => toldByWebhook(place))
      for (const table of [sql`events`, sql`customers`, sql`contacts`]) {
        await place.database.run(sql`TRUNCATE TABLE ${table}`)
      }
      await part('duplicates', () => findDuplicates(place, scale.customers))
      for (const table of [sql`customers`, sql`contacts`]) {
        await place.database.run(sql`TRUNCATE TABLE ${table}`)
      }
      await part('import', () => importOrders(place, 1_000_000))
      await part('import', () => importCustomers(place, values.full ? 1_000_000 : 200_000))
      await part('export', () => exportCustomers(place, 1_000_000))
      await part('xlsx', async () => [await understandXlsx(place.folder, 100_000)])
    }
    return found
  } finally {
    for (const peer of peers) await peer.close()
    await place.close()
  }
}

async function loadedPeers(place: Place): Promise<Peer[]> {
  say('loading what stands beside')
  const city = `f${builtIn('city').id}_fold`
  await place.save(
    `SELECT customer_id, ${city} AS city FROM customers FINAL FORMAT CSV`,
    join(place.folder, 'customers.csv'),
  )
  await place.save(
    `SELECT name, customer_id, ts, total / 10000 AS total, fold['category'] AS category FROM events FORMAT CSV`,
    join(place.folder, 'events.csv'),
  )
  const peers = [duckdb(), await postgres()].filter((peer) => peer !== undefined)
  for (const peer of peers) await peer.load(place.folder)
  return peers
}

function wants(part: string): boolean {
  return values.only === undefined || values.only === part
}

function megabytes(pid: number | undefined): number {
  return pid === undefined ? 0 : Math.round(peakOf(pid) / 2 ** 20)
}

function say(text: string): void {
  process.stderr.write(`${text} …\n`)
}
