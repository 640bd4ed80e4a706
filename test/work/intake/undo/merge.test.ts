import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Arrival } from '../../../../src/domain/arrival.ts'
import { readConsents } from '../../../../src/store/clickhouse/consents.ts'
import { as, sql } from '../../../../src/store/sql/sql.ts'
import { who } from '../world.ts'
import { digests, openUndoWorld, type UndoWorld } from './world.ts'

let world: UndoWorld
beforeAll(async () => {
  world = await openUndoWorld()
})
afterAll(async () => await world.close())

async function people(names: readonly string[]): Promise<string[]> {
  await world.bring({
    kind: 'customers',
    mode: 'upsert',
    customers: names.map((name) => ({
      identifiers: { user_id: name, email: `${name}@x.com` },
      fields: { name, ...(name.endsWith('2') ? { city: `City of ${name}` } : {}) },
    })),
  })
  await world.bring(eventsOf(names.map((name) => [name, `first ${name}`])))
  await world.bring({
    kind: 'consents',
    consents: names.map((name) => ({
      ...who(name),
      purpose: 'news',
      channel: 'email',
      state: 'granted',
    })),
  })
  await world.bring({ kind: 'list', list: 7, add: names.slice(1).map(who) })
  return await Promise.all(
    names.map(async (name) => (await world.customer('user_id', name))?.id ?? ''),
  )
}

function eventsOf(events: readonly (readonly [user: string, message: string])[]): Arrival {
  return {
    kind: 'events',
    events: events.map(([user, messageId]) => ({
      event: 'Product Viewed',
      ...who(user),
      messageId,
      time: 1_700_000_000_000,
    })),
  }
}

async function eventsCount(customer: string): Promise<number> {
  const [row] = await world.database.rows<{ n: string }>(
    sql`SELECT count() AS n FROM events WHERE customer_id = ${as('UInt64', customer)}`,
  )
  return Number(row?.n)
}

test('an event that names by id who was merged into another goes to the other', async () => {
  const [keep = '', drop = ''] = await people(['n1', 'n2'])
  await world.merge([{ keep, drop }])
  const before = [await eventsCount(keep), await eventsCount(drop)]
  const late = { event: 'Product Viewed', time: 1_700_000_000_000 }
  const { outcome } = await world.bring({
    kind: 'events',
    events: [
      { ...late, customer: drop, messageId: 'late of drop' },
      { ...late, customer: keep, messageId: 'late of keep' },
    ],
  })
  expect(outcome).toMatchObject({ events: 2 })
  expect(await eventsCount(keep)).toBe((before[0] ?? 0) + 2)
  expect(await eventsCount(drop)).toBe(before[1])
})

test('of two who are merged one has all, and parted both are as they were', async () => {
  const [keep = '', drop = ''] = await people(['a1', 'a2'])
  const before = await digests(world.database)
  const merge = await world.merge([{ keep, drop, choose: { name: 'drop' } }])
  expect(merge).toMatchObject({ state: 'done', result: { customers: { gone: 1, changed: 1 } } })
  const record = await world.customer('user_id', 'a2')
  expect(record?.id).toBe(keep)
  expect(record?.identifiers.get('user_id')).toEqual(['a1', 'a2'])
  expect(await world.fields('user_id', 'a1')).toMatchObject({ name: 'a2', city: 'City of a2' })
  expect(await eventsCount(keep)).toBe(2)
  expect(await readConsents(world.database, keep)).toHaveLength(2)
  const merged = await digests(world.database)

  const undo = await world.undo(merge.id)
  expect(undo).toMatchObject({
    state: 'done',
    result: { customers: { back: 1, changed: 1, stayed: 0 }, events: { back: 1 }, sample: [] },
  })
  expect(await digests(world.database)).toEqual(before)
  const redo = await world.undo(undo.id)
  expect(await digests(world.database)).toEqual(merged)
  await world.undo(redo.id)
  expect(await digests(world.database)).toEqual(before)
})

test('what came since stays with whom it named', async () => {
  const [keep = '', drop = ''] = await people(['b1', 'b2'])
  const merge = await world.merge([{ keep, drop }])
  await world.bring(
    eventsOf([
      ['b1', 'b late 1'],
      ['b2', 'b late 2'],
      ['b2', 'b late 3'],
    ]),
  )
  await world.bring({
    kind: 'customers',
    mode: 'patch',
    customers: [{ customer: drop, fields: { city: 'Moved' } }],
  })
  expect(await world.fields('user_id', 'b1')).toMatchObject({ city: 'Moved' })
  expect(await eventsCount(keep)).toBe(5)
  const undo = await world.undo(merge.id)
  expect(undo.result).toMatchObject({ values: { stayed: 1 }, sample: [{ why: 'changed' }] })
  expect([await eventsCount(keep), await eventsCount(drop)]).toEqual([2, 3])
  expect(await world.fields('user_id', 'b1')).toMatchObject({ city: 'Moved' })
  expect(await world.fields('user_id', 'b2')).toMatchObject({ city: 'City of b2' })
  // The same messages are taken still.
  await world.bring(
    eventsOf([
      ['b2', 'b late 2'],
      ['b2', 'first b2'],
    ]),
  )
  expect(await eventsCount(drop)).toBe(3)
})

test('many in one run, in chains and into one, and one pair of them parted', async () => {
  const names = Array.from({ length: 12 }, (_, i) => `c${i}`)
  const ids = await people(names)
  const before = await digests(world.database)
  const id = (n: number): string => ids[n] ?? ''
  const merge = await world.merge([
    { keep: id(1), drop: id(0) },
    { keep: id(2), drop: id(1) },
    { keep: id(2), drop: id(3) },
    { keep: id(2), drop: id(4) },
    { keep: id(6), drop: id(5) },
    { keep: id(0), drop: id(6) },
    { keep: id(2), drop: id(0) },
    { keep: '12345', drop: id(7) },
  ])
  expect(merge.result).toMatchObject({
    customers: { gone: 6, stayed: 2 },
    sample: [{ why: 'merged' }, { why: 'gone' }],
  })
  for (const n of [0, 1, 3, 4, 5, 6]) {
    expect((await world.customer('user_id', `c${n}`))?.id).toBe(id(2))
  }
  expect(await eventsCount(id(2))).toBe(7)
  const merged = await digests(world.database)
  const parted = await world.unmerge(merge.id, id(3))
  expect(parted.result).toMatchObject({ customers: { back: 1 }, events: { back: 1 } })
  expect((await world.customer('user_id', 'c3'))?.id).toBe(id(3))
  expect([await eventsCount(id(3)), await eventsCount(id(2))]).toEqual([1, 6])
  await world.undo(parted.id)
  expect(await digests(world.database)).toEqual(merged)
  await world.undo(merge.id)
  expect(await digests(world.database)).toEqual(before)
  expect(world.complaints).toEqual([])
})
