import { parseDecimal } from './number.ts'

/** How people write numbers in a file: `1.234,56` is decimal `,` and thousands `.`. */
export type NumberStyle = {
  readonly decimal: '.' | ','
  /** Between groups of three digits, or nowhere; a blank stands for every kind of blank. */
  readonly thousands: '' | '.' | ',' | ' ' | "'"
}

/** What programs write, and what is taken where samples say nothing else. */
const plainStyle: NumberStyle = { decimal: '.', thousands: '' }

/**
 * The number a cell says, in ten-thousandths; undefined where it says none. Takes off a currency
 * (`R$ 1.234,56`, `12 EUR`), reads `(12)` and `12-` as negative, and refuses groups that are no
 * thousands: `1.5` is no number where `.` separates thousands, never 15.
 */
export function parseNumberStyled(text: string, style: NumberStyle): number | undefined {
  if (style.decimal === '.') {
    const plain = parseDecimal(text)
    if (plain !== undefined) return plain
  }
  const bare = bareNumber(text)
  if (bare === undefined) return undefined
  const digits = plainDigits(bare.digits, style)
  const size = digits === undefined ? undefined : parseDecimal(digits)
  return bare.negative && size !== undefined && size !== 0 ? -size : size
}

export type DetectedNumberStyle = {
  readonly style: NumberStyle
  /** Samples that are numbers in that style, and all that are not blank. */
  readonly read: number
  readonly of: number
  /** Another style reads as many samples, and reads some of them as other numbers: somebody should say. */
  readonly ambiguous: boolean
}

/**
 * The style that reads most of the samples, cells of one column; among equals the plainest. `1.234`
 * alone may be either: then it is ambiguous.
 */
export function detectNumberStyle(samples: readonly string[]): DetectedNumberStyle {
  const cells = samples.filter((each) => each.trim() !== '')
  const tried = styles.map((style) => {
    const values = cells.map((cell) => parseNumberStyled(cell, style))
    return { style, values, read: values.filter((each) => each !== undefined).length }
  })
  const most = Math.max(...tried.map(({ read }) => read))
  const equals = tried.filter(({ read }) => read === most)
  const best = equals[0]
  if (best === undefined) throw new Error('there are no number styles')
  return {
    style: best.style,
    read: most,
    of: cells.length,
    ambiguous: equals.some(({ values }) => values.some((each, i) => each !== best.values[i])),
  }
}

/** The plainest first. */
const styles: readonly NumberStyle[] = [
  plainStyle,
  { decimal: ',', thousands: '' },
  { decimal: '.', thousands: ',' },
  { decimal: ',', thousands: '.' },
  { decimal: ',', thousands: ' ' },
  { decimal: '.', thousands: ' ' },
  { decimal: '.', thousands: "'" },
  { decimal: ',', thousands: "'" },
]

const blanks = /[\s\u00a0\u2007\u2009\u202f]/
const minus = /[-\u2212\u2013]/

/** A currency before or after the digits: a sign (`R$`, `US$`, `€`), or one of the codes people write. */
const codes = 'BRL|USD|EUR|GBP|ARS|CLP|COP|MXN|PEN|UYU|PYG|BOB|CAD|AUD|CHF|JPY|CNY|INR'
const currency = new RegExp(`^(?:[A-Z]{0,2}\\p{Sc}|${codes})|(?:\\p{Sc}|${codes})$`, 'u')

/** The digits and separators of a cell without currency and sign; undefined where it has other text. */
function bareNumber(
  cell: string,
): { readonly digits: string; readonly negative: boolean } | undefined {
  let text = cell.trim()
  let negative = false
  if (text.startsWith('(') && text.endsWith(')')) {
    negative = true
    text = text.slice(1, -1).trim()
  }
  // The sign may stand before or after the currency, and the currency before or after the digits.
  for (let i = 0; i < 2; i++) {
    if (!negative && minus.test(text.charAt(0))) {
      negative = true
      text = text.slice(1).trimStart()
    }
    text = text.replace(currency, '').trim()
  }
  if (!negative && minus.test(text.charAt(text.length - 1))) {
    negative = true
    text = text.slice(0, -1).trimEnd()
  }
  return /^\d|^[.,]\d/.test(text) ? { digits: text, negative } : undefined
}

/** The same digits as parseDecimal reads them; undefined where the separators are not those of the style. */
function plainDigits(text: string, { decimal, thousands }: NumberStyle): string | undefined {
  const at = text.indexOf(decimal)
  const whole = at === -1 ? text : text.slice(0, at)
  const fraction = at === -1 ? '' : text.slice(at + 1)
  if (!/^\d*$/.test(fraction)) return undefined
  if (/^\d*$/.test(whole)) return `${whole}.${fraction}`
  if (thousands === '') return undefined
  const groups = whole.split(thousands === ' ' ? blanks : thousands)
  const right = groups.every((group, i) =>
    i === 0 ? /^\d{1,3}$/.test(group) : /^\d{3}$/.test(group),
  )
  return right ? `${groups.join('')}.${fraction}` : undefined
}
