import { setTimeout } from 'node:timers/promises'
import { failure, Refusal } from '../../domain/failure.ts'

/**
 * When asking again is harmless: a read always, a write only if it was never sent. What was sent and
 * not answered may be there, or may be dropped by its token without being there (the engine notes a
 * token before it has the part): whoever wrote it looks before writing again.
 */
export type Repeat = 'read' | 'write' | 'never'

const pausesMs = [50, 100, 200, 400, 800, 1_600, 2_000]

/**
 * Asks, and asks again while the database restarts (about 5 s), where that is harmless.
 * @throws Refusal `unavailable`, with what happened as its cause, for all that is no mistake of ours:
 * no way to the database, a proxy that answers for it, and whatever the engine says but for
 * {@link isMistake}.
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
      if (!mayRepeat(repeat, error) || signal?.aborted === true) {
        throw translated(repeat, signal, error)
      }
      await setTimeout(pause)
    }
  }
  try {
    return await ask()
  } catch (error) {
    throw translated(repeat, signal, error)
  }
}

/** An error of the database, said so that callers know whether passing time may mend it. */
export function translated(
  repeat: Repeat,
  signal: AbortSignal | undefined,
  error: unknown,
): unknown {
  if (signal?.aborted === true || isOurs(repeat, error)) return error
  const refusal = new Refusal(failure('unavailable', whyOf(error), { fix: 'try again later' }))
  refusal.cause = error
  return refusal
}

/** The connection broke, or there was none. */
const broken = /ECONNREFUSED|ECONNRESET|EPIPE|socket hang up/i
const unreachable =
  /ENOTFOUND|EAI_\w+|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ETIMEDOUT|ECONNABORTED|EADDRNOTAVAIL/
const neverSent = /ECONNREFUSED|ENOTFOUND|EAI_\w+|connect E/

function mayRepeat(repeat: Repeat, error: unknown): boolean {
  if (repeat === 'never' || error instanceof Refusal) return false
  const text = textOf(error)
  return repeat === 'write' ? neverSent.test(text) : broken.test(text) || unreachable.test(text)
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (isOfEngine(error)) return ''
  const code = 'code' in error ? String(error.code) : ''
  return `${code} ${error.message} ${error.cause === undefined ? '' : textOf(error.cause)}`
}

function isOurs(repeat: Repeat, error: unknown): boolean {
  if (error instanceof Refusal) return true
  // Node's own are Errors with a code; these are what a mistake in a program throws.
  if (error instanceof TypeError || error instanceof RangeError) return true
  const code = codeOf(error)
  // To a writer it is the world that says no: she is not allowed to.
  return mistakes.has(code) || (code === readonlyCode && repeat === 'read')
}

/** Code and name as the engine gives them, which no other error has both of. */
function isOfEngine(error: unknown): error is Error & { readonly code: string; type: string } {
  return (
    error instanceof Error &&
    'type' in error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^\d+$/.test(error.code)
  )
}

function codeOf(error: unknown): string {
  return isOfEngine(error) ? error.code : ''
}

const readonlyCode = '164'

/**
 * What the engine says of a statement or of its data, whenever it is asked: doing it again ends the
 * same way. Only these; what an operator may mend (a table, a function, a setting that is not there,
 * the password) is waited for, since what waits has been acknowledged.
 */
const mistakes: ReadonlySet<string> = new Set(
  // Data that are not of their column.
  (
    '6 7 8 16 20 25 26 27 38 41 53 69 70 72 117 128 130 131 190 321 349 386 407 467 691 ' +
    // The statement.
    '36 42 43 44 47 48 62 63 167 168 179 184 207 215 306 395 427 456 457'
  ).split(' '),
)

const known: ReadonlyMap<string, string> = new Map([
  ['202', 'the database has too much to do'],
  ['241', 'the database has no memory left for this'],
  ['243', 'the disk of the database is full'],
  ['252', 'the database cannot keep up with what is written'],
  ['236', 'the database is stopping'],
  ['159', 'the database needs longer for this than it may take'],
  ['516', 'the database does not accept the user and password'],
])

function whyOf(error: unknown): string {
  if (isOfEngine(error)) return known.get(error.code) ?? `the database answers ${error.type}`
  const text = textOf(error)
  if (broken.test(text)) return 'the database is restarting'
  const code = unreachable.exec(text)?.[0]
  // The words of whoever answered in its place are for the log, which has the cause.
  return code === undefined
    ? 'the database does not answer as a database does'
    : `the database cannot be reached (${code})`
}
