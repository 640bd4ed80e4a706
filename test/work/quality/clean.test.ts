import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FindingCode } from '../../../src/domain/customer/quality/code.ts'
import { failure, Refusal } from '../../../src/domain/failure.ts'
import type { Database } from '../../../src/store/clickhouse/database.ts'
import { changeImport, createImport, importById } from '../../../src/store/operational/imports.ts'
import { sql } from '../../../src/store/sql/sql.ts'
import type { CleanOptions } from '../../../src/work/imports/clean.ts'
import type { InSetsResult } from '../../../src/work/imports/inSets.ts'
import { startExaminer, type Examiner } from '../../../src/work/quality/examiner.ts'
import { openWorld, who, type World } from '../intake/world.ts'

let world: World
let examiner: Examiner
beforeAll(async () => {
  world = await openWorld()
  examiner = startExaminer({
    operational: world.operational,
    database: world.database,
    connection: world.connection,
    clock: Date.now,
    failed: (_, error) => void process.stderr.write(String(error)),
    waits: (error) => void process.stderr.write(String(error)),
  })
})
afterAll(async () => {
  await examiner.stop()
  await world.close()
})

type Mended = { readonly preview: number; readonly result: InSetsResult; readonly id: number }

/** Mends what was found, as the API does. */
async function mend(name: string, code: FindingCode): Promise<Mended> {
  const field = (await world.catalog()).byName.get(name)!
  const planned = await examiner.plan(field, code, new AbortController().signal)
  if (planned === undefined) throw new Error('there is nothing to mend')
  const { db } = world.operational
  const options: CleanOptions = { field: field.id, type: field.type, code }
  const made = { kind: 'clean', fileName: 'mend', options }
  const { id } = await createImport(db, made, Date.now())
  await changeImport(db, id, { state: 'waiting', detection: planned.plan })
  await world.bring({ kind: 'import', import: id })
  const run = await importById(db, id)
  expect(run).toMatchObject({ state: 'done', detection: {} })
  const { customers } = planned.preview
  return { id, preview: customers, result: run?.result as InSetsResult }
}

async function bring(
  customers: readonly (readonly [string, Readonly<Record<string, unknown>>])[],
  source = 'import',
): Promise<void> {
  await world.bulk(
    customers.map(([id, fields]) => ({
      kind: 'customers',
      mode: 'upsert',
      source,
      customers: [{ ...who(id), fields }],
    })),
  )
}

describe('the rules of a field hold for mends', () => {
  test('values of the source that wins stay', async () => {
    await world.field({ name: 'level', type: 'text', wins: 'erp' })
    await bring([
      ['w1', { level: 'High' }],
      ['w2', { level: 'High' }],
      ['w3', { level: 'HIGH' }],
    ])
    await bring([['w4', { level: 'high' }]], 'erp')
    const { preview, result } = await mend('level', 'spelling')
    expect([preview, result]).toEqual([1, { rows: 1, changed: 1, rejected: 0 }])
    expect(await world.fields('user_id', 'w3')).toEqual({ level: 'High' })
    expect(await world.fields('user_id', 'w4')).toEqual({ level: 'high' })
  })

  test('a value that another customer has already is not given a second time', async () => {
    await world.field({ name: 'login', type: 'email', unique: true, identifying: true })
    await bring([
      ['l1', { login: 'ana@gmail.com' }],
      ['l2', { login: 'ana@gmial.com' }],
      ['l3', { login: 'bia@gmial.com' }],
    ])
    const { preview, result } = await mend('login', 'email_typo')
    expect([preview, result]).toEqual([2, { rows: 2, changed: 1, rejected: 1 }])
    expect(await world.fields('user_id', 'l2')).toEqual({ login: 'ana@gmial.com' })
    expect(await world.fields('user_id', 'l3')).toEqual({ login: 'bia@gmail.com' })
  })

  test('what a program cannot be told by a value does not come out of it', async () => {
    await world.field({ name: 'remark', type: 'text' })
    const hostile = [
      "'; DROP TABLE customers --",
      '{"a":[1]}',
      '\\',
      '%s${x}',
      'a\u2028b',
      'n/a',
      '\u202e'.padEnd(40, 'x'),
      'ﷺ'.repeat(2_000),
    ]
    await bring(hostile.map((remark, i) => [`h${i}`, { remark }]))
    const { preview } = await mend('remark', 'odd_characters')
    expect(preview).toBe(2)
    const left = await Promise.all(
      hostile.map(async (_, i) => (await world.fields('user_id', `h${i}`))['remark']),
    )
    expect(left).toEqual(
      hostile.map((each) =>
        each.replaceAll(/[\u202e\u2028]/g, (odd) => (odd === '\u2028' ? ' ' : '')),
      ),
    )
  })
})

describe('a run in several sets that breaks off again and again', () => {
  const many = 13_000
  const spelling = (i: number): string => (i % 20 < 9 ? 'RECIFE' : 'Recife')

  test('comes to the end that it would have come to, each change noted once', async () => {
    await bring(Array.from({ length: many }, (_, i) => [`m${i}`, { city: spelling(i) }]))
    await world.stopLoader()
    const breaking = breakingOff(world.database, 7)
    world.startLoader(breaking.database)
    const wanted = (many / 20) * 9
    const { id, preview, result } = await mend('city', 'spelling')
    expect(breaking.times()).toBeGreaterThanOrEqual(5)
    expect(preview).toBe(wanted)
    expect(result).toEqual({ rows: wanted, changed: wanted, rejected: 0 })
    const rows = await world.database.rows<{ value: string; source: string; n: string }>(sql`
      SELECT JSONExtractString(data, '6', 1) AS value, JSONExtractString(data, '6', 3) AS source,
        toString(count()) AS n
      FROM customers FINAL WHERE value != '' GROUP BY value, source ORDER BY source`)
    expect(rows).toEqual([
      { value: 'Recife', source: 'clean', n: String(wanted) },
      { value: 'Recife', source: 'import', n: String(many - wanted) },
    ])
    const [edits] = await world.database.rows<{ n: string; customers: string }>(sql`
      SELECT toString(count()) AS n, toString(uniqExact(customer_id)) AS customers FROM edits
      WHERE import_id = ${id} AND olds[1] LIKE '%RECIFE%' AND news[1] LIKE '%Recife%'`)
    expect(edits).toEqual({ n: String(wanted), customers: String(wanted) })
    // Searched as it is spelt now.
    const [search] = await world.database.rows<{ n: string }>(
      sql`SELECT toString(count()) AS n FROM contacts FINAL WHERE search LIKE '%recife%'`,
    )
    expect(search?.n).toBe(String(many))
    const { db } = world.operational
    const marks = await db
      .selectFrom('marks')
      .select('name')
      .where('name', 'like', `%/${id}`)
      .execute()
    expect(marks).toEqual([])
    const [staged] = await world.database.rows<{ n: string }>(
      sql`SELECT toString(count()) AS n FROM run_targets`,
    )
    expect(staged?.n).toBe('0')
  })
})

/** Its inserts fail so many times, some before and some after they have written. */
function breakingOff(database: Database, times: number) {
  let failed = 0
  let calls = 0
  const breaks = (): Refusal => new Refusal(failure('unavailable', 'It broke off'))
  const insert: Database['insert'] = async (table, rows, options) => {
    calls += 1
    const isBroken = failed < times && (calls * 7) % 5 < 2
    if (isBroken) failed += 1
    if (isBroken && failed % 2 === 0) throw breaks()
    await database.insert(table, rows, options)
    if (isBroken) throw breaks()
  }
  return { database: { ...database, insert }, times: () => failed }
}
