import type { Condition } from '../../domain/segment/condition.ts'

/** The way to a part of a condition: which part of each group; of a `not` 0. */
export type Way = readonly number[]

/** The parts that a condition is made of, where it is a group or a `not`. */
export function partsOf(condition: Condition): readonly Condition[] {
  if (condition.type === 'not') return [condition.of]
  return condition.type === 'all' || condition.type === 'any' ? condition.of : []
}

/** The part there; undefined where the way leads nowhere. */
export function partAt(condition: Condition, way: Way): Condition | undefined {
  return way.reduce<Condition | undefined>((part, i) => part && partsOf(part)[i], condition)
}

/** The condition with something else in the place of the part there. */
export function withPart(condition: Condition, way: Way, put: Condition): Condition {
  const [i, ...further] = way
  if (i === undefined) return put
  if (condition.type === 'not') return { type: 'not', of: withPart(condition.of, further, put) }
  if (condition.type !== 'all' && condition.type !== 'any') return condition
  return {
    type: condition.type,
    of: condition.of.map((part, j) => (j === i ? withPart(part, further, put) : part)),
  }
}

/** The condition without the part there; a `not` goes with what it is of, and so does an emptied group. */
export function withoutPart(condition: Condition, way: Way): Condition {
  const i = way.at(-1)
  const around = way.slice(0, -1)
  const group = partAt(condition, around)
  if (i === undefined || group === undefined) return { type: 'all', of: [] }
  if (group.type === 'not') return withoutPart(condition, around)
  if (group.type !== 'all' && group.type !== 'any') return condition
  const of = group.of.filter((_, j) => j !== i)
  if (of.length === 0 && around.length > 0) return withoutPart(condition, around)
  return withPart(condition, around, { type: group.type, of })
}

/** The condition with a part more, at that place in the group there. */
export function withMore(condition: Condition, way: Way, i: number, more: Condition): Condition {
  const group = partAt(condition, way)
  if (group === undefined || (group.type !== 'all' && group.type !== 'any')) {
    return { type: 'all', of: [condition, more] }
  }
  return withPart(condition, way, { type: group.type, of: group.of.toSpliced(i, 0, more) })
}

/** The condition with a part taken from one place of a group to another of the same group. */
export function moved(condition: Condition, group: Way, from: number, to: number): Condition {
  const at = partAt(condition, group)
  if (at === undefined || (at.type !== 'all' && at.type !== 'any')) return condition
  const part = at.of[from]
  if (part === undefined || to < 0 || to >= at.of.length) return condition
  return withPart(condition, group, {
    type: at.type,
    of: at.of.toSpliced(from, 1).toSpliced(to, 0, part),
  })
}

/** What the builder shows is a group, be it of one. */
export function asGroup(condition: Condition): Condition {
  return condition.type === 'all' || condition.type === 'any'
    ? condition
    : { type: 'all', of: [condition] }
}
