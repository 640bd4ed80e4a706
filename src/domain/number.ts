import { failure } from './failure.ts'
import type { Failure } from './failure.ts'

/**
 * Numbers of fields and properties: decimal text rounded half away from zero to four places, once,
 * at arrival, and from then on safe integers of ten-thousandths ("scaled"). No binary fraction is
 * ever rounded: what is read is the decimal text, of a JSON number its shortest one.
 */
export const scale = 10_000

/** In size, a scaled number is less than this: 9·10^11 whole ones. There is none at or beyond it. */
export const scaledLimit = 9_000_000_000_000_000

/**
 * The number that a text says, scaled; undefined where it says none, or one of 9·10^11 or more.
 * Reads `12`, `-0.5`, `+3.`, `.25`, `1e3`: no blanks, no thousands separators ({@link file://./numberStyle.ts} does).
 */
export function parseDecimal(text: string): number | undefined {
  if (!plainForm.test(text)) return parseExponent(text)
  const sign = text.charCodeAt(0)
  const from = sign === minusSign || sign === plusSign ? 1 : 0
  const pointAt = text.indexOf('.', from)
  const end = pointAt === -1 ? text.length : pointAt
  const size = digits(text, from, end) * scale + (pointAt === -1 ? 0 : places(text, pointAt + 1))
  return signed(size, sign === minusSign)
}

/** The scaled number of a JSON number, by its shortest decimal text; undefined at 9·10^11 and beyond. */
export function scaleNumber(n: number): number | undefined {
  if (Number.isInteger(n)) return signed(Math.abs(n) * scale, n < 0)
  const guess = Math.round(n * scale)
  // A decimal of at most 15 digits that gives back the same double is that double's shortest text.
  if (guess / scale === n && Math.abs(guess) < 1e15) return guess
  return parseDecimal(String(n))
}

/** A scaled number as decimal text with as few places as say it: `12`, `-0.5`, never an exponent. */
export function showNumber(scaled: number): string {
  const size = Math.abs(scaled)
  const fraction = size % scale
  const whole = `${scaled < 0 ? '-' : ''}${(size - fraction) / scale}`
  if (fraction === 0) return whole
  const decimals = String(fraction).padStart(4, '0')
  let end = 4
  while (decimals.charCodeAt(end - 1) === zero) end--
  return `${whole}.${decimals.slice(0, end)}`
}

/** The same of a sum, which may be larger than any number may be: exact, whatever its size. */
export function showSum(scaled: bigint): string {
  const size = scaled < 0n ? -scaled : scaled
  const fraction = size % BigInt(scale)
  const whole = `${scaled < 0n ? '-' : ''}${size / BigInt(scale)}`
  if (fraction === 0n) return whole
  return `${whole}.${String(fraction).padStart(4, '0').replace(/0+$/, '')}`
}

/** A scaled number as the JSON number with the same shortest text; exact both ways. */
export function unscale(scaled: number): number {
  // The nearest double to scaled / 10^4; exact enough that scaleNumber gives scaled back below 2^53 / 10.
  return Number(showNumber(scaled))
}

/**
 * The scaled form of a number in a condition. Numbers are kept to four places, so one with more
 * could be equal to nothing: refused rather than rounded.
 */
export function threshold(n: number): number | Failure {
  const scaled = Number.isFinite(n) ? scaleNumber(n) : undefined
  if (scaled === undefined) {
    return failure('invalid', `${n} is not a number that can be compared`, {
      fix: 'Give a number below 900,000,000,000.',
    })
  }
  if (unscale(scaled) !== n) {
    return failure('invalid', `${n} has more than four decimal places`, {
      fix: `Numbers are kept to four places: write ${showNumber(scaled)}.`,
    })
  }
  return scaled
}

const zero = 48
const minusSign = 45
const plusSign = 43

const plainForm = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/

/** The integer that those digits write; past the limit only its being past it is exact. */
function digits(text: string, from: number, to: number): number {
  let n = 0
  for (let i = from; i < to && n < scaledLimit; i++) n = n * 10 + text.charCodeAt(i) - zero
  return n
}

/** The decimal places from there on in ten-thousandths; a fifth of 5 or more rounds up. */
function places(text: string, from: number): number {
  const four = digits(text, from, Math.min(from + 4, text.length))
  const up = text.charCodeAt(from + 4) >= zero + 5 ? 1 : 0
  return four * 10 ** Math.max(0, from + 4 - text.length) + up
}

/** Within the limit and without −0. */
function signed(size: number, negative: boolean): number | undefined {
  if (!(size < scaledLimit)) return undefined
  return negative && size !== 0 ? -size : size
}

const exponentForm = /^([+-]?)(\d*)(?:\.(\d*))?[eE]([+-]?\d+)$/

/** The rarer form with an exponent: the point is moved in the text, then the text is read. */
function parseExponent(text: string): number | undefined {
  const form = exponentForm.exec(text)
  if (form === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponentText = ''] = form
  const all = whole + fraction
  if (all === '') return undefined
  const first = all.search(/[1-9]/)
  if (first === -1) return 0
  // Where the point stands in `all`, counted from the first that is not 0.
  const pointAt = whole.length + Number(exponentText) - first
  if (pointAt > 12) return undefined
  if (pointAt < -4) return 0
  const significant = all.slice(first)
  if (pointAt <= 0) return parseDecimal(`${sign}.${'0'.repeat(-pointAt)}${significant}`)
  const wholePart = significant.slice(0, pointAt).padEnd(pointAt, '0')
  return parseDecimal(`${sign}${wholePart}.${significant.slice(pointAt)}`)
}
