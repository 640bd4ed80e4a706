import type { Where } from '../../../domain/segment/condition.ts'
import type { Sql } from '../../sql/sql.ts'
import { anyItem } from './items.ts'
import { propertyOf } from './property.ts'
import { allOf, anyOf, not } from './reading.ts'
import { testOf, type BoundsOf } from './test.ts'

/** Whether the event whose row is read meets what is asked of its properties and items. */
export function whereOf(where: Where, boundsOf: BoundsOf): Sql {
  switch (where.type) {
    case 'all':
      return allOf(where.of.map((each) => whereOf(each, boundsOf)))
    case 'any':
      return anyOf(where.of.map((each) => whereOf(each, boundsOf)))
    case 'not':
      return not(whereOf(where.of, boundsOf))
    case 'property':
      return testOf(propertyOf(where.property), where.test, boundsOf)
    case 'item':
      return anyItem(where.in ?? 'items', where.of, boundsOf)
  }
}
