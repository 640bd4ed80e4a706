import { command } from '../../command.ts'
import { listing } from '../../output.ts'
import { clockOf } from '../../when.ts'
import { find } from '../customers.ts'
import { changesOptions, changesQuery, changeWords } from './history.ts'

export const customersSegments = command({
  name: 'customers segments',
  summary: 'Show the segments that a customer is in, or with --history which she entered and left',
  details:
    'The history has what was of those merged into her too; their ids are shown. When is by the shop’s clocks.',
  positionals: [{ name: 'ID', says: 'The id, or KIND:VALUE as user_id:17850' }],
  options: {
    history: {
      type: 'boolean',
      says: 'Which she entered and left, when and why, the latest first',
    },
    ...changesOptions,
  },
  examples: [
    { does: 'where she is', line: 'clientela customers segments user_id:17850' },
    { does: 'how that came about', line: 'clientela customers segments user_id:17850 --history' },
  ],
  async run({ positionals: [given = ''], options }, session) {
    const { ask, output, routes } = session
    const { id } = await find(given, session)
    const { locale, ...query } = changesQuery(options)
    const words = { ...changeWords[locale], ...isIn[locale] }
    const clock = await clockOf(session, locale)
    if (!options.history) {
      const segments = await ask(routes.customers.segments, { params: { id } })
      return output.result(segments, () =>
        listing(
          [words.segment, words.since],
          segments.items.map(({ name, since }) => [name, since === null ? '' : clock(since)]),
          words.nowhere,
        ),
      )
    }
    const history = await ask(routes.customers.segmentHistory, {
      params: { id },
      query: { ...query, locale },
    })
    const merged = history.items.some(({ customer }) => customer !== id)
    output.result(history, () => [
      ...listing(
        [words.when, words.segment, words.what, words.why, ...(merged ? [words.customer] : [])],
        history.items.map((each) => [
          clock(each.at),
          each.name ?? `${each.segment} (${words.deleted})`,
          words[each.what],
          each.because,
          ...(merged ? [each.customer] : []),
        ]),
        words.never,
      ),
      ...(history.next === null ? [] : [output.dim(`${words.more}: --cursor ${history.next}`)]),
    ])
  },
})

const isIn = {
  en: {
    since: 'SINCE',
    nowhere: 'She is in no segment.',
    never: 'She entered no segment and left none.',
  },
  'pt-BR': {
    since: 'DESDE',
    nowhere: 'Não está em nenhum segmento.',
    never: 'Não entrou em nenhum segmento nem saiu de algum.',
  },
} as const
