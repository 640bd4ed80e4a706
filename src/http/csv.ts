import type { ShownCustomer } from './customer.ts'

/**
 * RFC 4180: quoted where needed, lines end with CR LF. A cell that a spreadsheet would run as a formula
 * (`= @ + - tab CR` first) gets an apostrophe before it; plain numbers and phones in their international
 * form do not. Our own import takes the guard off again.
 */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => quote(guard(cell))).join(',')}\r\n`
}

/** By column, a cell of a customer: what the column is called, and what it shows. */
export type Column = { readonly name: string; readonly of: (customer: ShownCustomer) => string }

/** The id, then identifiers by kind, then fields; one that is both is one column. */
export function columnsOf(kinds: readonly string[], fields: readonly string[]): Column[] {
  const names = [...new Set([...kinds, ...fields])]
  return [
    { name: 'customer_id', of: ({ id }) => id },
    ...names.map((name) => ({
      name,
      of: ({ fields: values, identifiers }: ShownCustomer) =>
        cellOf(values[name]) || (identifiers[name]?.join(';') ?? ''),
    })),
  ]
}

function cellOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(cellOf).join(';')
  return typeof value === 'object' ? JSON.stringify(value) : String(value as number | boolean)
}

function guard(cell: string): string {
  if (!/^[=@+\-\t\r]/.test(cell)) return cell
  return /^[+-]?\d[\d.]*$/.test(cell) ? cell : `'${cell}`
}

function quote(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
