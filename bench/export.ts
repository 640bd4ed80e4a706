import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { exportFormats, type ExportFormat } from '../src/api/exports.ts'
import { builtInFields } from '../src/domain/customer/builtin.ts'
import { membersFor } from '../src/http/exports/customers.ts'
import { piecesOf } from '../src/http/exports/send.ts'
import type { Works } from '../src/http/works.ts'
import { listedIds } from '../src/store/clickhouse/customers.ts'
import { openOperational } from '../src/store/operational/open.ts'
import { sql } from '../src/store/sql/sql.ts'
import { median, millis, once, ratio, type Line } from './measure.ts'
import { peakOf, resetPeak, type Place } from './place.ts'

/** Customers written to a file of each kind, beside the engine's own writing of a table of the same columns. */
export async function exportCustomers(place: Place, people: number): Promise<Line[]> {
  await fill(place, people)
  const operational = await openOperational({
    where: { file: join(place.folder, 'export.db') },
    shop: { zone: 'America/Sao_Paulo', weekStart: 1, currency: 'BRL', country: 'BR' },
    builtInFields,
  })
  const works = { operational, database: place.database, clock: () => 0 } as Partial<Works> as Works
  const lines: Line[] = []
  try {
    for (const format of exportFormats) lines.push(await one(place, works, { format, people }))
  } finally {
    await operational.close()
  }
  return lines
}

async function one(
  place: Place,
  works: Works,
  { format, people }: { readonly format: ExportFormat; readonly people: number },
): Promise<Line> {
  const mine = join(place.folder, `ours.${format}`)
  const theirs = join(place.folder, 'theirs.csv')
  resetPeak(process.pid)
  const timings = await once({
    ours: async () => {
      const question = {
        ids: listedIds({}),
        count: sql`SELECT count() AS count FROM customers`,
        asOf: 0,
        page: () => listedIds({}),
      }
      const from = await membersFor(works, question, AbortSignal.timeout(600_000))
      const pieces = await piecesOf(works, from, { format, style: 'technical' })
      await pipeline(Readable.from(pieces, { objectMode: false }), createWriteStream(mine))
    },
    engine: () =>
      place.save('SELECT * FROM bench.raw_people ORDER BY id FORMAT CSVWithNames', theirs),
  })
  const ours = timings.get('ours') ?? []
  const engine = timings.get('engine') ?? []
  const { size } = await stat(mine)
  const perSecond = Math.round((people / median(ours)) * 1000)
  return {
    what: `export ${people.toLocaleString('en')} customers as ${format}`,
    ours: `${millis(median(ours))}, ${perSecond.toLocaleString('en')} rows/s, main process at most ${Math.round(peakOf(process.pid) / 2 ** 20)} MB`,
    beside: `the engine writes a table of the same columns as CSV ${millis(median(engine))}`,
    ratio: ratio(ours, engine),
    floor: `${Math.round(size / 2 ** 20)} MB`,
  }
}

/** The same people in our tables and in one of plain columns. */
async function fill({ database }: Place, people: number): Promise<void> {
  await database.run(sql`
    CREATE TABLE raw_people (id UInt64, user_id String, email String, phone String, name String,
      birth_date Date32, gender String, city String, state String, country String, language String,
      created DateTime64(3), updated DateTime64(3), known Bool)
    ENGINE = MergeTree ORDER BY id`)
  await database.run(sql`
    INSERT INTO raw_people
    SELECT intDiv(sipHash64(number), 2), toString(number), concat('person', toString(number), '@example.com'),
      concat('+55819', leftPad(toString(number), 8, '0')), concat('Ana Maria da Silva ', toString(number)),
      toDate32('1980-01-01') + number % 9000, ['F', 'M'][number % 2 + 1], 'Recife', 'PE', 'BR', 'pt-BR',
      toDateTime64(1700000000 + number, 3), toDateTime64(1710000000 + number, 3), true
    FROM numbers(${people})`)
  await database.run(sql`
    INSERT INTO customers (customer_id, version, created, updated, known, data)
    SELECT id, 1, toUnixTimestamp64Milli(created), toUnixTimestamp64Milli(updated), known,
      concat('{"4":[', toString(toInt32(birth_date)), ',0,"import"],"5":["', gender, '",0,"import"],"6":["', city,
        '",0,"import"],"7":["', state, '",0,"import"],"8":["', country, '",0,"import"],"9":["', language, '",0,"import"]}')
    FROM raw_people`)
  await database.run(sql`
    INSERT INTO contacts (customer_id, version, data, identifiers, search)
    SELECT id, 1, concat('{"1":["', name, '",0,"import"],"2":["', email, '",0,"import"],"3":["', phone, '",0,"import"]}'),
      map('user_id', [user_id], 'email', [email], 'phone', [phone]), ''
    FROM raw_people`)
  await database.run(sql`
    INSERT INTO identities (kind, value, customer_id, version)
    SELECT 'user_id', user_id, id, 1 FROM raw_people`)
}
