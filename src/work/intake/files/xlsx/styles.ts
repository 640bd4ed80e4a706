import { attribute, type MarkupHandler } from './markup.ts'

/** What a cell's style says of its number. */
export type CellForm =
  | { readonly is: 'number' }
  | { readonly is: 'percent' }
  /** With a day, and perhaps a time of day; or a time alone. */
  | { readonly is: 'date' | 'datetime' | 'time' }
  /** Digits in places, as postal codes are shown: `00000-000`. */
  | { readonly is: 'digits'; readonly pattern: string }

/** Gathers, of the styles of a workbook, the form of each that a cell can name. */
export class StyleGatherer implements MarkupHandler {
  /** In the order of the cells' style numbers. */
  readonly forms: CellForm[] = []
  private readonly formats = new Map<number, string>()
  private inCellStyles = false

  open(name: string, attributes: string): void {
    if (name === 'numFmt') {
      const id = Number(attribute(attributes, 'numFmtId'))
      this.formats.set(id, attribute(attributes, 'formatCode') ?? '')
    } else if (name === 'cellXfs') this.inCellStyles = true
    else if (name === 'xf' && this.inCellStyles && this.forms.length < mostStyles) {
      const id = Number(attribute(attributes, 'numFmtId') ?? 0)
      const format = this.formats.get(id)
      this.forms.push(format === undefined ? builtInForm(id) : formOf(format))
    }
  }

  text(): void {}

  close(name: string): void {
    if (name === 'cellXfs') this.inCellStyles = false
  }
}

/** ECMA-376 allows 65,490. */
const mostStyles = 65_536

/** ECMA-376, 18.8.30: formats that need no text; those of dates in East Asia too. */
function builtInForm(id: number): CellForm {
  return { is: builtIn.find(([from, to]) => id >= from && id <= to)?.[2] ?? 'number' }
}

const builtIn = [
  [9, 10, 'percent'],
  [14, 17, 'date'],
  [18, 21, 'time'],
  [22, 22, 'datetime'],
  [27, 36, 'date'],
  [45, 47, 'time'],
  [50, 58, 'date'],
] as const

/** By the text of a number format: its first section, which is that of positive numbers. */
export function formOf(format: string): CellForm {
  const section = format.split(';')[0] ?? ''
  // Colours, currencies and languages stand in brackets; elapsed hours too, which are kept.
  const bare = section.replaceAll(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
  const signs = bare.replaceAll(/"[^"]*"|\\.|_.|\*./g, '')
  const isDate = /[yd]/i.test(signs)
  const isTime = /[hs]/i.test(signs) || /AM\/PM|A\/P/i.test(signs)
  if (/General/i.test(signs)) return { is: 'number' }
  if (signs.includes('%')) return { is: 'percent' }
  if (/[#?0]/.test(signs.replaceAll(/s\.0+/gi, ''))) return ofDigits(bare)
  if (isDate || (/m/i.test(signs) && !isTime)) return { is: isTime ? 'datetime' : 'date' }
  return { is: isTime ? 'time' : 'number' }
}

/** Only zeros, and literal signs between them: what a number of so many digits is shown as. */
function ofDigits(format: string): CellForm {
  const pattern = format
    .replaceAll(/"([^"]*)"/g, (_, text: string) => text.replaceAll(/[^0]/g, '\\$&'))
    .replaceAll(/_.|\*./g, '')
  const zeros = pattern.replaceAll(/\\./g, '').replaceAll(/[-/() +]/g, '')
  if (!/^0{2,20}$/.test(zeros)) return { is: 'number' }
  return { is: 'digits', pattern: pattern.replaceAll(/\\(.)/g, '$1') }
}
