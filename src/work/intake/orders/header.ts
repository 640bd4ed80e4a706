import { failure, isFailure, type Failure } from '../../../domain/failure.ts'
import { columnAt } from '../files/columnAt.ts'
import type { OrderOptions } from './options.ts'

/** Where in a row each thing stands, from 0. */
export type Places = {
  readonly order: number
  readonly customer: number
  readonly time: number
  readonly item: number
  readonly quantity: number
  readonly price: number
  /** In the order of the options. */
  readonly fields: readonly Place[]
  readonly properties: readonly Place[]
}

/** A field's or property's name and its column. */
export type Place = { readonly name: string; readonly at: number }

/** Finds the columns that the options name; the failure says which are there. */
export function placesOf(header: readonly string[], options: OrderOptions): Places | Failure {
  const problems: Failure[] = []
  const find = (column: string, option: string): number => {
    const at = columnAt(header, column, option)
    if (!isFailure(at)) return at
    problems.push(at)
    return -1
  }
  const named = (columns: Readonly<Record<string, string>> | undefined, option: string) =>
    Object.entries(columns ?? {}).map(([name, column]) => ({
      name,
      at: find(column, `${option}.${name}`),
    }))
  const places: Places = {
    order: find(options.order, 'order'),
    customer: find(options.customer, 'customer'),
    time: find(options.time, 'time'),
    item: find(options.item, 'item'),
    quantity: find(options.quantity, 'quantity'),
    price: find(options.price, 'price'),
    fields: named(options.fields, 'fields'),
    properties: named(options.properties, 'properties'),
  }
  for (const name of Object.keys(options.properties ?? {})) {
    if (own.has(name)) problems.push(taken(name))
  }
  return problems[0] ?? places
}

/** What items have by columns of their own. */
const own: ReadonlySet<string> = new Set(['product_id', 'quantity', 'price'])

function taken(name: string): Failure {
  return failure('invalid', `Items have their ${name} already`, {
    where: `properties.${name}`,
    fix: 'Give the property another name.',
  })
}
