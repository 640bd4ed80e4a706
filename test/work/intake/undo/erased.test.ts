import { afterAll, beforeAll, expect, test } from 'vitest'
import { as, sql } from '../../../../src/store/sql/sql.ts'
import { who } from '../world.ts'
import { openUndoWorld, type UndoWorld } from './world.ts'

let world: UndoWorld
beforeAll(async () => {
  world = await openUndoWorld()
})
afterAll(async () => await world.close())

const line = (user: string) => ({
  kind: 'customers' as const,
  mode: 'upsert' as const,
  customers: [{ ...who(user), fields: { name: `Name of ${user}` } }],
})
const event = (user: string) => ({
  kind: 'events' as const,
  events: [{ event: 'Product Viewed', ...who(user), messageId: `event of ${user}` }],
})

/** Rows that somebody has in what undoing reads. */
async function remains(id: string): Promise<unknown> {
  const her = as('UInt64', id)
  const [row] = await world.database.rows(sql`
    SELECT toUInt32((SELECT count() FROM edits WHERE customer_id = ${her})) AS edits,
      toUInt32((SELECT count() FROM events_removed WHERE customer_id = ${her})) AS events`)
  return row
}

test('who was deleted does not come back by an undo, and nothing of her is kept for one', async () => {
  const run = await world.run([line('e1'), line('e2'), event('e1'), event('e2')])
  const first = (await world.customer('user_id', 'e1'))?.id ?? ''
  const undo = await world.undo(run)
  expect(await remains(first)).toEqual({ edits: 2, events: 1 })
  // She comes by another way, under another id, and is deleted.
  await world.bring(line('e1'))
  const second = (await world.customer('user_id', 'e1'))?.id ?? ''
  expect(second).not.toBe(first)
  await world.bring({ kind: 'delete customer', customer: second })
  expect([await remains(first), await remains(second)]).toEqual([
    { edits: 0, events: 0 },
    { edits: 0, events: 0 },
  ])
  const redo = await world.undo(undo.id)
  expect(redo.result).toMatchObject({ customers: { back: 1 }, events: { back: 1 } })
  expect(await world.customer('user_id', 'e1')).toBeUndefined()
  expect(await world.customer('user_id', 'e2')).toBeDefined()
})

test('of a merge undone after the kept one was deleted nobody comes back', async () => {
  await world.bring(line('f1'))
  await world.bring(line('f2'))
  await world.bring(event('f2'))
  const [keep = '', drop = ''] = await Promise.all(
    ['f1', 'f2'].map(async (user) => (await world.customer('user_id', user))?.id ?? ''),
  )
  const merge = await world.merge([{ keep, drop }])
  await world.bring({ kind: 'delete customer', customer: keep })
  expect(await remains(drop)).toEqual({ edits: 0, events: 0 })
  await world.undo(merge.id)
  for (const user of ['f1', 'f2']) expect(await world.customer('user_id', user)).toBeUndefined()
})

test('what keeps events for the undoing has all columns of the events', async () => {
  const columns = await world.database.rows<{ name: string; types: string[] }>(sql`
    SELECT name, groupArray(concat(table, ' ', type)) AS types FROM system.columns
    WHERE database = currentDatabase() AND table IN ('events', 'events_removed')
    GROUP BY name HAVING uniqExact(type) > 1 OR count() = 1`)
  expect(columns.map(({ name }) => name).toSorted()).toEqual(['digest', 'run'])
})
