import { createClient, TupleParam, type ClickHouseClient } from '@clickhouse/client'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from './testEngine.ts'

/** What the official client does every day, against the engine's own front. */
let opened: TestDatabase
let client: ClickHouseClient
let packed: ClickHouseClient

beforeAll(async () => {
  opened = await openTestDatabase('empty')
  const options = { url: opened.url, database: opened.name, log: { level: 127 as 0 } }
  client = createClient({ ...options, use_multipart_params_auto: true })
  packed = createClient({ ...options, compression: { request: true, response: true } })
  await client.command({
    query: `CREATE TABLE t (id UInt64, name String, at DateTime64(3, 'UTC'), tags Array(String),
      more Map(String, String), price Nullable(Decimal(18, 4))) ENGINE = MergeTree ORDER BY id`,
  })
})

afterAll(async () => {
  await client.close()
  await packed.close()
  await opened.close()
})

const hostile = [
  "it's",
  '"quoted" `ticked`',
  'back\\slash \\n \\t \\0 \\x41',
  'line\nbreak\r\ntab\t',
  'nul\0nul',
  'emoji 😀 ação 漢字 \u2028',
  "'; DROP TABLE t; --",
  '{p0:String} ${x} %s ?',
  '',
  '\\N',
  'NULL',
  '\u0001\u001f\u007f',
]

async function rowsOf<T>(query: string, params: Record<string, unknown> = {}): Promise<T[]> {
  const result = await client.query({ query, query_params: params, format: 'JSONEachRow' })
  return result.json<T>()
}

describe('a query', () => {
  test('is answered as JSON, JSONEachRow, JSONCompactEachRow, CSV, TSV and Parquet', async () => {
    const query = 'SELECT number AS a, toString(number) AS b FROM numbers(2)'
    const ask = async (format: 'JSON' | 'JSONEachRow' | 'JSONCompactEachRow'): Promise<unknown> =>
      (await client.query({ query, format })).json()
    expect(await ask('JSON')).toMatchObject({
      meta: [
        { name: 'a', type: 'UInt64' },
        { name: 'b', type: 'String' },
      ],
      data: [
        { a: '0', b: '0' },
        { a: '1', b: '1' },
      ],
      rows: 2,
    })
    expect(await ask('JSONEachRow')).toEqual([
      { a: '0', b: '0' },
      { a: '1', b: '1' },
    ])
    expect(await ask('JSONCompactEachRow')).toEqual([
      ['0', '0'],
      ['1', '1'],
    ])
    expect(await (await client.query({ query, format: 'CSV' })).text()).toBe('0,"0"\n1,"1"\n')
    expect(await (await client.query({ query, format: 'TabSeparated' })).text()).toBe(
      '0\t0\n1\t1\n',
    )
    const parquet = await client.exec({ query: `${query} FORMAT Parquet` })
    expect((await text(parquet.stream)).slice(0, 4)).toBe('PAR1')
  })

  test('of many chunks is whole in formats that have a head or a frame', async () => {
    const query = 'SELECT number AS a FROM numbers(200000)'
    const framed = (await client.query({ query, format: 'JSON' })).json<{ a: string }>()
    expect((await framed).data).toHaveLength(200_000)
    const named = await (await client.query({ query, format: 'CSVWithNames' })).text()
    expect(named.split('\n').filter((line) => line === '"a"')).toHaveLength(1)
  })

  test('without a row has an empty answer', async () => {
    expect(await rowsOf('SELECT 1 AS a WHERE 0')).toEqual([])
    const json = await (
      await client.query({ query: 'SELECT 1 AS a WHERE 0', format: 'JSON' })
    ).json()
    expect(json).toMatchObject({ data: [], rows: 0 })
  })

  test('has 64-bit integers as text, beyond 2^53 exactly', async () => {
    const query = 'SELECT toInt64(-9007199254740993) AS a, toUInt64(18446744073709551615) AS b'
    expect(await rowsOf(query)).toEqual([{ a: '-9007199254740993', b: '18446744073709551615' }])
  })

  test('gives its id, summary and format in the head', async () => {
    const result = await client.query({ query: 'SELECT 1', query_id: 'my-id', format: 'CSV' })
    expect(result.query_id).toBe('my-id')
    expect(result.response_headers['x-clickhouse-query-id']).toBe('my-id')
    const summary = JSON.parse(String(result.response_headers['x-clickhouse-summary'])) as object
    expect(summary).toMatchObject({ result_rows: '1' })
    expect(await result.text()).toBe('1\n')
  })

  test('keeps nothing for the next one: no setting, no parameter, no database', async () => {
    await client.query({
      query: 'SELECT {only_here:String}',
      query_params: { only_here: 'x' },
      clickhouse_settings: { max_threads: 1, readonly: '1' },
    })
    for (let i = 0; i < 20; i++) {
      await expect(rowsOf('SELECT {only_here:String}')).rejects.toMatchObject({ code: '456' })
      const [row] = await rowsOf<{ readonly: number; database: string }>(
        "SELECT getSetting('readonly') AS readonly, currentDatabase() AS database",
      )
      expect(row).toEqual({ readonly: 0, database: opened.name })
    }
  })
})

