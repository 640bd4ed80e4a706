import fc from 'fast-check'
import type { Condition, Did, Rank, RankedBy } from '../../../src/domain/segment/condition.ts'
import { isRanked } from '../../../src/domain/segment/rank.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Draws ranks by numbers and dates of that vocabulary, and by the measures of those behaviours. */
export function arbitraryRank(
  words: Vocabulary,
  did: fc.Arbitrary<Did>,
  among: fc.Arbitrary<Condition>,
): fc.Arbitrary<Rank> {
  const ordered = new Set(['integer', 'decimal', 'money', 'date', 'datetime'])
  const fields = words.fields.filter(({ type }) => ordered.has(type)).map(({ name }) => name)
  const by = fc.oneof<fc.Arbitrary<RankedBy>[]>(
    fc.constantFrom(...fields).map((field) => ({ type: 'field', field })),
    did.filter(({ measure }) => isRanked(measure)).map(untested),
  )
  return fc
    .record({
      side: fc.constantFrom('top' as const, 'bottom' as const),
      n: fc.constantFrom(1, 2, 10, 33, 100),
      percent: fc.option(fc.constant(true as const), { nil: undefined }),
      by,
      among: fc.option(among, { nil: undefined, freq: 2 }),
    })
    .map(({ side, n, percent, by: value, among: whom }) => ({
      type: 'rank',
      side,
      n,
      ...(percent && { percent }),
      by: value,
      ...(whom && { among: whom }),
    }))
}

/** Mostly of the first. */
export function rarely(
  often: fc.Arbitrary<Condition>,
  seldom: fc.Arbitrary<Condition>,
): fc.Arbitrary<Condition> {
  return fc.oneof({ weight: 12, arbitrary: often }, { weight: 1, arbitrary: seldom })
}

function untested(did: Did): RankedBy {
  const { test: _, ...measured } = did
  return measured
}
