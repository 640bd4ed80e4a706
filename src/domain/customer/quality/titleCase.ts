import { normaliseState } from '../formats/places.ts'

/**
 * A name of a person or a place with capitals where names have them: `MARIA DA SILVA` → `Maria da Silva`,
 * `d'avila` → `d'Avila` within a name, `mcdonald` → `McDonald`, `JOÃO PEDRO II` → `João Pedro II`. Small
 * words are those of Portuguese, Spanish, Italian, German and Dutch names. Only capitals change.
 */
export function titleCase(text: string): string {
  let words = 0
  return text.replaceAll(/[^\s]+/gu, (word, at: number) => {
    const isFirst = words++ === 0
    const isLast = at + word.length === text.length
    if (isLast && !isFirst && isUnit(word, text.slice(0, at))) return word.toUpperCase()
    return oneWord(word, { isFirst, isLast })
  })
}

type Where = { readonly isFirst: boolean; readonly isLast: boolean }

function oneWord(word: string, { isFirst, isLast }: Where): string {
  const small = word.toLowerCase()
  if (!isFirst && !isLast && smallWords.has(small)) return small
  if (!isFirst && isLast) {
    const whole = asLast.get(small)
    if (whole !== undefined) return whole
    if (roman.test(small)) return small.toUpperCase()
  }
  // `J.R.` and `S.A.` are letters each.
  if (/^(?:\p{L}\.)+\p{L}?\.?$/u.test(small)) return word.toUpperCase()
  const parts = small.split(/([-/&(])/)
  return parts
    .map((part, i) => {
      const isEnd = i > 0 && i === parts.length - 1 && parts[i - 1] === '/'
      return isEnd && isStateCode(part) ? part.toUpperCase() : capital(part, isFirst)
    })
    .join('')
}

/** The state behind a city: `SÃO PAULO - SP`, `RECIFE (PE)`. */
function isUnit(word: string, before: string): boolean {
  const bare = word.replaceAll(/[()/-]/g, '')
  const isApart = bare !== word || /[-/,]\s*$/.test(before)
  return isApart && isStateCode(bare)
}

function isStateCode(text: string): boolean {
  // One that is no code stays as it is given.
  return /^[a-z]{2}$/i.test(text) && normaliseState(text.toLowerCase(), 'BR') !== text.toLowerCase()
}

/** Of one part of a compound: with a capital behind `d'`, `O'` and `Mc` too. */
function capital(part: string, isFirst: boolean): string {
  const elided = /^(d|l|o|n|dell|sant)(['’`´])(\p{L}.*)$/u.exec(part)
  if (elided !== null) {
    const [, before = '', mark = '', rest = ''] = elided
    const keepsSmall = before === 'd' && !isFirst
    return `${keepsSmall ? before : upper(before)}${mark}${upper(rest)}`
  }
  // `Mac` begins too many names that have no second capital (Macedo, Machado).
  if (/^mc\p{L}{2,}$/u.test(part)) return `Mc${upper(part.slice(2))}`
  return upper(part)
}

function upper(text: string): string {
  const first = text.search(/\p{L}/u)
  if (first === -1) return text
  const letter = String.fromCodePoint(text.codePointAt(first) ?? 0)
  const capitalised = letter.toUpperCase()
  // Of ß it would be two letters.
  if (capitalised.length !== letter.length) return text
  return text.slice(0, first) + capitalised + text.slice(first + letter.length)
}

const smallWords: ReadonlySet<string> = new Set(
  'de da do das dos e di du del della dello dei y la las los el van von der den ter zu zum'.split(
    ' ',
  ),
)

/** Forms of companies, as they are written behind a name. */
const asLast: ReadonlyMap<string, string> = new Map([
  ['ltda', 'Ltda'],
  ['me', 'ME'],
  ['epp', 'EPP'],
  ['eireli', 'EIRELI'],
  ['s/a', 'S/A'],
])

/** Without VI and XI, which are names of people as well. */
const roman = /^(?:i{2,3}|iv|vi{2,3}|ix|xi{2,3}|xiv|xvi{0,3})$/
