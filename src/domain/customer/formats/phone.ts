import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { failure } from '../../failure.ts'
import type { Failure } from '../../failure.ts'

/**
 * A phone number in the one form in which it is kept and looked up: E.164 (`+5511987654321`) where it
 * is known which number it is, by its country code or, without one, as a number of `country` (the
 * shop's, ISO 3166). Brazilian ones get the ninth digit that old mobile numbers lack, and lose `0`
 * and the carrier's code in front. What cannot be placed (an unknown area code, no area code, another
 * country's number without its code) keeps its 7 to 15 digits as they are written: nobody is refused
 * for a number that only we do not understand, and the same spelling finds it again.
 */
export function normalisePhone(text: string, country: string): string | Failure {
  const bare = bareNumber(text)
  if (!/^\+?\d{7,15}$/.test(bare)) return wrongPhone(text, 'is not a phone number')
  if (repeated.test(bare)) return wrongPhone(text, 'is one digit repeated, and no phone')
  return (bare.startsWith('+') ? placed(bare) : placedIn(bare, country)) ?? bare
}

/**
 * A number as it is kept in the way people read it: in the country's own form where it is of the
 * shop's country (`(11) 98765-4321`), else with the country code (`+351 912 345 678`).
 */
export function showPhone(kept: string, country: string): string {
  if (!kept.startsWith('+')) return kept
  // Numbers that the plan does not have are written in ways that can be read as others.
  return formsOf(kept, country).find((each) => normalisePhone(each, country) === kept) ?? kept
}

/** Whether it is known which number of the world a kept one is. */
export function isPlacedPhone(kept: string): boolean {
  return kept.startsWith('+') && placed(kept) !== undefined
}

/** How that number may be written, the best first. */
function formsOf(kept: string, country: string): readonly string[] {
  const [, area = '', first = '', last = ''] = /^\+55(\d\d)(\d{4,5})(\d{4})$/.exec(kept) ?? []
  if (areas.has(area)) {
    return [country === 'BR' ? `(${area}) ${first}-${last}` : `+55 ${area} ${first}-${last}`]
  }
  const number = parsePhoneNumberFromString(kept)
  if (number === undefined || !number.isValid()) return []
  const international = number.formatInternational()
  return number.country === country ? [number.formatNational(), international] : [international]
}

const repeated = /^\+?(\d)\1*$/

/** The digits, `+` in front where the country code is said. A spreadsheet's `.0` is no digit. */
function bareNumber(text: string): string {
  return text
    .trim()
    .replace(/^(\d+)\.0$/, '$1')
    .replace(/^tel:/i, '')
    .replaceAll(/[\s().\-/\u2010-\u2015]/g, '')
    .replace(/^0xx(?=\d{10})/i, '0')
    .replace(/^00(?=[1-9]\d{7})/, '+')
}

function placed(bare: string): string | undefined {
  return bare.startsWith('+55') ? brazilian(bare.slice(3)) : foreign(bare)
}

function placedIn(bare: string, country: string): string | undefined {
  if (country !== 'BR') return foreign(bare, country)
  // With the country code, but without the sign for it: 55 is also an area code, of shorter numbers.
  const coded = /^55\d{10,11}$/.test(bare) ? brazilian(bare.slice(2)) : undefined
  return coded ?? brazilian(bare)
}

/** The area codes (DDD) that Brazil has (ANATEL, Resolução 263/2001). */
const areas: ReadonlySet<string> = new Set(
  (
    '11 12 13 14 15 16 17 18 19 21 22 24 27 28 31 32 33 34 35 37 38 41 42 43 44 45 46 47 48 49 ' +
    '51 53 54 55 61 62 63 64 65 66 67 68 69 71 73 74 75 77 79 81 82 83 84 85 86 87 88 89 ' +
    '91 92 93 94 95 96 97 98 99'
  ).split(' '),
)

/** A number of Brazil from its area code on, or with `0` and perhaps the carrier before that. */
function brazilian(digits: string): string | undefined {
  // 0800 and its like have no area.
  const free = /^0?([3589]00\d{6,7})$/.exec(digits)
  if (free !== null) return `+55${free[1] ?? ''}`
  const [, area = '', number = ''] =
    /^(?:0(?:\d\d)?(?=\d{10,11}$))?(\d\d)(\d{8,9})$/.exec(digits) ?? []
  if (!areas.has(area)) return undefined
  if (/^[2-5]\d{7}$|^9\d{8}$/.test(number)) return `+55${area}${number}`
  return /^[6-9]\d{7}$/.test(number) ? `+55${area}9${number}` : undefined
}

/** By the world's numbering plans; only what stays as it is when it is read again. */
function foreign(bare: string, country?: string): string | undefined {
  const region = country !== undefined && isSupportedCountry(country) ? country : undefined
  if (region === undefined && !bare.startsWith('+')) return undefined
  const number = parsePhoneNumberFromString(bare, region)
  if (number === undefined || !number.isValid()) return undefined
  const found: string = number.number
  if (found === bare) return found
  // The longest numbers of some plans are longer than E.164 lets any be.
  if (found.length > 16 || repeated.test(found)) return undefined
  return normalisePhone(found, '') === found ? found : undefined
}

function wrongPhone(text: string, what: string): Failure {
  return failure('invalid', `${JSON.stringify(text.slice(0, 60))} ${what}`, {
    fix: 'Write 7 to 15 digits, with + and the country code in front where it is known.',
  })
}