describe('parameters', () => {
  test.each(hostile)('carry the text %j both ways', async (value) => {
    expect(await rowsOf('SELECT {p:String} AS v', { p: value })).toEqual([{ v: value }])
    expect(await rowsOf('SELECT {p:Array(String)} AS v', { p: [value, value] })).toEqual([
      { v: [value, value] },
    ])
    expect(await rowsOf('SELECT {p:Map(String, String)} AS v', { p: { [value]: value } })).toEqual([
      { v: { [value]: value } },
    ])
  })

  test('carry every type', async () => {
    const at = new Date('2024-02-29T12:34:56.789Z')
    const cases: [type: string, given: unknown, back: unknown][] = [
      ['Int8', -128, -128],
      ['UInt64', 18446744073709551615n, '18446744073709551615'],
      ['Int64', '-9223372036854775808', '-9223372036854775808'],
      ['UInt128', 2n ** 128n - 1n, String(2n ** 128n - 1n)],
      ['Int256', -(2n ** 255n), String(-(2n ** 255n))],
      ['Float64', 0.1, 0.1],
      ['Float64', -1e300, -1e300],
      ['Bool', true, true],
      ['Nullable(String)', null, null],
      ['Nullable(Int64)', null, null],
      ['Date', '2024-02-29', '2024-02-29'],
      ["DateTime64(3, 'UTC')", at, '2024-02-29 12:34:56.789'],
      ['Decimal(18, 4)', '1.2345', 1.2345],
      ['Array(UInt64)', [1n, 2n ** 63n], ['1', String(2n ** 63n)]],
      ['Array(Int64)', [], []],
      ['Array(Array(String))', [["a'b"], []], [["a'b"], []]],
      ['Array(Nullable(String))', ['a', null], ['a', null]],
      ['Tuple(Int32, String)', new TupleParam([1, "x'y"]), [1, "x'y"]],
      ['UUID', '61f0c404-5cb3-11e7-907b-a6006ad3dba0', '61f0c404-5cb3-11e7-907b-a6006ad3dba0'],
    ]
    for (const [type, given, back] of cases) {
      expect(
        await rowsOf(`SELECT {p:${type}} AS v, {type:String} AS t`, { p: given, type }),
      ).toEqual([{ v: back, t: type }])
    }
  })

  test('may name a table or column', async () => {
    const query = 'SELECT count() AS n FROM {table:Identifier}'
    expect(await rowsOf(query, { table: 't' })).toEqual([{ n: '0' }])
  })

  test('of a megabyte travel in the body', async () => {
    const value = "a'\\\n😀é".repeat(150_000)
    const [row] = await rowsOf<{ v: string }>('SELECT {p:String} AS v', { p: value })
    expect(row?.v === value).toBe(true)
    const many = Array.from({ length: 100_000 }, (_, i) => i)
    expect(await rowsOf('SELECT length({p:Array(UInt64)}) AS n', { p: many })).toEqual([
      { n: '100000' },
    ])
  })

  test('of a command travel in the address, as long as they are', async () => {
    await client.command({ query: 'CREATE TABLE c (v String) ENGINE = MergeTree ORDER BY ()' })
    const v = "x'\\\n😀".repeat(100_000)
    await client.command({ query: 'INSERT INTO c SELECT {v:String}', query_params: { v } })
    const [row] = await rowsOf<{ v: string }>('SELECT v FROM c')
    expect(row?.v === v).toBe(true)
  })
})

