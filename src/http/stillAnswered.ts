import { failure, Refusal, type Failure } from '../domain/failure.ts'
import type { Calculation } from '../domain/segment/calculated/calculation.ts'
import { conditionsOf } from '../domain/segment/calculated/calculation.ts'
import type { Catalogue } from '../domain/segment/catalogue.ts'
import { checkCondition } from '../domain/segment/check.ts'
import type { Condition } from '../domain/segment/condition.ts'
import { listPromotions } from '../store/operational/promotions.ts'
import type { Db } from '../store/operational/tables.ts'
import { asIfFilterable, type Vocabulary } from './questions.ts'

/**
 * Refuses another definition of a calculated field that leaves what speaks of it unanswerable: a segment
 * that compares a yes or no, where it is to become a number.
 */
export async function demandFieldAnswers(
  open: Db,
  vocabulary: Vocabulary,
  [name, calculation]: readonly [string, Calculation],
): Promise<void> {
  const { catalogue, calculations, segments } = vocabulary
  const calculated = new Map(catalogue.calculated).set(name, calculation)
  const after = { ...catalogue, calculated }
  const fields = calculations
    .filter((each) => !each.archived && each.name !== name)
    .flatMap((each) =>
      conditionsOf(each.calculation).map(({ condition }) => ({
        what: 'calculated field',
        name: each.name,
        condition,
      })),
    )
  const saved = segments.map((each) => ({ what: 'segment', ...each }))
  demandSound([...saved, ...fields], catalogue, after)
  await demandPromotions(open, vocabulary, after)
}

/** The same of another condition of a segment, for promotions; what else speaks of it is seen to elsewhere. */
export async function demandSegmentAnswers(
  open: Db,
  vocabulary: Vocabulary,
  {
    id,
    name,
    condition,
  }: { readonly id: number; readonly name: string; readonly condition: Condition },
): Promise<void> {
  const { catalogue } = vocabulary
  const segments = new Map(catalogue.segments).set(id, { name, condition })
  await demandPromotions(open, vocabulary, { ...catalogue, segments })
}

/** A promotion that is not archived stays answerable; a draft may be on a field that is not filterable yet. */
async function demandPromotions(open: Db, vocabulary: Vocabulary, after: Catalogue): Promise<void> {
  const promotions = (await listPromotions(open)).flatMap(({ name, state, definition }) => {
    const { customers: condition } = definition
    const isKept = state !== 'archived' && condition !== undefined
    return isKept ? [{ what: 'promotion', name, condition }] : []
  })
  const { fields } = asIfFilterable(vocabulary).catalogue
  demandSound(promotions, { ...vocabulary.catalogue, fields }, { ...after, fields })
}

type Definition = { readonly what: string; readonly name: string; readonly condition: Condition }

function demandSound(
  definitions: readonly Definition[],
  before: Catalogue,
  after: Catalogue,
): void {
  for (const { what, name, condition } of definitions) {
    const [wrong] = checkCondition(condition, after)
    // What was unanswerable already is not this definition's doing.
    if (wrong === undefined || checkCondition(condition, before).length > 0) continue
    throw unanswerable(`${what} ${JSON.stringify(name)}`, wrong)
  }
}

function unanswerable(who: string, { message }: Failure): Refusal {
  return new Refusal(
    failure('conflict', `The ${who} could no longer be answered: ${message}`, {
      where: 'text',
      fix: 'Change that first, or make a field or segment of another name.',
    }),
  )
}
