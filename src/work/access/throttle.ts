/** How often something may be tried of one name, and for how long what was tried counts. */
export type Rate = { readonly times: number; readonly withinMs: number }

/** Of those heard of longest ago is forgotten what is more. */
const mostNames = 50_000

/** Counts what was tried of each name, in memory. */
export class Throttle {
  readonly #rate: Rate
  readonly #tried = new Map<string, number[]>()

  constructor(rate: Rate) {
    this.#rate = rate
  }

  /** Counts a try; or answers in how many milliseconds one is allowed again, and counts none. */
  take(name: string, now: number): number | undefined {
    const { times, withinMs } = this.#rate
    const lately = (this.#tried.get(name) ?? []).filter((at) => at > now - withinMs && at <= now)
    // Once more at the end: those in front are the ones heard of longest ago.
    this.#tried.delete(name)
    this.#tried.set(name, lately)
    const [first = now] = lately
    if (lately.length >= times) return first + withinMs - now
    lately.push(now)
    if (this.#tried.size > mostNames) this.#forgetOldest()
    return undefined
  }

  /** The try that was counted at that moment counts no more. */
  giveBack(name: string, at: number): void {
    const lately = this.#tried.get(name)
    const i = lately?.indexOf(at) ?? -1
    if (i >= 0) lately?.splice(i, 1)
  }

  /** What was tried of that name counts no more. */
  forgive(name: string): void {
    this.#tried.delete(name)
  }

  #forgetOldest(): void {
    const [oldest] = this.#tried.keys()
    if (oldest !== undefined) this.#tried.delete(oldest)
  }
}
