import type { Condition } from './condition.ts'

/** A part of a condition that asks something itself. */
export type Leaf = Extract<
  Condition,
  { type: 'field' | 'did' | 'sequence' | 'segment' | 'list' | 'consent' | 'rank' | 'sample' }
>

/**
 * What a condition asks, in its order, as often as it does; after a rank what it asks of whom it puts in
 * order. Segments in it are not followed.
 */
export function leavesOf(condition: Condition): readonly Leaf[] {
  switch (condition.type) {
    case 'all':
    case 'any':
      return condition.of.flatMap(leavesOf)
    case 'not':
      return leavesOf(condition.of)
    case 'rank':
      return [condition, ...(condition.among === undefined ? [] : leavesOf(condition.among))]
    case 'field':
    case 'did':
    case 'sequence':
    case 'segment':
    case 'list':
    case 'consent':
    case 'sample':
      return [condition]
  }
}
