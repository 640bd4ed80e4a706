import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ConsentWrite } from '../../../src/domain/arrival.ts'
import { readConsents, type Consent } from '../../../src/store/clickhouse/consents.ts'
import { sql } from '../../../src/store/sql/sql.ts'
import { openWorld, who, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(async () => await world.close())

function says(userId: string, state: Consent['state'], more: object = {}): ConsentWrite {
  return { ...who(userId), purpose: 'news', channel: 'email', state, ...more }
}

async function known(userId: string): Promise<string> {
  const customers = [who(userId)]
  const { outcome } = await world.bring({ kind: 'customers', mode: 'upsert', customers })
  return outcome?.customers[0] ?? ''
}

test('a consent dated in the future does not outlast a later denial', async () => {
  const id = await known('ana')
  const granted = says('ana', 'granted', { at: '2099-01-01T00:00:00Z' })
  const before = Date.now()
  await world.bring({ kind: 'consents', consents: [granted] })
  await world.bring({ kind: 'consents', consents: [says('ana', 'denied')] })
  const ledger = await readConsents(world.database, id)
  expect(ledger.map(({ state }) => state)).toEqual(['denied', 'granted'])
  expect(ledger[1]?.at).toBeGreaterThanOrEqual(before)
  expect(ledger[1]?.at).toBeLessThanOrEqual(Date.now())
})

test('of one arrival at one instant the later entry stands, also when parts have been merged', async () => {
  const [bia, caio] = [await known('bia'), await known('caio')]
  const at = '2024-01-01T00:00:00Z'
  const turns = Array.from({ length: 41 }, (_, i) => (i % 2 === 0 ? 'granted' : 'denied'))
  await world.bring({
    kind: 'consents',
    consents: turns.flatMap((state, i) => [
      says('bia', state, { at, evidence: String(i) }),
      says('caio', state === 'granted' ? 'denied' : 'granted', { at, evidence: String(i) }),
    ]),
  })
  const expected = turns.map((_, i) => String(i)).toReversed()
  for (const merged of [false, true]) {
    if (merged) await world.database.run(sql`OPTIMIZE TABLE consents FINAL`)
    const [ofBia, ofCaio] = [
      await readConsents(world.database, bia),
      await readConsents(world.database, caio),
    ]
    expect(ofBia.map(({ evidence }) => evidence)).toEqual(expected)
    expect(ofCaio.map(({ evidence }) => evidence)).toEqual(expected)
    expect([ofBia[0]?.state, ofCaio[0]?.state]).toEqual(['granted', 'denied'])
  }
})
