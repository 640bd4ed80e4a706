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
    'Each part of the condition with whether it holds, what was seen of her in words, on which days, since when, and when that is next another if nothing more arrives. Above it the fewest changes that would turn the answer: a field set, an event more or fewer, a list joined or left, something said of a consent, time passing; at most three of them.',
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

type Words = {
  readonly yes: string
  readonly no: string
  readonly stays: string
  readonly until: (instant: string) => string
  /** Above the parts of a group, and of one that is not so. */
  readonly all: string
  readonly any: string
  readonly notAll: string
  readonly none: string
}

const wordsIn: Readonly<Record<Locale, Words>> = {
  en: {
    yes: 'Yes',
    no: 'No',
    stays: 'That stays so as long as nothing more arrives.',
    until: (instant) => `Until ${instant}, if nothing more arrives.`,
    all: 'all of these:',
    any: 'at least one of these:',
    notAll: 'not all of these:',
    none: 'none of these:',
  },
  'pt-BR': {
    yes: 'Sim',
    no: 'Não',
    stays: 'Fica assim enquanto nada mais chegar.',
    until: (instant) => `Até ${instant}, se nada mais chegar.`,
    all: 'tudo isto:',
    any: 'pelo menos um destes:',
    notAll: 'nem tudo isto:',
    none: 'nada disto:',
  },
}

function linesOf(part: ExplainedPart, depth: number, words: Words): string[] {
  const { type, of = [] } = part
  const [inner] = of
  // What is not so is said as such, with what was seen of it; of a group its parts are shown.
  const shown = type === 'not' && inner !== undefined ? inner : part
  const isNot = shown !== part
  const head = headOf(shown, isNot, words) ?? [part.reading, ...clausesOf(shown)].join('')
  const line = `${'  '.repeat(depth)}${part.meets ? '✓' : '✗'} ${head}`
  return [line, ...(shown.of ?? []).flatMap((each) => linesOf(each, depth + 1, words))]
}

/** Of a group that has parts, what is asked of them. */
function headOf({ type, of = [] }: ExplainedPart, isNot: boolean, words: Words) {
  if (of.length === 0) return undefined
  if (type === 'all') return isNot ? words.notAll : words.all
  if (type === 'any') return isNot ? words.none : words.any
  return undefined
}

function clausesOf({ seen }: ExplainedPart): readonly string[] {
  return seen.length === 0 ? [] : [' — ', seen.join(' · ')]
}
