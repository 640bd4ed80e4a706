import type { Locale } from '../../customer/formats/locale.ts'
import { showCountry } from '../../customer/formats/places.ts'
import type { Event } from '../../event/event.ts'
import { placeOf, type PlaceKind } from '../../reference/place.ts'
import { localDay } from '../../time/zone.ts'
import type { Condition, Did, Measure, Rank, Sequence } from '../condition.ts'
import type { Explained, Seen } from '../explain.ts'
import type { ConsentSaid, Pin } from '../facts.ts'
import { propertyMeasured, type Observed } from '../measure.ts'
import { amountSaid, numberOf, type AmountWords } from './amounts.ts'
import { languageOf, stepsReader, type Known } from './describe.ts'
import { seenEnglish } from './en/seen.ts'
import { fieldNames } from './fieldNames.ts'
import { showRanked, showSeen } from './observed.ts'
import { seenPortuguese } from './pt/seen.ts'
import { quoted } from './quoted.ts'
import { showRelated } from './related.ts'
import { joined } from './values.ts'
import { dayInWords, instantInWords } from './when.ts'

/** How a language says what was seen of a customer. What is handed over as text is shown already. */
export type SeenWords = AmountWords & {
  readonly and: string
  readonly blank: string
  readonly noValue: string
  readonly isBlank: (name: string) => string
  /** So many of these events. */
  readonly events: (names: readonly string[], n: number) => string
  readonly across: (value: string, events: string) => string
  readonly ago: (days: string, n: number) => string
  /** On which days events were: on all of them, or the latest. */
  readonly on: (days: string, all: boolean) => string
  readonly firstOn: (day: string) => string
  readonly otherMoney: (n: number) => string
  readonly next: (instant: string) => string
  readonly pinned: Readonly<Record<Pin, string>>
  readonly inSegment: (since: string) => string
  readonly list: { readonly on: string; readonly off: string }
  readonly onList: (since: string) => string
  readonly consent: (state: ConsentSaid['state'], channel: string, day: string) => string
  readonly unasked: string
  readonly sample: { readonly in: string; readonly out: string }
  readonly place: (place: number, among: number, side: Rank['side']) => string
  readonly unplaced: string
  readonly taken: (n: number, last: string) => string
  readonly nobody: string
  readonly step: (event: string, instant: string) => string
  readonly andThen: string
  readonly notBegun: string
  readonly missing: (steps: readonly string[]) => string
  readonly came: (event: string, instant: string) => string
  readonly mayCome: (instant: string) => string
  /** What the reference table of such places says of that one. */
  readonly ofPlace: (value: string, by: PlaceKind, key: string) => string
  /** What a product is by a field, as the event says or as the product does at present. */
  readonly says: Readonly<Record<'event' | 'record', (name: string, value: string) => string>>
}

/** Since when she is on lists and in segments, in milliseconds by their ids, as far as that is known. */
export type Since = {
  readonly lists: ReadonlyMap<number, number>
  readonly segments: ReadonlyMap<number, number>
}

const wordsOf: Readonly<Record<Locale, SeenWords>> = { en: seenEnglish, 'pt-BR': seenPortuguese }

/** Says what a part of a condition saw of a customer, clause by clause: how much, when, and what comes next. */
export function seenReader(
  locale: Locale,
  known: Known,
  since: Since,
): (part: Explained) => readonly string[] {
  const language = languageOf(locale)
  const { zone } = known.values
  const reader: Reader = {
    locale,
    known,
    since,
    words: wordsOf[locale],
    name: fieldNames(known.fields, language),
    product: fieldNames(known.products ?? new Map(), language),
    steps: stepsReader(locale, known),
    day: (ms) => dayInWords(localDay(zone, ms), locale),
    instant: (ms) => instantInWords(ms, locale, zone),
  }
  return (part) => [...clauses(part, reader), ...nextOf(part, reader)]
}

