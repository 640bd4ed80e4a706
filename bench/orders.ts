import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { once } from 'node:events'
import { catalogOf } from '../src/domain/customer/catalog.ts'
import { builtInFields } from '../src/domain/customer/builtin.ts'
import { idKey } from '../src/domain/customer/customerId.ts'
import { identityRules } from '../src/domain/customer/identity.ts'
import { utc } from '../src/domain/time/zone.ts'
import { sql } from '../src/store/sql/sql.ts'
import { runOrders } from '../src/work/intake/orders/run.ts'
import { inTurn, median, millis, ratio, type Line } from './measure.ts'
import { peakOf, resetPeak, type Place } from './place.ts'

const columns = ['order', 'sku', 'description', 'quantity', 'date', 'price', 'customer', 'country']

/** Order lines imported (typed, validated, identified, grouped, compared, stored), beside the engine's own reading of the file. */
export async function importOrders(place: Place, lines: number): Promise<Line[]> {
  const path = join(place.folder, 'orders.csv')
  const bytes = await writeOrders(path, lines)
  let run = 0
  await place.database
    .run(sql`CREATE TABLE raw_lines ("order" String, sku String, description String, quantity Int64, date DateTime, price Float64, customer String, country String)
    ENGINE = MergeTree ORDER BY ("order")`)
  resetPeak(process.pid)
  const timings = await inTurn(1, {
    ours: async () => {
      run += 1
      const world = {
        database: place.database,
        settings: {
          catalog: catalogOf(builtInFields),
          references: { product: catalogOf([]), place: catalogOf([]) },
          zone: utc,
          country: 'BR',
          currency: 'BRL',
          identity: identityRules(),
          keys,
        },
      }
      const result = await runOrders(runOf(run, path, place.folder), world)
      if (result.rejected > 0 || result.rows !== lines) throw new Error(JSON.stringify(result))
      await empty(place)
    },
    engine: async () => {
      await place.database.run(sql`TRUNCATE TABLE raw_lines`)
      await place.database.run(
        sql`INSERT INTO raw_lines SELECT * FROM file(${path}, 'CSVWithNames')`,
      )
    },
  })
  const mine = timings.get('ours') ?? []
  const theirs = timings.get('engine') ?? []
  return [
    {
      what: `import ${lines.toLocaleString('en')} order lines`,
      ours: `${millis(median(mine))}, main process at most ${Math.round(peakOf(process.pid) / 2 ** 20)} MB`,
      beside: `the engine reads the file ${millis(median(theirs))}`,
      ratio: ratio(mine, theirs),
      aim: 8,
      floor: `${Math.round(bytes / 2 ** 20)} MB of CSV`,
    },
  ]
}

const keys = { customer: idKey('0123456789abcdef'.repeat(4)), tombstone: new Uint8Array(32) }

function runOf(run: number, path: string, folder: string): Parameters<typeof runOrders>[0] {
  return {
    position: run,
    importId: run,
    path,
    rejectedPath: join(folder, `rejected-${run}.csv`),
    received: Date.UTC(2026, 5, 1),
    options: {
      order: 'order',
      customer: 'customer',
      time: 'date',
      item: 'sku',
      quantity: 'quantity',
      price: 'price',
      fields: { country: 'country' },
      timezone: 'UTC',
    },
  }
}

/** So that each round stores everything anew. */
async function empty({ database }: Place): Promise<void> {
  const tables = [
    sql`events`,
    sql`message_ids`,
    sql`customers`,
    sql`contacts`,
    sql`identities`,
    sql`edits`,
  ]
  for (const table of tables) await database.run(sql`TRUNCATE TABLE ${table}`)
}

/** Three or so lines an order, six orders or so a customer; the same file at every run. */
export async function writeOrders(path: string, lines: number): Promise<number> {
  const out = createWriteStream(path)
  let bytes = 0
  const write = async (text: string): Promise<void> => {
    bytes += text.length
    if (!out.write(text)) await once(out, 'drain')
  }
  await write(`${columns.join(',')}\n`)
  let block = ''
  for (let i = 0; i < lines; i += 1) {
    const order = Math.floor(i / 3)
    const customer = (order * 7919) % Math.max(1, Math.floor(lines / 18))
    const minute = order % 60
    const day = 1 + (Math.floor(order / 1440) % 28)
    const price = `${1 + (i % 90)}.${String((i * 37) % 100).padStart(2, '0')}`
    block += `${500_000 + order},SKU${i % 4000},DESCRIPTION OF PRODUCT ${i % 4000},${1 + (i % 12)},2026-03-${String(day).padStart(2, '0')} ${String(order % 24).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00,${price},${10_000 + customer},country ${customer % 38}\n`
    if (i % 1000 === 999) {
      await write(block)
      block = ''
    }
  }
  await write(block)
  out.end()
  await once(out, 'finish')
  return bytes
}
