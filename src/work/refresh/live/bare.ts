import { nothingKnown, type Context } from '../../../domain/segment/facts.ts'
import { memberships } from '../../../domain/segment/matches.ts'
import { nextAsks } from '../../../domain/segment/nextChange.ts'
import { readsOf } from '../../../domain/segment/reads.ts'

/**
 * Of those segments, the ones that a customer of whom nothing is known is in, comes into with time, or
 * may be in by her id alone. About all others somebody new need not be asked, but for what she brought.
 */
export function bareSegments(segments: Iterable<number>, context: Context): ReadonlySet<number> {
  const facts = { ...nothingKnown, id: 1n }
  const isIn = memberships(facts, context)
  const next = nextAsks(facts, context)
  const mayBeIn = (segment: number): boolean => {
    try {
      return (
        readsOf(segment, context.segments, context.calculated).sampled ||
        isIn(segment) ||
        next({ type: 'segment', segment }) !== null
      )
    } catch {
      // One that cannot be asked is found out, and told, by whoever asks it.
      return true
    }
  }
  return new Set([...segments].filter(mayBeIn))
}
