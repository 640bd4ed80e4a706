import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Refusal } from '../../../src/domain/failure.ts'
import type { Database } from '../../../src/store/clickhouse/database.ts'
import { openDatabase } from '../../../src/store/clickhouse/open.ts'
import { as, ident, sql } from '../../../src/store/sql/sql.ts'
import { openTestDatabase, type TestDatabase } from '../engine/testEngine.ts'

let opened: TestDatabase
let database: Database

beforeAll(async () => {
  opened = await openTestDatabase('empty')
  database = opened.database
  await database.run(sql`CREATE TABLE t (a UInt64, b String, part UInt8) ENGINE = MergeTree
    PARTITION BY part ORDER BY a SETTINGS non_replicated_deduplication_window = 1000`)
})

afterAll(async () => {
  await opened.close()
})

async function count(): Promise<number> {
  const [row] = await database.rows<{ n: string }>(sql`SELECT count() AS n FROM t`)
  return Number(row?.n)
}

describe('reads', () => {
  test('give rows, and streams of blocks with the same rows', async () => {
    const query = sql`SELECT number AS n, toString(number) AS t FROM numbers(200000)`
    const rows = await database.rows<{ n: string; t: string }>(query)
    expect(rows).toHaveLength(200_000)
    expect(rows[199_999]).toEqual({ n: '199999', t: '199999' })
    const streamed: unknown[] = []
    for await (const block of database.stream(query)) streamed.push(...block)
    expect(streamed).toEqual(rows)
  })

  test('may not write, nor lift their limits', async () => {
    await expect(database.rows(sql`DROP TABLE t`)).rejects.toMatchObject({ code: '164' })
    await expect(
      database.rows(sql`SELECT 1 SETTINGS max_execution_time = 0`),
    ).rejects.toMatchObject({ code: '164' })
    await expect(
      database
        .rows(sql`SELECT 1`, { settings: { readonly: '0' } })
        .then(() => database.rows(sql`TRUNCATE TABLE t`, { settings: { readonly: '0' } })),
    ).rejects.toMatchObject({ code: '164' })
  })

  test('end after their time', async () => {
    const endless = database.rows(sql`SELECT sum(cityHash64(number)) FROM numbers(1e12)`, {
      maxSeconds: 0.2,
    })
    await expect(endless).rejects.toMatchObject({
      failure: { code: 'unavailable' },
      cause: { code: '159' },
    })
  })

  test('and writes that are mistakes are told from trouble that passes', async () => {
    const mistakes = [
      database.rows(sql`SELECT (1`),
      database.rows(sql`SELECT nowhere FROM t`),
      database.run(sql`INSERT INTO t SELECT 'x', 'y', 'z'`),
      database.insert('t', [{ a: 'no number', b: '', part: 0 }]),
    ]
    const codes = (await Promise.allSettled(mistakes)).map((each) =>
      each.status === 'rejected' && !(each.reason instanceof Refusal)
        ? (each.reason as { code?: string }).code
        : each,
    )
    expect(codes).toEqual(['62', '47', '6', '27'])
    // A table that is not there may be on its way back.
    await expect(database.rows(sql`SELECT * FROM nothing`)).rejects.toMatchObject({
      failure: { code: 'unavailable' },
      cause: { code: '60' },
    })
  })

  test('that want more memory than they may have are refused for now', async () => {
    const greedy = database.rows(sql`SELECT length(groupArray(number)) FROM numbers(1e9)`, {
      settings: { max_memory_usage: '50000000' },
    })
    await expect(greedy).rejects.toMatchObject({ failure: { code: 'unavailable' } })
  })

  test('stop at an error in the middle of a stream with that error', async () => {
    const all = async (): Promise<number> => {
      let rows = 0
      for await (const block of database.stream(
        sql`SELECT throwIf(number = 700000) FROM numbers(1000000)`,
      )) {
        rows += block.length
      }
      return rows
    }
    await expect(all()).rejects.toMatchObject({ code: '395' })
  })
})

