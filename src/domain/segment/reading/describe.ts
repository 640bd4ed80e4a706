import type { Field } from '../../customer/field.ts'
import type { Locale } from '../../customer/formats/locale.ts'
import type { ValueContext } from '../../customer/value.ts'
import type { Condition, Did, ItemWhere, Rank, Sequence, Where } from '../condition.ts'
import type { Names } from '../text/names.ts'
import { readBehaviour, readSequence, readSteps, whenOf } from './behaviour.ts'
import { english } from './en/english.ts'
import { fieldNames } from './fieldNames.ts'
import type { Language, Named, Say } from './language.ts'
import { portuguese } from './pt/portuguese.ts'
import { quoted } from './quoted.ts'
import { propertyReader } from './related.ts'
import { showPercent, showOfField, showOfMeasure } from './values.ts'

/** What a shop's things are called, and how it writes values. */
export type Known = {
  readonly names: Names
  readonly fields: ReadonlyMap<string, Field>
  /** Of products, by the paths by which they are spoken of. */
  readonly products?: ReadonlyMap<string, Field>
  readonly values: ValueContext
}

/**
 * A condition in normal form as a sentence that a marketer would say, in that language, without a full
 * stop. No two conditions read the same with the same names, and what people would take wrongly is said:
 * whether nothing at all counts, whether ends are included, and whom `not` takes in.
 */
export function describe(condition: Condition, locale: Locale, known: Known): string {
  return readerOf(locale, known)(condition)
}

/** The same for many conditions: what the names need is worked out once. */
export function readerOf(locale: Locale, known: Known): (condition: Condition) => string {
  const reader = readerIn(languageOf(locale), known)
  return (condition) => capitalised(whole(condition, reader))
}

/** The same of a part of a sentence, which begins small as it is; and what is asked of one item. */
export function partReaderOf(
  locale: Locale,
  known: Known,
): {
  readonly condition: (condition: Condition) => string
  readonly item: (where: ItemWhere) => string
} {
  const reader = readerIn(languageOf(locale), known)
  return {
    condition: (condition) => whole(condition, reader),
    item: (where) => inside(where, readWhere(where, false, reader, 'item')),
  }
}

/** The steps of sequences, each for itself, as they are said in the sentence of the whole. */
export function stepsReader(
  locale: Locale,
  known: Known,
): (sequence: Sequence) => readonly string[] {
  const reader = readerIn(languageOf(locale), known)
  return ({ steps }) => readSteps(steps, wheresOf(steps, reader), reader.language)
}

/** The words of a language. */
export function languageOf(locale: Locale): Language {
  return languages[locale]
}

const languages: Readonly<Record<Locale, Language>> = { en: english, 'pt-BR': portuguese }

type Reader = {
  readonly language: Language
  readonly known: Known
  readonly fieldName: (name: string) => string
  readonly property: ReturnType<typeof propertyReader>
}

function readerIn(language: Language, known: Known): Reader {
  const fieldName = fieldNames(known.fields, language)
  return { language, known, fieldName, property: propertyReader(known, language) }
}

function capitalised(text: string): string {
  const [first = ''] = text
  return first.toUpperCase() + text.slice(first.length)
}

function whole(condition: Condition, reader: Reader): string {
  const { everyone, noOne } = reader.language
  if (isOfNothing(condition)) return condition.type === 'all' ? everyone.alone : noOne.alone
  return read(condition, false, reader)
}

/** A part, or with `not` its exact complement. */
function read(condition: Condition, not: boolean, reader: Reader): string {
  const { language } = reader
  switch (condition.type) {
    case 'all':
    case 'any': {
      if (condition.of.length > 0) {
        const parts = condition.of.map((each) => inside(each, read(each, false, reader)))
        return joined(condition.type, parts, not, language)
      }
      const { part } = condition.type === 'all' ? language.everyone : language.noOne
      return not ? language.notSo(part) : part
    }
    case 'not':
      return not
        ? language.notSo(read(condition.of, true, reader))
        : read(condition.of, true, reader)
    case 'field':
      return readField(condition, not, reader)
    case 'did':
      return readDid(condition, not, reader)
    case 'sequence':
      return readWay(condition, not, reader)
    case 'rank':
      return readRank(condition, not, reader)
    case 'segment':
      return language.segment(segmentNamed(condition.segment, reader), not)
    case 'list':
      return language.list(listNamed(condition.list, reader), not)
    case 'consent':
      return language.consent(condition, not)
    case 'sample': {
      const percent = showPercent(condition.percent, language.locale)
      return language.sample(percent, quoted(condition.seed), not)
    }
  }
}

