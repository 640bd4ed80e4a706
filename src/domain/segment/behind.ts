import { conditionsOf } from './calculated/calculation.ts'
import type { Condition } from './condition.ts'
import type { Context } from './facts.ts'
import { leavesOf, type Leaf } from './leaves.ts'

/**
 * A condition and all that it rests on: those of the segments and calculated fields that it names, itself
 * or by way of others, each once. What events, fields and lists an answer depends on, these say together.
 */
export function conditionsBehind(
  condition: Condition,
  { segments, calculated }: Pick<Context, 'segments' | 'calculated'>,
): readonly Condition[] {
  const found = new Set([condition])
  // What is added on the way is walked too.
  for (const each of found) {
    for (const inside of leavesOf(each).flatMap(named)) found.add(inside)
  }
  return [...found]

  function named(leaf: Leaf): readonly Condition[] {
    if (leaf.type === 'segment') {
      const inside = segments.get(leaf.segment)
      return inside === undefined ? [] : [inside]
    }
    const field = leaf.type === 'rank' && leaf.by.type === 'field' ? leaf.by : leaf
    const calculation = field.type === 'field' ? calculated?.get(field.field) : undefined
    return calculation === undefined ? [] : conditionsOf(calculation).map((each) => each.condition)
  }
}
