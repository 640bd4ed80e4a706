import { failure, Refusal } from '../../domain/failure.ts'

/** What either database takes as a parameter, meaning the same in both. */
export type Bound = string | bigint | Uint8Array | null

/**
 * The one door for values on their way into the operational store. SQLite would take a whole number
 * for a float and cut text at NUL, PostgreSQL would refuse a boolean where we keep 0 and 1: so it is
 * settled here. Text with NUL is refused; lone surrogates become U+FFFD, as UTF-8 knows none.
 */
export function bind(value: unknown): Bound {
  if (value === null || value instanceof Uint8Array) return value
  if (typeof value === 'string') return text(value)
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) === value) return value
  throw new TypeError(`cannot be bound, or not exactly: a ${typeof value}`)
}

/** What comes back, the same from both: safe integers as numbers, greater ones as bigints, bytes as Uint8Array. */
export function unbind(value: unknown): unknown {
  if (typeof value === 'bigint') {
    return BigInt(Number(value)) === value && Number.isSafeInteger(Number(value))
      ? Number(value)
      : value
  }
  return value instanceof ArrayBuffer ? new Uint8Array(value) : value
}

function text(value: string): string {
  if (value.includes('\0')) {
    throw new Refusal(
      failure('invalid', 'A text contains the character NUL (U+0000).', {
        fix: 'Remove it; texts cannot contain it.',
      }),
    )
  }
  return value.replaceAll(/\p{Surrogate}/gu, '\uFFFD')
}
