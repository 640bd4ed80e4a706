import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeImport } from '../../../../src/store/operational/imports.ts'
import { takeInByChild } from '../takeIn.ts'
import { who } from '../world.ts'
import { digests, events, openUndoWorld, type UndoWorld } from './world.ts'

let world: UndoWorld
beforeAll(async () => {
  world = await openUndoWorld()
})
afterAll(async () => await world.close())

const child = async (fault = '') => await takeInByChild(world, fault, { customersPerSet: 5 })

/** Each process is killed a little later than the one before it; the last is not. */
async function killedAgainAndAgain(faults: readonly string[], id: number): Promise<void> {
  for (const fault of faults) expect([fault, await child(fault)]).toEqual([fault, 'SIGKILL'])
  expect(await child()).toBe(0)
  expect((await world.readImport(id)).state).toBe('done')
}

function people(from: number, to: number, city: string) {
  const customers = Array.from({ length: to - from }, (_, i) => ({
    identifiers: { user_id: `u${from + i}`, email: `u${from + i}@x.com` },
    fields: { city },
  }))
  return { kind: 'customers' as const, mode: 'upsert' as const, customers }
}

const faults = ['validate:1', 'events:1', 'events:2', 'customers:1', 'identities:1'] as const

test('an undo and its undo, killed again and again, come to the same end', async () => {
  await world.bring(people(0, 20, 'before'))
  await world.bring(events(0, 20, 'before'))
  const before = await digests(world.database)
  const run = await world.run([
    people(10, 40, 'after'),
    events(10, 40, 'after'),
    { kind: 'list', list: 1, add: Array.from({ length: 20 }, (_, i) => who(`u${i + 5}`)) },
    {
      kind: 'consents',
      consents: [{ ...who('u12'), purpose: 'news', channel: 'email', state: 'granted' }],
    },
  ])
  const after = await digests(world.database)
  const undisturbed = await world.undo(run)
  await world.undo(undisturbed.id)
  await world.stopLoader()
  const undo = await world.begin(run)
  await killedAgainAndAgain(faults, undo.id)
  expect(await digests(world.database)).toEqual(before)
  expect((await world.readImport(undo.id)).result).toEqual(undisturbed.result)
  const redo = await world.begin(undo.id)
  // What comes back comes last, and nothing is taken away.
  const coming = ['validate:1', 'customers:1', 'identities:1', 'events:1', 'validate:1']
  await killedAgainAndAgain(coming, redo.id)
  expect(await digests(world.database)).toEqual(after)
  world.startLoader()
})

test('merges and their undoing, killed again and again, come to the same end', async () => {
  await world.bring(people(100, 110, 'here'))
  await world.bring(events(100, 110, 'here'))
  await world.bring({ kind: 'list', list: 2, add: [who('u103'), who('u105')] })
  const ids = await Promise.all(
    Array.from(
      { length: 10 },
      async (_, i) => (await world.customer('user_id', `u${100 + i}`))?.id,
    ),
  )
  const pair = (keep: number, drop: number) => ({ keep: ids[keep] ?? '', drop: ids[drop] ?? '' })
  const pairs = [pair(0, 1), pair(2, 3), pair(2, 4), pair(0, 2), pair(6, 5)]
  const before = await digests(world.database)
  const undisturbed = await world.merge(pairs)
  const after = await digests(world.database)
  await world.undo(undisturbed.id)
  expect(await digests(world.database)).toEqual(before)
  await world.stopLoader()
  const merge = await world.beginMerge(pairs)
  await killedAgainAndAgain([...faults.slice(0, 4), 'memberships:1'], merge.id)
  // Another run at another instant: whose identifiers these are is in the contacts too.
  const { customers: _, identities: __, ...rest } = after
  expect(await digests(world.database)).toMatchObject(rest)
  expect((await world.readImport(merge.id)).result).toEqual(undisturbed.result)
  const undo = await world.begin(merge.id)
  await killedAgainAndAgain(faults, undo.id)
  expect(await digests(world.database)).toEqual(before)
  world.startLoader()
})

test('cancelled, an undo stands between two sets, and undoing again does the rest', async () => {
  const before = await digests(world.database)
  const run = await world.run([people(200, 210, 'there')])
  await world.stopLoader()
  const { id, position } = await world.begin(run)
  await changeImport(world.operational.db, id, { cancel: true })
  world.startLoader()
  await world.wait(position)
  expect(await world.readImport(id)).toMatchObject({ state: 'cancelled' })
  expect((await world.undo(run)).result).toMatchObject({ customers: { gone: 10 } })
  expect(await digests(world.database)).toEqual(before)
})
