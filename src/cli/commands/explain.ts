import type { ExplainedPart } from '../../api/explain.ts'
import type { Locale } from '../../domain/customer/formats/locale.ts'
import { command } from '../command.ts'
import { localeOf, localeOption } from './conditions.ts'
import { find } from './customers.ts'
import { atOption, conditionPositional, questionOf } from './segments/question.ts'

export const explainCustomer = command({
  name: 'explain',
  summary: 'Say why a customer meets a condition or is in a segment, or not, and until when',
  details:
    'Each part of the condition with whether it holds, what was seen of her, the latest events that count, and when it is next another if nothing more arrives. Above it the fewest changes that would turn the answer: a field set, an event more or fewer, a list joined or left, something said of a consent, time passing; at most three of them.',
  positionals: [
    { name: 'ID', says: 'The id, or KIND:VALUE as user_id:17850' },
    conditionPositional,
  ],
  options: { at: atOption, locale: localeOption },
  examples: [
    { does: 'why she is in it, or not', line: `clientela explain user_id:17850 @VIP` },
    {
      does: 'as it was at the end of 2025, in Portuguese',
      line: `clientela explain ana@example.org 'did "Order Completed" in last 90 days' --at 2026-01-01T00:00:00Z --locale pt-BR`,
    },
  ],
  async run({ positionals: [given = '', text = ''], options }, session) {
    const { ask, output, routes } = session
    const body = await questionOf(session, text, options.at)
    const { id } = await find(given, { ask, routes })
    const query = localeOf(options.locale)
    const why = await ask(routes.explain.customer, { params: { id }, body, query })
    output.result({ customer: id, ...why }, () => {
      const words = wordsIn[query.locale]
      const until = why.untilWords === null ? words.stays : words.until(why.untilWords)
      return [
        `${why.member ? words.yes : words.no}. ${until}`,
        why.nearestFlip.reading,
        '',
        ...linesOf(why.tree, 0, words),
      ]
    })
  },
})

type Place = NonNullable<ExplainedPart['rank']>

type Words = {
  readonly yes: string
  readonly no: string
  readonly stays: string
  readonly until: (instant: string) => string
  readonly all: string
  readonly any: string
  readonly not: string
  readonly nothing: string
  readonly latest: (days: string) => string
  readonly changes: (instant: string) => string
  readonly otherMoney: (count: number) => string
  readonly steps: (events: string) => string
  readonly place: (rank: Place) => string
  readonly unplaced: string
  readonly pinned: { readonly in: string; readonly out: string }
}

const wordsIn: Readonly<Record<Locale, Words>> = {
  en: {
    yes: 'Yes',
    no: 'No',
    stays: 'That stays so as long as nothing more arrives.',
    until: (instant) => `Until ${instant}, if nothing more arrives.`,
    all: 'all of these:',
    any: 'at least one of these:',
    not: 'not:',
    nothing: 'nothing',
    latest: (days) => `latest on ${days}`,
    changes: (instant) => `changes on ${instant} if nothing more arrives`,
    otherMoney: (count) => `${count} in other money, left out`,
    steps: (events) => `by ${events}`,
    place: ({ place, among, taken, last }) =>
      `${place === null ? 'in no place' : `place ${place}`} of ${among} · the last of the ${taken} in it has ${last}`,
    unplaced: 'nobody is put in order',
    pinned: { in: 'pinned in', out: 'pinned out' },
  },
  'pt-BR': {
    yes: 'Sim',
    no: 'Não',
    stays: 'Fica assim enquanto nada mais chegar.',
    until: (instant) => `Até ${instant}, se nada mais chegar.`,
    all: 'tudo isto:',
    any: 'pelo menos um destes:',
    not: 'não:',
    nothing: 'nada',
    latest: (days) => `por último em ${days}`,
    changes: (instant) => `muda em ${instant} se nada mais chegar`,
    otherMoney: (count) => `${count} em outra moeda, fora da conta`,
    steps: (events) => `por ${events}`,
    place: ({ place, among, taken, last }) =>
      `${place === null ? 'sem lugar' : `lugar ${place}`} entre ${among} · o último dos ${taken} que estão tem ${last}`,
    unplaced: 'ninguém está em ordem',
    pinned: { in: 'incluída à mão', out: 'excluída à mão' },
  },
}

function linesOf(part: ExplainedPart, depth: number, words: Words): string[] {
  const { type, meets, of = [] } = part
  const mark = `${'  '.repeat(depth)}${meets ? '✓' : '✗'}`
  const inside = of.flatMap((each) => linesOf(each, depth + 1, words))
  if (type === 'not') return [`${mark} ${words.not}`, ...inside]
  if ((type === 'all' || type === 'any') && of.length > 0) {
    return [`${mark} ${type === 'all' ? words.all : words.any}`, ...inside]
  }
  const seen = seenOf(part, words)
  return [`${mark} ${part.reading}${seen.length === 0 ? '' : ` — ${seen.join(' · ')}`}`, ...inside]
}

/** Of these it is shown what was seen. */
const looking: ReadonlySet<ExplainedPart['type']> = new Set(['field', 'did', 'consent', 'rank'])

function seenOf(part: ExplainedPart, words: Words): string[] {
  const { type, observed, latest = [], otherMoney = 0, pin, nextChangeWords } = part
  const looked = looking.has(type)
  const changes = looked || type === 'sequence'
  const days = latest.map((each) => each.words).join(', ')
  const said = [
    looked && (observed ?? words.nothing),
    days !== '' && words.latest(days),
    stepsOf(part, words),
    placeOf(part, words),
    otherMoney > 0 && words.otherMoney(otherMoney),
    pin !== undefined && pin !== null && words.pinned[pin],
    // Of a group or segment it is that of one of its parts.
    changes && nextChangeWords !== null && words.changes(nextChangeWords),
  ]
  return said.filter((each) => typeof each === 'string' && each !== '') as string[]
}

/** Which events took the steps of a sequence. */
function stepsOf({ steps = [] }: ExplainedPart, words: Words): string | undefined {
  if (steps.length === 0) return undefined
  return words.steps(steps.map((each) => `${JSON.stringify(each.name)} ${each.words}`).join(', '))
}

/** Where she is in a rank, and how far it reaches. */
function placeOf({ rank }: ExplainedPart, words: Words): string | undefined {
  return rank === null ? words.unplaced : rank && words.place(rank)
}
