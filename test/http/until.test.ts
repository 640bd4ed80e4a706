import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { dayMs } from '../../src/domain/time/civil.ts'
import { untilOf } from '../../src/http/meets.ts'
import { base, said } from '../domain/segment/saying.ts'
import { event, facts } from '../domain/segment/world.ts'

const asked = {
  condition: said('days since last "Bought" > 2000'),
  facts: facts({ events: [event('Bought', base.now)] }),
  context: base,
}

test('while it is worked out until when an answer holds, others are served', async () => {
  let served = 0
  let over = false
  const found = untilOf(asked, new AbortController().signal).finally(() => (over = true))
  while (!over) {
    await setImmediate()
    served += 1
  }
  expect(await found).toBe(base.now + 2_001 * dayMs)
  expect(served).toBeGreaterThan(1_000)
})

test('it ends when nobody waits for it any more', async () => {
  const waiting = new AbortController()
  const found = untilOf(asked, waiting.signal)
  waiting.abort()
  await expect(found).rejects.toThrow(/abort/i)
})
