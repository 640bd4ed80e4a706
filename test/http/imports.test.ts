import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { open, type Upload } from '../../src/api/client.ts'
import { routes } from '../../src/api/routes.ts'
import { begin, bodyOf, columns, csv, finish } from './orders.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
beforeAll(async () => {
  running = await startRunning()
})
afterAll(async () => await running.close())

describe('an import', () => {
  test('says how it understood the file, brings it in, and gives back what it refused', async () => {
    const { id, ready } = await begin(running, csv)
    expect(ready.state).toBe('ready')
    expect(ready.detection).toMatchObject({
      delimiter: ',',
      decimal: '.',
      columns: csv.split('\n')[0]?.split(','),
    })
    const done = await finish(running, id)
    expect(done.problem).toBeNull()
    expect(done.result).toMatchObject({ rows: 7, rejected: 2, customers: 2, orders: 3, refunds: 1 })
    const rejected = await bodyOf(open(running.server, routes.imports.rejected, { params: { id } }))
    expect(rejected).toContain('A4')
    expect(rejected).toContain('not a time')
    // The rows that were shown before are people's: once it is over they are not kept.
    expect(ready.detection?.sample).not.toEqual([])
    expect(done).toMatchObject({ detection: { sample: [] } })
  })

  test('asks at once what the whole file does not tell, and where columns are, written otherwise', async () => {
    const many = Array.from(
      { length: 20_000 },
      (_, i) => `A${i},u1,03/04/2011 10:00,beans,1,2.5,Chile`,
    )
    const header = csv.split('\n')[0] ?? ''
    const options = { ...columns, order: columns.order.toUpperCase() }
    const body = { kind: 'orders', fileName: 'x.csv', options } as const
    const { id } = await running.ask(routes.imports.create, { body })
    const file = [header, ...many].join('\n')
    const why = await running.refused(routes.imports.upload, { params: { id } }, { upload: file })
    expect([why.code, why.where]).toEqual(['invalid', 'dates'])
    const told = `${file}\nB1,u1,25/04/2011 10:00,beans,1,2.5,Chile\n`
    const ready = await running.ask(routes.imports.upload, { params: { id } }, { upload: told })
    expect(ready.detection).toMatchObject({ dates: 'dmy' })
  })

  test('finds the columns by their names, asks for what these do not tell, and is told', async () => {
    const file = 'Pedido;Comprador;Data;SKU;Qtd;Quanto\nP1;u9;03/04/2026;x;1;2,50\n'
    const body = { kind: 'orders', fileName: 'pedidos.csv', guess: true } as const
    const { id } = await running.ask(routes.imports.create, { body })
    const params = { id }
    const ready = await running.ask(routes.imports.upload, { params }, { upload: file })
    const found = { order: 'Pedido', customer: 'Comprador', time: 'Data', item: 'SKU' }
    expect(ready).toMatchObject({ state: 'ready', options: { ...found, quantity: 'Qtd' } })
    expect(ready.detection?.questions).toMatchObject([{ about: 'price' }])
    const early = await running.refused(routes.imports.start, { params })
    expect([early.code, early.where]).toEqual(['conflict', 'price'])
    const wrong = { params, body: { options: { price: 'Preço' } } }
    expect((await running.refused(routes.imports.change, wrong)).where).toBe('price')
    const said = await running.ask(routes.imports.change, {
      params,
      body: { options: { price: 'Quanto' } },
    })
    // Nor is a style that was only assumed kept for other files.
    const template = { body: { name: 'Pedidos', import: id } }
    expect((await running.refused(routes.importTemplates.save, template)).code).toBe('conflict')
    // Only now that all columns are known is the order of day and month looked for.
    expect(said.detection?.questions).toMatchObject([{ about: 'dates' }])
    const whole = await running.ask(routes.imports.change, {
      params,
      body: { options: { dates: 'dmy' } },
    })
    expect(whole.detection?.questions).toEqual([])
    const { result } = await finish(running, id)
    expect(result).toMatchObject({ rows: 1, rejected: 0, newOrders: 1 })
  })

  test('again, gzipped, changes nothing', async () => {
    const { id } = await begin(running, gzipSync(csv))
    const { result } = await finish(running, id)
    expect(result).toMatchObject({
      newOrders: 0,
      changedOrders: 0,
      unchangedOrders: 4,
      newCustomers: 0,
    })
  })

  test('of a file that lacks a column is refused, naming it', async () => {
    const body = { kind: 'orders', fileName: 'x.csv', options: { ...columns, time: 'at' } } as const
    const { id } = await running.ask(routes.imports.create, { body })
    const upload = running.ask(routes.imports.upload, { params: { id } }, { upload: csv })
    await expect(upload).rejects.toThrow('"at"')
    const why = await running.refused(routes.imports.start, { params: { id } })
    expect([why.code, why.fix]).toEqual(['conflict', 'Send its file first.'])
  })

  test('of a field that is not there is refused', async () => {
    const options = { ...columns, fields: { shoes: 'country' } }
    const body = { kind: 'orders', fileName: 'x.csv', options } as const
    const why = await running.refused(routes.imports.create, { body })
    expect(why.where).toBe('options.fields.shoes')
  })

  test('cancelled before it is started brings nothing, and its file goes', async () => {
    const { id } = await begin(running, csv)
    await running.ask(routes.imports.cancel, { params: { id } })
    const now = await running.ask(routes.imports.read, { params: { id } })
    expect(now).toMatchObject({ state: 'cancelled', detection: { sample: [] } })
    for (const route of [routes.imports.start, routes.imports.cancel]) {
      expect((await running.refused(route, { params: { id } })).code).toBe('conflict')
    }
    const spooled = await readdir(join(running.config.data, 'spool'))
    expect(spooled.filter((name) => name.startsWith(`import-${id}-`))).toEqual([])
  })

  test('that was started is not taken back by a file that comes late', async () => {
    const { id } = await begin(running, csv)
    let go = () => {}
    const held = new Promise<void>((resolve) => (go = resolve))
    async function* slowly() {
      yield Buffer.from(csv.slice(0, 20))
      await held
      yield Buffer.from(csv.slice(20))
    }
    const upload = slowly() as unknown as Upload
    const late = running.refused(routes.imports.upload, { params: { id } }, { upload })
    const done = await finish(running, id)
    go()
    expect(done.state).toBe('done')
    expect((await late).code).toBe('conflict')
    expect((await running.ask(routes.imports.read, { params: { id } })).state).toBe('done')
  })

  test('cannot be started twice', async () => {
    const { id } = await begin(running, csv)
    await finish(running, id)
    expect((await running.refused(routes.imports.start, { params: { id } })).code).toBe('conflict')
  })
})
