import type { Value, ValueType } from '../customer/field.ts'
import type { ValueField } from '../customer/value.ts'
import { failure, type Failure } from '../failure.ts'
import { fold } from '../fold.ts'
import { didYouMean } from '../suggest.ts'
import type { ExportStyle } from './style.ts'

/** One column of an exported file, and what it shows of a row. */
export type ExportColumn<Row> = {
  /** As the API calls it; what an import maps without asking. */
  readonly name: string
  /** As people call it. */
  readonly label: string
  readonly type: ValueType
  /** Whose values those are, where it is a field: some are shown to people in a form of their own. */
  readonly field?: ValueField
  /** Undefined where the row has none. */
  readonly of: (row: Row) => Value | undefined
}

/**
 * The header of each column: its name, or in the style for people its label, as long as that names this
 * column alone, so that an import finds each again.
 */
export function headersOf(
  columns: readonly Pick<ExportColumn<never>, 'name' | 'label'>[],
  style: ExportStyle,
): string[] {
  if (style === 'technical') return columns.map(({ name }) => name)
  const uses = new Map<string, Set<string>>()
  for (const { name, label } of columns) {
    for (const word of [name, label]) {
      const named = uses.get(fold(word)) ?? new Set()
      uses.set(fold(word), named.add(name))
    }
  }
  return columns.map(({ name, label }) => (uses.get(fold(label))?.size === 1 ? label : name))
}

/** Those columns, by name or label, in the order in which they are asked for. */
export function chooseColumns<Row>(
  columns: readonly ExportColumn<Row>[],
  wanted: readonly string[],
): readonly ExportColumn<Row>[] | Failure {
  const chosen: ExportColumn<Row>[] = []
  for (const word of wanted) {
    const found =
      columns.find(({ name }) => name === word) ??
      columns.find(({ label }) => fold(label) === fold(word))
    if (found === undefined) {
      const names = columns.map(({ name }) => name)
      return failure('invalid', `There is no column ${JSON.stringify(word.slice(0, 100))}`, {
        where: 'columns',
        fix: didYouMean(word, names, `Choose from ${names.slice(0, 40).join(', ')}.`),
      })
    }
    if (!chosen.includes(found)) chosen.push(found)
  }
  return chosen
}
