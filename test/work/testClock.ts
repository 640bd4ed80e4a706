import type { Clock } from '../../src/work/clock.ts'

export type TestClock = Clock & {
  /** Sets the time, forward or back, and wakes who waited for an instant that has come. */
  set(instant: number): void
}

/** A clock that stands still until it is set. */
export function testClock(start: number): TestClock {
  let now = start
  const waiting = new Map<() => void, number>()
  return {
    now: () => now,
    wait: async (ms, signal) => {
      if (signal.aborted || ms <= 0) return
      await new Promise<void>((resolve) => {
        const done = (): void => {
          waiting.delete(done)
          signal.removeEventListener('abort', done)
          resolve()
        }
        waiting.set(done, now + ms)
        signal.addEventListener('abort', done)
      })
    },
    set: (instant) => {
      now = instant
      const woken = [...waiting].filter(([, at]) => at <= now).toSorted(([, a], [, b]) => a - b)
      for (const [wake] of woken) wake()
    },
  }
}
