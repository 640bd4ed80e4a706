import { afterEach, beforeEach, expect, test } from 'vitest'
import { countPairs, decidePair, writePairs } from '../../../src/store/clickhouse/duplicates.ts'
import { importById } from '../../../src/store/operational/imports.ts'
import { mergeSurest } from '../../../src/work/duplicates/mergeSurest.ts'
import { writeStanding } from '../../../src/work/duplicates/standing.ts'
import { openUndoWorld, type UndoWorld } from '../intake/undo/world.ts'
import { who } from '../intake/world.ts'

let world: UndoWorld
let ids: Map<string, string>
beforeEach(async () => {
  world = await openUndoWorld()
  ids = new Map()
  for (const user of ['a', 'b', 'c', 'd', 'e', 'f']) {
    await world.bring({ kind: 'customers', mode: 'upsert', customers: [who(user)] })
    ids.set(user, (await world.customer('user_id', user))?.id ?? '')
  }
  const left = { blocks: 0, customers: 0 }
  const found = { customers: 6, pairs: 0, compared: 0, left, clues: [] }
  await writeStanding(world.operational.db, { ...found, run: 1, at: 1 })
})
afterEach(async () => await world.close())

/** The two of them, the lesser id first. */
function pairOf(two: string) {
  const [one = '', other = ''] = two.split('').map((user) => ids.get(user) ?? '')
  return BigInt(one) < BigInt(other) ? { left: one, right: other } : { left: other, right: one }
}

async function found(scores: Readonly<Record<string, number>>): Promise<void> {
  const pairs = Object.entries(scores).map(([two, score]) => ({
    ...pairOf(two),
    score,
    levels: [],
  }))
  await writePairs(world.database, 1, pairs)
}

/** The merging of whoever is so sure, when it is over. */
async function merged(least: number) {
  const merging = await mergeSurest({ ...world, clock: Date.now }, least, 'test')
  const row =
    merging.run === undefined ? undefined : await importById(world.operational.db, merging.run)
  if (row?.position !== undefined) await world.wait(row.position)
  return merging
}

/** Groups of those who are one by now. */
async function people(): Promise<string[]> {
  const by = new Map<string, string>()
  for (const user of ids.keys()) {
    const { id = '' } = (await world.customer('user_id', user)) ?? {}
    by.set(id, (by.get(id) ?? '') + user)
  }
  return [...by.values()].toSorted()
}

test('a group becomes one, of a chain the surer two, and the undo parts all of them', async () => {
  await found({ ab: 990_000, bc: 980_000, ac: 970_000, de: 960_000, ef: 950_000, cd: 600_000 })
  const merging = await merged(0.9)
  expect(merging).toMatchObject({ merges: 3, customers: 2, left: 1 })
  expect(await people()).toEqual(['abc', 'de', 'f'])
  const a = await world.customer('user_id', 'a')
  expect(a?.id).toBe(ids.get('a'))
  expect(await merged(0.9)).toMatchObject({ merges: 0, left: 0 })
  await world.undo(merging.run ?? 0)
  expect(await people()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
})

test('who is said to be another than one of a group is no part of it, nor of what it has become', async () => {
  await found({ ab: 990_000, bc: 980_000, ac: 970_000 })
  const said = { decision: 'not_the_same', at: 5, by: 'test' } as const
  await decidePair(world.database, pairOf('bc'), said)
  expect(await merged(0.9)).toMatchObject({ merges: 1, customers: 1, left: 1 })
  expect(await people()).toEqual(['ab', 'c', 'd', 'e', 'f'])
  // The pair of the two who are left stands in the list, but somebody has said that they are two.
  const open = { run: 1, least: 0, state: 'open' } as const
  expect(await countPairs(world.database, open)).toBe(0)
  expect(await merged(0.9)).toMatchObject({ merges: 0 })
  // Unless somebody says otherwise of these two.
  await decidePair(world.database, pairOf('ac'), { ...said, decision: 'open' })
  expect(await countPairs(world.database, open)).toBe(1)
})