describe('writes with a token', () => {
  test('of rows, lines and INSERT … SELECT are taken once, over all partitions', async () => {
    await database.run(sql`TRUNCATE TABLE t`)
    const rows = Array.from({ length: 30_000 }, (_, a) => ({ a, b: 'x', part: a % 7 }))
    for (let i = 0; i < 3; i++) await database.insert('t', rows, { token: 'rows' })
    expect(await count()).toBe(30_000)

    const lines = Buffer.from('1\ta\\tb\t0\n2\t\t1\n')
    for (let i = 0; i < 3; i++) {
      await database.insertTsv('t', ['a', 'b', 'part'], lines, { token: 'lines' })
    }
    expect(await count()).toBe(30_002)

    const select = sql`INSERT INTO t SELECT number, 'y', number % 5 FROM numbers_mt(1500000)`
    for (let i = 0; i < 3; i++) await database.run(select, { token: 'select' })
    expect(await count()).toBe(1_530_002)
  })

  test('from a table whose parts come in any order are taken once', async () => {
    await database.run(sql`CREATE TABLE u AS t`)
    const select = sql`INSERT INTO u SELECT a, max(b), max(part) FROM t
      WHERE a < 300000 GROUP BY a`
    for (let i = 0; i < 3; i++) await database.run(select, { token: 'grouped' })
    const [row] = await database.rows<{ n: string; u: string }>(
      sql`SELECT count() AS n, uniqExact(a) AS u FROM u`,
    )
    expect(row?.n).toBe(row?.u)
  })

  test('are told apart by table and by token only, not by content', async () => {
    await database.run(sql`TRUNCATE TABLE t`)
    const rows = [{ a: 1, b: 'x', part: 0 }]
    await database.insert('t', rows, { token: 'one' })
    await database.insert('t', rows, { token: 'two' })
    await database.insert('t', rows)
    await database.insert('t', rows)
    const select = sql`INSERT INTO t SELECT 1, 'x', 0`
    await database.run(select)
    await database.run(select)
    await database.insert('u', rows, { token: 'one' })
    expect(await count()).toBe(6)
  })
})

describe('inserts', () => {
  test('take bigints, and rows as they come', async () => {
    await database.run(sql`TRUNCATE TABLE t`)
    async function* rows(): AsyncGenerator<object> {
      for (let i = 0n; i < 1_000n; i++) yield { a: 2n ** 63n - 1n - i, b: 'b', part: 1 }
    }
    await database.insert('t', rows())
    const [row] = await database.rows<{ m: string }>(sql`SELECT max(a) AS m FROM t`)
    expect(row?.m).toBe(String(2n ** 63n - 1n))
    expect(await count()).toBe(1_000)
  })

  test('whose rows break off write nothing', async () => {
    await database.run(sql`TRUNCATE TABLE t`)
    async function* rows(): AsyncGenerator<object> {
      yield { a: 1, b: 'b', part: 1 }
      throw new Error('no more')
    }
    await expect(database.insert('t', rows())).rejects.toThrow('no more')
    expect(await count()).toBe(0)
  })

  test('go into tables and columns of any name', async () => {
    const table = "o'dd `table` \\ 😀"
    const column = 'c"ol\n`umn`\\'
    await database.run(sql`CREATE TABLE ${ident(table)} (${ident(column)} String, d Int64)
      ENGINE = MergeTree ORDER BY ()`)
    await database.insert(table, [{ [column]: 'v', d: 1 }])
    await database.insertTsv(table, [column, 'd'], Buffer.from('w\\\\\t2\n'))
    expect(
      await database.rows(sql`SELECT ${ident(column)} AS v, d FROM ${ident(table)} ORDER BY d`),
    ).toEqual([
      { v: 'v', d: '1' },
      { v: 'w\\', d: '2' },
    ])
  })
})

