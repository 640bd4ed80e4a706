import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BulkEdit } from '../../../src/work/imports/bulk.ts'
import { openUndoWorld, type UndoWorld } from '../intake/undo/world.ts'
import { who } from '../intake/world.ts'
import { people, sameKilled } from './killing.ts'

let world: UndoWorld
beforeAll(async () => {
  world = await openUndoWorld()
})
afterAll(async () => await world.close())

test('a change of many customers, killed again and again, changes each of them once', async () => {
  await world.field({ name: 'tags', type: 'list' })
  await world.bring(people('b', (i) => ({ city: 'Recife', tags: [`t${i % 4}`, 'old'] })))
  const some = Array.from({ length: 30 }, (_, i) => who(`b${i * 2}`))
  await world.bring({ kind: 'list', list: 1, add: some })
  const edit: BulkEdit = {
    // Whom it changes no longer meets it.
    condition: { type: 'field', field: 'city', test: { op: 'is', value: 'Recife' } },
    customers: [],
    set: { city: 'Olinda' },
    include: { tags: ['new'] },
    exclude: { tags: ['old'] },
    addTo: [2],
    removeFrom: [1],
  }
  const result = await sameKilled(world, { kind: 'bulk', options: edit })
  expect(result).toEqual({ rows: 60, changed: 60, rejected: 0 })
})
