import type { FastifyRequest } from 'fastify'
import type { Locale } from '../domain/customer/formats/locale.ts'
import type { Condition } from '../domain/segment/condition.ts'
import { fieldShown } from '../domain/segment/calculated/kind.ts'
import { readerOf, type Known } from '../domain/segment/reading/describe.ts'
import type { Vocabulary } from './questions.ts'

/**
 * Says conditions as sentences in the language that the request asks for: by `locale`, else by
 * Accept-Language, else in the shop's own.
 */
export function readerFor(
  request: FastifyRequest,
  asked: AskedLocale,
  vocabulary: Vocabulary,
): (condition: Condition) => string {
  return readerOf(localeFor(request, asked, vocabulary), knownIn(vocabulary))
}

type AskedLocale = { readonly locale?: Locale | undefined }

/** The language that a request asks for. */
export function localeFor(
  request: FastifyRequest,
  asked: AskedLocale,
  { values }: Vocabulary,
): Locale {
  const accepted = request.headers['accept-language'] ?? ''
  return asked.locale ?? localeIn(accepted) ?? localeOf(values.country)
}

/** What sentences need to know of the shop. */
export function knownIn({ catalogue, calculations, names, values }: Vocabulary): Known {
  const calculated = calculations.map((field) => [field.name, fieldShown(field)] as const)
  const { fields, products = new Map() } = catalogue
  return { names, fields: new Map([...fields, ...calculated]), products, values }
}

/** The one of our languages that is wanted most: `pt-PT;q=0.8, fr` is Portuguese (RFC 9110, 12.5.4). */
export function localeIn(accepted: string): Locale | undefined {
  const wanted = accepted
    .slice(0, 1_000)
    .split(',')
    .flatMap((each) => {
      const [tag = '', ...parameters] = each.split(';').map((part) => part.trim().toLowerCase())
      const weight = parameters.find((part) => part.startsWith('q='))
      const q = weight === undefined ? 1 : Number(weight.slice(2))
      const locale = locales.get(tag.split('-')[0] ?? '')
      return locale !== undefined && q > 0 ? [{ locale, q }] : []
    })
  return wanted.toSorted((a, b) => b.q - a.q)[0]?.locale
}

const locales: ReadonlyMap<string, Locale> = new Map([
  ['pt', 'pt-BR'],
  ['en', 'en'],
])

/** A shop's own language follows from its country. */
function localeOf(country: string): Locale {
  return portuguese.has(country) ? 'pt-BR' : 'en'
}

const portuguese: ReadonlySet<string> = new Set(['BR', 'PT', 'AO', 'MZ', 'CV', 'GW', 'ST', 'TL'])
