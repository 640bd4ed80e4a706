import type { Locale } from '../../customer/formats/locale.ts'
import { dayMs } from '../../time/civil.ts'
import type { Test } from '../condition.ts'
import type { Because, Change } from '../flip/change.ts'
import { mostChanges, type Flip } from '../flip/nearest.ts'
import type { Unsearched } from '../flip/tree.ts'
import { productFieldIn } from '../related.ts'
import { testedField, testValue } from '../tests.ts'
import { isOtherValue } from '../flip/values.ts'
import { languageOf, type Known } from './describe.ts'
import { fieldNames } from './fieldNames.ts'
import { hypothetical } from './hypothetical.ts'
import { flipEnglish } from './en/flip.ts'
import type { Language, Named } from './language.ts'
import { flipPortuguese } from './pt/flip.ts'
import { quoted } from './quoted.ts'
import { showValueOf } from './observed.ts'
import { propertyReader } from './related.ts'
import { joined, showOfField, showOfProperty } from './values.ts'
import { instantInWords } from './when.ts'

/** How a language says what would have to be otherwise. Lists and values come quoted. */
export type FlipWords = {
  /** The forms of its verbs for what is not so. */
  readonly forms: ReadonlyMap<string, string>
  readonly and: string
  readonly ifSo: (what: string) => string
  readonly valueOf: (name: string, value: string) => string
  readonly blank: (name: string) => string
  readonly more: (event: string, times: number) => string
  readonly fewer: (event: string, when: string) => string
  readonly where: (tests: string) => string
  readonly at: (when: string) => string
  readonly atThatTime: string
  readonly until: (when: string) => string
  readonly list: (named: Named, on: boolean) => string
  readonly time: (n: number, unit: 'day' | 'hour' | 'minute', when: string) => string
  readonly none: (most: number) => string
  readonly notFound: (most: number) => string
  readonly lead: (changes: string) => string
  /** Of time alone, which passes whatever anybody does. */
  readonly will: (changes: string) => string
  readonly notProven: string
  /** The same where something was not looked into at all. */
  readonly notSearched: (most: number, what: string) => string
  readonly notLeast: (what: string) => string
  readonly unsearched: Readonly<Record<Unsearched, string>>
}

const words: Readonly<Record<Locale, FlipWords>> = { en: flipEnglish, 'pt-BR': flipPortuguese }

/** The nearest flip in words: each change for itself, equal ones together, and all of it as a sentence. */
export type FlipSaid = { readonly changes: readonly string[]; readonly whole: string }

/** Says what would turn an answer, as the locale says it. */
export function readFlip(flip: Flip, locale: Locale, known: Known): FlipSaid {
  const said = words[locale]
  const { changes, proven } = flip
  if (changes === undefined) {
    return { changes: [], whole: proven ? said.none(mostChanges) : notFound(flip, said) }
  }
  const language = languageOf(locale)
  const reader: Reader = {
    said,
    language,
    known,
    flip,
    name: fieldNames(known.fields, language),
    property: propertyReader(known, language),
    instant: (ms) => instantInWords(ms, locale, known.values.zone),
  }
  const each = together(changes).map(({ change, times }) => readChange(change, times, reader))
  const isTime = changes.every(({ kind }) => kind === 'time')
  const whole = (isTime ? said.will : said.lead)(joined(each, said.and))
  return { changes: each, whole: proven ? whole : `${whole} ${notProven(flip, said)}` }
}

function notFound({ unsearched }: Flip, said: FlipWords): string {
  if (unsearched.length === 0) return said.notFound(mostChanges)
  return said.notSearched(mostChanges, unsearchedIn(unsearched, said))
}

function notProven({ unsearched }: Flip, said: FlipWords): string {
  return unsearched.length === 0 ? said.notProven : said.notLeast(unsearchedIn(unsearched, said))
}

function unsearchedIn(unsearched: Flip['unsearched'], said: FlipWords): string {
  return joined(
    unsearched.map((each) => said.unsearched[each]),
    said.and,
  )
}

type Reader = {
  readonly said: FlipWords
  readonly language: Language
  readonly known: Known
  readonly flip: Flip
  readonly name: (field: string) => string
  readonly property: ReturnType<typeof propertyReader>
  readonly instant: (ms: number) => string
}

