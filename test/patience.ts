import { vi } from 'vitest'

/**
 * How long a test waits for what must come, milliseconds: long enough on the busiest machine, so that
 * what is not there by then never comes. Less than the time of a test, so that it says what it waited for.
 */
export const patienceMs = 180_000

/** What this gives as soon as it no longer throws. */
export async function eventually<T>(look: () => T | Promise<T>): Promise<T> {
  return await vi.waitFor(look, { timeout: patienceMs, interval: 20 })
}

/** Ends a wait that would never. */
export function patience(): AbortSignal {
  return AbortSignal.timeout(patienceMs)
}
