import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
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
})
