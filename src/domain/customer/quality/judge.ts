import { isFailure } from '../../failure.ts'
import { scale } from '../../number.ts'
import { civilOf, dayOf, plusMonths } from '../../time/civil.ts'
import { valueType, type Field, type Value } from '../field.ts'
import { suggestEmail } from '../formats/email.ts'
import { isPlacedPhone } from '../formats/phone.ts'
import { parseValue, sameValue, showValue, type ValueContext } from '../value.ts'
import { isText, type FindingCode } from './code.ts'
import { isLeftover } from './leftover.ts'
import { unbrokenLetters, withoutOddCharacters, withSingleBlanks } from './letters.ts'
import { meaningOf, type Meaning } from './meaning.ts'

/** What is known of all numbers of a field, by which one of them is far out. */
export type Figures = {
  readonly filled: number
  readonly negative: number
  /** Quantiles of 5 %, 50 % and 95 %, about. */
  readonly low: number
  readonly middle: number
  readonly high: number
}

/** What values are judged by. */
export type Judging = {
  readonly field: Field
  readonly shop: ValueContext
  /** Of the shop, days since 1970-01-01. */
  readonly today: number
  /** Of numbers; left out where there are none. */
  readonly figures?: Figures
}

/** Judges the values of one field, each by itself: the codes of what is wrong with it, none where nothing is. */
export function judgeOf(judging: Judging): (value: Value) => readonly FindingCode[] {
  const { field } = judging
  const meaning = meaningOf(field)
  const byKind = judges(judging, meaning)
  return (value) => {
    const form = wrongForm(value, judging)
    // A value that is none needs no other reason to be looked at.
    if (form === 'invalid' || form === 'not_a_choice') return [form]
    const found = byKind(value)
    return form === undefined ? found : [...found, form]
  }
}

type Judge = (value: Value) => readonly FindingCode[]

function judges(judging: Judging, meaning: Meaning): Judge {
  const { field } = judging
  const kept = valueType(field.type)
  if (isText(field.type)) {
    const text = textJudge(field, meaning)
    return (value) => (typeof value === 'string' ? text(value) : [])
  }
  if (kept === 'list') {
    const text = textJudge({ ...field, type: 'text' }, 'other')
    return (value) =>
      Array.isArray(value) ? [...new Set((value as readonly string[]).flatMap(text))] : []
  }
  if (kept === 'date') return dateJudge(judging, meaning)
  if (kept === 'datetime') return (value) => (value === 0 ? ['default_date'] : [])
  return kept === 'boolean' || kept === 'location' ? () => [] : numberJudge(judging, meaning)
}

/** Read again as the field stands now: it is no value, or one of another form. */
function wrongForm(value: Value, { field, shop }: Judging): FindingCode | undefined {
  const read = parseValue(field, showValue(field, value), shop)
  if (read === undefined) return 'invalid'
  if (isFailure(read)) {
    return field.type === 'choice' || field.type === 'choices' ? 'not_a_choice' : 'invalid'
  }
  return sameValue(read, value) ? undefined : 'other_form'
}

function textJudge(
  field: Pick<Field, 'type' | 'choices'>,
  meaning: Meaning,
): (text: string) => readonly FindingCode[] {
  const { type } = field
  // What a form or the numbering of a country lets through has nothing more to be looked at.
  const isFree = type === 'text' || type === 'long_text' || type === 'city'
  return (text) => {
    if (type !== 'choice' && isLeftover(text, type, meaning)) return ['leftover']
    if (type === 'email') return suggestEmail(text) === undefined ? [] : ['email_typo']
    if (type === 'phone') return ofPhone(text)
    if (madeUp.has(text) && type.startsWith('cp')) return ['made_up']
    if (type === 'choice') return []
    const letters = ofLetters(text, type === 'long_text')
    return isFree ? [...letters, ...ofWords(text, type, meaning)] : letters
  }
}

function ofPhone(kept: string): readonly FindingCode[] {
  if (/(\d)\1{7}$|^\+55\d\d9?12345678$/.test(kept)) return ['made_up']
  return isPlacedPhone(kept) ? [] : ['unplaced_phone']
}

/** Numbers with the right check digits that people type where they want to give none. */
const madeUp: ReadonlySet<string> = new Set(['12345678909', '01234567890'])

function ofLetters(text: string, lines: boolean): FindingCode[] {
  const found: FindingCode[] = []
  if (unbrokenLetters(text) !== text) found.push('broken_letters')
  if (withoutOddCharacters(text, lines) !== text) found.push('odd_characters')
  else if (!lines && withSingleBlanks(text) !== text) found.push('blanks')
  return found
}

function ofWords(text: string, type: Field['type'], meaning: Meaning): FindingCode[] {
  if (type === 'long_text') return []
  const found: FindingCode[] = []
  if (/[^\s@,;:<>()]+@[^\s@,;:<>()]+\.\p{L}{2,}/u.test(text)) found.push('email_inside')
  if (meaning === 'other') return found
  if (meaning === 'name' && /\p{Nd}/u.test(text)) found.push('digits_in_name')
  if (isAllCapitals(text)) found.push('all_capitals')
  if (isAllSmall(text)) found.push('all_small')
  return found
}

/** Of three letters at least: `SP` and `JK` are written so. */
function isAllCapitals(text: string): boolean {
  return /\p{Lu}{3}/u.test(text) && !/\p{Ll}/u.test(text)
}

function isAllSmall(text: string): boolean {
  return /\p{Ll}{3}/u.test(text) && !/\p{Lu}/u.test(text)
}

const mostYears = 110

function dateJudge({ today }: Judging, meaning: Meaning): Judge {
  const oldest = plusMonths(today, -12 * (mostYears + 1))
  return (value) => {
    if (typeof value !== 'number') return []
    if (defaultDays.has(value) || (value === 0 && meaning !== 'birth')) return ['default_date']
    if (civilOf(value).year < 1900) return ['before_1900']
    if (meaning !== 'birth') return []
    if (value > today) return ['in_future']
    return value <= oldest ? ['too_old'] : []
  }
}

/** What spreadsheets and programs count days from. */
const defaultDays: ReadonlySet<number> = new Set([
  dayOf(1899, 12, 30),
  dayOf(1899, 12, 31),
  dayOf(1900, 1, 1),
])

/** So many at least, before what is far from them can be told. */
const fewest = 20

function numberJudge({ figures }: Judging, meaning: Meaning): Judge {
  const fences = figures === undefined ? undefined : fencesOf(figures)
  const noNegatives =
    figures !== undefined && figures.filled >= fewest && figures.negative * 50 <= figures.filled
  return (value) => {
    if (typeof value !== 'number') return []
    if (meaning === 'age' && value > mostYears * scale) return ['too_old']
    if (value < 0 && (noNegatives || meaning === 'age')) return ['negative']
    if (fences === undefined || (value >= fences.least && value <= fences.most)) return []
    return ['far_out']
  }
}

/**
 * Twenty times as far from the middle as the twentieth part of all on that side: money, which few have
 * much of, stays within; a digit too many does not.
 */
function fencesOf({ filled, low, middle, high }: Figures) {
  if (filled < fewest || low === high) return undefined
  const reach = 20
  return {
    least: low === middle ? -Infinity : middle - reach * (middle - low),
    most: high === middle ? Infinity : middle + reach * (high - middle),
  }
}
