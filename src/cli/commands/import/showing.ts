import { amount, table } from '../../output.ts'
import type { Session } from '../../session.ts'
import type { RowImport } from '../../wait.ts'

/** How the file was understood, for whoever watches. */
export function showUnderstood({ output }: Session, { kind, detection }: RowImport): void {
  if (detection === null) return
  const { format, encoding, delimiter, sheet, rows, headerRow, key } = detection
  const form = format === 'csv' ? `${encoding}, cells between ${JSON.stringify(delimiter)}` : format
  const where = sheet === null ? '' : `, sheet ${JSON.stringify(sheet)}`
  output.say(`${form}${where}, ${amount(rows)} rows, column names in row ${headerRow}`)
  if (key !== null) {
    output.say(`${whoOf(kind)} are named by ${JSON.stringify(key.column)} (${key.kind})`)
  }
  const lines = table([
    ['COLUMN', 'TYPE', 'SURE', 'BECOMES', 'SURE', 'EXAMPLE'],
    ...detection.columns.map((column) => {
      const { name, confidence, to, toConfidence, make, examples } = column
      return [
        name,
        typeIn(detection, column),
        percent(confidence),
        to === 'ignore' ? '' : make === null ? to : `${to} (a new field)`,
        to === 'ignore' || toConfidence === 0 ? '' : percent(toConfidence),
        oneLine(examples[0] ?? '').slice(0, 30),
      ]
    }),
  ])
  for (const line of lines) output.say(line)
  for (const line of unsureDates(detection)) output.say(line)
}

/** Orders of day and month that are not sure, with how another is said. */
function unsureDates(detection: Detection): string[] {
  return detection.columns.flatMap((column) => {
    const { name, to, dates, datesConfidence } = column
    if (!isDate(column) || to === 'ignore' || isAsked(detection, 'dates', name)) return []
    if (datesConfidence === null || datesConfidence === 1) return []
    const other = JSON.stringify(`${name}=${dates === 'dmy' ? 'mdy' : 'dmy'}`)
    return `Dates of ${JSON.stringify(name)} are read as ${dates}, ${percent(datesConfidence)} sure; else say --dates ${other}.`
  })
}

type Detection = NonNullable<RowImport['detection']>
type Column = Detection['columns'][number]

/** The type with how its cells are written, where that is known: `date dmy`, `money 0,00`. */
function typeIn(detection: Detection, column: Column): string {
  const { name, type, dates, decimal } = column
  if (isDate(column)) {
    return dates === null || isAsked(detection, 'dates', name) ? type : `${type} ${dates}`
  }
  const tells = detection.format === 'csv' && withPlaces.has(type) && decimal !== null
  return tells && !isAsked(detection, 'decimal', name) ? `${type} 0${decimal}00` : type
}

const withPlaces: ReadonlySet<string> = new Set(['decimal', 'money', 'percent'])

/** Of what is still to be asked nothing is said as if it were known. */
function isAsked({ questions }: Detection, what: string, name: string): boolean {
  return questions.some(({ about, column }) => about === what && column === name)
}

/** Cells may go over several lines. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

function isDate({ type }: Column): boolean {
  return type === 'date' || type === 'datetime'
}

function percent(confidence: number): string {
  return `${Math.round(confidence * 100)} %`
}

/** What came of it, and what to do about rejected rows. */
export function showResult({ output }: Session, { id, result, detection }: RowImport): void {
  if (result === null) return
  const { samples, ...counts } = result
  const value = {
    import: id,
    ...counts,
    key: detection?.key ?? null,
    columns: detection?.columns ?? [],
    ...(result.dryRun ? { samples } : {}),
  }
  output.result(value, () => [
    ...(result.dryRun ? ['Nothing was written. It would be:'] : []),
    `${amount(result.rows)} rows: ${amount(result.new)} new, ${amount(result.changed)} changed, ` +
      `${amount(result.unchanged)} unchanged, ${amount(result.rejected)} rejected`,
    ...(result.conflicts === 0 ? [] : [`${amount(result.conflicts)} name two customers at once`]),
    ...Object.entries(result.cleared).map(([what, n]) => `${what}: taken from ${amount(n)}`),
    ...madeOf(result, detection),
    ...(result.dryRun ? changesOf(result) : []),
    ...errorsOf(result, detection?.format),
  ])
}

type Result = NonNullable<RowImport['result']>

/** What the shop has more of, or would have. Fields are there by the time the import has run. */
function madeOf({ dryRun, madeLists }: Result, detection: RowImport['detection']): string[] {
  const fields = new Set((detection?.columns ?? []).flatMap(({ make }) => make?.name ?? []))
  return [
    ...(dryRun && fields.size > 0 ? [`Fields to be made: ${[...fields].join(', ')}`] : []),
    ...(madeLists.length > 0
      ? [`${dryRun ? 'Lists to be made' : 'Lists made'}: ${madeLists.join(', ')}`]
      : []),
  ]
}

function changesOf({ samples }: Result): string[] {
  return samples.flatMap(({ row, result, key, changes }) =>
    result === 'changed'
      ? changes.map(
          ({ field, before, after }) =>
            `  row ${row}, ${key}: ${field} ${JSON.stringify(before)} → ${JSON.stringify(after)}`,
        )
      : [],
  )
}

/** What is wrong with rejected rows, and how it is mended. */
export function errorsOf(
  { errors, rejectedFile }: Pick<Result, 'errors' | 'rejectedFile'>,
  format?: string,
): string[] {
  if (rejectedFile === null) return []
  const isText = format === 'xlsx' && rejectedFile.endsWith('.csv')
  return [
    ...errors.slice(0, 10).flatMap(({ count, column, reason, fix, rows }) => {
      const where = column === '' ? '' : `${column}: `
      const which = `row ${rows.join(', ')}${count > rows.length ? ' …' : ''}`
      return [
        `  ${amount(count)} × ${where}${reason} (${which})`,
        ...(fix === '' ? [] : [`    ${fix}`]),
      ]
    }),
    `Mend the rejected rows and import them again: ${rejectedFile}`,
    ...(isText ? [tooLongForWorkbook] : []),
  ]
}

const tooLongForWorkbook =
  '  It is CSV: Excel takes 32,767 characters a cell, and a cell is longer. Mend it in a text editor.'

function whoOf(kind: RowImport['kind']): string {
  if (kind === 'products') return 'Products'
  return kind === 'places' ? 'Places' : 'Customers'
}
