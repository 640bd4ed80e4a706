import { setTimeout as sleep } from 'node:timers/promises'

/**
 * The time and the waiting for it, for whatever is to happen at an instant: so that a test can drive a
 * year in minutes. Pauses that only spare a store or gather what comes together are none of its business.
 */
export type Clock = {
  /** Milliseconds since 1970-01-01T00:00Z. It may go back, and forward by any length. */
  readonly now: () => number
  /** Returns after so long, or a moment after the signal. Never throws. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Of the machine. A wait is no longer than a timer of Node can be, 24 days: look at `now` again. */
export const machineClock: Clock = {
  now: Date.now,
  wait: async (ms, signal) => {
    await sleep(Math.min(Math.max(0, ms), longestTimerMs), undefined, { signal }).catch(() => {})
  },
}

const longestTimerMs = 24 * 86_400_000
