import { failure, isFailure, type Failure } from '../failure.ts'
import { isInstant, parseInstant } from '../time/instant.ts'
import type { Zone } from '../time/zone.ts'

/** Clocks that differ by less are not corrected: the way here takes time too. */
const toleranceMs = 5_000

/** Milliseconds before 1973 are more likely seconds, of which nobody says that they were meant. */
const leastMs = 100_000_000_000

type Times = {
  readonly timestamp?: string | number | null
  readonly originalTimestamp?: string | number | null
  readonly sentAt?: unknown
}

/**
 * When something happened by our clock: what the client says, put right by how far its clock was from
 * ours when it sent. Undefined where it does not say. A time of sending that cannot be read corrects
 * nothing; a time of the event that cannot be read is a failure.
 */
export function messageTime(
  { timestamp, originalTimestamp, sentAt }: Times,
  { received, zone }: { readonly received: number; readonly zone: Zone },
): number | undefined | Failure {
  const said = timestamp ?? originalTimestamp ?? undefined
  if (said === undefined) return undefined
  const where = (timestamp ?? undefined) === undefined ? 'originalTimestamp' : 'timestamp'
  const original = instantOf(said, zone)
  if (isFailure(original)) return failure(original.code, original.message, { ...original, where })
  if (typeof sentAt !== 'string' && typeof sentAt !== 'number') return original
  const sent = instantOf(sentAt, zone)
  if (isFailure(sent)) return original
  const off = received - sent
  const corrected = Math.abs(off) > toleranceMs ? original + off : original
  if (isInstant(corrected)) return corrected
  return failure('invalid', 'The time is no instant after the clock was put right', { where })
}

function instantOf(said: string | number, zone: Zone): number | Failure {
  if (typeof said === 'string') return parseInstant(said.trim(), zone)
  if (isInstant(said) && Math.abs(said) >= leastMs) return said
  return failure('invalid', 'The number is no instant in milliseconds', {
    fix: 'Write ISO 8601 such as 2026-11-21T10:30:00Z; a number is milliseconds since 1970, never seconds.',
  })
}
