import type { FieldOf } from '../../domain/customer/field.ts'
import { mapConditions, type Calculation } from '../../domain/segment/calculated/calculation.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import type { Promotion } from '../../domain/promotion/promotion.ts'
import { renameField } from '../../domain/segment/renameField.ts'
import type { Db } from './tables.ts'

/**
 * Writes another name for a field, or of products and places another path to it, into all that names it: every
 * version of every segment, deleted ones too, of every calculated field and promotion, and saved views of
 * customers. In the transaction that renames it.
 */
export async function renameInDefinitions(open: Db, from: string, to: string): Promise<void> {
  const versions = await open
    .selectFrom('segment_versions')
    .select(['segment', 'version', 'condition'])
    .execute()
  for (const { segment, version, condition } of versions) {
    const renamed = renamedText(condition, from, to)
    if (renamed === condition) continue
    await open
      .updateTable('segment_versions')
      .set({ condition: renamed })
      .where('segment', '=', segment)
      .where('version', '=', version)
      .execute()
  }
  await renameInCalculations(open, from, to)
  await renameInPromotions(open, from, to)
  await renameInViews(open, 'customer', { from, to })
}

async function renameInCalculations(open: Db, from: string, to: string): Promise<void> {
  const versions = await open.selectFrom('calculated_versions').selectAll().execute()
  for (const { field, version, calculation: before } of versions) {
    const calculation = JSON.parse(before) as Calculation
    const renamed = mapConditions(calculation, (condition) => renameField(condition, from, to))
    const after = JSON.stringify(renamed)
    if (after === before) continue
    await open
      .updateTable('calculated_versions')
      .set({ calculation: after })
      .where('field', '=', field)
      .where('version', '=', version)
      .execute()
  }
}

async function renameInPromotions(open: Db, from: string, to: string): Promise<void> {
  const versions = await open.selectFrom('promotion_versions').selectAll().execute()
  for (const { promotion, version, definition: before } of versions) {
    const definition = JSON.parse(before) as Promotion
    if (definition.customers === undefined) continue
    const customers = renameField(definition.customers, from, to)
    if (customers === definition.customers) continue
    await open
      .updateTable('promotion_versions')
      .set({ definition: JSON.stringify({ ...definition, customers }) })
      .where('promotion', '=', promotion)
      .where('version', '=', version)
      .execute()
  }
}

/** The same of saved views of customers, products or places. */
export async function renameInViews(
  open: Db,
  of: FieldOf,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const views = await open
    .selectFrom('views')
    .select(['id', 'condition', 'sort', 'columns'])
    .where('of', '=', of)
    .execute()
  for (const { id, condition, sort, columns } of views) {
    const names = (JSON.parse(columns) as string[]).map((name) => (name === from ? to : name))
    const after = {
      condition: condition === null ? null : renamedText(condition, from, to),
      sort: sort === from ? to : sort,
      columns: JSON.stringify(names),
    }
    const same = after.condition === condition && after.sort === sort && after.columns === columns
    if (!same) await open.updateTable('views').set(after).where('id', '=', id).execute()
  }
}

/** The JSON as it was where nothing in it is renamed. */
function renamedText(json: string, from: string, to: string): string {
  const condition = JSON.parse(json) as Condition
  const renamed = renameField(condition, from, to)
  return renamed === condition ? json : JSON.stringify(renamed)
}
