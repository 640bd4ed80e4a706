import { rest } from '../refresh/patience.ts'

/** By which whoever follows the ledger hears that it may have more entries. */
export type Changed = {
  /** There may be more. */
  readonly tell: () => void
  /** Has that one called each time that somebody tells so. */
  hear(listener: () => void): void
  /** Until somebody tells so, so long at most, or until it is over. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

export function makeChanged(): Changed {
  const waiting = new Set<() => void>()
  return {
    tell: () => {
      for (const each of waiting) each()
    },
    hear: (listener) => void waiting.add(listener),
    wait: async (ms, signal) => {
      const over = new AbortController()
      const wake = (): void => over.abort()
      waiting.add(wake)
      signal.addEventListener('abort', wake, { once: true })
      if (signal.aborted) wake()
      try {
        await rest(ms, over.signal)
      } finally {
        waiting.delete(wake)
        signal.removeEventListener('abort', wake)
      }
    },
  }
}
