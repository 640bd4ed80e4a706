import { afterAll, beforeAll, expect, test } from 'vitest'
import { who } from '../world.ts'
import { digests, openUndoWorld, type UndoWorld } from './world.ts'

let world: UndoWorld
beforeAll(async () => {
  world = await openUndoWorld()
})
afterAll(async () => {
  await world.close()
})

/** Somebody with those fields. */
function person(user: string, fields: Record<string, unknown>, more: Record<string, string> = {}) {
  return { identifiers: { user_id: user, ...more }, fields }
}

function people(...customers: readonly object[]) {
  return { kind: 'customers' as const, mode: 'upsert' as const, source: 'import', customers }
}

function event(user: string, messageId: string, name = 'Product Viewed') {
  return { event: name, ...who(user), messageId, time: 1_700_000_000_000, properties: { total: 5 } }
}

test('all that a run brought goes, and comes again when that is undone', async () => {
  await world.bring(people(person('old', { name: 'Old', city: 'Rio' })) as never)
  await world.bring({ kind: 'list', list: 1, add: [who('old')] })
  const before = await digests(world.database)
  const run = await world.run([
    people(person('old', { name: 'Older', email: 'o@x.com' }, { email: 'o@x.com' })),
    people(person('new', { name: 'New' }), person('newer', {})),
    { kind: 'events', events: [event('old', 'm1'), event('new', 'm2')] },
    { kind: 'list', list: 1, add: [who('new')] },
    { kind: 'list', list: 1, remove: [who('old')] },
    {
      kind: 'consents',
      consents: [{ ...who('old'), purpose: 'news', channel: 'email', state: 'granted' }],
    },
  ])
  const after = await digests(world.database)
  expect(after).not.toEqual(before)

  const undo = await world.undo(run)
  expect(undo).toMatchObject({
    state: 'done',
    result: {
      customers: { gone: 2, back: 0, changed: 1, stayed: 0 },
      events: { gone: 2, back: 0, stayed: 0 },
      lists: { gone: 1, back: 1 },
      consents: { gone: 1, back: 0 },
      identifiers: { gone: 3 },
      sample: [],
    },
  })
  expect(await digests(world.database)).toEqual(before)

  const redo = await world.undo(undo.id)
  expect(redo.result).toMatchObject({
    customers: { gone: 0, back: 2, changed: 1, stayed: 0 },
    events: { gone: 0, back: 2 },
    sample: [],
  })
  expect(await digests(world.database)).toEqual(after)
  await world.undo(redo.id)
  expect(await digests(world.database)).toEqual(before)
  expect(world.complaints).toEqual([])
})

test('what an undo wrote counts as by the run that had written it, which may be undone by now', async () => {
  const named = (name: string) => people(person('again', { name }))
  await world.bring(people(person('again', { city: 'Rio' })) as never)
  const first = await world.run([named('one')])
  const undo = await world.undo(first)
  await world.undo(undo.id)
  const second = await world.run([named('two')])
  await world.undo(first)
  expect(await world.fields('user_id', 'again')).toEqual({ city: 'Rio', name: 'two' })
  await world.undo(second)
  expect(await world.fields('user_id', 'again')).toEqual({ city: 'Rio' })
})
