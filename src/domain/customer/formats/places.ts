import { fold } from '../../fold.ts'
import { countryNames } from './countryNames.ts'
import type { Locale } from './locale.ts'

/**
 * A country as its ISO 3166 alpha-2 code, where the text is surely one: a code of two or three letters
 * or a name in English or Portuguese. Anything else stays as it is written, since a place that we do
 * not know (`Channel Islands`, `EEC`) is still what the shop knows of her.
 */
export function normaliseCountry(text: string): string {
  return countryByName.get(fold(text)) ?? text
}

/** The name of the country in the locale; what is kept as it was written is shown so. */
export function showCountry(kept: string, locale: Locale): string {
  return countries.get(kept)?.[locale] ?? kept
}

/** Whether that is the alpha-2 code of a country there is. */
export function isCountry(code: string): boolean {
  return countries.has(code)
}

/**
 * A state: of a shop in Brazil the two letters of its federative unit, where the text is one by code or
 * name (`São Paulo`, `sp`, `SP - São Paulo`); anything else as it is written.
 */
export function normaliseState(text: string, country: string): string {
  if (country !== 'BR') return text
  const parts = text.split(/\s*[-–/()]\s*/).filter((part) => part !== '')
  const found = [fold(text), ...parts.map(fold)].map((part) => unitByName.get(part))
  const [whole, ...each] = found
  if (whole !== undefined) return whole
  return each[0] !== undefined && each.every((unit) => unit === each[0]) ? each[0] : text
}

/** What a cell says that may have a city and its state in one; what it says of neither is not there. */
export type CityAndState = { readonly city?: string; readonly state?: string }

/**
 * A city and its state out of one text, as people in Brazil write them: `Recife/PE`, `Recife - PE`,
 * `São Paulo (SP)`, `Recife-PE`, `Recife, Pernambuco`. What stands last has to be a state, and what stands
 * before it no more than a name: else all of it is the city (`Ji-Paraná`, `Centro, Recife - PE`).
 */
export function splitCity(text: string): CityAndState {
  const clean = text.trim()
  const [, city = '', sign = '', last = ''] =
    clean.length > longestPlace ? [] : (cityAndState.exec(clean) ?? [])
  const state = last.trim()
  if (city === '') return isStateCode(clean) ? { state: clean } : { city: clean }
  const isState = sign.trim() === sign && sign === '-' ? isStateCode : isUnit
  return isState(state) && !/[\d,/|()]|\s[-–—]\s/.test(city) ? { city, state } : { city: clean }
}

/** Whether a text ends in the code of a state behind a city: by names alone, `Centro - São Paulo` would. */
export function endsInState(text: string): boolean {
  const { city, state } = splitCity(text)
  return city !== undefined && state !== undefined && isStateCode(state)
}

/** The city, what separates it with its blanks, and what stands last. */
const cityAndState = /^(.*\p{L}\S*?)(\s*[-/|,(–—]\s*)([^-/|,()–—]+)\)?$/u
const longestPlace = 120

function isStateCode(text: string): boolean {
  return text.length === 2 && isUnit(text)
}

function isUnit(text: string): boolean {
  return unitByName.has(fold(text))
}

/**
 * A postal code in capitals with single blanks; of a shop in Brazil one that is written like a CEP as its
 * 8 digits, so that every way to write it is the same. Of 7 it is what a spreadsheet left of one ({@link normaliseCep}).
 */
export function normalisePostalCode(text: string, country: string): string {
  const plain = text.toUpperCase().replaceAll(/\s+/g, ' ')
  const isCep = country === 'BR' && /^(?:\d{2}|[1-9])\.?\d{3}-?\d{3}$/.test(plain)
  return isCep ? plain.replaceAll(/[.-]/g, '').padStart(8, '0') : plain
}

const countries: ReadonlyMap<string, Readonly<Record<Locale, string>>> = new Map(
  linesOf(countryNames).map(([code = '', , en = '', pt = '']) => [code, { en, 'pt-BR': pt }]),
)

/** What people write beside the codes and names of the table. */
const countryAliases = `BR|Brasil
US|USA|U.S.A.|EUA|E.U.A.|US of A|United States of America|Estados Unidos da América
GB|UK|U.K.|Great Britain|Grã-Bretanha|United Kingdom of Great Britain and Northern Ireland
NL|Holland|Holanda|The Netherlands
IE|Eire|República da Irlanda
CZ|Czech Republic|República Tcheca|República Checa|Chéquia
KR|Korea|Republic of Korea|Coreia|República da Coreia
KP|North Korea|Coreia do Norte
RU|Russian Federation|Federação Russa
MK|Macedonia|Macedônia
SZ|Swaziland|Suazilândia
MM|Myanmar|Burma|Mianmar|Birmânia
TR|Turkey
HK|Hong Kong
MO|Macao|Macau
PS|Palestine|Palestina
CI|Ivory Coast
VA|Vatican|Vaticano
AE|UAE|Emirados Árabes
ZA|RSA
CD|Democratic Republic of the Congo|República Democrática do Congo
BO|Bolivia|Bolívia
VE|Venezuela
IR|Iran|Irã|Irão
VN|Viet Nam|Vietnã|Vietname
MD|Moldova|Moldávia
TZ|Tanzania|Tanzânia
LV|Letónia
EE|Estónia
PL|Polónia
RO|Roménia
SI|Eslovénia
KE|Quénia
MC|Mónaco`

/** The codes of countries by the folds of all that people write for them. */
export const countryByName: ReadonlyMap<string, string> = new Map(
  [...linesOf(countryNames), ...linesOf(countryAliases)].flatMap(([code = '', ...names]) =>
    [code, ...names].map((name) => [fold(name), code] as const),
  ),
)

/** The 27 units (IBGE). */
const units = `AC|Acre
AL|Alagoas
AP|Amapá
AM|Amazonas
BA|Bahia
CE|Ceará
DF|Distrito Federal
ES|Espírito Santo
GO|Goiás
MA|Maranhão
MT|Mato Grosso
MS|Mato Grosso do Sul
MG|Minas Gerais
PA|Pará
PB|Paraíba
PR|Paraná
PE|Pernambuco
PI|Piauí
RJ|Rio de Janeiro
RN|Rio Grande do Norte
RS|Rio Grande do Sul
RO|Rondônia
RR|Roraima
SC|Santa Catarina
SP|São Paulo
SE|Sergipe
TO|Tocantins`

/** The same of Brazil's states. */
export const unitByName: ReadonlyMap<string, string> = new Map(
  linesOf(units).flatMap(([code = '', name = '']) => [
    [fold(code), code],
    [fold(name), code],
  ]),
)

function linesOf(table: string): string[][] {
  return table
    .trim()
    .split('\n')
    .map((line) => line.split('|'))
}
