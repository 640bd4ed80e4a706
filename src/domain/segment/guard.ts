import { failure } from '../failure.ts'
import type { Failure } from '../failure.ts'
import { conditionLimits } from './condition.ts'

/** A level of the condition is two of its JSON; a leaf adds its test and the test's values. */
const depthLimit = 2 * conditionLimits.depth + 10
const entriesLimit = 10 * conditionLimits.nodes + conditionLimits.values

/**
 * Refuses JSON so deep or large that reading it by recursion would be dangerous, and keys that name
 * parts of JavaScript's own objects. Walks without recursion.
 */
export function guard(json: unknown): Failure | undefined {
  let level: unknown[] = [json]
  let entries = 0
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > depthLimit) {
      return failure(
        'too_large',
        `The condition is more than ${conditionLimits.depth} levels deep`,
        {
          fix: 'Save a part of it as a segment and refer to that.',
        },
      )
    }
    const next: unknown[] = []
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue
      if (Object.hasOwn(value, '__proto__')) {
        return failure('invalid', 'There is no part "__proto__"', { fix: 'Remove it.' })
      }
      const inside = Array.isArray(value) ? value : Object.values(value)
      entries += inside.length
      if (entries > entriesLimit) {
        return failure('too_large', 'The condition is too large', {
          fix: `At most ${conditionLimits.nodes} parts and ${conditionLimits.values} values are answered: put customers into a list, or save a part as a segment.`,
        })
      }
      for (const each of inside) next.push(each)
    }
    level = next
  }
  return undefined
}
