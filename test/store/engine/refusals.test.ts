import { createClient, type ClickHouseClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from './testEngine.ts'

/** What the engine's front lets nobody do. */
let opened: TestDatabase
let client: ClickHouseClient

beforeAll(async () => {
  opened = await openTestDatabase('empty')
  client = createClient({ url: opened.url, database: opened.name, log: { level: 127 as 0 } })
  await client.command({ query: 'CREATE TABLE t (id UInt64) ENGINE = MergeTree ORDER BY id' })
})

afterAll(async () => {
  await client.close()
  await opened.close()
})

describe('limits', () => {
  test.each([
    ['SELECT sum(cityHash64(number)) FROM numbers(1e12)', { max_execution_time: 0.3 }, '159'],
    ['SELECT number FROM numbers(100)', { max_result_rows: '10' }, '396'],
    ['SELECT count() FROM numbers(1000000)', { max_rows_to_read: '10' }, '158'],
    [
      'SELECT length(groupArray(number)) FROM numbers(1e8)',
      { max_memory_usage: '50000000' },
      '241',
    ],
  ])('%s', async (query, settings, code) => {
    const asked = client.query({ query, clickhouse_settings: { readonly: '1', ...settings } })
    await expect(asked).rejects.toMatchObject({ code })
  })

  test('cannot be lifted by a query that reads', async () => {
    const settings = { readonly: '1' as const, max_execution_time: 5, max_result_rows: '10' }
    for (const lift of [
      'max_execution_time = 0',
      'max_result_rows = 0',
      'readonly = 0',
      'readonly = 2',
    ]) {
      const query = `SELECT number FROM numbers(3) SETTINGS ${lift}`
      await expect(client.query({ query, clickhouse_settings: settings })).rejects.toMatchObject({
        code: '164',
      })
    }
  })
})

describe('a reader', () => {
  test.each([
    "SELECT * FROM file('/etc/passwd', 'LineAsString')",
    "SELECT file('/etc/passwd')",
    "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
    "SELECT * FROM executable('id', 'TSV', 'a String')",
    "SELECT * FROM remote('127.0.0.1', 'system.one')",
    'INSERT INTO t (id) VALUES (1)',
    'DROP TABLE t',
    'CREATE TABLE u (a Int8) ENGINE = Memory',
    'TRUNCATE TABLE t',
    'ALTER TABLE t DELETE WHERE 1',
    'KILL QUERY WHERE 1',
    'SYSTEM STOP MERGES',
    'SET readonly = 0',
  ])('is refused %s', async (query) => {
    const asked = client.exec({ query, clickhouse_settings: { readonly: '1' } })
    await expect(asked).rejects.toMatchObject({ code: '164', type: 'READONLY' })
  })
})

test('ping answers; a wrong secret, user or none is refused', async () => {
  expect(await client.ping()).toEqual({ success: true })
  expect(await client.ping({ select: true })).toEqual({ success: true })
  const { host } = new URL(opened.url)
  const plain = (headers: Record<string, string>, path = '/?query=SELECT%201'): Promise<Response> =>
    fetch(`http://${host}${path}`, { headers })
  const { username, password } = new URL(opened.url)
  const right = { 'X-ClickHouse-User': username, 'X-ClickHouse-Key': password }
  const answer = await plain(right)
  expect(await answer.text()).toBe('1\n')
  for (const headers of [
    {},
    { ...right, 'X-ClickHouse-Key': 'x' },
    { ...right, 'X-ClickHouse-User': 'default' },
    { Authorization: `Basic ${btoa(`${username}:wrong`)}` },
    { Authorization: `Bearer ${password}` },
  ]) {
    for (const path of ['/?query=SELECT%201', '/ping', '/else']) {
      const refused = await plain(headers, path)
      expect(refused.status).toBe(403)
      expect(refused.headers.get('x-clickhouse-exception-code')).toBe('516')
      expect(await refused.text()).toMatch(
        /^Code: 516\. DB::Exception: .*\(AUTHENTICATION_FAILED\)/,
      )
    }
  }
  const written = await plain(right, '/?query=CREATE%20TABLE%20g%20(a%20Int8)%20ENGINE%3DMemory')
  expect(await written.text()).toMatch(/READONLY/)
})
