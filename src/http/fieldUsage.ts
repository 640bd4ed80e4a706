import type { Field } from '../domain/customer/field.ts'
import { fieldsIn } from '../domain/segment/check.ts'
import type { Condition } from '../domain/segment/condition.ts'
import { spokenOf } from '../domain/segment/related.ts'
import { mostDistinct, readFieldFill, readReferenceFill } from '../store/clickhouse/fieldFill.ts'
import { fieldsOfOptions } from '../domain/import/template.ts'
import { calculationsOf, listCalculations } from '../store/operational/calculated.ts'
import { listClusters } from '../store/operational/clusters.ts'
import { listForms } from '../store/operational/forms.ts'
import { listImportTemplates } from '../store/operational/importTemplates.ts'
import { listPromotions, promotionsOf } from '../store/operational/promotions.ts'
import { listSegments } from '../store/operational/segments.ts'
import type { Db } from '../store/operational/tables.ts'
import { listViews, type View } from '../store/operational/views.ts'
import { kindsOf } from '../work/fields/change.ts'
import { named } from './usedBy.ts'
import type { Works } from './works.ts'

/** What rests on a field, and what is in it. */
export async function fieldUsageOf(
  { operational, database }: Works,
  field: Field,
  signal: AbortSignal,
) {
  const { db } = operational
  const [calculations, clusters] = await Promise.all([listCalculations(db), listClusters(db)])
  const [segments, promotions, views, forms, templates, fill] = await Promise.all([
    listSegments(db),
    listPromotions(db),
    viewsNaming(db, field),
    listForms(db),
    listImportTemplates(db),
    field.of === 'customer'
      ? readFieldFill(database, field, { signal })
      : readReferenceFill(database, field.of, field.id, { signal }),
  ])
  const { total, filled, distinct } = fill
  const speaksOf = (condition: Condition) => fieldsIn(condition).includes(spokenOf(field))
  return {
    segments: named(segments.filter(({ condition }) => speaksOf(condition))),
    promotions: named(promotionsOf(promotions, speaksOf)),
    calculated: calculationsOf(calculations, speaksOf).map(({ name }) => name),
    clusters: named(clusters.filter(({ kind, field: id }) => kind === 'stored' && id === field.id)),
    views: named(views),
    forms: named(
      forms.filter(({ sections }) =>
        sections.some(({ fields }) => fields.some((each) => each.field === field.id)),
      ),
    ),
    templates: named(
      templates.filter(
        ({ kind, options }) =>
          kindsOf[field.of].some((each) => each === kind) &&
          fieldsOfOptions(options as object).includes(field.name),
      ),
    ),
    total,
    filled,
    share: total === 0 ? 0 : filled / total,
    distinct,
    moreDistinct: distinct >= mostDistinct,
    sources: [...fill.sources],
  }
}

/** Those of its own kind by its name; of products and places those of customers too, by the path to it. */
async function viewsNaming(db: Db, field: Field): Promise<readonly View[]> {
  const speaksOf = (condition: Condition | null, name: string) =>
    condition !== null && fieldsIn(condition).includes(name)
  const own = (await listViews(db, field.of)).filter(
    ({ condition, columns, sort }) =>
      columns.includes(field.name) || sort === field.name || speaksOf(condition, field.name),
  )
  if (field.of === 'customer') return own
  const ofCustomers = await listViews(db, 'customer')
  return [...own, ...ofCustomers.filter(({ condition }) => speaksOf(condition, spokenOf(field)))]
}