describe('an insert', () => {
  test('takes objects, arrays and streams, and says how many rows it wrote', async () => {
    await client.command({ query: 'TRUNCATE TABLE t' })
    const row = (id: number): object => ({
      id: String(id),
      name: hostile[id % hostile.length],
      at: '2024-01-01 00:00:00.123',
      tags: hostile,
      more: { [hostile[0] ?? '']: hostile[4] },
      price: '12.3456',
    })
    const done = await client.insert({
      table: 't',
      values: [row(1), row(2)],
      format: 'JSONEachRow',
    })
    expect(done.summary).toMatchObject({ written_rows: '2' })
    await client.insert({
      table: 't',
      values: Readable.from(Array.from({ length: 5_000 }, (_, i) => row(i + 10))),
      format: 'JSONEachRow',
    })
    await packed.insert({ table: 't', values: [row(9)], format: 'JSONEachRow' })
    await client.insert({
      table: 't',
      values: [['7', 'seven']],
      columns: ['id', 'name'],
      format: 'JSONCompactEachRow',
    })
    await client.insert({
      table: 't',
      values: Readable.from('8,eight\n', { objectMode: false }),
      columns: ['id', 'name'],
      format: 'CSV',
    })
    await client.command({ query: "INSERT INTO t (id, name) VALUES (6, 'a;b'), (5, '\\n\n')" })
    expect(await rowsOf('SELECT count() AS n, sum(id) AS s FROM t')).toEqual([
      { n: '5007', s: String(12_547_500 + 1 + 2 + 9 + 7 + 8 + 6 + 5) },
    ])
    const [same] = await rowsOf<{ name: string; tags: string[]; price: number }>(
      'SELECT name, tags, more, price, at FROM t WHERE id = 2',
    )
    expect(same).toMatchObject({ name: hostile[2], tags: hostile, price: 12.3456 })
    expect(await rowsOf('SELECT name FROM t WHERE id = 5')).toEqual([{ name: '\n\n' }])
  })

  test('of an empty set writes nothing', async () => {
    await client.command({ query: 'TRUNCATE TABLE t' })
    await client.insert({ table: 't', values: Readable.from([]), format: 'JSONEachRow' })
    expect(await rowsOf('SELECT count() AS n FROM t')).toEqual([{ n: '0' }])
  })

  test('whose data hold an empty line is never read as a second statement', async () => {
    const send = (format: string, data: string): Promise<unknown> =>
      client.exec({
        query: `INSERT INTO t (name) FORMAT ${format}`,
        values: Readable.from(data, { objectMode: false }),
      })
    await client.command({ query: 'TRUNCATE TABLE t' })
    const attack = 'DROP TABLE t'
    await expect(send('JSONEachRow', `{"name":"a"}\n\n${attack}`)).rejects.toThrow(/parse/)
    await expect(send('JSONCompactEachRow', `["a"]\n\n${attack}`)).rejects.toThrow(/parse/)
    await expect(send('TabSeparated', `a\n\n${attack}\n`)).rejects.toThrow(/empty line/)
    await expect(send('CSV', `a\n\n${attack}\n`)).rejects.toThrow(/empty line/)
    await expect(send('LineAsString', `a\n\n${attack}\n`)).rejects.toThrow(/empty line/)
    await send('JSONEachRow', '\n\n{"name":"a"}\n\n\n{"name":"b\\n\\n"}\n\n')
    expect(await rowsOf('SELECT name FROM t ORDER BY name')).toEqual([
      { name: 'a' },
      { name: 'b\n\n' },
    ])
  })

  test('of a broken row names it and writes nothing', async () => {
    await client.command({ query: 'TRUNCATE TABLE t' })
    const values = [{ id: 1 }, { id: 'x' }]
    await expect(
      client.insert({ table: 't', values, format: 'JSONEachRow' }),
    ).rejects.toMatchObject({
      name: 'Error',
      type: expect.stringMatching(/CANNOT_PARSE/) as string,
    })
    expect(await rowsOf('SELECT count() AS n FROM t')).toEqual([{ n: '0' }])
  })
})

