import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { entryArgs, entryUrl } from '../../../../src/store/thread.ts'
import type { OrderRun, OrdersResult } from '../../../../src/work/intake/orders/options.ts'
import { header, openShop, stateOf, type Shop } from './shop.ts'

/** 40 customers, 300 orders of three lines, some of them refunds; a changed few in the second file. */
function fileOf(changed: boolean): string {
  const lines = Array.from({ length: 900 }, (_, i) => {
    const order = Math.floor(i / 3)
    const id = order % 7 === 0 ? `C${order}` : String(order)
    const day = String((order % 28) + 1).padStart(2, '0')
    const price = changed && order % 50 === 0 ? '9.99' : '1.5'
    return `${id},${order % 40},${2000 + (order % 3)}-01-${day} 10:00:0${i % 3},p${i % 11},1,${price},C${order % 5}`
  })
  const extra = Array.from({ length: 5 }, (_, i) => `new${i},n${i},2003-01-01,p,1,1,Perú`)
  return [`${header},country`, ...lines, ...(changed ? extra : []), 'x,,,,,,', ''].join('\n')
}

const fields = { fields: { country: 'country' } }

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

/** The result, or undefined for a process that was killed. */
async function child(run: OrderRun, fault = ''): Promise<OrdersResult | undefined> {
  const entry = entryUrl('./child.ts', import.meta.url)
  const args = [...entryArgs(entry), fileURLToPath(entry), shop.url, shop.name, JSON.stringify(run)]
  const process_ = spawn(process.execPath, args, {
    env: { ...process.env, CLIENTELA_FAULT: fault },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  process_.stdout.on('data', (piece: Buffer) => (out += piece.toString()))
  const [code, signal] = (await once(process_, 'close')) as [number | null, string | null]
  if (signal === 'SIGKILL') return undefined
  expect(code).toBe(0)
  return JSON.parse(out) as OrdersResult
}

describe('an import that is killed', () => {
  it.each([
    ['of a new shop', false, ['validate:1', 'customers:2', 'identities:3', 'events:3', 'events:9']],
    [
      'of a later file',
      true,
      ['validate:3', 'events:2', 'customers:1', 'identities:1', 'events:8'],
    ],
  ])(
    '%s, again and again, comes to the same end by being run again',
    async (_, changed, faults) => {
      const expected = await undisturbed.take(fileOf(changed), fields)
      const run = shop.runOf(fileOf(changed), fields)
      for (const fault of faults) {
        expect([fault, await child(run, fault)]).toEqual([fault, undefined])
      }
      const result = await child(run)
      expect(result).toEqual({ ...expected, rejectedFile: run.rejectedPath })
      expect(await stateOf(shop.database)).toEqual(await stateOf(undisturbed.database))
      // Done is done, also for whoever did not hear of it.
      expect(await child(run)).toEqual(result)
    },
  )
})
