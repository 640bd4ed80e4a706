import { Refusal } from '../domain/failure.ts'
import type { Condition } from '../domain/segment/condition.ts'
import { checkDependents } from '../domain/segment/nested.ts'
import type { Segment } from '../store/operational/segments.ts'
import { readCondition, type GivenCondition, type Vocabulary } from './questions.ts'

/**
 * The condition that a segment is to have, checked with all that speak of it; undefined where none is
 * given. Refused where it, or one of them, could not be answered.
 */
export function newCondition(
  { id, name }: Pick<Segment, 'id' | 'name'>,
  said: GivenCondition,
  vocabulary: Vocabulary,
): Condition | undefined {
  if (said.condition === undefined && said.text === undefined) return undefined
  const condition = readCondition(said, vocabulary, { id, name })
  const segments = new Map(vocabulary.catalogue.segments).set(id, { name, condition })
  const [wrong] = checkDependents(id, { ...vocabulary.catalogue, segments })
  if (wrong !== undefined) throw new Refusal(wrong)
  return condition
}
