import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../patience.ts'
import type { Arrival } from '../../../src/domain/arrival.ts'
import { failure, Refusal } from '../../../src/domain/failure.ts'
import type { Database } from '../../../src/store/clickhouse/database.ts'
import { openDatabase } from '../../../src/store/clickhouse/open.ts'
import { readMark } from '../../../src/store/operational/marks.ts'
import { Loader } from '../../../src/work/intake/loader.ts'
import { openWorld, who, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(async () => await world.close())

const upsert = (userId: string, fields: Record<string, unknown> = {}): Arrival => ({
  kind: 'customers',
  mode: 'upsert',
  customers: [{ ...who(userId), fields }],
})

/** Fails by what looks like our own mistake whenever a row says that word. */
function poisoned(database: Database, word: string): Database {
  return {
    ...database,
    insert: async (table, rows, options) => {
      if (JSON.stringify(rows).includes(word)) throw new Error(`cannot write ${word}`)
      await database.insert(table, rows, options)
    },
  }
}

test('an entry that cannot be taken in is set aside with its reason, and the others go on', async () => {
  await world.stopLoader()
  const positions = [
    await world.append(upsert('before')),
    await world.append(upsert('poison', { city: 'Poisonville' })),
    await world.append(upsert('after')),
  ]
  world.startLoader(poisoned(world.database, 'Poisonville'))
  const came = await Promise.all(positions.map(async (each) => await world.wait(each)))
  expect(came.map(({ rejections }) => rejections.length)).toEqual([0, 1, 0])
  expect(came[1]?.rejections[0]?.failure.message).toContain('cannot write Poisonville')
  // Its payload is kept, to be taken in when the mistake is mended.
  expect(Buffer.from(came[1]?.rejections[0]?.payload ?? []).toString()).toContain('Poisonville')
  expect(await world.customer('user_id', 'after')).toBeDefined()
  expect(world.complaints.some((each) => each.includes('set aside'))).toBe(true)
  await world.stopLoader()
  world.startLoader()
})

test('who is left with an identity alone, by what was set aside, is whole with the next arrival', async () => {
  await world.stopLoader()
  const { database } = world
  const position = await world.append(upsert('ghost', { city: 'Recife' }))
  world.startLoader({
    ...database,
    insert: async (table, rows, options) => {
      if (table === 'customers' || table === 'contacts') throw new Error(`cannot write ${table}`)
      await database.insert(table, rows, options)
    },
  })
  expect((await world.wait(position)).rejections).toHaveLength(1)
  await world.stopLoader()
  world.startLoader()
  expect(await world.customer('user_id', 'ghost')).toBeUndefined()
  expect((await world.bring(upsert('ghost', { city: 'Olinda' }))).rejections).toEqual([])
  const ghost = await world.customer('user_id', 'ghost')
  expect([...(ghost?.identifiers ?? [])]).toEqual([['user_id', ['ghost']]])
  expect(await world.fields('user_id', 'ghost')).toEqual({ city: 'Olinda' })
})

test('a file that is set aside is kept out of the way', async () => {
  await world.stopLoader()
  await mkdir(join(world.directory, 'spool'), { recursive: true })
  const file = join('spool', 'poisoned')
  await writeFile(join(world.directory, file), JSON.stringify(upsert('poison', { city: 'Poison' })))
  const position = await world.append({ kind: 'bulk', file })
  world.startLoader(poisoned(world.database, 'Poison'))
  const { rejections } = await world.wait(position)
  expect(rejections[0]?.failure).toMatchObject({
    message: expect.stringContaining('cannot write Poison'),
    fix: expect.stringContaining(join('set-aside', 'poisoned')),
  })
  expect(existsSync(join(world.directory, file))).toBe(false)
  const kept = await readFile(join(world.directory, 'set-aside', 'poisoned'), 'utf8')
  expect(kept).toContain('Poison')
  await eventually(async () => {
    expect(await readMark(world.operational.db, `intake/${position}`)).toBeUndefined()
  })
  await world.stopLoader()
  world.startLoader()
})

test('an engine that is away is waited for', async () => {
  await world.stopLoader()
  let away = true
  const position = await world.append(upsert('patient'))
  world.startLoader({
    ...world.database,
    rows: async (...args) => {
      if (away) throw new Refusal(failure('unavailable', 'away'))
      return await world.database.rows(...args)
    },
  })
  expect(await world.operational.inbox.waitApplied(position, 300)).toBeUndefined()
  away = false
  expect((await world.wait(position)).outcome?.made).toBe(1)
  await world.stopLoader()
  world.startLoader()
})

test('a database in trouble of whatever kind is waited for, and nothing acknowledged is set aside', async () => {
  await world.stopLoader()
  const position = await world.append(upsert('patient too', { city: 'Recife' }))
  const complaints = world.complaints.length
  const answers: readonly (readonly [number, string])[] = [
    [502, '<html>Bad Gateway</html>'],
    [403, 'Code: 516. DB::Exception: x: Authentication failed (AUTHENTICATION_FAILED)'],
    [500, 'Code: 159. DB::Exception: Timeout exceeded (TIMEOUT_EXCEEDED)'],
    [500, 'Code: 394. DB::Exception: Query was cancelled (QUERY_WAS_CANCELLED)'],
  ]
  let asked = 0
  const server = createServer((request, response) => {
    const [status, text] = answers[asked++ % answers.length] ?? [500, '']
    request.resume().on('end', () => response.writeHead(status).end(text))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const troubled = openDatabase({ url: `http://127.0.0.1:${port}/` })
  let of = troubled
  world.startLoader({
    ...world.database,
    insert: async (...args) => await of.insert(...args),
  })
  await eventually(() => expect(asked).toBeGreaterThan(answers.length))
  expect((await world.operational.inbox.state()).applied).toBeLessThan(position)
  of = world.database
  const came = await world.wait(position)
  expect(came.rejections).toEqual([])
  expect(came.outcome?.made).toBe(1)
  expect(world.complaints.slice(complaints).join()).toContain('taking arrivals in waits')
  await world.stopLoader()
  await troubled.close()
  server.close()
  world.startLoader()
})

test('of two processes one loads, and when it stops the other goes on', async () => {
  const other = new Loader({
    operational: world.operational,
    database: world.database,
    directory: world.directory,
    runImport: async () => await Promise.resolve(),
    clock: Date.now,
    holder: 'other',
    log: { info: () => {}, warn: () => {}, error: () => {} },
  })
  const byOther: number[] = []
  other.afterApplied(({ to }) => void byOther.push(to))
  await world.bring(upsert('one'))
  other.start()
  await world.bring(upsert('two'))
  expect(byOther).toEqual([])
  await world.stopLoader()
  await world.bring(upsert('three'))
  expect(byOther).toHaveLength(1)
  await other.stop()
  world.startLoader()
})

test('a text of 1 MB is refused, or kept apart, and harms nothing', async () => {
  const long = '🧉'.repeat(262_144)
  const { outcome, rejections } = await world.bring(upsert('long', { city: long, state: 'PE' }))
  expect(outcome?.rejected).toBe(1)
  expect(rejections[0]?.failure.code).toBe('too_large')
  expect(await world.fields('user_id', 'long')).toEqual({ state: 'PE' })
  const identified = await world.bring(upsert(long))
  expect(identified.rejections[0]?.failure.code).toBe('too_large')
  const event = await world.bring({
    kind: 'events',
    events: [{ event: 'Long', ...who('long'), properties: { long } }],
  })
  expect(event.outcome).toMatchObject({ events: 0, rejected: 1 })
})
