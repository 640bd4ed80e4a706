/**
 * Writes src/domain/customer/formats/countryNames.ts and languageNames.ts, the frozen tables by which
 * fields of those types are read and shown:
 *
 *   npx tsx scripts/makeNameTables.ts
 *
 * Codes are ISO 3166-1 (alpha-2 and alpha-3, as Debian's iso-codes has them) and ISO 639-1; names are
 * those of this Node's ICU in English and Brazilian Portuguese. They are kept in a file since another
 * Node would have other names, and what a file says must not depend on who reads it.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const isoCodes = '/usr/share/iso-codes/json/'

type Country = { readonly alpha_2: string; readonly alpha_3: string }
type Language = { readonly alpha_2?: string }

const read = (file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(`${isoCodes}${file}`, 'utf8')) as Record<string, unknown>

function names(type: 'region' | 'language', code: string): string {
  const say = (locale: string) => new Intl.DisplayNames(locale, { type }).of(code) ?? code
  return `${say('en')}|${say('pt-BR')}`
}

const countries = (read('iso_3166-1.json')['3166-1'] as Country[])
  .map((each) => `${each.alpha_2}|${each.alpha_3}|${names('region', each.alpha_2)}`)
  .toSorted()
const languages = (read('iso_639-2.json')['639-2'] as Language[])
  .flatMap(({ alpha_2: code }) =>
    code === undefined ? [] : [`${code}|${names('language', code)}`],
  )
  // Codes that newer names have replaced, of which ICU knows no name.
  .filter((line) => !/^(\w\w)\|\1\|/.test(line))
  .toSorted()

writeTable('country', 'Countries by ISO 3166-1: alpha-2, alpha-3', countries)
writeTable('language', 'Languages by ISO 639-1: code', languages)

function writeTable(name: string, what: string, lines: readonly string[]): void {
  const text = `/**
 * ${what}, the name in English, in Portuguese; a line each. Made by
 * scripts/makeNameTables.ts with ICU ${process.versions.icu}. The codes stand in stored values.
 */
export const ${name}Names = \`
${lines.join('\n')}\`
`
  writeFileSync(`src/domain/customer/formats/${name}Names.ts`, text)
}
