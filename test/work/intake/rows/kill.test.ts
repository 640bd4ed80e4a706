import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { serialize } from 'node:v8'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { FaultName } from '../../../../src/store/faults.ts'
import { entryUrl, startProcess } from '../../../../src/store/thread.ts'
import type { RowsResult, RowsRun } from '../../../../src/work/intake/rows/options.ts'
import { openShop, stateOf, type Shop } from './shop.ts'

vi.setConfig({ testTimeout: 180_000 })

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

/** Kills one after the other, each of the process that goes on where the one before was killed. */
async function takeKilled(run: RowsRun, faults: readonly string[]): Promise<RowsResult> {
  const file = (name: string) => join(killed.directory, `${run.position}-${name}`)
  writeFileSync(file('run'), serialize(run))
  let kills = 0
  for (const fault of [...faults, '']) {
    if (existsSync(file('result'))) break
    const args = [file('run'), file('mark'), file('result'), killed.url, killed.name]
    const child = startProcess(entryUrl('./child.ts', import.meta.url), args, {
      env: { ...process.env, CLIENTELA_FAULT: fault },
    })
    const end = await new Promise((resolve) =>
      child.on('exit', (code, signal) => resolve(signal ?? code)),
    )
    if (end === 'SIGKILL') kills += 1
    else if (end !== 0) throw new Error(`the import ended with ${String(end)} at ${fault}`)
  }
  expect(kills).toBeGreaterThanOrEqual(10)
  return JSON.parse(readFileSync(file('result'), 'utf8')) as RowsResult
}

/** Each a little later than the one before, seeded. */
function faultsOf(seed: number): string[] {
  const names: readonly FaultName[] = ['validate', 'events', 'customers', 'identities']
  let state = seed
  const random = (n: number): number => {
    state = (state * 48_271) % 2_147_483_647
    return state % n
  }
  return Array.from({ length: 12 }, () => `${names[random(4)]}:${1 + random(2)}`)
}

const header = 'codigo,email,city,points,card'
const before = Array.from({ length: 30 }, (_, i) => `k${i},k${i}@x.com,City,${i},k${i}`)
/** Keys that come again, shared mails, values that change hands, wrong rows; the others lose their points. */
const after = Array.from({ length: 90 }, (_, i) => {
  const points = i % 17 === 5 ? 'many' : String(i * 2)
  const card = i % 9 === 2 ? `k${i + 1}` : `n${i}`
  return `k${(i * 7) % 80 < 12 ? i : (i * 7) % 80},m${i % 11}@x.com,Town ${i % 3},${points},${card}`
})

test.each([1, 2])(
  'an import that is killed a dozen times (seed %i) comes to the same end',
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
    const result = await takeKilled(run, faultsOf(seed))
    expect({ ...result, rejectedFile: '' }).toEqual({ ...expected, rejectedFile: '' })
    expect(await stateOf(killed.database)).toEqual(await stateOf(undisturbed.database))
    const rejected = (path: string | undefined) => readFileSync(path ?? '', 'utf8')
    expect(rejected(result.rejectedFile)).toBe(rejected(expected.rejectedFile))
  },
)

test('an import of events that is killed a dozen times comes to the same end', async () => {
  const lines = ['codigo,time,loja,valor']
  for (let i = 0; i < 120; i += 1) {
    const year = 2020 + (i % 4)
    lines.push(
      `e${i % 25},${year}-05-${String(1 + (i % 28)).padStart(2, '0')},Loja ${i % 3},${i % 50}`,
    )
  }
  const options = { key: 'codigo', event: 'Store Visited' }
  const expected = await undisturbed.take(await undisturbed.runOf(lines, options, 'events'))
  const run = await killed.runOf(lines, options, 'events')
  expect(await takeKilled(run, faultsOf(7))).toEqual(expected)
  expect(await stateOf(killed.database)).toEqual(await stateOf(undisturbed.database))
})
