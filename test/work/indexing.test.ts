import { afterAll, beforeAll, expect, test } from 'vitest'
import { fieldByName, createField } from '../../src/store/operational/fields.ts'
import { fieldsBeingIndexed, finishReindexing, reindexing } from '../../src/work/indexing.ts'
import { openWorld, type World } from './intake/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
  await createField(world.operational.db, { name: 'shoe', type: 'text' }, Date.now())
})
afterAll(async () => await world.close())

async function shoe() {
  const field = await fieldByName(world.operational.db, 'shoe')
  if (field === undefined) throw new Error('no shoe')
  return field
}

test('a field is being indexed from before its flag is there until everybody has it', async () => {
  await world.stopLoader()
  const { operational } = world
  const { position } = await reindexing(
    operational,
    { field: await shoe(), refuse: true },
    async () => {
      expect(await fieldsBeingIndexed(operational)).toEqual(new Set(['shoe']))
    },
  )
  expect(await fieldsBeingIndexed(operational)).toEqual(new Set(['shoe']))
  world.startLoader()
  await world.wait(position)
  expect(await fieldsBeingIndexed(operational)).toEqual(new Set())
})

test('what a killed process had begun is finished at the next start', async () => {
  const { operational } = world
  const killed = reindexing(operational, { field: await shoe(), refuse: true }, async () => {
    await Promise.reject(new Error('killed'))
  })
  await expect(killed).rejects.toThrow('killed')
  expect(await fieldsBeingIndexed(operational)).toEqual(new Set(['shoe']))
  await finishReindexing(operational)
  await world.wait((await operational.inbox.state()).position)
  expect(await fieldsBeingIndexed(operational)).toEqual(new Set())
})
