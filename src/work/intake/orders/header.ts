import { failure, isFailure, type Failure } from '../../../domain/failure.ts'
import { columnAt } from '../files/columnAt.ts'
import { csvLine, type CsvRow } from '../files/csv.ts'
import { findHeader } from '../files/headerRow.ts'
import type { OrderFile, OrderOptions } from './options.ts'

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

/** Where the columns of a file are named, and how. */
export type OrderHeader = Pick<OrderFile, 'columns' | 'headerRow' | 'header'>

/**
 * The header among the first rows: the first of them in which all columns are that the options name, whatever
 * stands above it. Where none is, what looks most like one, over two rows perhaps, so that a failure names its
 * columns. Undefined where there are no rows.
 */
export function orderHeader(
  rows: readonly CsvRow[],
  options: OrderOptions,
  delimiter: string,
): OrderHeader | undefined {
  const filled = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
  const above = filled.slice(0, mostAbove)
  const whole = above.find((row) => !isFailure(placesOf(oneRow(row).columns, options)))
  if (whole !== undefined) return oneRow(whole)
  const found = findHeader(filled)
  const [first] = filled
  if (isFailure(found) || found.rows === 0) return first && oneRow(first)
  const { names, row } = found
  const last = filled.find(({ number }) => number === row)
  if (found.rows === 1) return last && oneRow(last)
  return { columns: names, headerRow: row, header: csvLine(names, delimiter) }
}

/** Rows above a header that are looked at. */
const mostAbove = 25

function oneRow({ cells, number, raw }: CsvRow): OrderHeader {
  return { columns: cells.map((cell) => cell.trim()), headerRow: number, header: raw }
}

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
