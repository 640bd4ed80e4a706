import { failure, Refusal } from '../../domain/failure.ts'

/**
 * What a database's error means to whoever asked: trouble that passes is a Refusal `unavailable`, a name
 * that is taken `conflict`, a damaged file `invalid`. Anything else is a mistake of ours and stays the error it is.
 */
export function refused(error: unknown): unknown {
  if (error instanceof Refusal) return error
  const code = codeOf(error)
  if (taken.test(code)) {
    return because(error, failure('conflict', 'Something of that name or number exists already.'))
  }
  if (full.test(code)) {
    return because(
      error,
      failure('unavailable', 'The disk of the operational store is full.', {
        fix: 'Free some space there; nothing needs a restart.',
      }),
    )
  }
  if (damaged.test(code)) {
    return because(
      error,
      failure('invalid', 'The operational store is damaged, or is none.', {
        fix: 'Name the right data directory, or restore a backup.',
      }),
    )
  }
  if (passing.test(code)) {
    return because(
      error,
      failure('unavailable', `The operational store does not answer (${code}).`, {
        fix: 'Try again in 5 s; if it goes on, see whether the database is running.',
      }),
    )
  }
  return error
}

/** SQLite's UNIQUE and PRIMARY KEY, PostgreSQL's unique_violation. */
const taken = /^(2067|1555|23505)$/
/** SQLITE_FULL; disk_full. */
const full = /^(13|53100|ENOSPC)$/
/** SQLITE_CORRUPT, NOTADB; data_corrupted, index_corrupted. */
const damaged = /^(11|26|XX001|XX002)$/
/**
 * SQLITE_BUSY, LOCKED, IOERR and their kinds; PostgreSQL's connection exceptions (08), insufficient
 * resources (53), shutdown and start (57P), deadlock and serialization (40); the sockets' own.
 */
const passing = /^(5|6|10|08...|53...|57P..|40...|55P03|57014|E[A-Z]{4,}|timeout)$/

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return ''
  const { code, rawCode, message } = error as {
    code?: unknown
    rawCode?: unknown
    message?: unknown
  }
  if (typeof rawCode === 'number') return sqliteCode(rawCode)
  if (typeof code === 'string') return code
  // The pool of `pg` reports these without a code.
  return typeof message === 'string' && /timeout|terminated|not queryable/i.test(message)
    ? 'timeout'
    : ''
}

/** Extended codes carry the primary one in their lowest byte; only uniqueness needs the whole. */
function sqliteCode(raw: number): string {
  return raw === 2067 || raw === 1555 ? String(raw) : String(raw & 0xff)
}

function because(error: unknown, what: ReturnType<typeof failure>): Refusal {
  const refusal = new Refusal(what)
  refusal.cause = error
  return refusal
}