type Reader = {
  readonly locale: Locale
  readonly known: Known
  readonly since: Since
  readonly words: SeenWords
  readonly name: (field: string) => string
  readonly product: (path: string) => string
  readonly steps: (sequence: Sequence) => readonly string[]
  readonly day: (ms: number) => string
  readonly instant: (ms: number) => string
}

function clauses(part: Explained, reader: Reader): readonly string[] {
  const { words, locale, known } = reader
  const { condition, meets } = part
  switch (part.kind) {
    case 'group':
      return []
    case 'segment':
      return [
        ...(part.pin === undefined ? [] : [words.pinned[part.pin]]),
        ...(meets ? segmentSince(condition, reader) : []),
      ]
    case 'field':
      return [fieldSeen(part, reader)]
    case 'calculated':
      return [showSeen(part, locale, known) ?? words.noValue]
    case 'did':
      return condition.type === 'did'
        ? [...did(condition, part, reader), ...productsOf(part, reader)]
        : []
    case 'list':
      return [meets ? listSince(condition, reader) : words.list.off]
    case 'sample':
      return [meets ? words.sample.in : words.sample.out]
    case 'consent':
      return consents(part.said, reader)
    case 'rank':
      return condition.type === 'rank' ? rank(condition, part, reader) : []
    case 'sequence':
      return condition.type === 'sequence' ? sequence(condition, part, reader) : []
  }
}

function fieldSeen(part: Extract<Explained, { kind: 'field' }>, reader: Reader): string {
  const { words, locale, known } = reader
  const value = showSeen(part, locale, known)
  if (value === undefined) return words.blank
  if (part.place === undefined) return value
  const { by, key } = placeOf(part.place)
  return words.ofPlace(value, by, quoted(by === 'country' ? showCountry(key, locale) : key))
}

/** What the products of its events were seen to be, each once. */
function productsOf({ products }: Seen, { words, locale, known, product }: Reader) {
  const said = products.map((seen) => {
    const value = showRelated(seen, seen.path, locale, known)
    const of = seen.product === undefined ? '' : `${quoted(seen.product)}: `
    return `${of}${words.says[seen.by](product(seen.path), value)}`
  })
  return [...new Set(said)]
}

function segmentSince(of: Condition, { words, since, instant }: Reader): readonly string[] {
  const at = of.type === 'segment' ? since.segments.get(of.segment) : undefined
  return at === undefined ? [] : [words.inSegment(instant(at))]
}

function listSince(of: Condition, { words, since, instant }: Reader): string {
  const at = of.type === 'list' ? since.lists.get(of.list) : undefined
  return at === undefined ? words.list.on : words.onList(instant(at))
}

/** Of a group or segment it is that of one of its parts. */
function nextOf({ kind, nextChangeAt }: Explained, { words, instant }: Reader): readonly string[] {
  if (nextChangeAt === null || kind === 'group' || kind === 'segment') return []
  return [words.next(instant(nextChangeAt))]
}

function did(asked: Did, seen: Seen, reader: Reader): readonly string[] {
  const { words, name } = reader
  if (seen.lacks !== undefined) return [words.isBlank(name(seen.lacks))]
  const of = asked.measure?.of ?? 'count'
  if (of === 'daysSinceFirst' || of === 'daysSinceLast') {
    const event = of === 'daysSinceFirst' ? seen.first : seen.latest[0]
    return event === undefined ? [eventsOf(asked, seen, reader)] : ago(asked, seen, event, reader)
  }
  return ofEvents.has(of) ? how(asked, seen, reader) : across(asked, seen, reader)
}

/** What says itself how many events there were. */
function how(asked: Did, seen: Seen, reader: Reader): readonly string[] {
  const amount = amountSaid(asked, seen.observed, reader.words, reader)
  return [amount ?? reader.words.noValue, ...moreOf(asked, seen, reader)]
}

/** What events came to, and how many they were. */
function across(asked: Did, seen: Seen, reader: Reader): readonly string[] {
  const { words } = reader
  const amount = amountSaid(asked, seen.observed, words, reader)
  const events = eventsOf(asked, seen, reader)
  if (seen.count === 0) return amount === undefined ? [events] : [amount, events]
  return [words.across(amount ?? words.noValue, events), ...moreOf(asked, seen, reader)]
}

