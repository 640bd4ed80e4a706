import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { catalogOf } from '../src/domain/customer/catalog.ts'
import { builtInFields } from '../src/domain/customer/builtin.ts'
import { idKey } from '../src/domain/customer/customerId.ts'
import { identityRules } from '../src/domain/customer/identity.ts'
import { plainField, type Field } from '../src/domain/customer/field.ts'
import { utc } from '../src/domain/time/zone.ts'
import { ensureColumns } from '../src/store/clickhouse/ensureColumns.ts'
import type { Passing } from '../src/store/clickhouse/gate.ts'
import { sql } from '../src/store/sql/sql.ts'
import { understand } from '../src/work/intake/files/understand.ts'
import type { RowsResult, RowsRun } from '../src/work/intake/rows/options.ts'
import { runRowsInThread } from '../src/work/intake/rows/thread.ts'
import { inTurn, median, millis, ratio, type Line } from './measure.ts'
import { peakOf, resetPeak, type Place } from './place.ts'

const columns =
  'user_id,name,email,phone,birth_date,gender,city,state,country,language,points,spent'.split(',')

const fields: readonly Field[] = [
  ...builtInFields,
  { ...plainField, id: 101, name: 'points', label: 'Points', type: 'integer', filterable: true },
  { ...plainField, id: 102, name: 'spent', label: 'Spent', type: 'money', filterable: true },
]

/** Customers from a file: understood, validated, identified, compared and stored with their history, beside the engine's own reading of the file. */
export async function importCustomers(place: Place, rows: number): Promise<Line[]> {
  const path = join(place.folder, 'customers.csv')
  const bytes = await writeCustomers(path, rows)
  const { database } = place
  await ensureColumns(database, fields)
  await database.run(sql`CREATE TABLE raw_customers (user_id String, name String, email String, phone String, birth_date Date32, gender String, city String, state String, country String, language String, points Int64, spent Float64)
    ENGINE = MergeTree ORDER BY user_id`)
  resetPeak(process.pid)
  let run = 0
  let understanding = 0
  const take = async (): Promise<RowsResult> => {
    run += 1
    const started = performance.now()
    const understood = await understand(path, { kind: 'customers', fields })
    understanding = performance.now() - started
    const open = { url: place.engine.url, database: place.databaseName }
    const world = { onMark: async () => {}, onProgress: () => {} }
    const passing: Passing = (write) => write()
    return await runRowsInThread(runOf(run, understood, place.folder), world, { open, passing })
  }
  const timings = await inTurn(1, {
    ours: async () => {
      await empty(place)
      const result = await take()
      if (result.new !== rows) throw new Error(JSON.stringify(result))
    },
    again: async () => {
      const result = await take()
      if (result.unchanged !== rows) throw new Error(JSON.stringify(result))
    },
    engine: async () => {
      await database.run(sql`TRUNCATE TABLE raw_customers`)
      await database.run(sql`INSERT INTO raw_customers SELECT * FROM file(${path}, 'CSVWithNames')`)
    },
  })
  const mine = timings.get('ours') ?? []
  const again = timings.get('again') ?? []
  const theirs = timings.get('engine') ?? []
  const beside = `the engine reads the file ${millis(median(theirs))}`
  const floor = `${Math.round(bytes / 2 ** 20)} MB of CSV`
  return [
    {
      what: `import ${rows.toLocaleString('en')} customers of ${columns.length} columns`,
      ours: `${millis(median(mine))}, of it ${millis(understanding)} to understand the file; process at most ${Math.round(peakOf(process.pid) / 2 ** 20)} MB`,
      beside,
      ratio: ratio(mine, theirs),
      aim: 8,
      floor,
    },
    {
      what: 'import the same file again, which changes nobody',
      ours: millis(median(again)),
      beside,
      ratio: ratio(again, theirs),
      floor,
    },
  ]
}

function runOf(run: number, understood: RowsRun['understood'], folder: string): RowsRun {
  return {
    kind: 'customers',
    position: run,
    importId: run,
    received: Date.UTC(2026, 5, 1),
    understood,
    options: { key: 'user_id' },
    lists: new Map(),
    rejectedPath: join(folder, `rejected-customers-${run}.csv`),
    settings: {
      catalog: catalogOf(fields),
      references: { product: catalogOf([]), place: catalogOf([]) },
      zone: utc,
      country: 'BR',
      currency: 'BRL',
      identity: identityRules(),
      keys: { customer: idKey('0123456789abcdef'.repeat(4)), tombstone: new Uint8Array(32) },
    },
    dry: false,
  }
}

/** So that each round stores everything anew. */
async function empty({ database }: Place): Promise<void> {
  for (const table of [sql`customers`, sql`contacts`, sql`identities`, sql`edits`]) {
    await database.run(sql`TRUNCATE TABLE ${table}`)
  }
}

const first = 'Ana Bruno Carla Diego Elisa Fábio Gabriela Hugo Íris João'.split(' ')
const last = 'Silva Souza Costa Santos Oliveira Pereira Lima Carvalho Ribeiro Alves'.split(' ')
const cities = 'Recife Olinda Natal Belém Manaus Santos Campinas Curitiba Niterói Salvador'.split(
  ' ',
)
const states = 'PE PE RN PA AM SP SP PR RJ BA'.split(' ')

async function writeCustomers(path: string, rows: number): Promise<number> {
  const out = createWriteStream(path)
  let bytes = 0
  let block = `${columns.join(',')}\n`
  const two = (n: number) => String(n).padStart(2, '0')
  for (let i = 0; i < rows; i += 1) {
    const name = `${first[i % 10]} ${last[(i * 7) % 10]} ${last[(i * 3 + 1) % 10]}`
    const born = `${1940 + (i % 65)}-${two(1 + (i % 12))}-${two(1 + (i % 28))}`
    const phone = `+55119${String(10_000_000 + ((i * 7919) % 90_000_000))}`
    block += `${100_000 + i},${name},person${i}@example${i % 50}.com.br,${phone},${born},${i % 2 === 0 ? 'f' : 'm'},${cities[i % 10]},${states[i % 10]},BR,pt,${i % 5000},${i % 900}.${two(i % 100)}\n`
    if (block.length < 1_000_000 && i + 1 < rows) continue
    bytes += block.length
    if (!out.write(block)) await once(out, 'drain')
    block = ''
  }
  out.end()
  await once(out, 'finish')
  return bytes
}
