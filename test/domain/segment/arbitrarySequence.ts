import fc from 'fast-check'
import type { Sequence, Step, Where, Window } from '../../../src/domain/segment/condition.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Draws sequences of two to five steps with those tests of events and windows. */
export function arbitrarySequence(
  words: Vocabulary,
  where: fc.Arbitrary<Where>,
  window: fc.Arbitrary<Window>,
): fc.Arbitrary<Sequence> {
  const event = fc.constantFrom(...words.events)
  const step = fc.record(
    {
      event: fc.oneof(
        { weight: 3, arbitrary: event },
        { weight: 1, arbitrary: fc.array(event, { minLength: 1, maxLength: 3 }) },
      ),
      where,
      within: fc.record({
        n: fc.constantFrom(...words.wholes.filter((n) => n > 0)),
        unit: fc.constantFrom('minutes', 'hours', 'days', 'weeks', 'months', 'years'),
      }),
      never: fc.constant(true as const),
      same: fc.constantFrom(...words.properties.filter((each) => !each.startsWith('items.'))),
    },
    { requiredKeys: ['event'] },
  )
  const first = step.map(({ event: named, where: asked }): Step => ({
    event: named,
    ...(asked && { where: asked }),
  }))
  return fc
    .record({
      first,
      others: fc.array(step, { minLength: 1, maxLength: 4 }),
      back: fc.option(fc.nat(3), { nil: undefined }),
      among: fc.option(window, { nil: undefined }),
    })
    .map(({ first: begin, others, back, among }) => ({
      type: 'sequence',
      steps: back === undefined ? [begin, ...others] : referring([begin, ...others], back),
      ...(among && { window: among }),
    }))
}

/** Of the steps that say what is the same, all after a step refer to it: the nth that comes. */
export function referring(steps: readonly Step[], nth: number): readonly Step[] {
  const coming = steps.flatMap(({ never }, i) => (never === true ? [] : [i]))
  const to = coming[nth % coming.length] ?? 0
  return steps.map((step, i) =>
    i > to && step.same !== undefined ? { ...step, as: to + 1 } : step,
  )
}
