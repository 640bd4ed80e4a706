import { failure, isFailure, type Failure } from '../../../domain/failure.ts'
import { detectNumberStyle } from '../../../domain/numberStyle.ts'
import { datePart, detectDateStyle } from '../../../domain/time/dateStyle.ts'
import { detectText, sampleRows } from '../files/textDialect.ts'
import { guessColumns, type GuessedColumns } from './guess.ts'
import { orderHeader, placesOf, type OrderHeader } from './header.ts'
import type { Dialect, OrderOptions } from './options.ts'

/** How a file seems to be written, from its beginning: to be shown, and overridden where it is wrong. */
export type Detection = Dialect &
  OrderHeader & {
    /** The first rows below the header. */
    readonly sample: readonly (readonly string[])[]
    /** Which column seems to be what. */
    readonly guess: GuessedColumns
    /** What the beginning leaves open: the whole file may tell, else somebody must. */
    readonly open: { readonly dates: boolean; readonly decimal: boolean }
  }

/** What the person said already. */
export type Said = Partial<OrderOptions>

/**
 * @param bytes the beginning of the file, gunzipped: `sampleOf` in `decode.ts`
 * @param encoding where the whole file was looked at, what it said
 */
export function detectOrders(
  bytes: Buffer,
  said: Said = {},
  encoding?: string,
): Detection | Failure {
  const beginning = detectText(bytes, said, encoding)
  if (isFailure(beginning)) return beginning
  const { dialect, text } = beginning
  const rows = sampleRows(text, dialect)
  const header = orderHeader(rows, { ...nowhere, ...said }, dialect.delimiter)
  if (header === undefined) return emptyFile
  const { columns, headerRow } = header
  const sample = rows.flatMap(({ number, cells }) => (number > headerRow ? [cells] : []))
  const guess = guessColumns(columns, sample)
  return {
    ...dialect,
    ...stylesOf(columns, sample, { ...guess, ...said }),
    ...header,
    sample: sample.slice(0, shownRows),
    guess,
  }
}

const emptyFile = failure('invalid', 'The file is empty', {
  fix: 'Send a file with a row of column names and a row for each order line.',
})

function stylesOf(
  header: readonly string[],
  sample: readonly (readonly string[])[],
  said: Said,
): Pick<Detection, 'decimal' | 'dates' | 'open'> {
  const places = placesOf(header, { ...nowhere, ...said, fields: {}, properties: {} })
  const cells = (at: number) => (isFailure(places) ? [] : sample.map((row) => row[at] ?? ''))
  const { time, quantity, price } = isFailure(places) ? noPlaces : places
  const numbers = detectNumberStyle([...cells(quantity), ...cells(price)])
  const dates = detectDateStyle(cells(time).map(datePart))
  return {
    decimal: said.decimal ?? numbers.style.decimal,
    dates: said.dates ?? dates.style,
    open: {
      decimal: said.decimal === undefined && numbers.ambiguous,
      dates: said.dates === undefined && dates.ambiguous,
    },
  }
}

const noPlaces = { time: -1, quantity: -1, price: -1 }

/** Names that no header has. */
const nowhere: OrderOptions = {
  order: '\0',
  customer: '\0',
  time: '\0',
  item: '\0',
  quantity: '\0',
  price: '\0',
}

const shownRows = 5
