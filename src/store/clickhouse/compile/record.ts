import type { Condition } from '../../../domain/segment/condition.ts'
import type { Context } from '../../../domain/segment/facts.ts'
import type { Sql } from '../../sql/sql.ts'
import { fieldTest } from './field.ts'
import { allOf, anyOf, not } from './reading.ts'

/**
 * A condition on fields alone as a test of a row that has their columns: of a product or a place, which
 * do nothing and are in no segment.
 */
export function recordTest(condition: Condition, context: Context): Sql {
  switch (condition.type) {
    case 'all':
      return allOf(condition.of.map((each) => recordTest(each, context)))
    case 'any':
      return anyOf(condition.of.map((each) => recordTest(each, context)))
    case 'not':
      return not(recordTest(condition.of, context))
    case 'field': {
      const field = context.fields.get(condition.field)
      if (field === undefined) throw new Error(`unchecked condition on ${condition.field}`)
      return fieldTest(field, condition.test, context)
    }
    case 'did':
    case 'sequence':
    case 'segment':
    case 'list':
    case 'consent':
    case 'rank':
    case 'sample':
      throw new Error(`a ${condition.type} says nothing of a product or place`)
  }
}
