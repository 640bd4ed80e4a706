import { fold } from '../../fold.ts'
import { showNumber } from '../../number.ts'
import { showDay } from '../../time/civil.ts'
import { showInstant } from '../../time/instant.ts'
import { valueType, type Value } from '../field.ts'
import type { Clue, ClueKind, Person, Source } from './clue.ts'

/** What is compared of each clue, in their order: normal forms, empty where the customer lacks it. */
export function clueTexts(clues: readonly Clue[], person: Person): string[] {
  return clues.map(({ kind, from }) => {
    for (const source of from) {
      const text = normal(kind, sourceText(source, person))
      if (text !== '') return text
    }
    return ''
  })
}

/** The text of one source as somebody would write it, of a name only its part; empty where missing. */
export function sourceText(source: Source, { values, identifiers }: Person): string {
  if ('identifier' in source) return identifiers.get(source.identifier)?.[0] ?? ''
  const value = values.get(source.field)
  if (value === undefined) return ''
  const text = valueText(source, value)
  return source.part === undefined ? text : nameParts(text)[source.part]
}

/** The form in which values of that kind are held beside each other. */
export function normal(kind: ClueKind, text: string): string {
  return text === '' ? '' : normals[kind](text.slice(0, longest))
}

/** Nobody's name or street is longer; what is compares by its beginning. */
const longest = 120

const normals: Readonly<Record<ClueKind, (text: string) => string>> = {
  given: nameWords,
  family: nameWords,
  date: (text) => dateDigits(text) ?? '',
  email: emailForm,
  phone: (text) => text.replaceAll(/\D/g, '').slice(-8),
  code: (text) => fold(text).replaceAll(/[^\p{L}\p{N}]/gu, ''),
  text: plainWords,
}

function valueText({ type }: Extract<Source, { field: number }>, value: Value): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') {
    const kept = valueType(type)
    if (kept === 'date') return showDay(value)
    return kept === 'datetime' ? showInstant(value).slice(0, 10) : showNumber(value)
  }
  if ('lat' in value) return `${value.lat.toFixed(3)} ${value.lon.toFixed(3)}`
  return [...value].toSorted().join(' ')
}

/** Given name first, unless a comma says that the family name is: `Silva, Maria`. */
export function nameParts(name: string): { readonly given: string; readonly family: string } {
  const comma = name.indexOf(',')
  if (comma > 0) return { given: name.slice(comma + 1).trim(), family: name.slice(0, comma).trim() }
  const words = name.trim().split(/\s+/)
  return { given: words[0] ?? '', family: words.slice(1).join(' ') }
}

const particles: ReadonlySet<string> = new Set(['de', 'da', 'do', 'das', 'dos', 'e'])

function nameWords(text: string): string {
  const words = wordsOf(text)
  const telling = words.filter((word) => !particles.has(word))
  return (telling.length === 0 ? words : telling).join(' ')
}

/** How words of addresses are shortened in Brazil. */
const shortened: ReadonlyMap<string, string> = new Map([
  ['av', 'avenida'],
  ['trav', 'travessa'],
  ['tv', 'travessa'],
  ['pca', 'praca'],
  ['rod', 'rodovia'],
  ['estr', 'estrada'],
  ['apto', 'apartamento'],
  ['ap', 'apartamento'],
  ['bl', 'bloco'],
  ['jd', 'jardim'],
  ['sta', 'santa'],
  ['sto', 'santo'],
])

function plainWords(text: string): string {
  const words = wordsOf(text).map((word) => shortened.get(word) ?? word)
  if (words[0] === 'r' && words.length > 1) words[0] = 'rua'
  return words.join(' ')
}

/** An apostrophe is no gap: van't, D'Ávila. */
function wordsOf(text: string): string[] {
  return fold(text)
    .replaceAll(/['’`´]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

/** Without what follows a plus, which leads to the same mailbox. */
function emailForm(text: string): string {
  const address = text.trim().toLowerCase()
  const at = address.lastIndexOf('@')
  if (at <= 0) return ''
  const plus = address.indexOf('+')
  return plus > 0 && plus < at ? address.slice(0, plus) + address.slice(at) : address
}

/**
 * Eight digits, year first, of a date as it is usually written: `1990-05-01`, `19900501`, `01/05/1990`.
 * Only its form is looked at: of a mistyped date the other digits say something still.
 */
export function dateDigits(text: string): string | undefined {
  const trimmed = text.trim()
  const isoForm = /^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:$|[T ])/.exec(trimmed)
  if (isoForm !== null) return `${isoForm[1]}${isoForm[2]}${isoForm[3]}`
  const ours = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(trimmed)
  if (ours === null) return undefined
  return `${ours[3]}${ours[2]?.padStart(2, '0')}${ours[1]?.padStart(2, '0')}`
}
