import { fold } from '../../../domain/fold.ts'
import { splitValues } from '../../../domain/import/joined.ts'
import type { ColumnSeen } from '../../../domain/import/column.ts'
import type { MappingGuess } from '../../../domain/import/guessMapping.ts'
import { columnFinder } from '../../../domain/import/mapping.ts'
import { isFailure } from '../../../domain/failure.ts'
import { ownText } from './ownText.ts'

/** So many different lists are looked for in a file, of names so long. Rows that name others are rejected. */
const mostNames = 1_000
const longestName = 200
/** No list is called so: control characters, halves of characters. */
const odd = /[\p{Cc}\p{Cs}]/u

/**
 * The lists that a file names in those columns, each once, as the first cell writes it: so that those that
 * are not there can be asked about, and made.
 */
export class ListNames {
  private readonly columns: readonly Pick<ColumnSeen, 'at'>[]
  private readonly names = new Map<string, string>()
  /** A file has few different cells of lists, and many rows. */
  private readonly cells = new Set<string>()

  constructor(columns: readonly Pick<ColumnSeen, 'at'>[]) {
    this.columns = columns
  }

  row(cells: readonly string[]): void {
    for (const { at } of this.columns) {
      const cell = cells[at] ?? ''
      if (cell === '' || this.cells.has(cell)) continue
      if (this.cells.size < mostCells && cell.length <= longestCell) this.cells.add(ownText(cell))
      for (const name of splitValues(cell.trim())) this.take(name)
    }
  }

  get all(): readonly string[] {
    return [...this.names.values()]
  }

  private take(name: string): void {
    if (name.length > longestName || this.names.size >= mostNames || odd.test(name)) return
    const key = fold(name)
    if (!this.names.has(key)) this.names.set(key, ownText(name))
  }
}

const mostCells = 10_000
const longestCell = 500

/** The columns that name lists, as somebody says or as a file of ours has them. */
export function listColumns(
  columns: readonly ColumnSeen[],
  guess: readonly MappingGuess[],
  map: Readonly<Record<string, string>> = {},
): readonly ColumnSeen[] {
  const columnNamed = columnFinder(columns)
  const said = new Map<string, string>()
  for (const [name, text] of Object.entries(map)) {
    const column = columnNamed(name, 'map')
    if (!isFailure(column)) said.set(column.name, text.trim())
  }
  return columns.filter(({ name, at }) => {
    const text = said.get(name)
    if (text !== undefined) return text === 'lists'
    const to = guess.find((each) => each.at === at)?.to
    return to?.is === 'record' && to.name === 'lists'
  })
}
