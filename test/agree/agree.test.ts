import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDatabase, migrate } from '../../src/store/clickhouse/migrate.ts'
import { openDatabase } from '../../src/store/clickhouse/open.ts'
import { startEngine } from '../../src/store/engine/start.ts'
import { openTestDatabase, type TestDatabase } from '../store/engine/testEngine.ts'
import { casesPerWorld, checkWorld, compare, waysOf, type Disagreement } from './check.ts'
import { gapsIn } from './gaps.ts'
import { checkHalves } from './halves.ts'
import { peopleOf } from './makeCondition.ts'
import { regressions } from './regressions.ts'
import { prepare, writeWorld } from './tables.ts'
import type { Tally } from './note.ts'
import { worlds } from './worlds.ts'

/** So many drawn one after the other reach everything. */
const moreWorlds = 90

let opened: TestDatabase

beforeAll(async () => {
  opened = await openTestDatabase()
  await prepare(opened.database)
})

afterAll(() => opened.close())

test.each(regressions())('what once disagreed agrees: %s', async (_, { way, world, asked }) => {
  await writeWorld(opened.database, world)
  expect(await compare(opened.database, { world, people: peopleOf(world) }, [asked], way)).toEqual(
    [],
  )
})

test(`memory and engine name the same members in ${worlds.length * casesPerWorld} cases or more, which reach everything`, async () => {
  const tally: Tally = new Map()
  const found: Disagreement[] = []
  const check = async (seed: number, nth: number): Promise<void> => {
    found.push(...(await checkWorld(opened.database, seed, { ways: waysOf(nth), tally })))
  }
  for (const [nth, seed] of worlds.entries()) await check(seed, nth)
  // Since they were chosen others may be drawn: then it takes more of them, and worlds.ts is to be made anew.
  for (let nth = 0; nth < moreWorlds && gapsIn(tally).length > 0; nth++) {
    await check(30_000 + nth, nth)
  }
  // The worlds are large: `npm run agree -- --seed N --cases 1` makes them small and files them.
  expect(found.map(({ way, asked }) => JSON.stringify([way, asked]))).toEqual([])
  expect(gapsIn(tally).map(({ says }) => says)).toEqual([])
}, 3_600_000)

test('two engines that hold half the customers each say together what one says', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'clientela-half-'))
  const engine = await startEngine({ directory, memoryBytes: 1_000_000_000 })
  // Of its own: a test that ran out of time may still be writing to the other.
  const one = await openTestDatabase()
  const server = openDatabase({ url: engine.url })
  await createDatabase(server, 'half')
  const other = openDatabase({ url: engine.url, database: 'half' })
  try {
    await prepare(one.database)
    await migrate(other)
    await prepare(other)
    for (const nth of [0, 1]) {
      const found = await checkHalves([one.database, other], 520_000 + nth)
      expect(found.map(({ way, asked }) => JSON.stringify([way, asked]))).toEqual([])
    }
  } finally {
    await Promise.all([other.close(), server.close(), one.close()])
    await engine.stop()
    rmSync(directory, { recursive: true, force: true })
  }
})
