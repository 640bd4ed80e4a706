import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OrderOptions } from '../../../../src/work/intake/orders/options.ts'
import { stateOf } from '../orders/shop.ts'
import { digests, openUndoWorld, type UndoWorld } from './world.ts'

/** Chen 2015, UCI: 541,909 order lines of a British shop. Not part of the project. */
const path = '../shared/data/online-retail/online_retail.csv.gz'
const there = existsSync(path)

/** All of it is another minute: the first lines say the same. */
const lines = Number(process.env['ONLINE_RETAIL_LINES'] ?? 50_000)

const columns: OrderOptions = {
  order: 'InvoiceNo',
  customer: 'CustomerID',
  time: 'InvoiceDate',
  item: 'StockCode',
  quantity: 'Quantity',
  price: 'UnitPrice',
  refundPrefix: 'C',
  fields: { country: 'Country' },
  timezone: 'UTC',
}

/** By the customers' own ids: new customers have new ones of ours. */
function brought({ events, messages, customers, contacts }: Record<string, string>) {
  return { events, messages, customers, contacts }
}

describe.skipIf(!there)(`Online Retail${there ? '' : ` (skipped: there is no ${path})`}`, () => {
  let world: UndoWorld
  beforeAll(async () => {
    world = await openUndoWorld()
  })
  afterAll(async () => {
    await world.close()
  })

  it('is imported and undone, and imported again as the first time', async () => {
    const file = gunzipSync(readFileSync(path))
      .toString()
      .split('\n')
      .slice(0, lines + 1)
      .join('\n')
    // Somebody in the file is there before, with an order that the file replaces.
    const [header, line] = file.split('\n')
    const before = `${header}\n${line}\n`
    await world.orders(before, columns)
    const was = await digests(world.database)

    const run = await world.orders(file, columns)
    expect(run.state).toBe('done')
    const after = await digests(world.database)
    const first = brought(await stateOf(world.database))
    const undo = await world.undo(run.id)
    expect(await digests(world.database)).toEqual(was)
    const { customers, newOrders, changedOrders } = run.result as Record<string, number>
    expect(undo.result).toMatchObject({
      customers: { gone: (customers ?? 0) - 1, stayed: 0 },
      events: { gone: (newOrders ?? 0) + (changedOrders ?? 0), back: 1, stayed: 0 },
      sample: [],
    })

    const redo = await world.undo(undo.id)
    expect(await digests(world.database)).toEqual(after)
    await world.undo(redo.id)
    const again = await world.orders(file, columns)
    const { rejectedFile: _, ...result } = run.result as Record<string, unknown>
    expect(again.result).toMatchObject(result)
    expect(brought(await stateOf(world.database))).toEqual(first)
  })
})
