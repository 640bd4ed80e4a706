import { failure } from '../failure.ts'
import type { Failure } from '../failure.ts'
import { conditionLimits } from './condition.ts'

/** How deep JSON may be and how many parts it may have to be looked at, and what is said of what is beyond. */
export type Guard = {
  /** What it is called: `condition`. */
  readonly what: string
  readonly depth: number
  /** Levels and parts of the JSON itself. */
  readonly levels: number
  readonly entries: number
  readonly deepFix: string
  readonly largeFix: string
}

const ofConditions: Guard = {
  what: 'condition',
  depth: conditionLimits.depth,
  // A level of the condition is two of its JSON; a leaf adds its test and the test's values.
  levels: 2 * conditionLimits.depth + 10,
  entries: 10 * conditionLimits.nodes + conditionLimits.values,
  deepFix: 'Save a part of it as a segment and refer to that.',
  largeFix: `At most ${conditionLimits.nodes} parts and ${conditionLimits.values} values are answered: put customers into a list, or save a part as a segment.`,
}

/**
 * Refuses JSON so deep or large that reading it by recursion would be dangerous, and keys that name
 * parts of JavaScript's own objects. Walks without recursion.
 */
export function guard(json: unknown, limits: Guard = ofConditions): Failure | undefined {
  let level: unknown[] = [json]
  let entries = 0
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limits.levels) {
      return failure('too_large', `The ${limits.what} is more than ${limits.depth} levels deep`, {
        fix: limits.deepFix,
      })
    }
    const next: unknown[] = []
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue
      if (Object.hasOwn(value, '__proto__')) {
        return failure('invalid', 'There is no part "__proto__"', { fix: 'Remove it.' })
      }
      const inside = Array.isArray(value) ? value : Object.values(value)
      entries += inside.length
      if (entries > limits.entries) {
        return failure('too_large', `The ${limits.what} is too large`, { fix: limits.largeFix })
      }
      for (const each of inside) next.push(each)
    }
    level = next
  }
  return undefined
}
