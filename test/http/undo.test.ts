import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { openDatabase } from '../../src/store/clickhouse/open.ts'
import { as, sql } from '../../src/store/sql/sql.ts'
import { begin, csv, ended, finish } from './orders.ts'
import { startRunning, type Running } from './running.ts'

describe('undoing an import', () => {
  let running: Running
  beforeAll(async () => {
    running = await startRunning()
  })
  afterAll(async () => await running.close())

  test('says what would go, takes it back, is a run of its own and can be undone itself', async () => {
    const { id } = await begin(running, csv)
    const params = { id }
    expect((await running.refused(routes.imports.undo, { params })).code).toBe('conflict')
    await finish(running, id)
    const would = await running.ask(routes.imports.previewUndo, { params })
    expect(would).toMatchObject({ customers: { gone: 2 }, events: { gone: 4 }, sample: [] })
    expect((await running.ask(routes.customers.list, { query: {} })).items).toHaveLength(2)

    const begun = await running.ask(routes.imports.undo, { params })
    expect(begun.import).toBe(id)
    const undo = await ended(running, begun.undo)
    expect(undo).toMatchObject({ kind: 'undo', of: id, state: 'done', result: would })
    expect((await running.ask(routes.customers.list, { query: {} })).items).toEqual([])
    const { items } = await running.ask(routes.imports.list, {})
    expect(items).toMatchObject([
      { id: begun.undo, undoneBy: null },
      { id, undoneBy: begun.undo },
    ])
    const twice = await running.refused(routes.imports.undo, { params })
    expect(twice).toMatchObject({ code: 'conflict', fix: expect.stringContaining('undo') })

    const redo = await running.ask(routes.imports.undo, { params: { id: begun.undo } })
    await ended(running, redo.undo)
    expect((await running.ask(routes.customers.list, { query: {} })).items).toHaveLength(2)
    expect(await running.ask(routes.imports.read, { params })).toMatchObject({ undoneBy: null })
  })

  test('two customers are merged, answer to both ids, and are parted again', async () => {
    const make = async (user: string, city: string) =>
      (await running.ask(routes.customers.create, {
        body: { identifiers: { user_id: user }, fields: { city } },
      })) as { id: string }
    const [keep, drop] = [await make('m1', 'Rio'), await make('m2', 'Natal')]
    const body = { keep: keep.id, drop: drop.id, choose: { city: 'drop' as const } }
    const would = await running.ask(routes.customers.previewMerge, { body })
    expect(would).toMatchObject({
      customer: { id: keep.id, fields: { city: 'Natal' } },
      differ: [{ field: 'city', keep: 'Rio', drop: 'Natal', chosen: 'drop' }],
    })
    const begun = await running.ask(routes.customers.merge, { body })
    expect(await ended(running, begun.import)).toMatchObject({ kind: 'merge', state: 'done' })
    const moved = await running.fetch(`/api/customers/${drop.id}`, { redirect: 'manual' })
    expect([moved.status, moved.headers.get('location')]).toEqual([
      301,
      `/api/customers/${keep.id}`,
    ])
    const one = await running.ask(routes.customers.read, { params: { id: drop.id } })
    expect(one).toMatchObject({ ...would.customer, updated: one.updated })
    expect((await running.refused(routes.customers.merge, { body })).code).toBe('conflict')

    const params = { id: drop.id }
    const parting = await running.ask(routes.customers.unmerge, { params })
    await ended(running, parting.undo)
    const again = await running.ask(routes.customers.read, { params })
    expect(again).toMatchObject({ id: drop.id, fields: { city: 'Natal' } })
    const kept = await running.ask(routes.customers.read, { params: { id: keep.id } })
    expect(kept).toMatchObject({ fields: { city: 'Rio' }, identifiers: { user_id: ['m1'] } })
    expect((await running.refused(routes.customers.unmerge, { params })).code).toBe('not_found')
  })

  test('who leaves or enters a segment by an undo or a merge does so once, by that cause', async () => {
    const { id: segment } = await running.ask(routes.segments.create, {
      body: { name: 'In Recife', text: 'city = "Recife"' },
    })
    const make = async (user: string, city: string) => {
      const body = { identifiers: { user_id: user }, fields: { city } }
      return (await running.ask(routes.customers.create, { body })) as { id: string }
    }
    const [one, other] = [await make('l1', 'Olinda'), await make('l2', 'Recife')]
    await running.settled()
    const body = { customers: [one.id], set: { city: 'Recife' } }
    const { id } = await running.ask(routes.customers.edit, { body })
    await ended(running, id)
    await running.settled()
    const begun = await running.ask(routes.imports.undo, { params: { id } })
    await ended(running, begun.undo)
    await running.settled()
    const merge = await running.ask(routes.customers.merge, {
      body: { keep: one.id, drop: other.id, choose: { city: 'drop' } },
    })
    await ended(running, merge.import)
    await running.settled()
    const database = openDatabase({ url: running.config.clickhouseUrl ?? '' })
    const changes = async (customer: string) =>
      await database.rows(
        sql`SELECT entered, cause, ref FROM changes
          WHERE segment = ${segment} AND customer_id = ${as('UInt64', customer)} ORDER BY noticed`,
      )
    expect(await changes(one.id)).toEqual([
      { entered: true, cause: 'import', ref: String(id) },
      { entered: false, cause: 'undo', ref: String(begun.undo) },
      { entered: true, cause: 'merge', ref: String(merge.import) },
    ])
    const hers = (await changes(other.id)) as { entered: boolean; cause: string }[]
    expect(hers.map(({ entered }) => entered)).toEqual([true, false])
    expect(hers[1]).toMatchObject({ cause: 'merge' })
    await database.close()
  })
})
