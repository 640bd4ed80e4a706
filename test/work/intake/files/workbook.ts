import { ZipFile } from 'yazl'

/** Cells of a sheet as XML, or what they say: text, numbers, true and false; `null` is no cell. */
export type CellMade = string | number | boolean | null | { readonly xml: string }

export type SheetMade = {
  readonly name: string
  readonly rows: readonly (readonly CellMade[])[]
  readonly hidden?: boolean
  /** Behind the cells: merged ones, links. */
  readonly after?: string
}

export type WorkbookMade = {
  readonly sheets: readonly SheetMade[]
  /** Number formats by the style number of cells, from 1; 0 is General. */
  readonly formats?: readonly string[]
  readonly date1904?: boolean
  /** Further files, or others in the place of those that are made. */
  readonly parts?: Readonly<Record<string, string>>
}

/** A workbook made part by part, so that it can be as no program writes it. */
export async function workbook(made: WorkbookMade): Promise<Buffer> {
  const texts: string[] = []
  const relations = made.sheets.map(
    (_, i) =>
      `<Relationship Id="rId${i + 1}" Type="${office}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`,
  )
  const sheets = made.sheets.map(({ name, hidden }, i) => {
    const state = hidden === true ? ' state="hidden"' : ''
    return `<sheet name="${escaped(name)}" sheetId="${i + 1}"${state} r:id="rId${i + 1}"/>`
  })
  const parts: Record<string, string> = {
    '[Content_Types].xml': `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    'xl/workbook.xml': `${xml}<workbook xmlns:r="${office}"><workbookPr${made.date1904 === true ? ' date1904="1"' : ''}/><sheets>${sheets.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${xml}<Relationships>${relations.join('')}<Relationship Id="s" Type="${office}/styles" Target="styles.xml"/><Relationship Id="t" Type="${office}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>`,
    'xl/styles.xml': stylesXml(made.formats ?? []),
  }
  for (const [i, sheet] of made.sheets.entries()) {
    parts[`xl/worksheets/sheet${i + 1}.xml`] = sheetXml(sheet, texts)
  }
  const strings = texts.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`)
  parts['xl/sharedStrings.xml'] = `${xml}<sst>${strings.join('')}</sst>`
  return await zip({ ...parts, ...made.parts })
}

/** A zip of those files, which may be kept in it as they are. */
export async function zip(
  parts: Readonly<Record<string, string | Buffer>>,
  compress = true,
): Promise<Buffer> {
  const file = new ZipFile()
  for (const [name, content] of Object.entries(parts)) {
    file.addBuffer(Buffer.from(content as string), name, { compress })
  }
  file.end()
  const pieces: Buffer[] = []
  for await (const piece of file.outputStream) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

/** A cell of a style: its number by the place of its format, from 1. */
export function styled(value: number | string, style: number): CellMade {
  return { xml: `s="${style}"><v>${value}</v>` }
}

function sheetXml({ rows, after = '' }: SheetMade, texts: string[]): string {
  const lines = rows.map((cells, i) => {
    if (cells.every((cell) => cell === null)) return ''
    const made = cells.map((cell, at) => cellXml(cell, `${letters(at)}${i + 1}`, texts))
    return `<row r="${i + 1}">${made.join('')}</row>`
  })
  return `${xml}<worksheet><sheetData>${lines.join('')}</sheetData>${after}</worksheet>`
}

function cellXml(cell: CellMade, reference: string, texts: string[]): string {
  if (cell === null) return ''
  if (typeof cell === 'object') return `<c r="${reference}" ${cell.xml}</c>`
  if (typeof cell === 'number') return `<c r="${reference}"><v>${cell}</v></c>`
  if (typeof cell === 'boolean') return `<c r="${reference}" t="b"><v>${cell ? 1 : 0}</v></c>`
  texts.push(cell)
  return `<c r="${reference}" t="s"><v>${texts.length - 1}</v></c>`
}

function stylesXml(formats: readonly string[]): string {
  const numbers = formats.map(
    (format, i) => `<numFmt numFmtId="${200 + i}" formatCode="${escaped(format)}"/>`,
  )
  const styles = formats.map((_, i) => `<xf numFmtId="${200 + i}"/>`)
  return `${xml}<styleSheet><numFmts>${numbers.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${styles.join('')}</cellXfs></styleSheet>`
}

function letters(at: number): string {
  return at < 26
    ? String.fromCharCode(65 + at)
    : letters(Math.floor(at / 26) - 1) + letters(at % 26)
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
