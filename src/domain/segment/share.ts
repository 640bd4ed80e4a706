import type { Condition } from './condition.ts'

/**
 * Makes equal parts of conditions, of however many, the same objects: what is found out of one of them,
 * by its identity, is then known of all.
 */
export function sharingParts(): (condition: Condition) => Condition {
  const known = new Map<string, Condition>()
  const once = (condition: Condition): Condition => {
    const key = JSON.stringify(condition)
    const before = known.get(key)
    if (before !== undefined) return before
    known.set(key, condition)
    return condition
  }
  const share = (condition: Condition): Condition => {
    const { type } = condition
    if (type === 'all' || type === 'any') {
      return once({ ...condition, of: condition.of.map(share) })
    }
    return once(type === 'not' ? { ...condition, of: share(condition.of) } : condition)
  }
  return share
}