test('a DELETE has been done when it returns', async () => {
  await database.run(sql`TRUNCATE TABLE t`)
  await database.run(sql`INSERT INTO t SELECT number, '', 0 FROM numbers(1000)`)
  await database.run(sql`DELETE FROM t WHERE a IN ${as('Array(UInt64)', [1, 2, 3])}`)
  expect(await count()).toBe(997)
  await database.run(sql`ALTER TABLE t DELETE WHERE a < ${10}`)
  expect(await count()).toBe(990)
  await database.run(sql`ALTER TABLE t UPDATE b = ${'z'} WHERE a < ${20}`)
  expect(await database.rows(sql`SELECT count() AS n FROM t WHERE b = ${'z'}`)).toEqual([
    { n: '10' },
  ])
})

test('of one table, a DELETE or ALTER is sent once the one before has ended; of two they go together', async () => {
  const under = new Map<string, number>()
  const most = new Map<string, number>()
  await using engine = await answering((request, response) => {
    let text = ''
    request.on('data', (bytes: Buffer) => (text += bytes.toString()))
    request.on('end', () => {
      const all = new URL(request.url ?? '', 'http://x').searchParams.get('query') ?? text
      const table = /(?:FROM|TABLE) `?(\w+)/.exec(all)?.[1] ?? ''
      for (const key of [table, 'all']) {
        under.set(key, (under.get(key) ?? 0) + 1)
        most.set(key, Math.max(most.get(key) ?? 0, under.get(key) ?? 0))
      }
      setTimeout(() => {
        for (const key of [table, 'all']) under.set(key, (under.get(key) ?? 0) - 1)
        // A failure holds up nobody.
        response.writeHead(text.includes('fails') ? 400 : 200).end()
      }, 20)
    })
  })
  const { database: several } = engine
  const ended = await Promise.allSettled([
    several.run(sql`DELETE FROM first WHERE a = 1`),
    several.run(sql`
      DELETE FROM first WHERE fails`),
    several.run(sql`ALTER TABLE first ADD COLUMN b String`),
    several.run(sql`ALTER TABLE ${ident('first')} DROP COLUMN b`),
    several.run(sql`DELETE FROM second WHERE a = 1`),
    several.run(sql`DELETE FROM first WHERE a = 2`),
  ])
  const done = ended.map(({ status }) => status === 'fulfilled')
  expect(done).toEqual([true, false, true, true, true, true])
  expect([most.get('first'), most.get('second'), most.get('all')]).toEqual([1, 1, 2])
})

test('a thread beside the main one drops partitions, and deletes and alters nothing', async () => {
  const sent: string[] = []
  await using engine = await answering((request, response) => {
    request.on('data', (bytes: Buffer) => sent.push(bytes.toString()))
    request.on('end', () => response.writeHead(200).end())
  })
  const beside = openDatabase({ url: engine.url, ofThread: true })
  try {
    await beside.run(sql`ALTER TABLE ${ident('first')} DROP PARTITION ID ${'7'}`)
    await beside.run(sql`INSERT INTO first SELECT 1`)
    expect(sent).toHaveLength(2)
    for (const statement of [
      sql`DELETE FROM first WHERE a = 1`,
      sql`
        ALTER TABLE ${ident('first')} DROP COLUMN b`,
    ]) {
      await expect(beside.run(statement)).rejects.toThrow('may not delete from first')
    }
    expect(sent).toHaveLength(2)
  } finally {
    await beside.close()
  }
})

test('deletions asked for at once all take effect', async () => {
  for (let round = 0; round < 5; round++) {
    await database.run(sql`TRUNCATE TABLE t`)
    await database.run(sql`INSERT INTO t SELECT number, '', 0 FROM numbers(100)`)
    const some = Array.from({ length: 8 }, (_, a) => a)
    await Promise.all(
      some.map((a) => database.run(sql`DELETE FROM t WHERE a = ${as('UInt64', a)}`)),
    )
    expect(await count()).toBe(92)
  }
})

// Side by side, since some wait for all the patience there is.
describe.concurrent('without a server', () => {
  test('a database is unavailable, after some patience', async () => {
    const lost = openDatabase({ url: 'http://127.0.0.1:1/' })
    const unavailable = { failure: { code: 'unavailable' } }
    await Promise.all([
      expect(lost.rows(sql`SELECT 1`)).rejects.toMatchObject(unavailable),
      expect(lost.insert('t', [{ a: 1 }])).rejects.toMatchObject(unavailable),
    ])
    expect(await lost.ping()).toBe(false)
    await lost.close()
  })

  test('what is sent and not answered is not sent twice, even with a token', async () => {
    let asked = 0
    await using broken = await answering((request) => {
      asked++
      request.socket.destroy()
    })
    const { database } = broken
    await expect(database.run(sql`INSERT INTO t SELECT 1`)).rejects.toBeInstanceOf(Refusal)
    await expect(database.insert('t', [{ a: 1 }], { token: 'x' })).rejects.toBeInstanceOf(Refusal)
    expect(asked).toBe(2)
    await expect(database.rows(sql`SELECT 1`)).rejects.toBeInstanceOf(Refusal)
    expect(asked).toBeGreaterThan(5)
  })

  test('rows that can be had once are not sent again in part', async () => {
    const lost = openDatabase({ url: 'http://127.0.0.1:1/' })
    let made = 0
    async function* rows(): AsyncGenerator<object> {
      made++
      yield { a: 1 }
    }
    await expect(lost.insert('t', rows())).rejects.toMatchObject({
      failure: { code: 'unavailable' },
    })
    expect(made).toBeLessThan(2)
    await lost.close()
  })

  test.each([
    [502, '<html><h1>502 Bad Gateway</h1></html>', ''],
    [504, 'upstream request timeout', ''],
    [403, 'Code: 516. DB::Exception: x: Authentication failed (AUTHENTICATION_FAILED)', '516'],
    [500, 'Code: 210. DB::NetException: Connection reset (NETWORK_ERROR)', '210'],
    [500, 'Code: 75. DB::Exception: Cannot write to file (CANNOT_WRITE_TO_FILE)', '75'],
    [500, 'Code: 394. DB::Exception: Query was cancelled (QUERY_WAS_CANCELLED)', '394'],
  ])('what a proxy or an engine in trouble answers is unavailable: %i %s', async (...answer) => {
    const [status, text, code] = answer
    await using troubled = await answering((request, response) => {
      request.resume().on('end', () => {
        if (code !== '') response.setHeader('X-ClickHouse-Exception-Code', code)
        response.writeHead(status).end(text)
      })
    })
    const { database } = troubled
    const unavailable = { failure: { code: 'unavailable' }, cause: expect.any(Error) as Error }
    await expect(database.rows(sql`SELECT 1`)).rejects.toMatchObject(unavailable)
    await expect(database.insert('t', [{ a: 1 }])).rejects.toMatchObject(unavailable)
    await expect(database.run(sql`OPTIMIZE TABLE t`)).rejects.toMatchObject(unavailable)
  })

  test('a name that is nobody’s is unavailable', async () => {
    const lost = openDatabase({ url: 'http://nobody.invalid:8123/' })
    await expect(lost.insert('t', [{ a: 1 }])).rejects.toMatchObject({
      failure: { code: 'unavailable', message: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) },
    })
    await lost.close()
  })
})

/** A way to something that answers like this, and not as a database. */
async function answering(
  how: RequestListener,
): Promise<AsyncDisposable & { readonly database: Database; readonly url: string }> {
  const server = createServer(how)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const database = openDatabase({ url })
  return {
    database,
    url,
    [Symbol.asyncDispose]: async () => {
      await database.close()
      server.closeAllConnections()
      server.close()
    },
  }
}
