import { failure } from '../../failure.ts'
import type { Failure } from '../../failure.ts'
import { fold } from '../../fold.ts'
import { languageNames } from './languageNames.ts'
import type { Locale } from './locale.ts'
import { isCountry, normaliseCountry, showCountry } from './places.ts'

/**
 * A language as its BCP 47 tag in the spelling that RFC 5646 recommends: `pt-BR`, `en`, `zh-Hant-TW`.
 * Taken are tags in any spelling (`pt_br`) and names in English and Portuguese, a country with them or
 * not: `Português`, `Portuguese (Brazil)`, `inglês dos Estados Unidos`.
 */
export function normaliseLanguage(text: string): string | Failure {
  // `Ido` and `Ewe` are names that look like tags of three letters, and mean the same.
  const short = text.length === 3 ? codeByName.get(fold(text)) : undefined
  return short ?? tagOf(text) ?? tagOfName(text) ?? wrongLanguage(text)
}

/** `português (Brasil)`, `Portuguese (Brazil)`; a tag of which no name is known as it is. */
export function showLanguage(kept: string, locale: Locale): string {
  const [code = '', region, ...rest] = kept.split('-')
  const name = names.get(code)?.[locale]
  if (name === undefined || rest.length > 0) return kept
  if (region === undefined) return name
  return isCountry(region) ? `${name} (${showCountry(region, locale)})` : kept
}

const form = /^([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?:\.utf-?8)?$/i

function tagOf(text: string): string | undefined {
  const [, language = '', script = '', region = ''] = form.exec(text) ?? []
  const code = language.toLowerCase()
  // Of three letters there are thousands; of two those of the table.
  if (code === '' || (code.length === 2 && !names.has(code))) return undefined
  return [
    code,
    script.charAt(0).toUpperCase() + script.slice(1).toLowerCase(),
    region.toUpperCase(),
  ]
    .filter((part) => part !== '')
    .join('-')
}

function tagOfName(text: string): string | undefined {
  const { name, region } = namedIn(text)
  const whole = codeByName.get(fold(name))
  if (whole !== undefined && region === undefined) return whole
  const [, first = '', second = ''] = /^(.+?)\s+d[aeo]s?\s+(.+)$/i.exec(name) ?? []
  const code = whole ?? codeByName.get(fold(first))
  const country = normaliseCountry(region ?? second)
  return code !== undefined && isCountry(country) ? `${code}-${country}` : undefined
}

/** `Portuguese (Brazil)`, `Spanish, Mexico`. */
function namedIn(text: string): { readonly name: string; readonly region: string | undefined } {
  const [, name = '', bracketed, after] = /^([^(),]+?)\s*(?:\((.+)\)|,\s*(.+))?$/.exec(text) ?? []
  return { name, region: (bracketed ?? after)?.trim() }
}

const lines = languageNames
  .trim()
  .split('\n')
  .map((line) => line.split('|'))
  // Twi is Akan under another code: one language, one tag.
  .filter(([code]) => code !== 'tw')

const names: ReadonlyMap<string, Readonly<Record<Locale, string>>> = new Map(
  lines.map(([code = '', en = '', pt = '']) => [code, { en, 'pt-BR': pt }]),
)

/** What people write beside the names of the table. */
const aliases: readonly (readonly [string, string])[] = [
  ['castelhano', 'es'],
  ['castellano', 'es'],
  ['espanol', 'es'],
  ['brasileiro', 'pt-BR'],
  ['portugues brasileiro', 'pt-BR'],
  ['brazilian portuguese', 'pt-BR'],
  ['european portuguese', 'pt-PT'],
  ['portugues europeu', 'pt-PT'],
  ['american english', 'en-US'],
  ['british english', 'en-GB'],
  ['ingles americano', 'en-US'],
  ['ingles britanico', 'en-GB'],
  ['tw', 'ak'],
  ['twi', 'ak'],
  ['mandarin', 'zh'],
  ['mandarim', 'zh'],
  ['farsi', 'fa'],
  ['deutsch', 'de'],
  ['francais', 'fr'],
  ['italiano', 'it'],
]

const codeByName: ReadonlyMap<string, string> = new Map([
  ...lines.flatMap(([code = '', ...spoken]) => spoken.map((name) => [fold(name), code] as const)),
  ...aliases,
])

function wrongLanguage(text: string): Failure {
  return failure('invalid', `${JSON.stringify(text.slice(0, 60))} is no language that is known`, {
    fix: 'Write its tag, such as pt-BR or en.',
  })
}
