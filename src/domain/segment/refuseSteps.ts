import { conditionLimits, type Step } from './condition.ts'
import { refuse, type Refining } from './refuse.ts'

/** Steps that cannot stand in that order, or speak of what is not before them. */
export function refuseSteps(steps: readonly Step[], context: Refining): void {
  const [first] = steps
  if (first === undefined || steps.length < 2) {
    const fix = 'Say what comes then, or ask by did whether one thing was done.'
    return refuse(context, 'A sequence has at least two steps', fix)
  }
  const wrong = (part: string, what: string, fix: string) =>
    refuse(context, `The first step ${what}`, fix, [0, part])
  if (first.never === true) {
    wrong(
      'never',
      'cannot be never',
      'Begin with what was done; that it was never done, ask by did.',
    )
  }
  if (first.within !== undefined) {
    wrong('within', 'comes after nothing', 'Give the time to the step after, or a window to all.')
  }
  if (first.same !== undefined) {
    wrong('same', 'comes after nothing', 'Say of a later step that the property is the same.')
  }
  refuseReferences(steps, context)
}

function refuseReferences(steps: readonly Step[], context: Refining): void {
  const further = new Set<number>()
  let before = 0
  steps.forEach(({ as, same, never }, i) => {
    const wrong = (what: string, fix: string) => refuse(context, what, fix, [i, 'as'])
    if (as !== undefined) {
      const referred = steps[as - 1]
      if (same === undefined) {
        wrong('What is the same is not said', 'Name in same the property that both have.')
      } else if (as > i || referred === undefined) {
        wrong(`Step ${as} does not come before it`, 'Refer to an earlier step, counted from 1.')
      } else if (referred.never === true) {
        wrong(`Of step ${as} no event comes`, 'Refer to a step that is not never.')
      } else if (as !== before) further.add(as)
    }
    if (never !== true) before = i + 1
  })
  if (further.size <= conditionLimits.referred) return
  refuse(
    context,
    `More than ${conditionLimits.referred} steps are referred to from further on than the next`,
    'Refer to the same earlier step, or to the one before.',
  )
}
