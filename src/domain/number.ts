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
  let at = 0
  let negative = false
  const sign = text.charCodeAt(0)
  if (sign === minusSign || sign === plusSign) {
    negative = sign === minusSign
    at = 1
  }
  let whole = 0
  let digits = 0
  for (; at < text.length; at++, digits++) {
    const digit = text.charCodeAt(at) - zero
    if (!(digit >= 0 && digit <= 9)) break
    // Past the limit only its being past it matters.
    if (whole < scaledLimit) whole = whole * 10 + digit
  }
  if (at === text.length) return digits === 0 ? undefined : signed(whole * scale, negative)
  if (text.charCodeAt(at) !== point) return digits === 0 ? undefined : parseExponent(text)

  const from = at + 1
  let fraction = 0
  let up = 0
  for (at = from; at < text.length; at++) {
    const digit = text.charCodeAt(at) - zero
    if (!(digit >= 0 && digit <= 9)) return parseExponent(text)
    if (at - from < 4) fraction = fraction * 10 + digit
    else if (at - from === 4) up = digit >= 5 ? 1 : 0
  }
  const places = at - from
  if (digits + places === 0) return undefined
  for (let i = places; i < 4; i++) fraction *= 10
  return signed(whole * scale + fraction + up, negative)
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
  const places = String(fraction).padStart(4, '0')
  let end = 4
  while (places.charCodeAt(end - 1) === zero) end--
  return `${whole}.${places.slice(0, end)}`
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
const point = 46
const minusSign = 45
const plusSign = 43

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
  const digits = whole + fraction
  if (digits === '') return undefined
  const first = digits.search(/[1-9]/)
  if (first === -1) return 0
  // Where the point stands in digits, counted from the first that is not 0.
  const pointAt = whole.length + Number(exponentText) - first
  if (pointAt > 12) return undefined
  if (pointAt < -4) return 0
  const significant = digits.slice(first)
  if (pointAt <= 0) return parseDecimal(`${sign}.${'0'.repeat(-pointAt)}${significant}`)
  const wholePart = significant.slice(0, pointAt).padEnd(pointAt, '0')
  return parseDecimal(`${sign}${wholePart}.${significant.slice(pointAt)}`)
}
