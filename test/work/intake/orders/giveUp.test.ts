import { afterAll, beforeAll, expect, test } from 'vitest'
import { dropStaged, giveUpOrders } from '../../../../src/work/intake/orders/giveUp.ts'
import { runOrders } from '../../../../src/work/intake/orders/run.ts'
import { header, openShop, stateOf, type Shop } from './shop.ts'
import { settings, sizes } from './world.ts'

let shop: Shop
let undisturbed: Shop
beforeAll(async () => {
  shop = await openShop()
  undisturbed = await openShop()
})
afterAll(async () => {
  await shop.close()
  await undisturbed.close()
})

/** So many orders of two lines, of 40 customers; every third costs more when it is changed. */
function fileOf(mark: string, orders: number, changed: boolean): string {
  const lines = Array.from({ length: orders * 2 }, (_, i) => {
    const order = Math.floor(i / 2)
    const price = changed && order % 3 === 0 ? '9.99' : '1.5'
    return `${mark}${order},c${order % 40},2024-01-01 10:00:0${i % 2},p${i % 11},1,${price}`
  })
  return [header, ...lines, ''].join('\n')
}

test.each(['customers', 'orders'])(
  'an import that is stopped between two sets of %s keeps what it stored, and the same file brings the rest',
  async (stopAt) => {
    const [before, after] = [fileOf(stopAt, 300, false), fileOf(stopAt, 500, true)]
    await shop.take(before)
    const stop = new AbortController()
    const run = shop.runOf(after)
    const world = { database: shop.database, settings, sizes }
    const stopped = runOrders(run, {
      ...world,
      signal: stop.signal,
      onProgress: ({ step }) => {
        if (step === stopAt) stop.abort()
      },
    })
    await expect(stopped).rejects.toThrow('aborted')
    expect(await giveUpOrders(run, world)).toBe(true)
    await dropStaged(shop.database)

    const result = await shop.take(after)
    expect(result).toMatchObject({ orders: 500, customers: 40 })
    const { newOrders, changedOrders, unchangedOrders } = result
    const stored = unchangedOrders - 200
    const left = newOrders + changedOrders
    expect([stored + left, stored > 0 && left > 0]).toEqual([300, stopAt === 'orders'])
    await undisturbed.take(before)
    await undisturbed.take(after)
    expect(await stateOf(shop.database)).toEqual(await stateOf(undisturbed.database))
  },
)
