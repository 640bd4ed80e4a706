import { failure, Refusal } from '../../domain/failure.ts'
import type { Database } from './database.ts'

/**
 * Runs a piece of work while nothing is being written: what writes is waited for, what would begin to
 * waits. What is stored in between is what a power cut at that moment would have left, from which every
 * writer goes on; so none of them has to know. Reads go on. Only one such work runs at a time.
 * @throws Refusal `unavailable` where a write takes longer than the limit; it is not disturbed.
 */
export type WhileStill = <T>(
  work: () => Promise<T>,
  options: { readonly signal: AbortSignal; readonly limitMs?: number },
) => Promise<T>

/** A long write is waited for so long; what comes after it waits as long. */
const longestWriteMs = 10 * 60_000

/** Runs what writes past the database at hand, once the gate is open. */
export type Passing = <T>(write: () => Promise<T>) => Promise<T>

/**
 * The same database with a gate before everything that writes. A thread that opens the database for
 * itself passes no gate: that it is done may be noted in the operational store only after a write that
 * does, as its run's staged rows being dropped; else what it wrote could be noted and not be there.
 */
export function withGate(database: Database): {
  readonly database: Database
  readonly whileStill: WhileStill
  readonly passing: Passing
} {
  const gate = new Gate()
  return {
    database: {
      ...database,
      run: (statement, options) =>
        gate.pass(() => database.run(statement, options), options?.signal),
      insert: (table, rows, options) =>
        gate.pass(() => database.insert(table, rows, options), options?.signal),
      insertTsv: (table, columns, lines, options) =>
        gate.pass(() => database.insertTsv(table, columns, lines, options), options?.signal),
    },
    passing: (write) => gate.pass(write, undefined),
    whileStill: async (work, { signal, limitMs = longestWriteMs }) => {
      const open = await gate.close(AbortSignal.any([signal, AbortSignal.timeout(limitMs)]))
      try {
        return await work()
      } finally {
        open()
      }
    },
  }
}

class Gate {
  /** Writes under way. */
  #under = 0
  #ended: () => void = () => {}
  /** Settled once the gate is open again; undefined while it is. */
  #opened: Promise<void> | undefined

  async pass<T>(write: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    while (this.#opened !== undefined) await orAborted(this.#opened, signal)
    this.#under += 1
    try {
      return await write()
    } finally {
      this.#under -= 1
      if (this.#under === 0) this.#ended()
    }
  }

  /** Answers how it is opened again. */
  async close(signal: AbortSignal): Promise<() => void> {
    while (this.#opened !== undefined) await orAborted(this.#opened, signal)
    let settle: () => void = () => {}
    this.#opened = new Promise<void>((resolve) => (settle = resolve))
    const open = (): void => {
      this.#opened = undefined
      settle()
    }
    try {
      while (this.#under > 0) {
        await orAborted(new Promise<void>((resolve) => (this.#ended = resolve)), signal)
      }
      return open
    } catch (error) {
      open()
      throw error
    }
  }
}

/** @throws Refusal `unavailable` once the signal aborts. */
async function orAborted(waited: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return await waited
  let stop: () => void = () => {}
  const aborted = new Promise<void>((_, reject) => {
    stop = () => reject(tooBusy())
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
  try {
    await Promise.race([waited, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function tooBusy(): Refusal {
  return new Refusal(
    failure('unavailable', 'What is being written to the database does not come to its end', {
      fix: 'Try again when less is being taken in.',
    }),
  )
}