/** Events added that are said alike are said once. */
function together(changes: readonly Change[]): readonly { change: Change; times: number }[] {
  const found: { change: Change; times: number; key: string }[] = []
  for (const change of changes) {
    const key =
      change.kind === 'more'
        ? JSON.stringify([change.event.name, change.event.ts, change.because])
        : `${found.length}`
    const known = found.find((each) => each.key === key)
    if (known === undefined) found.push({ change, times: 1, key })
    else known.times += 1
  }
  return found
}

function readChange(change: Change, times: number, reader: Reader): string {
  const { said, instant, flip, language, known } = reader
  switch (change.kind) {
    case 'field':
      return said.ifSo(readField(change, reader))
    case 'more': {
      const tests = change.because.map((each) => readBecause(each, reader))
      const where = tests.length === 0 ? '' : said.where(joined(tests, said.and))
      const until = flip.until === undefined ? '' : said.until(instant(flip.until))
      return `${said.more(change.event.name, times)}${readWhen(change.event.ts, reader)}${where}${until}`
    }
    case 'fewer':
      return said.fewer(change.event.name, instant(change.event.ts))
    case 'list': {
      const name = known.names.listName(change.list)
      return said.list(name === undefined ? { id: change.list } : { name: quoted(name) }, change.on)
    }
    case 'consent': {
      const { purpose, channel, state } = change.said
      const consent = language.consent({ type: 'consent', state, purpose, channel }, false)
      return said.ifSo(hypothetical(consent, said.forms))
    }
    case 'time':
      return readTime(change.to - flip.now, instant(change.to), said)
  }
}

function readWhen(ts: number, { said, flip, instant }: Reader): string {
  if (ts === flip.now) return ''
  const passes = flip.changes?.some((each) => each.kind === 'time' && each.to === ts) ?? false
  return passes ? said.atThatTime : said.at(instant(ts))
}

function readTime(ms: number, when: string, said: FlipWords): string {
  if (ms >= 2 * dayMs) return said.time(Math.floor(ms / dayMs), 'day', when)
  const hours = Math.floor(ms / 3_600_000)
  if (hours >= 2) return said.time(hours, 'hour', when)
  return said.time(Math.max(1, Math.floor(ms / 60_000)), 'minute', when)
}

function readBecause({ path, test }: Because, { language, known, property }: Reader): string {
  if (!path.startsWith('items.')) return property({ path, test, of: 'event', not: false })
  const own = path.slice('items.'.length)
  if (productFieldIn(own) !== undefined) {
    return property({ path: own, test, of: 'item', not: false })
  }
  const value = showOfProperty(own, 'item', language.locale, known.values)
  return language.property(path, test, { not: false, value, ofDays: false })
}

/** By the test that it would meet, or no longer meet; where there are several, by the value. */
function readField(
  { field: name, value }: Extract<Change, { kind: 'field' }>,
  reader: Reader,
): string {
  const { said, known, flip, language } = reader
  const tests = flip.tests(name)
  const field = known.fields.get(name)
  const shown = reader.name(name)
  const isOther = value !== undefined && isOtherValue(value.value)
  const [only] = tests
  if (only !== undefined && (tests.length === 1 || isOther)) {
    const each = tests.map((test) => predicate(test, meets(test)))
    return `${shown} ${joined(each, said.and)}`
  }
  if (value === undefined || field === undefined) return said.blank(shown)
  return said.valueOf(shown, showValueOf(field, value.value, language.locale, known))

  function meets(test: Test): boolean {
    const then = flip.changes?.find((each) => each.kind === 'time')
    const now = then?.kind === 'time' ? then.to : flip.now
    return value !== undefined && testValue(test, testedField(value), { ...flip.moment, now })
  }

  function predicate(test: Test, isMet: boolean): string {
    const there = field ?? { name, type: 'text' as const }
    const show = showOfField(there, language, known.values)
    const say = { not: !isMet, value: show, ofDays: there.type === 'date' }
    const whole = language.field(shown, test, say)
    return hypothetical(whole.slice(shown.length + 1), said.forms)
  }
}
