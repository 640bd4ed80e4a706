import { fieldsIn } from '../domain/segment/check.ts'
import type { Condition } from '../domain/segment/condition.ts'
import { calculationsOf } from '../store/operational/calculated.ts'
import {
  listPromotions,
  promotionsOf,
  type StoredPromotion,
} from '../store/operational/promotions.ts'
import type { Db } from '../store/operational/tables.ts'
import { listViews } from '../store/operational/views.ts'
import type { Vocabulary } from './questions.ts'

type Named = { readonly id: number; readonly name: string }

/** What speaks directly of a field of customers, stored or calculated. */
export type FieldUsers = {
  readonly segments: readonly Named[]
  readonly promotions: readonly StoredPromotion[]
  /** Names of calculated ones. */
  readonly fields: readonly string[]
  readonly views: readonly Named[]
}

/** The segments, calculated fields, promotions and views of customers that use the field of that name. */
export async function usersOfField(
  db: Db,
  name: string,
  { segments, calculations }: Pick<Vocabulary, 'segments' | 'calculations'>,
): Promise<FieldUsers> {
  const speaksOf = (condition: Condition) => fieldsIn(condition).includes(name)
  const views = (await listViews(db, 'customer')).filter(
    ({ condition, columns, sort }) =>
      columns.includes(name) || sort === name || (condition !== null && speaksOf(condition)),
  )
  return {
    segments: segments.filter(({ condition }) => speaksOf(condition)),
    promotions: promotionsOf(await listPromotions(db), speaksOf),
    fields: calculationsOf(calculations, speaksOf).map((each) => each.name),
    views,
  }
}

/** As the API names things. */
export function named(all: readonly Named[]): { id: number; name: string }[] {
  return all.map(({ id, name }) => ({ id, name }))
}
