import type { Routes } from '../../../api/routes.ts'
import type { Answer } from '../../../api/route.ts'
import type { Locale } from '../../../domain/customer/formats/locale.ts'
import { showCount } from '../../../domain/segment/reading/values.ts'
import { command, Misuse } from '../../command.ts'
import { table } from '../../output.ts'
import { localeOf, localeOption } from '../conditions.ts'
import { atOption, conditionPositional, questionOf } from './question.ts'
import { shownShare } from './share.ts'

type Comparison = Answer<Routes['analysis']['compare']>

export const segmentsCompare = command({
  name: 'segments compare',
  summary: 'Show what marks a segment out from everyone, or from another segment',
  details:
    'Values of fields (numbers in quarters), elements of lists, and events done at least once, each with how many of ' +
    'either have it, and how many times as often. Shown is what a two-proportion z test takes for a difference with at most a 5 % ' +
    'chance of error, corrected for how much was compared (Benjamini-Hochberg). Who is in both is left out of the test. ' +
    'What would tell fewer than ten customers is not shown, nor are fields that say who somebody is or are sensitive.',
  positionals: [conditionPositional],
  options: {
    with: {
      type: 'string',
      value: 'CONDITION',
      says: 'With whom, in words or @NAME; everyone when left out',
    },
    small: {
      type: 'string',
      value: 'N',
      says: 'Show nothing that tells fewer customers; 10 when left out',
    },
    at: atOption,
    locale: localeOption,
  },
  examples: [
    { does: 'with everyone', line: `clientela segments compare '@VIP'` },
    { does: 'with another', line: `clientela segments compare '@VIP' --with '@At risk'` },
  ],
  async run({ positionals: [text = ''], options }, session) {
    const { ask, output, routes } = session
    const question = await questionOf(session, text, options.at)
    const other =
      options.with === undefined ? {} : { with: await questionOf(session, options.with, undefined) }
    const body = { ...question, ...other, ...smallOf(options.small) }
    const query = localeOf(options.locale)
    const found = await ask(routes.analysis.compare, { body, query })
    output.result(found, () => linesOf(found, query.locale))
  },
})

function smallOf(given: string | undefined): { small?: number } {
  if (given === undefined) return {}
  const small = Number(given)
  if (!Number.isInteger(small) || small < 2 || small > 1_000) {
    throw new Misuse(`--small is a whole number from 2 to 1000, not ${given}`, 'Write it as 10.')
  }
  return { small }
}

const inEnglish = (n: number) => showCount(n, 'en')
const inPortuguese = (n: number) => showCount(n, 'pt-BR')

const wordsIn = {
  en: {
    more: 'THEY HAVE MORE',
    less: 'THEY HAVE LESS',
    columns: ['IN IT', 'COMPARED WITH', 'TIMES AS OFTEN', 'BY CHANCE'],
    with: ({ first, second, both }: Comparison) =>
      `${first.reading}: ${inEnglish(first.count)} customers. Compared with ${second.reading}: ${inEnglish(second.count)}; in both: ${inEnglish(both)}.`,
    none: 'Nothing was found in which they differ more than by chance.',
    tested: (tested: number, small: number) =>
      `${inEnglish(tested)} traits were compared; ${inEnglish(small)} that too few customers have or lack are not shown.`,
  },
  'pt-BR': {
    more: 'ELES TÊM MAIS',
    less: 'ELES TÊM MENOS',
    columns: ['NO GRUPO', 'NA COMPARAÇÃO', 'VEZES MAIS', 'POR ACASO'],
    with: ({ first, second, both }: Comparison) =>
      `${first.reading}: ${inPortuguese(first.count)} clientes. Comparado com ${second.reading}: ${inPortuguese(second.count)}; nos dois: ${inPortuguese(both)}.`,
    none: 'Não se achou nada em que difiram mais do que por acaso.',
    tested: (tested: number, small: number) =>
      `${inPortuguese(tested)} características foram comparadas; ${inPortuguese(small)} que poucos clientes têm ou deixam de ter não são mostradas.`,
  },
} as const satisfies Readonly<Record<Locale, object>>

/** So many of each kind are read at once; --json has all. */
const mostShown = 15

function linesOf(found: Comparison, locale: Locale): string[] {
  const words = wordsIn[locale]
  const rows = (title: string, traits: Comparison['more']) =>
    traits.length === 0
      ? []
      : ['', ...table([[title, ...words.columns], ...traits.slice(0, mostShown).map(rowOf)])]
  const shown = [...rows(words.more, found.more), ...rows(words.less, found.less)]
  return [
    words.with(found),
    ...(shown.length === 0 ? ['', words.none] : shown),
    '',
    words.tested(found.tested, found.small),
  ]

  function rowOf({
    reading,
    count,
    share,
    otherCount,
    otherShare,
    lift,
    chance,
  }: Comparison['more'][number]) {
    const of = (n: number, part: number) => `${showCount(n, locale)} (${shownShare(part, locale)})`
    const times = lift === null ? '—' : showCount(Math.round(lift * 100) / 100, locale)
    const least = locale === 'en' ? '< 0.1%' : '< 0,1 %'
    const odds = chance < 0.001 ? least : shownShare(chance, locale)
    return [reading, of(count, share), of(otherCount, otherShare), times, odds]
  }
}
