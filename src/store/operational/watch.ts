import type { InboxState } from './inbox.ts'

/** What this process knows of the inbox, and who waits for it to change. */
export type Watch = {
  learn(state: InboxState): void
  latest(): InboxState
  /** True as soon as it holds; false when the time is over, the signal aborts or the watch is closed first. */
  until(
    holds: (state: InboxState) => boolean,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<boolean>
  close(): void
}

const everyMs = 50

/** With `ask` the store is asked again and again while somebody waits: other processes write to it too. */
export function makeWatch(initial: InboxState, ask?: () => Promise<InboxState>): Watch {
  let latest = initial
  let closed = false
  let asking: NodeJS.Timeout | undefined
  const waiting = new Set<{ check(): void; giveUp(): void }>()

  const learn = (state: InboxState): void => {
    // Answers may overtake each other; neither position ever goes back.
    latest = state.position + state.applied < latest.position + latest.applied ? latest : state
    for (const each of waiting) each.check()
  }

  const askLater = (): void => {
    if (ask === undefined || asking !== undefined || waiting.size === 0) return
    asking = setTimeout(() => {
      // A store that does not answer now is asked again; whoever waits has a time limit.
      void ask()
        .then(learn, () => {})
        .then(() => {
          asking = undefined
          askLater()
        })
    }, everyMs)
  }

  return {
    learn,
    latest: () => latest,
    until: async (holds, timeoutMs, signal) => {
      if (holds(latest)) return true
      if (closed || timeoutMs <= 0 || signal?.aborted === true) return false
      return await new Promise<boolean>((resolve) => {
        const end = (held: boolean): void => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', waiter.giveUp)
          waiting.delete(waiter)
          resolve(held)
        }
        const waiter = { check: () => holds(latest) && end(true), giveUp: () => end(false) }
        const timer = setTimeout(() => end(false), timeoutMs)
        waiting.add(waiter)
        signal?.addEventListener('abort', waiter.giveUp)
        askLater()
      })
    },
    close: () => {
      closed = true
      clearTimeout(asking)
      for (const each of waiting) each.giveUp()
    },
  }
}
