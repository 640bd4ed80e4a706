import { Refusal } from '../../domain/failure.ts'
import { machineClock } from '../clock.ts'

const firstPauseMs = 50
const longestPauseMs = 5_000

export type Patience = {
  readonly signal: AbortSignal
  /** Told what went wrong and how long is waited, for the log. */
  readonly waits: (error: unknown, pauseMs: number) => void
}

/**
 * Does something over and over until stopped. When it throws, a store that does not answer say, it is
 * done again after a pause, longer each time: nothing needs a restart. Never throws.
 */
export async function repeat(
  { signal, waits }: Patience,
  once: () => Promise<void>,
): Promise<void> {
  let pauseMs = 0
  while (!signal.aborted) {
    try {
      await once()
      pauseMs = 0
    } catch (error) {
      if (signal.aborted) return
      pauseMs = Math.min(longestPauseMs, Math.max(firstPauseMs, pauseMs * 2))
      waits(error, pauseMs)
      await rest(pauseMs, signal)
    }
  }
}

/** Waits so long, or until stopped. */
export async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await machineClock.wait(ms, signal)
}

/** A store does not answer, is full, is being restarted. */
export function isPassing(error: unknown): boolean {
  return error instanceof Refusal && error.failure.code === 'unavailable'
}
