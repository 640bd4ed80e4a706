import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CleanOptions } from '../../../src/work/imports/clean.ts'
import { startExaminer } from '../../../src/work/quality/examiner.ts'
import { openUndoWorld, type UndoWorld } from '../intake/undo/world.ts'
import { people, sameKilled } from './killing.ts'

let world: UndoWorld
beforeAll(async () => {
  world = await openUndoWorld()
})
afterAll(async () => await world.close())

test('a mend of values, killed again and again, mends each of them once', async () => {
  await world.field({ name: 'town', type: 'text' })
  await world.bring(people('c', (i) => ({ town: i % 5 < 2 ? 'RECIFE' : 'Recife' })))
  await world.bring(people('d', () => ({ town: 'rEcife' })))
  const field = (await world.catalog()).byName.get('town')
  const { operational, database, connection } = world
  const fail = (error: unknown) => void process.stderr.write(String(error))
  const failing = { failed: (_: unknown, error: unknown) => fail(error), waits: fail }
  const means = { operational, database, connection, clock: Date.now, ...failing }
  const examiner = startExaminer(means)
  const planned = field && (await examiner.plan(field, 'spelling', new AbortController().signal))
  await examiner.stop()
  if (field === undefined || planned === undefined) throw new Error('there is nothing to mend')
  expect(planned.preview.customers).toBeGreaterThan(40)
  const options: CleanOptions = { field: field.id, type: field.type, code: 'spelling' }
  const run = { kind: 'clean', options, detection: planned.plan }
  expect(await sameKilled(world, run)).toMatchObject({ rejected: 0 })
})
