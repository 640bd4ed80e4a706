import { fold } from '../fold.ts'

/**
 * Whether a row holds the totals of those above it, as people and programs end a sheet: a cell that says so
 * (`Total`, `Total geral:`, `Subtotal`), no other name of the record, and besides nothing but numbers.
 * @param key where the cell stands that names the record
 * @param passed where cells stand that are no part of the row, as the reasons in a file of rejected rows
 * @returns where the cell stands that says so; undefined where the row is a record like the others
 */
export function totalsCell(
  cells: readonly string[],
  key: number,
  passed: ReadonlySet<number> = new Set(),
): number | undefined {
  const named = (cells[key] ?? '').trim()
  // Almost every row has a name, and is told by it.
  if (named !== '' && !saysTotals(named)) return undefined
  let found = named === '' ? undefined : key
  for (const [at, cell] of cells.entries()) {
    const text = cell.trim()
    if (text === '' || passed.has(at) || amount.test(text)) continue
    if (!saysTotals(text)) return undefined
    found ??= at
  }
  return found
}

function saysTotals(text: string): boolean {
  return text.length <= 40 && /^[gst]/i.test(text) && words.test(fold(text))
}

/** Folded. What follows the word may say of what, and how many there were. */
const words =
  /^(?:(?:sub[ -]?)?(?:total|totais|totals)(?: geral| (?:de|do|da|dos|das|of) \p{L}+)?|grand total|soma|sum)\s*[:=.]?\s*(?:\(?\d+\)?)?$/u

const amount = /^[-+(]*(?:\p{Lu}{0,2}\p{Sc})?\s?\d[\d.,'\s]*%?\)?-?$/u
