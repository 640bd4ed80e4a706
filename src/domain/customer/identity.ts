import { failure, isFailure } from '../failure.ts'
import type { Failure } from '../failure.ts'
import { fold } from '../fold.ts'
import { isUnsafeKey } from '../json.ts'
import { cleanText } from '../text.ts'
import { normaliseCpfCnpj } from './formats/documents.ts'
import { normaliseEmail } from './formats/email.ts'
import { normalisePhone } from './formats/phone.ts'

/** What names one customer: no two customers have the same kind and value. */
export type Identifier = { readonly kind: string; readonly value: string }

/**
 * The kinds with rules of their own. A shop may use others, named by {@link isIdentifierKind}; their
 * values are kept as they come, trimmed.
 * - user_id: the shop's own id. Spreadsheets write `17850` as `17850.0`: `.0` after digits is dropped.
 * - email, phone: {@link normaliseEmail}, {@link normalisePhone}: as the fields of those types
 * - document: CPF, CNPJ and their like: letters and digits alone, upper case
 * - device_id: of a device, as apps know it
 * - anonymous_id: made by a browser or an app; it and the one before say nothing of who somebody is
 */
export const identifierKinds = [
  'user_id',
  'email',
  'phone',
  'document',
  'device_id',
  'anonymous_id',
] as const

/** Kinds that name what somebody uses, not who she is. */
export const weakKinds: ReadonlySet<string> = new Set(['device_id', 'anonymous_id'])

/** From the one that says most surely who somebody is; kinds of the shop's own come before the last two. */
const strongest = ['user_id', 'document', 'email', 'phone']
const ownKind = strongest.length
const weakest: Readonly<Record<string, number>> = {
  device_id: ownKind + 1,
  anonymous_id: ownKind + 2,
}

/** How surely a kind says who somebody is: the less the surer. */
export function strengthOf(kind: string): number {
  const at = strongest.indexOf(kind)
  return at === -1 ? (weakest[kind] ?? ownKind) : at
}

/** What a shop says of identifiers. */
export type IdentityRules = {
  /** Values that are nobody's, beside those that never are: folded. */
  readonly blocked: ReadonlySet<string>
  /** By kind, how many messages may bring together under one customer; see {@link limitOf}. */
  readonly limits: ReadonlyMap<string, number>
}

/** Where the shop says nothing. */
export const defaultLimits: Readonly<Record<string, number>> = {
  email: 10,
  phone: 10,
  device_id: 50,
  anonymous_id: 500,
}
const ownKindLimit = 10

/** Of a shop's settings. */
export function identityRules(
  said: {
    readonly blocked: readonly string[]
    readonly limits: Readonly<Record<string, number>>
  } = {
    blocked: [],
    limits: {},
  },
): IdentityRules {
  return {
    blocked: new Set(said.blocked.map((value) => fold(value.trim()))),
    limits: new Map(Object.entries({ ...defaultLimits, ...said.limits })),
  }
}

/** How many of a kind messages may bring together. One person has one user id and one document, whatever is set. */
export function limitOf({ limits }: IdentityRules, kind: string): number {
  return singleKinds.has(kind) ? 1 : (limits.get(kind) ?? ownKindLimit)
}

/** Kinds of which one person has one: two of them are two people. */
export const singleKinds: ReadonlySet<string> = new Set(['user_id', 'document'])

/** Whether identifiers may be of that kind: one of those above, or a code of the shop's own. */
export function isIdentifierKind(kind: string): boolean {
  return /^[a-z_][a-z0-9_]{0,59}$/.test(kind) && !isUnsafeKey(kind)
}

const identifierLength = 200

/**
 * The one form in which that identifier is kept and looked up. Refused: empty and too long ones, and
 * texts that programs write where they know nobody (`null`, `undefined`, `0`): everyone would become
 * one customer; and what the shop's rules block. A JSON number is taken as its text. `country` is the shop's
 * (ISO 3166): of phone numbers that say none.
 */
export function normalIdentifier(
  kind: string,
  given: unknown,
  country: string,
  rules?: Pick<IdentityRules, 'blocked'>,
): string | Failure {
  if (!isIdentifierKind(kind)) {
    return failure('invalid', `${JSON.stringify(kind.slice(0, 60))} is no kind of identifier`, {
      fix: 'Use user_id, email, phone, document, device_id, anonymous_id or a code of your own in a-z, 0-9 and _.',
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
  if (isNobody(trimmed, rules)) return nobody(kind, trimmed)
  const normal = byKind(kind, trimmed, country)
  if (!isFailure(normal) && isNobody(normal, rules)) return nobody(kind, trimmed)
  return normal
}

function byKind(kind: string, trimmed: string, country: string): string | Failure {
  switch (kind) {
    case 'user_id':
      return withoutPointZero(trimmed)
    case 'email':
      return normaliseEmail(trimmed)
    case 'phone':
      return normalisePhone(trimmed, country)
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

/** Whether that is what is written where nobody is known, or nothing at all. */
export function isNobody(text: string, rules?: Pick<IdentityRules, 'blocked'>): boolean {
  const folded = fold(text.trim())
  return folded === '' || blocked.has(folded) || rules?.blocked.has(folded) === true
}

/** Who has `0` for an id of her own is refused as well: nobody can tell her from those who have none. */
function nobody(kind: string, text: string): Failure {
  return failure(
    'invalid',
    `The ${kind} ${JSON.stringify(text)} is what is written where nobody is known: all who have it would be one customer`,
    {
      fix: 'Leave it out where the customer is not known; where it is her own, write more of it, such as id-0.',
    },
  )
}

/** Zeros that a spreadsheet took away are put back, as in the fields: it is the same person. */
function normaliseDocument(text: string): string | Failure {
  const bare = withoutPointZero(text)
    .replaceAll(/[\s.\-/]/g, '')
    .toUpperCase()
  // 000…0 and 111…1 are typed to get past a form.
  if (/^\d{9,13}$/.test(bare)) {
    const whole = normaliseCpfCnpj(bare)
    if (!isFailure(whole)) return whole
  }
  // Without a digit it is a word, `não tem` say, and all who have it would be one customer.
  const numbered = /\d/.test(bare) && !/^(\d)\1*$/.test(bare)
  if (numbered && /^[\p{L}\p{N}]{3,40}$/u.test(bare)) return bare
  return failure('invalid', `${JSON.stringify(text.slice(0, 60))} is not a document number`, {
    fix: 'Write the whole number of the document, or leave it out.',
  })
}

function withoutPointZero(text: string): string {
  return /^\d+\.0$/.test(text) ? text.slice(0, -2) : text
}