describe('large data of an insert, which go by a file,', () => {
  const insert = (format: string, data: string, token = ''): Promise<unknown> =>
    client.exec({
      query: `INSERT INTO big (id, \`values\`) FORMAT ${format}`,
      values: Readable.from(data, { objectMode: false }),
      clickhouse_settings: token === '' ? {} : { insert_deduplication_token: token },
    })
  const lines = Array.from({ length: 20_000 }, (_, i) => `${i}\t${hostileOf(i)}\n`).join('')
  const counted = (): Promise<unknown> =>
    rowsOf('SELECT count() AS n, uniqExact(id) AS ids, uniqExact(values) AS texts FROM big')

  beforeAll(async () => {
    await client.command({
      query: `CREATE TABLE big (id UInt64, values String) ENGINE = MergeTree ORDER BY id
        SETTINGS non_replicated_deduplication_window = 10`,
    })
  })

  test('are whole', async () => {
    await insert('TabSeparated', lines)
    expect(await counted()).toEqual([{ n: '20000', ids: '20000', texts: '4' }])
    await client.command({ query: 'TRUNCATE TABLE big' })
    const rows = Array.from({ length: 20_000 }, (_, i) => ({ id: i, values: hostile[i % 12] }))
    const done = await client.insert({ table: 'big', values: rows, format: 'JSONEachRow' })
    expect(done.summary).toMatchObject({ written_rows: '20000' })
    expect(await counted()).toEqual([{ n: '20000', ids: '20000', texts: '12' }])
  })

  test('of a repeated token are dropped', async () => {
    await client.command({ query: 'TRUNCATE TABLE big' })
    await insert('TabSeparated', lines, 'once')
    await insert('TabSeparated', lines, 'once')
    expect(await counted()).toEqual([{ n: '20000', ids: '20000', texts: '4' }])
  })

  test('that are broken are refused with the row, and without the path', async () => {
    await client.command({ query: 'TRUNCATE TABLE big' })
    const sent = insert('TabSeparated', `${lines}x\ty\n`, 'broken')
    await expect(sent).rejects.toMatchObject({
      type: expect.stringMatching(/CANNOT_PARSE/) as string,
      message: expect.not.stringContaining('inserts') as string,
    })
    expect(await rowsOf('SELECT count() AS n FROM big')).toEqual([{ n: '0' }])
  })
})

/** Four texts as TabSeparated writes them. */
function hostileOf(i: number): string {
  return ["it's", 'a\\\\b', 'line\\nbreak', 'ação 😀'][i % 4] ?? ''
}

describe('compression', () => {
  test('of answers and of inserts', async () => {
    const query = "SELECT number, repeat('x', 100) AS x FROM numbers(200000)"
    const result = await packed.query({ query, format: 'JSONEachRow' })
    expect(result.response_headers['content-encoding']).toBe('gzip')
    expect(await result.json()).toHaveLength(200_000)
  })

  test('of an answer with an error in its middle', async () => {
    const query = 'SELECT throwIf(number = 900000) FROM numbers(1000000)'
    const result = await packed.query({ query, format: 'JSONEachRow' })
    await expect(result.json()).rejects.toMatchObject({ code: '395' })
  })
})

describe('errors', () => {
  test.each([
    ['SELECT nothing_such', '47', 'UNKNOWN_IDENTIFIER'],
    ['SELECT * FROM nothing_such', '60', 'UNKNOWN_TABLE'],
    ['SELEC 1', '62', 'SYNTAX_ERROR'],
    ['SELECT 1; SELECT 2', '62', 'SYNTAX_ERROR'],
    ['', '62', 'SYNTAX_ERROR'],
    ["SELECT throwIf(1, 'boom')", '395', 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO'],
    ["SELECT 1 INTO OUTFILE '/tmp/never'", '358', 'INTO_OUTFILE_NOT_ALLOWED'],
  ])('%s has its code and type', async (query, code, type) => {
    await expect(client.command({ query })).rejects.toMatchObject({ code, type })
  })

  test('in mid-stream end the stream with the error', async () => {
    const query = 'SELECT number, throwIf(number = 900000) FROM numbers(1000000)'
    const result = await client.query({ query, format: 'JSONEachRow' })
    let rows = 0
    const all = async (): Promise<void> => {
      for await (const block of result.stream()) rows += block.length
    }
    await expect(all()).rejects.toMatchObject({ code: '395' })
    expect(rows).toBeGreaterThan(0)
    expect(rows).toBeLessThan(900_000)
  })

  test('late in a format that is answered in one piece come before any of it', async () => {
    const query = 'SELECT number, throwIf(number = 900000) FROM numbers(1000000)'
    await expect(client.query({ query, format: 'JSON' })).rejects.toThrow(/throwIf/)
  })

  test('in the middle of a format without lines break the answer off', async () => {
    const query = 'SELECT number, throwIf(number = 900000) FROM numbers(1000000) FORMAT Native'
    const { stream } = await client.exec({ query })
    await expect(text(stream)).rejects.toThrow(/aborted|terminated|socket/i)
  })

  test('of settings: unknown, of a wrong form, of an unknown database', async () => {
    const ask = (settings: object): Promise<unknown> =>
      client.query({ query: 'SELECT 1', clickhouse_settings: { ...settings } })
    await expect(ask({ no_such: 1 })).rejects.toMatchObject({
      code: '115',
      type: 'UNKNOWN_SETTING',
    })
    await expect(ask({ max_threads: 'many' })).rejects.toThrow(/parse/)
    const lost = createClient({ url: opened.url, database: 'no_such', log: { level: 127 as 0 } })
    await expect(lost.query({ query: 'SELECT 1' })).rejects.toMatchObject({ code: '81' })
    await lost.close()
  })
})
