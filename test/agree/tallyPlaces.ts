import { placeOf } from '../../src/domain/reference/place.ts'
import type { Condition } from '../../src/domain/segment/condition.ts'
import type { Context, Facts } from '../../src/domain/segment/facts.ts'
import { matches } from '../../src/domain/segment/matches.ts'
import { placesOfHer } from '../../src/domain/segment/place.ts'
import { note, type Tally } from './note.ts'

/** Whether it was a test of what is known of where people are; then it is counted. */
export function tallyPlaces(
  tally: Tally,
  part: Extract<Condition, { type: 'field' }>,
  people: readonly Facts[],
  context: Context,
): boolean {
  const { fields, whereabouts } = context
  const field = fields.get(part.field)
  if (field?.of !== 'place' || whereabouts === undefined) return false
  for (const facts of people) {
    const truth = matches(part, facts, context)
    note(tally, `place ${field.type}`, truth)
    const ids = placesOfHer(facts.fields, whereabouts)
    const by = facts.saidBy?.get(part.field)
    if (by !== undefined) note(tally, `by ${placeOf(by).by}`, truth)
    else note(tally, ids.length === 0 ? 'nobody knows where' : 'no place of hers has it', truth)
    if (by !== undefined && by !== ids[0]) note(tally, 'it is not of the closest place', truth)
  }
  return true
}
