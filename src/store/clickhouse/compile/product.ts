import type { Test } from '../../../domain/segment/condition.ts'
import type { Moment } from '../../../domain/segment/tests.ts'
import { join, sql, type Sql } from '../../sql/sql.ts'
import { fieldReading, fieldTest } from './field.ts'
import { allOf, existsIn, never, type Reading } from './reading.ts'
import { testOf } from './test.ts'
import { waitForTest } from './turn.ts'

/** The id of the product that the event of a row names itself; empty where it names none. */
export const productOfEvent: Sql = sql`if(product_id != '', product_id, text['sku'])`

/** The same of an item, inside a lambda over items. */
export const productOfItem: Sql = sql`if(item_product_id != '', item_product_id, item_text['sku'])`

/** A test of a field of products, by the path by which it is spoken of. */
export type ProductAsked = {
  readonly path: string
  readonly test: Test
  readonly moment: Moment
}

/** Where an event or item says something of a product, and which. */
export type Naming = {
  /** What it says itself, that counts first. */
  readonly said: readonly Reading[]
  /** What counts next, where it names a product. */
  readonly plainly?: Reading
  /** The id of the product; empty where none is named. */
  readonly product: Sql
}

/** What the event says decides; where it says nothing, what the product says at present. */
export function productTest(asked: ProductAsked, { said, plainly, product }: Naming): Sql {
  const { test, moment } = asked
  const own = said.flatMap((reading) => [existsIn(reading), testOf(reading, test, moment)])
  const named =
    plainly === undefined
      ? []
      : [allOf([sql`${product} != ''`, existsIn(plainly)]), testOf(plainly, test, moment)]
  return sql`multiIf(${join([...own, ...named, presently(asked, product)], ', ')})`
}

/** Whether the product of that id is one of those that pass: these are found once for a statement, and are few. */
function presently({ path, test, moment }: ProductAsked, product: Sql): Sql {
  const field = moment.products?.get(path)
  if (field === undefined) return never
  const passes = fieldTest(field, test, moment)
  if (passes === never) return never
  return sql`${product} IN (SELECT product_id FROM products FINAL WHERE ${passes})`
}

/**
 * How long until a test of some product may come out otherwise, for an event of which one is named that has the
 * field; undefined where it never does. It is the first of all products: whoever is asked then is told her own.
 */
export function productWait({ path, test, moment }: ProductAsked): ProductWait | undefined {
  const field = moment.products?.get(path)
  if (field === undefined) return undefined
  const reading = fieldReading(field)
  const wait = waitForTest(reading, test, moment)
  if (wait === undefined) return undefined
  return {
    moves: (product) =>
      sql`${product} IN (SELECT product_id FROM products FINAL WHERE ${existsIn(reading)})`,
    // What is past is far away, and so is the least of what is past alone.
    wait: sql`(SELECT min(${wait}) FROM products FINAL)`,
  }
}

type ProductWait = { readonly moves: (product: Sql) => Sql; readonly wait: Sql }
