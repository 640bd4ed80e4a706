import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../store/engine/testEngine.ts'
import { checkDues } from './checkDues.ts'
import { checkMeasures, moments } from './duesOfMeasures.ts'
import type { Tally } from './note.ts'
import { prepare } from './tables.ts'

/** Fixed, so that a run that fails can be run again. */
const seed = 41_000
const worlds = 3

const ofMeasures: Tally = new Map()
let opened: TestDatabase

beforeAll(async () => {
  opened = await openTestDatabase()
  await prepare(opened.database)
})

afterAll(() => opened.close())

test.each(Array.from({ length: worlds }, (_, nth) => seed + nth))(
  'in world %i the engine says as memory does, or not too much earlier, when something changes',
  async (nth) => {
    expect(await checkDues(opened.database, nth)).toEqual([])
  },
)

test.each(moments)('nor of every measure in every window, in $zone', async (moment) => {
  expect(await checkMeasures(opened.database, moment, ofMeasures)).toEqual([])
})

test('to the millisecond it says it of most of these', () => {
  const share = (of: string) => {
    const counts = [...ofMeasures].filter(([what]) => what.endsWith(of)).map(([, count]) => count)
    const draws = counts.reduce((sum, count) => sum + count.draws, 0)
    return counts.reduce((sum, count) => sum + count.truths, 0) / draws
  }
  expect(share(': claimed')).toBeGreaterThan(0.15)
  expect(share(': said alike')).toBeGreaterThan(0.75)
})
