import { rest } from '../refresh/patience.ts'

/** What a loop waits by until somebody says that there is something to do. */
export type Bell = {
  /** There is. */
  ring(): void
  /** Whatever is rung from now on ends the next wait, also where nobody waits yet. */
  listen(): void
  /** Until it is rung, or so long. */
  wait(ms: number): Promise<void>
}

export function makeBell(): Bell {
  let isRung = false
  let wake = (): void => {}
  return {
    ring: () => {
      isRung = true
      wake()
    },
    listen: () => {
      isRung = false
    },
    wait: async (ms) => {
      if (isRung) return
      const over = new AbortController()
      wake = () => over.abort()
      await rest(ms, over.signal)
      wake = () => {}
    },
  }
}
