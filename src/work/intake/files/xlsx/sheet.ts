import { failure, Refusal, type Failure } from '../../../../domain/failure.ts'
import { cellLimit } from '../csv.ts'
import { columnLimit } from '../limits.ts'
import { attribute, characters, damagedXml, type MarkupHandler } from './markup.ts'
import { longCell, TextReader, unescaped, type SharedStrings } from './strings.ts'
import type { CellForm } from './styles.ts'
import { numberText, type DateSystem } from './value.ts'

/** What the cells of a sheet refer to. */
export type SheetWorld = {
  readonly strings: Pick<SharedStrings, 'get'>
  readonly forms: readonly CellForm[]
  readonly system: DateSystem
}

/** A row that has anything in it: its number from 1, and its cells up to the last that has. */
export type OnSheetRow = (row: number, cells: readonly string[]) => void

/** What spreadsheet programs can have. */
const lastRow = 1_048_576

/**
 * Reads the cells of a sheet: of formulas what they last came to, of errors nothing, of merged cells what
 * stands in the first. What a formula says, links to other files, pictures and scripts are not read.
 */
export class SheetReader implements MarkupHandler {
  private readonly world: SheetWorld
  private readonly onRow: OnSheetRow
  private row = 0
  private cells: string[] = []
  private column = -1
  private type: string | undefined
  private form: CellForm | undefined
  private value = ''
  private inValue = false
  private inline: TextReader | undefined

  constructor(world: SheetWorld, onRow: OnSheetRow) {
    this.world = world
    this.onRow = onRow
  }

  open(name: string, attributes: string): void {
    if (name === 'c') this.openCell(attributes)
    else if (name === 'v') this.inValue = true
    else if (name === 'row') this.openRow(attributes)
    else if (name === 'is') this.inline = new TextReader()
    else this.inline?.open(name)
  }

  text(written: string): void {
    if (this.inline !== undefined) this.inline.text(written)
    else if (this.inValue) {
      this.value += written
      if (this.value.length > cellLimit) throw new Refusal(longCell)
    }
  }

  close(name: string): void {
    if (name === 'c') this.closeCell()
    else if (name === 'v') this.inValue = false
    else if (name === 'row') this.closeRow()
    else if (name === 'is') {
      this.value = this.inline?.take() ?? ''
      this.inline = undefined
    } else this.inline?.close(name)
  }

  private openRow(attributes: string): void {
    const said = attribute(attributes, 'r')
    const row = said === undefined ? this.row + 1 : Number(said)
    // Rows stand in their order, each once.
    if (!(row > this.row && row <= lastRow)) throw new Refusal(damagedXml)
    this.row = row
    this.column = -1
    this.cells = []
  }

  private openCell(attributes: string): void {
    const reference = attribute(attributes, 'r')
    this.column = reference === undefined ? this.column + 1 : columnOf(reference)
    this.type = attribute(attributes, 't')
    const style = attribute(attributes, 's')
    this.form = style === undefined ? undefined : this.world.forms[Number(style)]
    this.value = ''
  }

  private closeCell(): void {
    const text = this.cellText()
    if (text === '') return
    const { column, cells } = this
    if (column >= columnLimit) throw new Refusal(tooWide())
    if (column < 0) throw new Refusal(damagedXml)
    while (cells.length < column) cells.push('')
    cells[column] = text
  }

  private cellText(): string {
    const { type, value, world } = this
    if (value === '' || type === 'e') return ''
    if (type === undefined || type === 'n') return numberText(value, this.form, world.system)
    if (type === 's') return world.strings.get(Number(value))
    if (type === 'inlineStr') return value
    if (type === 'b') return value === '1' || value === 'true' ? 'true' : 'false'
    if (type === 'd') return value.replace(/T00:00:00(?:\.0+)?Z?$/, '')
    return unescaped(characters(value))
  }

  private closeRow(): void {
    if (this.cells.length > 0) this.onRow(this.row, this.cells)
  }
}

/** From 0: `C7` is 2. */
function columnOf(reference: string): number {
  let column = 0
  for (let i = 0; i < reference.length && i < 4; i++) {
    const letter = reference.charCodeAt(i) & ~32
    if (letter < 65 || letter > 90) break
    column = column * 26 + letter - 64
  }
  return column - 1
}

function tooWide(): Failure {
  return failure('too_large', `The sheet has more than ${columnLimit} columns`, {
    fix: 'Leave out columns that are not needed.',
  })
}
