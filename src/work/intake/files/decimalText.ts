/**
 * A double as decimal text: 15 digits, as spreadsheets show (0.1 + 0.2 is 0.3), never an exponent; all of
 * them where its shortest text has no more places than we keep, which is then no noise. Three decimals get a
 * fourth: 1.234 could be taken for thousands, 1.2340 by nobody.
 */
export function decimalText(n: number): string {
  if (!Number.isFinite(n)) return ''
  if (Number.isSafeInteger(n)) return String(n)
  const shortest = String(n)
  const text = fewPlaces.test(shortest) ? shortest : expanded(String(Number(n.toPrecision(15))))
  return /\.\d{3}$/.test(text) ? `${text}0` : text
}

const fewPlaces = /^-?\d+\.\d{1,4}$/

function expanded(text: string): string {
  const form = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text)
  if (form === null) return text
  const [, sign = '', first = '', rest = '', power = '0'] = form
  const digits = first + rest
  const pointAt = 1 + Number(power)
  if (pointAt <= 0) return `${sign}0.${'0'.repeat(-pointAt)}${digits}`
  return sign + digits.padEnd(pointAt, '0')
}
