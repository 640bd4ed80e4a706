import { copyFile, link, rename } from 'node:fs/promises'
import { failure, isFailure, orRefuse, Refusal, type Failure } from '../../../domain/failure.ts'
import { detectNumberStyle } from '../../../domain/numberStyle.ts'
import { datePart, detectDateStyle } from '../../../domain/time/dateStyle.ts'
import { sampleOf, surveyFile } from '../files/decode.ts'
import { columnAt } from '../files/columnAt.ts'
import { ownText } from '../files/ownText.ts'
import { sampleBytes } from '../files/textDialect.ts'
import { detectOrders, type Detection } from './detect.ts'
import { placesOf, type Places } from './header.ts'
import { orderParts, type GuessedColumns, type OrderPart } from './guess.ts'
import type { DateOrder, Dialect, OrderFile, OrderOptions, OrdersSaid } from './options.ts'
import type { FileFormat } from '../files/canonical.ts'
import { recordsBeside, keptRecords } from '../files/json.ts'
import type { FileLimits } from '../files/limits.ts'
import { convertInThread } from '../files/thread.ts'
import { eachRow, type FileForm } from '../files/understand.ts'

/** A file as all of it says it is to be read. */
export type Understood = OrderFile & {
  /** The first rows below the header. */
  readonly sample: readonly (readonly string[])[]
  /** What has to be said before it can be taken in; `where` names the option. */
  readonly asked?: readonly Failure[]
}

/** A file of which not everything was said. */
export type LookedAt = {
  /** What was said, and for columns that were not, which seem to be it. */
  readonly options: OrdersSaid
  readonly detection: Understood
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
  const format = await toRows(path, options.sheet, limits)
  const { detection } = await understandRows(path, format, options)
  const { asked = [], ...understood } = detection
  const [first] = asked
  if (first !== undefined) throw new Refusal(first)
  return understood
}

/**
 * The same where the columns need not be said: those that are not are taken by their names, as far as these
 * tell, and what is open is not refused but asked for.
 *
 * @param before How it was understood before, of a file that is looked at again.
 */
export async function lookAtFile(
  path: string,
  options: OrdersSaid,
  { limits = {}, before }: { limits?: Partial<FileLimits>; before?: Understood | undefined } = {},
): Promise<LookedAt> {
  const format = before?.format ?? (await toRows(path, options.sheet, limits))
  return await understandRows(path, format, options)
}

/** Makes rows of whatever was sent, in its place. */
async function toRows(
  path: string,
  sheet: string | undefined,
  limits: Partial<FileLimits>,
): Promise<FileFormat> {
  const { path: rows, format } = await convertInThread(path, { sheet, limits })
  if (format === 'json') await keepRecords(path)
  // Whole under one name or the other, whenever the program ends.
  if (rows !== path) await rename(rows, path)
  return format
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

/** Rows that were made of something else are written so. */
const canonical = { encoding: 'utf-8', delimiter: ',', found: undefined } as const

async function understandRows(
  path: string,
  format: FileFormat,
  given: OrdersSaid,
): Promise<LookedAt> {
  const options = withoutNothing(given)
  const { bytes, encoding: named } = await surveyFile(path)
  const said = format === 'csv' ? options : { ...options, ...canonical }
  const detection = orRefuse(detectOrders(await sampleOf(path, sampleBytes), said, named))
  const { encoding, delimiter, lineEnd, decimal, dates } = detection
  const { open, columns, headerRow, header, sample, guess } = detection
  const dialect: Dialect = { encoding, delimiter, lineEnd, decimal, dates }
  const seen = { format, dialect, bytes, columns, headerRow, header, sample }
  const filled = withGuesses(options, guess)
  for (const part of orderParts) {
    const column = filled[part]
    if (column !== undefined) orRefuse(columnAt(columns, column, part))
  }
  const missing = orderParts.filter((part) => filled[part] === undefined)
  if (!isWhole(filled)) {
    return { options: filled, detection: { ...seen, asked: missing.map(unsaid) } }
  }
  const places = orRefuse(placesOf(columns, filled))
  if (!open.dates && !open.decimal) return { options: filled, detection: seen }
  const further = await lookFurther(path, places, { ...open, found: said.found }, seen)
  return { options: filled, detection: { ...seen, ...further } }
}

function withoutNothing(said: OrdersSaid): Partial<OrderOptions> {
  const entries = Object.entries(said).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Partial<OrderOptions>
}

/** A column is taken for one thing only, and for none where it was said to be another. */
function withGuesses(said: Partial<OrderOptions>, guess: GuessedColumns): Partial<OrderOptions> {
  const taken = new Set(orderParts.map((part) => said[part]))
  const guesses = Object.entries(guess).filter(([, column]) => !taken.has(column))
  return { ...Object.fromEntries(guesses), ...said }
}

/** Whether every column that has to be said is. */
export function isWhole(options: OrdersSaid): options is OrderOptions {
  return orderParts.every((part) => options[part] !== undefined)
}

function unsaid(part: OrderPart): Failure {
  return failure('invalid', `Which column is the ${wordsOf[part]}?`, {
    where: part,
    fix: 'Name the column.',
  })
}

const wordsOf: Readonly<Record<OrderPart, string>> = {
  order: "order's id",
  customer: "customer's id",
  time: 'time of the order',
  item: "product's id",
  quantity: 'quantity',
  price: 'price of one',
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
): Promise<Pick<Understood, 'dialect' | 'asked'>> {
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
  const order = open.dates ? orderIn([...dates], found?.dates) : seen.dialect.dates
  const decimal = open.decimal ? decimalIn([...numbers], found?.decimal) : seen.dialect.decimal
  const asked = [order, decimal].filter(isFailure)
  return {
    dialect: {
      ...seen.dialect,
      ...(isFailure(order) ? {} : { dates: order }),
      ...(isFailure(decimal) ? {} : { decimal }),
    },
    ...(asked.length === 0 ? {} : { asked }),
  }
}

/** What they tell, else what an earlier file told. */
function orderIn(dates: readonly string[], found: DateOrder | undefined): DateOrder | Failure {
  const { ambiguous, style } = detectDateStyle(dates)
  return (ambiguous ? found : style) ?? ambiguousDates(dates)
}

function decimalIn(
  numbers: readonly string[],
  found: Dialect['decimal'] | undefined,
): Dialect['decimal'] | Failure {
  const { ambiguous, style } = detectNumberStyle(numbers)
  return (ambiguous ? found : style.decimal) ?? ambiguousNumbers(numbers)
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
