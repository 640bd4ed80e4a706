import { setTimeout } from 'node:timers/promises'
import { failure, Refusal } from '../../domain/failure.ts'

/** Whether asking again is harmless: a read, a write that carries a token, any other write. */
export type Repeat = 'read' | 'repeatable' | 'write'

const pausesMs = [50, 100, 200, 400, 800, 1_600, 2_000]

/**
 * Asks, and asks again while the database restarts (about 5 s), where that is harmless; a plain write
 * only if it was never sent.
 * @throws Refusal `unavailable` when it does not come back, and for what the engine says of itself
 * that passes: too many queries, no memory left.
 */
export async function retrying<T>(
  repeat: Repeat,
  signal: AbortSignal | undefined,
  ask: () => Promise<T>,
): Promise<T> {
  for (const pause of pausesMs) {
    try {
      return await ask()
    } catch (error) {
      if (!mayRepeat(repeat, error) || signal?.aborted === true) throw translated(error)
      await setTimeout(pause)
    }
  }
  try {
    return await ask()
  } catch (error) {
    throw translated(error)
  }
}

/** The connection broke, or there was none. */
export function isBroken(error: unknown): boolean {
  const text = textOf(error)
  return /ECONNREFUSED|ECONNRESET|EPIPE|socket hang up/i.test(text)
}

function mayRepeat(repeat: Repeat, error: unknown): boolean {
  return repeat === 'write' ? /ECONNREFUSED/.test(textOf(error)) : isBroken(error)
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  return `${code} ${error.message} ${error.cause === undefined ? '' : textOf(error.cause)}`
}

/** Codes of the engine that passing time may mend. */
const passing: ReadonlyMap<string, string> = new Map([
  ['202', 'the database has too much to do'],
  ['241', 'the database has no memory left for this'],
  ['243', 'the disk of the database is full'],
  ['252', 'the database cannot keep up with what is written'],
  ['236', 'the database is stopping'],
])

function translated(error: unknown): unknown {
  if (isBroken(error)) {
    return new Refusal(failure('unavailable', 'the database is restarting', { fix: 'try again' }))
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const why = passing.get(code)
  return why === undefined
    ? error
    : new Refusal(failure('unavailable', why, { fix: 'try again later' }))
}
