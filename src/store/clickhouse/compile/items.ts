import type { ItemWhere, PropertyTest } from '../../../domain/segment/condition.ts'
import { productFieldIn } from '../../../domain/segment/related.ts'
import type { Moment } from '../../../domain/segment/tests.ts'
import { ident, join, sql, type Sql } from '../../sql/sql.ts'
import { itemPropertyOf } from './property.ts'
import { productOfItem, productTest } from './product.ts'
import { allOf, anyOf, never, not } from './reading.ts'
import { testOf } from './test.ts'

/** Some one item of that array meets all that is asked. */
export function anyItem(
  { path, of }: { readonly path: string; readonly of: ItemWhere },
  moment: Moment,
  money: Sql,
): Sql {
  const test = allOf([sql`item_path = ${path}`, itemWhere(of, moment, money)])
  return test === never ? never : overItems(sql`arrayExists`, test)
}

/** What is asked of one item, inside a lambda over items. */
export function itemWhere(where: ItemWhere, moment: Moment, money: Sql): Sql {
  switch (where.type) {
    case 'all':
      return allOf(where.of.map((each) => itemWhere(each, moment, money)))
    case 'any':
      return anyOf(where.of.map((each) => itemWhere(each, moment, money)))
    case 'not':
      return not(itemWhere(where.of, moment, money))
    case 'property':
      return itemTest(where, moment, money)
  }
}

function itemTest({ property, test }: PropertyTest, moment: Moment, money: Sql): Sql {
  const field = productFieldIn(property)
  if (field === undefined) return testOf(itemPropertyOf(property, money), test, moment)
  const asked = { path: property, test, moment }
  return productTest(asked, {
    said: [property, field].map((path) => itemPropertyOf(path, money)),
    product: productOfItem,
  })
}

/** `name(lambda, arrays)`: of the parallel arrays of items only those that the lambda reads are handed in. */
export function overItems(name: Sql, body: Sql): Sql {
  const read = itemColumns.filter((column) => mentions(body, `item_${column}`))
  const names = join(
    read.map((column) => ident(`item_${column}`)),
    ', ',
  )
  const arrays = join(
    read.map((column) => ident(`items.${column}`)),
    ', ',
  )
  return sql`${name}((${names}) -> ${body}, ${arrays})`
}

const itemColumns = [
  'path',
  'product_id',
  'quantity',
  'price',
  'num',
  'text',
  'fold',
  'bool',
] as const

function mentions(fragment: Sql, name: string): boolean {
  return fragment.parts.some((part) =>
    typeof part === 'string' ? words(part).includes(name) : 'name' in part && part.name === name,
  )
}

function words(text: string): string[] {
  return text.split(/\W+/)
}
