import type { Field } from '../domain/customer/field.ts'
import { fieldsIn } from '../domain/segment/check.ts'
import type { Condition } from '../domain/segment/condition.ts'
import { spokenOf } from '../domain/segment/related.ts'
import { mostDistinct, readFieldFill, readReferenceFill } from '../store/clickhouse/fieldFill.ts'
import { fieldsOfOptions } from '../domain/import/template.ts'
import { listForms } from '../store/operational/forms.ts'
import { listImportTemplates } from '../store/operational/importTemplates.ts'
import { listPromotions, promotionsOf } from '../store/operational/promotions.ts'
import { listSegments } from '../store/operational/segments.ts'
import { listViews } from '../store/operational/views.ts'
import { kindsOf } from '../work/fields/change.ts'
import type { Works } from './works.ts'

/** What rests on a field, and what is in it. */
export async function fieldUsageOf(
  { operational, database }: Works,
  field: Field,
  signal: AbortSignal,
) {
  const { db } = operational
  const [segments, promotions, views, forms, templates, fill] = await Promise.all([
    listSegments(db),
    listPromotions(db),
    listViews(db, field.of),
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
    views: named(
      views.filter(
        ({ condition, columns, sort }) =>
          columns.includes(field.name) ||
          sort === field.name ||
          (condition !== null && fieldsIn(condition).includes(field.name)),
      ),
    ),
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

function named(all: readonly { readonly id: number; readonly name: string }[]) {
  return all.map(({ id, name }) => ({ id, name }))
}
