import type { Catalog } from '../../domain/customer/catalog.ts'
import { valueType } from '../../domain/customer/field.ts'
import type { ExportColumn } from '../../domain/export/column.ts'
import type { Reference } from '../../domain/reference/reference.ts'

export type ReferenceColumn = ExportColumn<Reference>

/**
 * Every field of products or places.
 * @param labels what people in Brazil call the built-in ones, by their ids
 */
export function fieldColumns(
  { byName }: Catalog,
  labels: Readonly<Record<number, string>>,
): readonly ReferenceColumn[] {
  return [...byName.values()].map((field) => {
    const { id, name, type } = field
    const label = field.builtIn ? (labels[id] ?? field.label) : field.label
    return { name, label, type: valueType(type), field, of: ({ values }) => values[id] }
  })
}

/** In one column what no field can hold. */
export const looseColumn: ReferenceColumn = {
  name: 'fields',
  label: 'Campos',
  type: 'text',
  of: ({ others }) => (Object.keys(others).length === 0 ? undefined : JSON.stringify(others)),
}
