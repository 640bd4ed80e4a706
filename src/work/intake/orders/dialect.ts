import { copyFile, link, rename } from 'node:fs/promises'
import { failure, orRefuse, Refusal } from '../../../domain/failure.ts'
import { detectNumberStyle } from '../../../domain/numberStyle.ts'
import { datePart, detectDateStyle } from '../../../domain/time/dateStyle.ts'
import { sampleOf, surveyFile } from '../files/decode.ts'
import { ownText } from '../files/ownText.ts'
import { sampleBytes } from '../files/textDialect.ts'
import { detectOrders, type Detection } from './detect.ts'
import { placesOf, type Places } from './header.ts'
import type { DateOrder, Dialect, OrderFile, OrderOptions } from './options.ts'
import type { FileFormat } from '../files/canonical.ts'
import { recordsBeside, keptRecords } from '../files/json.ts'
import type { FileLimits } from '../files/limits.ts'
import { convertInThread } from '../files/thread.ts'
import { eachRow, type FileForm } from '../files/understand.ts'

/** A file as all of it says it is to be read. */
export type Understood = OrderFile & {
  /** The first rows below the header. */
  readonly sample: readonly (readonly string[])[]
}

/**
 * How a file is written, for certain: what the beginning leaves open (is 03/04 in March or in April?)
 * is looked for in all of the file, and asked for where that does not tell either. Never guessed:
 * a wrong order of day and month would be seen by nobody. Refuses a file without the columns that the
 * options name.
 *
 * A workbook, JSON and Parquet, packed or not, become rows first: the file is replaced by them.
 */
export async function understandFile(
  path: string,
  options: OrderOptions,
  limits: Partial<FileLimits> = {},
): Promise<Understood> {
  const { path: rows, format } = await convertInThread(path, { sheet: options.sheet, limits })
  if (format === 'json') await keepRecords(path)
  // Whole under one name or the other, whenever the program ends.
  if (rows !== path) await rename(rows, path)
  const canonical = { encoding: 'utf-8', delimiter: ',', found: undefined } as const
  const said = format === 'csv' ? options : { ...options, ...canonical }
  return await understandRows(path, format, said)
}

/** Objects that are rejected come back as they were written: they stay beside the rows that replace them. */
async function keepRecords(path: string): Promise<void> {
  const records = recordsBeside(path)
  if (records !== path) return
  const kept = keptRecords(path)
  // A file system that knows no second name takes a second file.
  await link(path, kept).catch(async () => {
    await copyFile(path, kept)
  })
}

async function understandRows(
  path: string,
  format: FileFormat,
  options: OrderOptions,
): Promise<Understood> {
  const { bytes, encoding: named } = await surveyFile(path)
  const detection = orRefuse(detectOrders(await sampleOf(path, sampleBytes), options, named))
  const { encoding, delimiter, lineEnd, decimal, dates } = detection
  const { open, columns, headerRow, header, sample } = detection
  const dialect: Dialect = { encoding, delimiter, lineEnd, decimal, dates }
  const seen: OrderFile = { format, dialect, bytes, columns, headerRow, header }
  const places = orRefuse(placesOf(columns, options))
  if (!open.dates && !open.decimal) return { ...seen, sample }
  return {
    ...seen,
    dialect: await lookFurther(path, places, { ...open, found: options.found }, seen),
    sample,
  }
}

/** The file as `eachRow` reads it. */
export function formOf(path: string, { format, dialect, headerRow, columns }: OrderFile): FileForm {
  return { format, csv: path, dialect, firstRow: headerRow + 1, width: columns.length }
}

async function lookFurther(
  path: string,
  places: Places,
  open: Detection['open'] & Pick<OrderOptions, 'found'>,
  seen: OrderFile,
): Promise<Dialect> {
  const dates = new Set<string>()
  const numbers = new Set<string>()
  await eachRow(
    formOf(path, seen),
    ({ cells }) => {
      add(dates, datePart(cells[places.time] ?? ''))
      add(numbers, cells[places.quantity] ?? '')
      add(numbers, cells[places.price] ?? '')
    },
    async () => {},
  )
  const { found } = open
  return {
    ...seen.dialect,
    ...(open.dates && { dates: orderIn([...dates], found?.dates) }),
    ...(open.decimal && { decimal: decimalIn([...numbers], found?.decimal) }),
  }
}

/** What they tell, else what an earlier file told. */
function orderIn(dates: readonly string[], found: DateOrder | undefined): DateOrder {
  const { ambiguous, style } = detectDateStyle(dates)
  const order = ambiguous ? found : style
  if (order === undefined) throw new Refusal(ambiguousDates(dates))
  return order
}

function decimalIn(
  numbers: readonly string[],
  found: Dialect['decimal'] | undefined,
): Dialect['decimal'] {
  const { ambiguous, style } = detectNumberStyle(numbers)
  const decimal = ambiguous ? found : style.decimal
  if (decimal === undefined) throw new Refusal(ambiguousNumbers(numbers))
  return decimal
}

/** Distinct texts that are looked at; a year has 366 dates. */
const mostTexts = 50_000

function add(texts: Set<string>, text: string): void {
  if (texts.size < mostTexts && text.length <= 40) texts.add(ownText(text))
}

function ambiguousDates(dates: readonly string[]) {
  const example = dates.find((each) => detectDateStyle([each]).ambiguous) ?? ''
  return failure('invalid', `Dates such as ${example} may begin with the day or with the month`, {
    where: 'dates',
    fix: 'Say which: --dates dmy or --dates mdy.',
  })
}

function ambiguousNumbers(numbers: readonly string[]) {
  const example = numbers.find((each) => detectNumberStyle([each]).ambiguous) ?? ''
  return failure(
    'invalid',
    `Numbers such as ${example} may have a decimal or a thousands separator`,
    {
      where: 'decimal',
      fix: 'Say which sign is the decimal one: --decimal . or --decimal ,',
    },
  )
}
