import { failure, Refusal } from '../domain/failure.ts'

/**
 * Questions of which only the latest counts, as while somebody edits a condition: one that is asked with
 * the key of an earlier one ends that, which is refused. Keys are the caller's own.
 */
export class Latest {
  private readonly running = new Map<string, AbortController>()

  /** Answers, unless it is overtaken or the signal ends it. Without a key nothing overtakes it. */
  async answer<T>(
    { caller, key }: { readonly caller: string; readonly key: string | undefined },
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (key === undefined) return await work(signal)
    const name = JSON.stringify([caller, key])
    this.running.get(name)?.abort()
    const own = new AbortController()
    this.running.set(name, own)
    try {
      const answer = await work(AbortSignal.any([signal, own.signal]))
      own.signal.throwIfAborted()
      return answer
    } catch (error) {
      throw own.signal.aborted ? new Refusal(overtaken) : error
    } finally {
      if (this.running.get(name) === own) this.running.delete(name)
    }
  }
}

const overtaken = failure(
  'conflict',
  'A later question with the same key took the place of this one',
  {
    where: 'key',
    fix: 'Go by the answer to the later one.',
  },
)
