import { failure, Refusal } from '../../../domain/failure.ts'
import { csvReader, RowTooLong, type CsvRow } from './csv.ts'
import { spoolText } from './decode.ts'

/** How delimited text is written. */
export type TextDialect = {
  /** A name that iconv-lite knows. */
  readonly encoding: string
  readonly delimiter: string
  readonly lineEnd: '\n' | '\r'
}

/**
 * Every row of the file, header and all, piece by piece; `afterPiece` is told how many bytes were read.
 * A row without end is a Refusal.
 */
export async function eachPiece(
  path: string,
  dialect: TextDialect,
  onRow: (row: CsvRow) => void,
  afterPiece: (bytes: number) => Promise<void>,
): Promise<void> {
  let bytes = 0
  const reader = csvReader(dialect.delimiter, dialect.lineEnd, onRow)
  try {
    for await (const text of spoolText(path, dialect.encoding, (read) => (bytes = read))) {
      reader.push(text)
      await afterPiece(bytes)
    }
    reader.end()
  } catch (error) {
    if (!(error instanceof RowTooLong)) throw error
    throw new Refusal(
      failure('too_large', 'The row goes on for more than 8 million characters', {
        where: `row ${error.row}`,
        fix: 'Look for a quotation mark that is opened there and never closed.',
      }),
    )
  }
}
