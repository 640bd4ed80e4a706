import { expect, test } from 'vitest'
import { machineClock } from '../../src/work/clock.ts'
import { testClock } from './testClock.ts'

const never = new AbortController().signal

test('the machine waits so long, or until it is told to stop, and never throws', async () => {
  const began = performance.now()
  await machineClock.wait(30, never)
  expect(performance.now() - began).toBeGreaterThan(25)
  await machineClock.wait(-5, never)
  // None of these ends by itself.
  await machineClock.wait(400 * 86_400_000, AbortSignal.timeout(20))
  await machineClock.wait(1_000_000, AbortSignal.abort())
})

test('a clock of a test wakes who waited for an instant when it is set to it', async () => {
  const clock = testClock(1_000)
  const woken: number[] = []
  const waits = [500, 100, 1_000].map(
    async (ms) => await clock.wait(ms, never).then(() => woken.push(ms)),
  )
  clock.set(1_499)
  await waits[1]
  expect(woken).toEqual([100])
  clock.set(900)
  clock.set(2_500)
  await Promise.all(waits)
  expect(woken).toEqual([100, 500, 1_000])
  const stop = new AbortController()
  const stopped = clock.wait(1, stop.signal)
  stop.abort()
  await stopped
  expect(clock.now()).toBe(2_500)
})
