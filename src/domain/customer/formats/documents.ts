import { failure } from '../../failure.ts'
import type { Failure } from '../../failure.ts'

/**
 * A CPF as its 11 digits, check digits right. Taken with or without its signs; of 9 or 10 digits, the
 * zeros that a spreadsheet dropped are put back, where the check digits then hold. Refused: one digit
 * repeated, whose check digits hold too and which nobody has.
 */
export function normaliseCpf(text: string): string | Failure {
  const digits = bareDocument(text)
  const restored = /^\d{9,11}$/.test(digits) ? digits.padStart(11, '0') : digits
  return isCpf(restored) ? restored : wrongDocument(text, 'CPF', '123.456.789-09')
}

/**
 * A CNPJ as its 14 characters, letters in capitals, check digits right: of digits, or with letters in
 * its first 12 places as the Receita Federal gives them since July 2026 (IN RFB 2.229/2024). Of 12 or
 * 13 digits, dropped zeros are put back where the check digits then hold.
 */
export function normaliseCnpj(text: string): string | Failure {
  const given = bareDocument(text)
  const restored = /^\d{12,13}$/.test(given) ? given.padStart(14, '0') : given
  return isCnpj(restored) ? restored : wrongDocument(text, 'CNPJ', '12.345.678/0001-95')
}

/** Either of the two, told apart by its length. */
export function normaliseCpfCnpj(text: string): string | Failure {
  const given = bareDocument(text)
  return given.length <= 11 ? normaliseCpf(text) : normaliseCnpj(text)
}

/**
 * A CEP as its 8 digits; of 7, the zero that a spreadsheet dropped is put back. Those of Brazil begin
 * at 01000-000; whether a street has it is not known here.
 */
export function normaliseCep(text: string): string | Failure {
  const digits = bareDocument(text)
  const restored = /^\d{7,8}$/.test(digits) ? digits.padStart(8, '0') : ''
  return restored >= '01000000' ? restored : wrongDocument(text, 'CEP', '01310-100')
}

/** Kept documents as they are written: `123.456.789-09`, `12.345.678/0001-95`. */
export function showDocument(kept: string): string {
  return kept.length === 11
    ? kept.replace(/^(...)(...)(...)(..)$/, '$1.$2.$3-$4')
    : kept.replace(/^(..)(...)(...)(....)(..)$/, '$1.$2.$3/$4-$5')
}

/** `01310-100`. */
export function showCep(kept: string): string {
  return kept.replace(/^(\d{5})(\d{3})$/, '$1-$2')
}

/** Without the signs that people write between, and the `.0` of a spreadsheet that took it for a number. */
function bareDocument(text: string): string {
  return text
    .trim()
    .replace(/^(\d+)\.0$/, '$1')
    .replaceAll(/[\s.\-/\u2010-\u2015]/g, '')
    .toUpperCase()
}

function isCpf(digits: string): boolean {
  if (!/^\d{11}$/.test(digits) || isRepeated(digits)) return false
  return [9, 10].every((at) => {
    const sum = weighed(digits, at, (i) => at + 1 - i)
    return digits.charCodeAt(at) - zero === ((sum * 10) % 11) % 10
  })
}

function isCnpj(text: string): boolean {
  if (!/^[0-9A-Z]{12}\d{2}$/.test(text) || isRepeated(text)) return false
  return [12, 13].every((at) => {
    // From the right 2 to 9, and again.
    const rest = weighed(text, at, (i) => 2 + ((at - 1 - i) % 8)) % 11
    return text.charCodeAt(at) - zero === (rest < 2 ? 0 : 11 - rest)
  })
}

const zero = 48

/** The sum of the characters before `end`, each by its distance from 0 in ASCII times its weight. */
function weighed(text: string, end: number, weight: (i: number) => number): number {
  let sum = 0
  for (let i = 0; i < end; i++) sum += (text.charCodeAt(i) - zero) * weight(i)
  return sum
}

function isRepeated(text: string): boolean {
  return /^(.)\1*$/.test(text)
}

function wrongDocument(text: string, kind: string, example: string): Failure {
  const shown = JSON.stringify(text.slice(0, 60))
  if (/^\d([.,]\d+)?E\+?\d+$/i.test(text.trim())) {
    return failure('invalid', `${shown} is a ${kind} that a spreadsheet has rounded`, {
      fix: 'Make the column text in the spreadsheet, fill it again, and save the file anew.',
    })
  }
  return failure('invalid', `${shown} is no ${kind}`, {
    fix: `Write it as ${example}, and look at its digits again.`,
  })
}
