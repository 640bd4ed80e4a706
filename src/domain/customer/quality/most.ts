/** The most frequent of what is seen, in bounded memory; of two that are as frequent the one seen first. */
export class Most<T> {
  readonly #kept: number
  #seen: { readonly item: T; readonly n: number }[] = []

  constructor(kept: number) {
    this.#kept = kept
  }

  add(item: T, n: number): void {
    this.#seen.push({ item, n })
    if (this.#seen.length > this.#kept * 2 + 16) this.#prune()
  }

  /** The most frequent first. */
  all(): readonly { readonly item: T; readonly n: number }[] {
    this.#prune()
    return this.#seen
  }

  #prune(): void {
    this.#seen = this.#seen.toSorted((a, b) => b.n - a.n).slice(0, this.#kept)
  }
}
