import { valueType } from '../../src/domain/customer/field.ts'
import type { PropertyTest } from '../../src/domain/segment/condition.ts'
import type { Context } from '../../src/domain/segment/facts.ts'
import {
  eventRelated,
  itemRelated,
  productFieldIn,
  productNamed,
  type Naming,
  type RelatedValue,
} from '../../src/domain/segment/related.ts'
import { note, type Tally } from './note.ts'

/** What one event or item was asked of its product, and whether that held. */
export type AskedOfProduct = {
  readonly naming: Naming
  readonly of: 'event' | 'item'
  readonly test: PropertyTest
  readonly truth: boolean
}

/** Whether it was a test of what products are; then it is counted. */
export function tallyRelated(
  tally: Tally,
  { naming, of, test: { property, test }, truth }: AskedOfProduct,
  { products }: Context,
): boolean {
  const name = productFieldIn(property)
  if (name === undefined) return false
  const field = products?.get(property)
  if (field === undefined) throw new Error(`no ${property}`)
  note(tally, `product of an ${of}: ${field.type}`, truth)
  note(tally, `product test ${test.op}`, truth)
  const value = of === 'item' ? itemRelated(naming, name) : eventRelated(naming, name)
  note(tally, seenOf(naming, value), truth)
  if (value?.by !== 'event') return true
  if (value.said.type !== valueType(field.type)) note(tally, 'it says it in another type', truth)
  if (naming.product?.has(name) === true) note(tally, 'its product says something too', truth)
  return true
}

function seenOf(naming: Naming, value: RelatedValue | undefined): string {
  if (value?.by === 'event') return 'an event says what its product is'
  if (value !== undefined) return 'a product says what it is'
  if (productNamed(naming) === undefined) return 'no product is named'
  return naming.product === undefined
    ? 'a product that is not known'
    : 'a product that lacks the field'
}
