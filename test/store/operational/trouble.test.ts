import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { openOperational, type Operational } from '../../../src/store/operational/open.ts'
import { refused } from '../../../src/store/operational/trouble.ts'
import { ask, dropDatabase, newDatabase, withoutPostgres } from '../../postgres.ts'

const directory = mkdtempSync(join(tmpdir(), 'clientela-trouble-'))
afterAll(() => rmSync(directory, { recursive: true }))
const shop = { zone: 'UTC', weekStart: 1, currency: 'BRL', country: 'BR' } as const
const open = async (where: { file: string } | { url: string }): Promise<Operational> =>
  await openOperational({ where, shop, builtInFields: [] })
const unavailable = { failure: { code: 'unavailable' } }

test('a file that is no database is refused, and not touched', async () => {
  const file = join(directory, 'letter.db')
  const text = 'Dear diary, '.repeat(1_000)
  writeFileSync(file, text)
  await expect(open({ file })).rejects.toMatchObject({
    failure: { code: 'invalid', message: 'The operational store is damaged, or is none.' },
  })
  expect(readFileSync(file, 'utf8')).toBe(text)
})

test('a directory that is not there is trouble that somebody can mend', async () => {
  await expect(open({ file: join(directory, 'none', 'x.db') })).rejects.toMatchObject(unavailable)
})

test('a closed store answers at once that it is closed', async () => {
  const store = await open({ file: join(directory, 'closed.db') })
  await store.close()
  await expect(store.inbox.state()).rejects.toThrow(/destroyed|closed/)
})

test('a server that does not answer is trouble that passes, and no password is told', async () => {
  const url = 'postgres://shop:hunter2@127.0.0.1:1/clientela'
  const error = await open({ url }).catch((why: unknown) => why)
  expect(error).toMatchObject(unavailable)
  expect(JSON.stringify([error, String(error), String((error as Error).cause)])).not.toMatch(
    /hunter2/,
  )
})

test.each([
  ['23505', 'conflict'],
  ['53100', 'unavailable'],
  ['57P01', 'unavailable'],
  ['40P01', 'unavailable'],
  ['08006', 'unavailable'],
  ['ECONNRESET', 'unavailable'],
])('PostgreSQL’s %s is %s', (code, meaning) => {
  expect(refused(Object.assign(new Error('x'), { code }))).toMatchObject({
    failure: { code: meaning },
  })
})

test.each([
  [13, 'unavailable'],
  [5, 'unavailable'],
  [10 | (2 << 8), 'unavailable'],
  [26, 'invalid'],
  [11 | (1 << 8), 'invalid'],
  [2067, 'conflict'],
  [1555, 'conflict'],
])('SQLite’s %i is %s', (rawCode, meaning) => {
  const error = Object.assign(new Error('x'), { code: 'SQLITE_X', rawCode })
  expect(refused(error)).toMatchObject({ failure: { code: meaning } })
})

test('a mistake of ours stays the error that it is', () => {
  const ours = [
    Object.assign(new Error('syntax'), { code: '42601' }),
    Object.assign(new Error('mismatch'), { code: 'SQLITE_MISMATCH', rawCode: 20 }),
    Object.assign(new Error('not null'), { code: 'SQLITE_CONSTRAINT', rawCode: 1299 }),
    new TypeError('x'),
  ]
  for (const error of ours) expect(refused(error)).toBe(error)
})

const why = withoutPostgres()
test.skipIf(why !== undefined)(
  `connections that the server ends are replaced, and its asynchronous commits made synchronous (${why ?? 'runs'})`,
  async () => {
    const url = await newDatabase()
    await ask(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET synchronous_commit = off`)
    expect(await ask(url, 'SHOW synchronous_commit')).toEqual([{ synchronous_commit: 'off' }])
    const store = await open({ url })
    try {
      expect(await store.inbox.append('events', new Uint8Array(3))).toBe(1)
      const shown = await sql`SHOW synchronous_commit`.execute(store.db)
      expect(shown.rows).toEqual([{ synchronous_commit: 'on' }])
      await ask(
        url,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      )
      const positions: number[] = []
      const errors: unknown[] = []
      for (let tries = 0; tries < 20 && positions.length < 2; tries += 1) {
        const appended = store.inbox.append('events', new Uint8Array(3))
        await appended.then(
          (position) => positions.push(position),
          (error: unknown) => errors.push(error),
        )
      }
      expect(errors).toEqual(errors.map(() => expect.objectContaining(unavailable) as unknown))
      expect(positions).toEqual([2, 3])
    } finally {
      await store.close()
      await dropDatabase(url)
    }
  },
)