function moreOf(asked: Did, seen: Seen, reader: Reader): readonly string[] {
  const dates = asked.measure?.of === 'first' ? firstOf(seen, reader) : datesOf(seen, reader)
  return [...dates, ...(ofAmounts(asked) ? otherMoneyOf(seen, reader) : [])]
}

function eventsOf({ event }: Did, { count }: Seen, { words }: Reader): string {
  return words.events(typeof event === 'string' ? [event] : event, count)
}

function ago(asked: Did, { observed }: Seen, event: Event, reader: Reader): readonly string[] {
  const { words, day } = reader
  const days = amountSaid(asked, observed, words, reader)
  const on = words.on(day(event.ts), true)
  if (observed === undefined || days === undefined) return [on]
  return [words.ago(days, numberOf(observed)), on]
}

/** Whether amounts may be asked, of which those in other money than the shop's are left out. */
function ofAmounts({ measure, where }: Did): boolean {
  return where !== undefined || propertyMeasured(measure) !== undefined
}

/** What these give says itself how many events there were, or of how many windows. */
const ofEvents: ReadonlySet<Measure['of']> = new Set([
  'count',
  'activeDays',
  'activeWeeks',
  'activeMonths',
  'change',
  'percentChange',
] as const)

/** Of what was first not the latest. */
function firstOf({ first }: Seen, { words, day }: Reader): readonly string[] {
  return first === undefined ? [] : [words.firstOn(day(first.ts))]
}

function datesOf({ count, latest }: Seen, { words, day }: Reader): readonly string[] {
  if (count === 0) return []
  const days = [...new Set(latest.map(({ ts }) => day(ts)))]
  return [words.on(joined(days, words.and), count === latest.length)]
}

function otherMoneyOf({ otherMoney }: Seen, { words }: Reader): readonly string[] {
  return otherMoney === 0 ? [] : [words.otherMoney(otherMoney)]
}

/** Of each channel what was said last. */
function consents(said: readonly ConsentSaid[], { words, day }: Reader): readonly string[] {
  const latest = new Map<string, ConsentSaid>()
  for (const each of said) {
    const before = latest.get(each.channel)
    if (before === undefined || before.at <= each.at) latest.set(each.channel, each)
  }
  if (latest.size === 0) return [words.unasked]
  return [...latest.values()]
    .toSorted((a, b) => a.at - b.at)
    .map(({ state, channel, at }) => words.consent(state, channel, day(at)))
}

function rank(
  asked: Rank,
  { value, edge, of }: Extract<Explained, { kind: 'rank' }>,
  { words, locale, known }: Reader,
): readonly string[] {
  const { by, side } = asked
  const shown = (observed: Observed | undefined) =>
    by.type === 'did'
      ? amountSaid(by, observed, words, { locale, known })
      : showRanked(asked, observed, locale, known)
  const own = shown(value) ?? words.noValue
  if (edge === null) return [own, words.nobody]
  const reach = words.taken(edge.taken, shown({ type: 'number', ...edge.value }) ?? '')
  if (edge.place !== undefined) return [own, words.place(edge.place, edge.among, side), reach]
  return [own, ...(of?.meets === false ? [words.unplaced] : []), reach]
}

function sequence(
  asked: Sequence,
  { steps: taken, stopped }: Extract<Explained, { kind: 'sequence' }>,
  { words, instant, steps }: Reader,
): readonly string[] {
  const step = ({ name, ts }: Event) => words.step(name, instant(ts))
  const went = taken.length === 0 ? words.notBegun : taken.map(step).join(words.andThen)
  if (stopped === undefined) return [went]
  if ('came' in stopped) return [went, words.came(stopped.came.name, instant(stopped.came.ts))]
  if ('mayComeUntil' in stopped) return [went, words.mayCome(instant(stopped.mayComeUntil))]
  if (taken.length === 0) return [went]
  return [went, words.missing(steps(asked).slice(stopped.step))]
}
