import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { kills } from '../../../kills.ts'
import { faultsOf, takeKilled } from './killing.ts'
import { openShop, stateOf, type Shop } from './shop.ts'

let killed: Shop
let undisturbed: Shop
beforeAll(async () => {
  killed = await openShop()
  undisturbed = await openShop()
})
afterAll(async () => {
  await killed.close()
  await undisturbed.close()
})

const header = 'codigo,email,city,points,card'
const before = Array.from({ length: 30 }, (_, i) => `k${i},k${i}@x.com,City,${i},k${i}`)
/** Keys that come again, shared mails, values that change hands, wrong rows; the others lose their points. */
const after = Array.from({ length: 90 }, (_, i) => {
  const points = i % 17 === 5 ? 'many' : String(i * 2)
  const card = i % 9 === 2 ? `k${i + 1}` : `n${i}`
  return `k${(i * 7) % 80 < 12 ? i : (i * 7) % 80},m${i % 11}@x.com,Town ${i % 3},${points},${card}`
})

test.each([1, 2])(
  'an import that is killed again and again (seed %i) comes to the same end',
  async (seed) => {
    const whole = { fields: ['points'], lists: [5], confirmed: true }
    const consents = [{ purpose: 'news', channel: 'email', state: 'granted' }] as const
    const options = { key: 'codigo', lists: [5], whole, consents }
    const at = (shop: Shop, lines: readonly string[], more = {}) =>
      shop.runOf([header, ...lines.map((line) => line.replace(/^k/, `s${seed}k`))], {
        key: 'codigo',
        ...more,
      })
    for (const shop of [killed, undisturbed]) {
      await shop.take(await at(shop, before, { lists: [5] }))
    }
    const expected = await undisturbed.take(await at(undisturbed, after, options))
    const run = await at(killed, after, options)
    const result = await takeKilled(killed, run, faultsOf(seed, kills + 2))
    expect({ ...result, rejectedFile: '' }).toEqual({ ...expected, rejectedFile: '' })
    expect(await stateOf(killed.database)).toEqual(await stateOf(undisturbed.database))
    const rejected = (path: string | undefined) => readFileSync(path ?? '', 'utf8')
    expect(rejected(result.rejectedFile)).toBe(rejected(expected.rejectedFile))
  },
)
