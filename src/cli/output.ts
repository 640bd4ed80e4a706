import { styleText } from 'node:util'
import type { Locale } from '../domain/customer/formats/locale.ts'
import type { Failure } from '../domain/failure.ts'

/**
 * The one place that prints. Results go to standard output; progress and problems to standard error,
 * so that a result can be piped. With `--json` standard output has JSON only.
 */
export type Output = {
  readonly json: boolean
  /** A result: as JSON if that was asked for, else as these lines. */
  readonly result: (value: unknown, lines: () => readonly string[]) => void
  /** Text or bytes of a stream, as they are; waits while the reader is slow. */
  readonly write: (chunk: string | Uint8Array) => Promise<void>
  /** For people who watch; nothing with `--json`. */
  readonly say: (line: string) => void
  /** How far something is: drawn on a terminal, elsewhere a line now and then; `total` undefined while unknown. */
  readonly progress: (title: string, done: number, total: number | undefined) => void
  /** Takes the bar away. */
  readonly clear: () => void
  readonly problem: (failure: Failure) => void
  readonly dim: (text: string) => string
  readonly bold: (text: string) => string
}

/** Output to this process's own streams. */
export function makeOutput(json: boolean): Output {
  const { stdout, stderr } = process
  const wanted = process.env['TERM'] !== 'dumb'
  const terminal = stderr.isTTY && wanted
  const coloured = wanted && (process.env['NO_COLOR'] ?? '') === ''
  const styleFor =
    (stream: { readonly isTTY: boolean }) =>
    (format: 'bold' | 'dim' | 'red', text: string): string =>
      coloured && stream.isTTY ? styleText(format, text, { validateStream: false }) : text
  // What is styled by the caller may go to either stream: only where both are seen by somebody.
  const style = styleFor({ isTTY: stdout.isTTY && stderr.isTTY })
  let drawn = false
  let lastLine = Date.now()
  const clear = (): void => {
    if (drawn) stderr.write('\r\u001b[K')
    drawn = false
  }
  return {
    json,
    result(value, lines) {
      clear()
      stdout.write(
        json
          ? `${JSON.stringify(value)}\n`
          : lines()
              .map((line) => `${line}\n`)
              .join(''),
      )
    },
    async write(chunk) {
      if (stdout.write(chunk)) return
      await new Promise<void>((resolve, reject) => {
        stdout.once('drain', resolve)
        stdout.once('error', reject)
      })
    },
    say(line) {
      if (json) return
      clear()
      stderr.write(`${line}\n`)
    },
    progress(title, done, total) {
      if (json) return
      if (!terminal) {
        if (Date.now() - lastLine < lineEveryMs) return
        lastLine = Date.now()
        stderr.write(`${howFar(title, done, total)}\n`)
        return
      }
      clear()
      stderr.write(bar(title, done, total))
      drawn = true
    },
    clear,
    problem(failure) {
      clear()
      stderr.write(
        json ? `${JSON.stringify({ error: failure })}\n` : said(failure, styleFor(stderr)),
      )
    },
    dim: (text) => style('dim', text),
    bold: (text) => style('bold', text),
  }
}

/** Rows as columns of text, the first row being their titles. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** What there is, below its titles; where there is nothing, what would bring something. */
export function listing(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  none: string,
): string[] {
  return rows.length === 0 ? [none] : table([titles, ...rows])
}

/** A number as people read it: 541,909, in Portuguese 541.909. */
export function amount(n: number, locale: Locale = 'en'): string {
  return n.toLocaleString(locale === 'en' ? 'en-US' : locale)
}

/** Where lines stay, one in so many milliseconds says enough; what is quicker says nothing. */
const lineEveryMs = 3_000

function howFar(title: string, done: number, total: number | undefined): string {
  if (total === undefined || total <= 0) return `${title} …${done === 0 ? '' : ` ${amount(done)}`}`
  return `${title} … ${Math.floor(Math.min(1, done / total) * 100)} %`
}

function bar(title: string, done: number, total: number | undefined): string {
  if (total === undefined || total <= 0) return howFar(title, done, total)
  const share = Math.min(1, done / total)
  const filled = Math.round(share * 30)
  return `${title} ${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${Math.floor(share * 100)} %`
}

function said(failure: Failure, style: (format: 'bold' | 'red', text: string) => string): string {
  const where = failure.where === undefined ? '' : `\n  where: ${failure.where}`
  const fix = failure.fix === undefined ? '' : `\n  mend:  ${failure.fix}`
  return `${style('red', 'error')}: ${style('bold', failure.message)}${where}${fix}\n`
}

/** A value of a field as a cell of a table. */
export function asText(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
