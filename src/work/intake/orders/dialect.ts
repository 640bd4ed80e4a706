import { failure, isFailure, orRefuse, Refusal } from '../../../domain/failure.ts'
import { detectNumberStyle } from '../../../domain/numberStyle.ts'
import { detectDateStyle } from '../../../domain/time/dateStyle.ts'
import { sampleOf, type Survey } from './decode.ts'
import { datePart, detectOrders, isSeparatorLine, sampleBytes, type Detection } from './detect.ts'
import { placesOf } from './header.ts'
import type { Dialect, OrderOptions } from './options.ts'
import { eachPiece } from './pieces.ts'

/**
 * How a file is written, for certain: what the beginning leaves open (is 03/04 in March or in April?)
 * is looked for in all of the file, and asked for where that does not tell either. Never guessed:
 * a wrong order of day and month would be seen by nobody.
 */
export async function dialectOf(
  path: string,
  options: OrderOptions,
  survey: Survey,
): Promise<Dialect> {
  const detection = orRefuse(
    detectOrders(await sampleOf(path, sampleBytes), options, survey.encoding),
  )
  const { encoding, delimiter, lineEnd, decimal, dates, open } = detection
  const seen: Dialect = { encoding, delimiter, lineEnd, decimal, dates }
  return open.dates || open.decimal ? await lookFurther(path, options, detection, seen) : seen
}

async function lookFurther(
  path: string,
  options: OrderOptions,
  { open, columns }: Detection,
  seen: Dialect,
): Promise<Dialect> {
  const places = placesOf(columns, options)
  if (isFailure(places)) throw new Refusal(places)
  const dates = new Set<string>()
  const numbers = new Set<string>()
  let header = true
  await eachPiece(
    path,
    seen,
    (row) => {
      if (isSeparatorLine(row)) return
      const { cells } = row
      if (!header) {
        add(dates, datePart(cells[places.time] ?? ''))
        add(numbers, cells[places.quantity] ?? '')
        add(numbers, cells[places.price] ?? '')
      }
      header = false
    },
    async () => {},
  )
  const date = detectDateStyle([...dates])
  const number = detectNumberStyle([...numbers])
  if (open.dates && date.ambiguous) throw new Refusal(ambiguousDates([...dates]))
  if (open.decimal && number.ambiguous) throw new Refusal(ambiguousNumbers([...numbers]))
  return {
    ...seen,
    dates: open.dates ? date.style : seen.dates,
    decimal: open.decimal ? number.style.decimal : seen.decimal,
  }
}

/** Distinct texts that are looked at; a year has 366 dates. */
const mostTexts = 50_000

function add(texts: Set<string>, text: string): void {
  if (texts.size < mostTexts && text.length <= 40) texts.add(text)
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
