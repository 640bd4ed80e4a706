import type { PropertyTest, Where } from '../../../domain/segment/condition.ts'
import { productFieldIn } from '../../../domain/segment/related.ts'
import type { Moment } from '../../../domain/segment/tests.ts'
import type { Sql } from '../../sql/sql.ts'
import { anyItem } from './items.ts'
import { productOfEvent, productTest } from './product.ts'
import { propertyOf, ownPropertyOf } from './property.ts'
import { allOf, anyOf, not } from './reading.ts'
import { testOf } from './test.ts'

/** Whether the event whose row is read meets what is asked of its properties and items. */
export function whereOf(where: Where, moment: Moment, money: Sql): Sql {
  switch (where.type) {
    case 'all':
      return allOf(where.of.map((each) => whereOf(each, moment, money)))
    case 'any':
      return anyOf(where.of.map((each) => whereOf(each, moment, money)))
    case 'not':
      return not(whereOf(where.of, moment, money))
    case 'property':
      return eventTest(where, moment, money)
    case 'item':
      return anyItem({ path: where.in ?? 'items', of: where.of }, moment, money)
  }
}

function eventTest({ property, test }: PropertyTest, moment: Moment, money: Sql): Sql {
  const field = productFieldIn(property)
  if (field === undefined) return testOf(propertyOf(property, money), test, moment)
  const asked = { path: property, test, moment }
  return productTest(asked, {
    said: [ownPropertyOf(property, money)],
    plainly: ownPropertyOf(field, money),
    product: productOfEvent,
  })
}
