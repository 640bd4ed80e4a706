import { StringDecoder } from 'node:string_decoder'
import type { Entry } from 'yauzl'
import { failure, Refusal } from '../../../../domain/failure.ts'
import type { Archive } from '../archive.ts'
import { attribute, damagedXml, MarkupReader, type MarkupHandler } from './markup.ts'
import { SheetReader, type OnSheetRow } from './sheet.ts'
import { StringGatherer, type SharedStrings } from './strings.ts'
import { StyleGatherer, type CellForm } from './styles.ts'
import type { DateSystem } from './value.ts'

/** A sheet of a workbook, in the order in which they are shown. */
export type WorkbookSheet = {
  readonly name: string
  readonly hidden: boolean
  readonly entry: Entry
}

/** A workbook of which everything but the cells has been read. To be closed. */
export type Workbook = {
  readonly sheets: readonly WorkbookSheet[]
  /** Every row of the sheet that has anything in it, piece by piece; stops where `afterPiece` says so. */
  readonly readSheet: (
    sheet: WorkbookSheet,
    onRow: OnSheetRow,
    afterPiece: (bytes: number) => Promise<'stop' | undefined>,
  ) => Promise<void>
  readonly close: () => void
}

/**
 * @param scratch a path that nobody uses: texts that do not fit into memory wait there
 * @param onPiece is asked often, while the texts are read; throws to stop
 */
export async function openWorkbook(
  archive: Archive,
  scratch: string,
  onPiece: () => void,
): Promise<Workbook> {
  const book = new BookGatherer()
  const main = mainPart(archive)
  await readPart(archive, main, book, onPiece)
  const folder = main.fileName.slice(0, main.fileName.lastIndexOf('/') + 1)
  const relations = await relationsOf(archive, main, onPiece)
  const sheets = book.sheets.flatMap(({ name, hidden, relation }) => {
    const target = relations.find(({ id }) => id === relation)
    const entry = target?.type.endsWith('/worksheet') && partAt(archive, folder, target.target)
    return entry ? [{ name, hidden, entry }] : []
  })
  if (sheets.length === 0) throw new Refusal(noSheets)
  const part = (type: string) => {
    const found = relations.find((each) => each.type.endsWith(type))
    return found && partAt(archive, folder, found.target)
  }
  const styles = new StyleGatherer()
  const stylesPart = part('/styles')
  if (stylesPart !== undefined) await readPart(archive, stylesPart, styles, onPiece)
  const strings = await readStrings(archive, part('/sharedStrings'), scratch, onPiece)
  const world = { strings, forms: styles.forms as readonly CellForm[], system: book.system }
  return {
    sheets,
    readSheet: async ({ entry }, onRow, afterPiece) => {
      await readPieces(archive, entry, new SheetReader(world, onRow), afterPiece)
    },
    close: () => strings.close(),
  }
}

async function readStrings(
  archive: Archive,
  entry: Entry | undefined,
  scratch: string,
  onPiece: () => void,
): Promise<SharedStrings> {
  const gatherer = new StringGatherer(scratch)
  try {
    if (entry !== undefined) await readPart(archive, entry, gatherer, onPiece)
    return gatherer.finish()
  } catch (error) {
    gatherer.discard()
    throw error
  }
}

const noSheets = failure('invalid', 'The workbook has no sheet with cells', {
  fix: 'Open it in a spreadsheet program and save it again as .xlsx.',
})

function mainPart(archive: Archive): Entry {
  // Where all programs put it; what [Content_Types].xml says of other places nobody uses.
  const entry = archive.entries.get('xl/workbook.xml')
  if (entry !== undefined) return entry
  throw new Refusal(
    failure('invalid', 'This is a file of an Office program, but no workbook in the .xlsx form', {
      fix: 'Save it as .xlsx or as .csv.',
    }),
  )
}

type Relation = { readonly id: string; readonly type: string; readonly target: string }

/** Only parts of the same file: what lies elsewhere is never looked for. */
async function relationsOf(
  archive: Archive,
  { fileName }: Entry,
  onPiece: () => void,
): Promise<readonly Relation[]> {
  const found: Relation[] = []
  const at = fileName.lastIndexOf('/') + 1
  const entry = archive.entries.get(`${fileName.slice(0, at)}_rels/${fileName.slice(at)}.rels`)
  if (entry === undefined) return found
  const open = (name: string, attributes: string) => {
    if (name !== 'Relationship' || attribute(attributes, 'TargetMode') === 'External') return
    const [id, type, target] = ['Id', 'Type', 'Target'].map((each) => attribute(attributes, each))
    if (id === undefined || type === undefined || target === undefined) return
    if (found.length < 10_000) found.push({ id, type, target })
  }
  await readPart(archive, entry, { open, text: () => {}, close: () => {} }, onPiece)
  return found
}

/** By the path that a relation says, from the folder of the part that says it. */
function partAt(archive: Archive, folder: string, target: string): Entry | undefined {
  const path: string[] = []
  for (const step of (target.startsWith('/') ? target : folder + target).split('/')) {
    if (step === '..') path.pop()
    else if (step !== '' && step !== '.') path.push(step)
  }
  return archive.entries.get(path.join('/'))
}

class BookGatherer implements MarkupHandler {
  readonly sheets: {
    readonly name: string
    readonly hidden: boolean
    readonly relation: string
  }[] = []
  system: DateSystem = 1900

  open(name: string, attributes: string): void {
    if (name === 'workbookPr') {
      const said = attribute(attributes, 'date1904')
      if (said === '1' || said === 'true') this.system = 1904
    } else if (name === 'sheet' && this.sheets.length < 1_000) {
      const state = attribute(attributes, 'state')
      this.sheets.push({
        name: attribute(attributes, 'name') ?? '',
        hidden: state === 'hidden' || state === 'veryHidden',
        relation: attribute(attributes, 'id') ?? '',
      })
    }
  }

  text(): void {}
  close(): void {}
}

async function readPart(
  archive: Archive,
  entry: Entry,
  handler: MarkupHandler,
  onPiece: () => void,
): Promise<void> {
  await readPieces(archive, entry, handler, async () => {
    onPiece()
    return undefined
  })
}

async function readPieces(
  archive: Archive,
  entry: Entry,
  handler: MarkupHandler,
  afterPiece: (bytes: number) => Promise<'stop' | undefined>,
): Promise<void> {
  const reader = new MarkupReader(handler)
  const decoder = new StringDecoder('utf8')
  let bytes = 0
  for await (const piece of archive.read(entry)) {
    // A mark of UTF-16: no program writes it, and as UTF-8 it would be read as nothing at all.
    if (bytes === 0 && (piece[0] === 0xff || piece[0] === 0xfe)) throw new Refusal(damagedXml)
    const start = bytes === 0 && piece[0] === 0xef && piece[1] === 0xbb ? 3 : 0
    bytes += piece.length
    reader.push(decoder.write(piece.subarray(start)))
    if ((await afterPiece(bytes)) === 'stop') return
  }
  reader.push(decoder.end())
  reader.end()
}
