import { valueType } from '../../../domain/customer/field.ts'
import type { Field } from '../../../domain/customer/field.ts'
import type { Test } from '../../../domain/segment/condition.ts'
import type { Moment } from '../../../domain/segment/tests.ts'
import { ident, sql, type Sql } from '../../sql/sql.ts'
import type { Cell, Reading } from './reading.ts'
import { testOf } from './test.ts'

/** A test of a field's columns, in a row of `columnTable(field)`. */
export function fieldTest(field: Field, test: Test, moment: Moment): Sql {
  return testOf(fieldReading(field), test, moment)
}

/** The columns that `columns.ts` gives a filterable field, by what can be read from them. */
export function fieldReading({ id, type }: Field): Reading {
  const column: Cell = { missing: 'null', x: ident(`f${id}`) }
  switch (valueType(type)) {
    case 'text':
    case 'choice':
      return { text: { raw: column, folded: { missing: 'null', x: ident(`f${id}_fold`) } } }
    case 'integer':
    case 'decimal':
    case 'money':
      return { number: column }
    case 'boolean':
      return { boolean: column }
    case 'date':
      return { day: column }
    case 'datetime':
      return { instant: column }
    case 'list':
      return { list: ident(`f${id}_fold`) }
    case 'location':
      return {
        exists: sql`isNotNull(${ident(`f${id}_lat`)})`,
        point: { x: ident(`f${id}_x`), y: ident(`f${id}_y`), z: ident(`f${id}_z`) },
      }
  }
}
