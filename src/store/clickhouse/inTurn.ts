/** Does what has the same key one after the other, in the order in which it was asked for. */
export class InTurn {
  /** By key, the last one asked for; it never rejects. */
  readonly #last = new Map<string, Promise<void>>()

  async after<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve()
    const done = before.then(work)
    const over = done.then(nothing, nothing)
    this.#last.set(key, over)
    try {
      return await done
    } finally {
      if (this.#last.get(key) === over) this.#last.delete(key)
    }
  }
}

function nothing(): void {}