function joined(
  type: 'all' | 'any',
  parts: readonly string[],
  not: boolean,
  language: Language,
): string {
  const text = parts.join(type === 'all' ? language.and : language.or)
  if (!not) return text
  return type === 'all' ? language.notAll(text) : language.none(text)
}

/** A group inside another stands in parentheses. */
function inside(part: { readonly type: string; readonly of?: unknown }, text: string): string {
  const isGroup = part.type === 'all' || part.type === 'any'
  return isGroup && !isOfNothing(part) ? `(${text})` : text
}

function isOfNothing(part: { readonly type: string; readonly of?: unknown }): boolean {
  return Array.isArray(part.of) && part.of.length === 0
}

function readField(
  { field, test }: Extract<Condition, { type: 'field' }>,
  not: boolean,
  { language, known, fieldName }: Reader,
): string {
  const { fields, values } = known
  const there = fields.get(field) ?? { name: field, type: 'text' as const }
  const say: Say = {
    not,
    value: showOfField(there, language, values),
    ofDays: there.type === 'date',
  }
  return language.field(fieldName(field), test, say)
}

function readDid(did: Did, not: boolean, reader: Reader): string {
  const { language, known, fieldName } = reader
  const where = did.where && readWhere(did.where, false, reader, 'event')
  const value = showOfMeasure(did, language.locale, known.values)
  const since = did.window?.type === 'since' ? fieldName(did.window.field) : undefined
  return readBehaviour(did, { where, since }, { not, value, ofDays: false }, language)
}

function readWay(sequence: Sequence, not: boolean, reader: Reader): string {
  const { window, steps } = sequence
  const where = wheresOf(steps, reader)
  const since = window?.type === 'since' ? reader.fieldName(window.field) : undefined
  return readSequence(sequence, { where, since }, not, reader.language)
}

function wheresOf(steps: Sequence['steps'], reader: Reader): readonly (string | undefined)[] {
  return steps.map(({ where }) => where && readWhere(where, false, reader, 'event'))
}

function readRank(rank: Rank, not: boolean, reader: Reader): string {
  const { by, among } = rank
  const { language, known } = reader
  const type = by.type === 'field' ? known.fields.get(by.field)?.type : undefined
  const spoken = {
    by: by.type === 'field' ? reader.fieldName(by.field) : readQuantity(by, reader),
    ofDates: type === 'date' || type === 'datetime',
    among: among && read(among, false, reader),
  }
  return language.rank(rank, spoken, not)
}

function readQuantity(did: Did, reader: Reader): string {
  const { language, fieldName } = reader
  const where = did.where && readWhere(did.where, false, reader, 'event')
  const since = did.window?.type === 'since' ? fieldName(did.window.field) : undefined
  return language.quantity(did, whenOf(did, { where, since }, false, language))
}

/** The tests of one event, or of one of its items. */
function readWhere(
  where: Where | ItemWhere,
  not: boolean,
  reader: Reader,
  of: 'event' | 'item',
): string {
  const { language } = reader
  switch (where.type) {
    case 'all':
    case 'any': {
      const parts = where.of.map((each) => inside(each, readWhere(each, false, reader, of)))
      return joined(where.type, parts, not, language)
    }
    case 'not': {
      const complement = readWhere(where.of, true, reader, of)
      return not ? language.notSo(complement) : complement
    }
    case 'property':
      return reader.property({ path: where.property, test: where.test, of, not })
    case 'item':
      return language.item(where.in, readWhere(where.of, false, reader, 'item'), not)
  }
}

/** By name if the name leads back to it. */
function segmentNamed(id: number, { known: { names } }: Reader): Named {
  const name = names.segmentName(id)
  return name !== undefined && names.segmentId(name) === id ? { name } : { id }
}

function listNamed(id: number, { known: { names } }: Reader): Named {
  const name = names.listName(id)
  return name !== undefined && names.listId(name) === id ? { name } : { id }
}
