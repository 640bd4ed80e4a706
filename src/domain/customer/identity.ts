import { failure, isFailure } from '../failure.ts'
import type { Failure } from '../failure.ts'
import { fold } from '../fold.ts'
import { isUnsafeKey } from '../json.ts'
import { cleanText } from '../text.ts'

/** What names one customer: no two customers have the same kind and value. */
export type Identifier = { readonly kind: string; readonly value: string }

/**
 * The kinds with rules of their own. A shop may use others, named by {@link isIdentifierKind}; their
 * values are kept as they come, trimmed.
 * - user_id: the shop's own id. Spreadsheets write `17850` as `17850.0`: `.0` after digits is dropped.
 * - email, phone: {@link normaliseEmail}, {@link normalisePhone}
 * - document: CPF, CNPJ and their like: letters and digits alone, upper case
 * - anonymous_id: made by a device; the only one that says nothing of who somebody is
 */
export const identifierKinds = ['user_id', 'email', 'phone', 'document', 'anonymous_id'] as const

function isIdentifierKind(kind: string): boolean {
  return /^[a-z_][a-z0-9_]{0,59}$/.test(kind) && !isUnsafeKey(kind)
}

const identifierLength = 200

/**
 * The one form in which that identifier is kept and looked up. Refused: empty and too long ones, and
 * texts that programs write where they know nobody (`null`, `undefined`, `0`): everyone would become
 * one customer. A JSON number is taken as its text.
 */
export function normalIdentifier(kind: string, given: unknown): string | Failure {
  if (!isIdentifierKind(kind)) {
    return failure('invalid', `${JSON.stringify(kind.slice(0, 60))} is no kind of identifier`, {
      fix: 'Use user_id, email, phone, document, anonymous_id or a code of your own in a-z, 0-9 and _.',
    })
  }
  if (typeof given !== 'string' && typeof given !== 'number') {
    return failure('invalid', `The ${kind} is not text`)
  }
  const clean = cleanText(String(given))
  if (isFailure(clean)) return clean
  const trimmed = clean.trim().normalize('NFC')
  if (trimmed === '') return failure('invalid', `The ${kind} is empty`)
  if (trimmed.length > identifierLength) {
    return failure('too_large', `The ${kind} has more than ${identifierLength} characters`)
  }
  if (blocked.has(fold(trimmed))) return nobody(kind, trimmed)
  const normal = byKind(kind, trimmed)
  if (!isFailure(normal) && blocked.has(fold(normal))) return nobody(kind, trimmed)
  return normal
}

function byKind(kind: string, trimmed: string): string | Failure {
  switch (kind) {
    case 'user_id':
      return withoutPointZero(trimmed)
    case 'email':
      return normaliseEmail(trimmed)
    case 'phone':
      return normalisePhone(trimmed)
    case 'document':
      return normaliseDocument(trimmed)
    default:
      return trimmed
  }
}

/** What programs and hurried people write where they know nobody; folded. */
const blocked: ReadonlySet<string> = new Set(
  (
    'null undefined nil none nan n/a #n/a 0 -1 true false unknown anonymous guest deleted ' +
    'anonimo desconhecido nulo [] {} - . 00000000-0000-0000-0000-000000000000 ' +
    'test@test.com test@example.com user@example.com example@example.com email@email.com ' +
    'teste@teste.com teste@teste.com.br a@a.com null@null.com'
  ).split(' '),
).add('[object object]')

function nobody(kind: string, text: string): Failure {
  return failure('invalid', `The ${kind} ${JSON.stringify(text)} names nobody`, {
    fix: 'Leave the identifier out where the customer is not known.',
  })
}

/**
 * An e-mail address, trimmed and in lower case. Checked for form only: one @, a local part, a domain
 * with a dot, no blanks or separators, at most 254 characters.
 */
export function normaliseEmail(text: string): string | Failure {
  const address = text.trim().normalize('NFC').toLowerCase()
  const ok = address.length <= 254 && emailForm.test(address) && !address.includes('..')
  if (ok) return address
  return failure('invalid', `${JSON.stringify(text.slice(0, 100))} is not an e-mail address`, {
    fix: 'Write one address such as ana@example.com.',
  })
}

const emailForm =
  /^(?!\.)[^\s@,;:<>()[\]"\\\p{C}]{1,64}(?<!\.)@(?:[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+(?:\p{L}[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])$/u

/**
 * A phone number's digits, with `+` in front where the country code is said (by `+` or `00`): 7 to 15
 * digits (E.164). A number without a country code stays one: which country it is of is not guessed.
 */
export function normalisePhone(text: string): string | Failure {
  const bare = withoutPointZero(text.trim())
    .replace(/^tel:/i, '')
    .replaceAll(/[\s().\-/\u2010-\u2015]/g, '')
    .replace(/^00(?=\d{8})/, '+')
  if (/^\+?\d{7,15}$/.test(bare) && !/^\+?0*$/.test(bare)) return bare
  return failure('invalid', `${JSON.stringify(text.slice(0, 60))} is not a phone number`, {
    fix: 'Write 7 to 15 digits, with + and the country code in front where it is known.',
  })
}

function normaliseDocument(text: string): string | Failure {
  const bare = text.replaceAll(/[\s.\-/]/g, '').toUpperCase()
  // 000…0 and 111…1 are typed to get past a form.
  if (/^[\p{L}\p{N}]{3,40}$/u.test(bare) && !/^(\d)\1*$/.test(bare)) return bare
  return failure('invalid', `${JSON.stringify(text.slice(0, 60))} is not a document number`)
}

function withoutPointZero(text: string): string {
  return /^\d+\.0$/.test(text) ? text.slice(0, -2) : text
}
