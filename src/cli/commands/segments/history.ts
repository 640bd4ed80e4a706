import { command, type Option } from '../../command.ts'
import { segmentNamed } from '../../named.ts'
import { listing } from '../../output.ts'
import { clockOf } from '../../when.ts'
import { localeOf, localeOption } from '../conditions.ts'

/** A period, as the commands that look back take it. */
export const periodOptions = {
  from: {
    type: 'string',
    value: 'WHEN',
    says: "From this instant (2026-11-01T12:00:00Z) or the beginning of this day of the shop's (2026-11-01)",
  },
  to: {
    type: 'string',
    value: 'WHEN',
    says: 'Until before this instant, or to the end of this day',
  },
} as const satisfies Record<string, Option>

/** Which entries of the ledger. */
export const changesOptions = {
  ...periodOptions,
  cause: {
    type: 'string',
    value: 'CAUSE',
    says: 'Of this cause only: baseline, definition, arrivals, import, undo, merge, clock …',
  },
  what: { type: 'string', choices: ['entered', 'left'], says: 'Only who entered, or who left' },
  limit: { type: 'string', value: 'N', says: 'How many; 20 when left out' },
  cursor: { type: 'string', value: 'CURSOR', says: 'Where the page before ended' },
  locale: localeOption,
} as const satisfies Record<string, Option>

export const segmentsHistory = command({
  name: 'segments history',
  summary: 'Show who entered and who left a segment, when and why, the latest first',
  details:
    'When is by the shop’s clocks. Where time alone brought it about, it may have been noticed later than it came to hold; --json tells both.',
  positionals: [{ name: 'NAME', says: 'Its name, with or without @, or its id' }],
  options: changesOptions,
  examples: [
    { does: 'the latest', line: `clientela segments history '@VIP'` },
    {
      does: 'who left it in November',
      line: `clientela segments history '@VIP' --from 2026-11-01 --to 2026-11-30 --what left`,
    },
  ],
  async run({ positionals: [name = ''], options }, session) {
    const { id } = await segmentNamed(session, name)
    const { ask, output, routes } = session
    const query = changesQuery(options)
    const history = await ask(routes.segments.history, { params: { id }, query })
    if (output.json) return output.result(history, () => [])
    const words = changeWords[query.locale]
    const clock = await clockOf(session, query.locale)
    output.result(history, () => [
      ...listing(
        [words.when, words.customer, words.name, words.what, words.why],
        history.items.map((each) => [
          clock(each.at),
          each.customer,
          each.name ?? '',
          words[each.what],
          each.because,
        ]),
        words.none,
      ),
      ...(history.next === null ? [] : [output.dim(`${words.more}: --cursor ${history.next}`)]),
    ])
  },
})

/** What was typed, as the API takes it. */
export function changesQuery(options: {
  readonly [name in 'from' | 'to' | 'cause' | 'what' | 'limit' | 'cursor' | 'locale']:
    | string
    | undefined
}) {
  const { from, to, cause, what, limit = 20, cursor, locale } = options
  return {
    limit,
    ...localeOf(locale),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(cause === undefined ? {} : { cause }),
    ...(what === undefined ? {} : { what: what as 'entered' | 'left' }),
    ...(cursor === undefined ? {} : { cursor }),
  } as const
}

/** What entries of the ledger are shown with. */
export const changeWords = {
  en: {
    when: 'WHEN',
    customer: 'CUSTOMER',
    name: 'NAME',
    segment: 'SEGMENT',
    what: 'WHAT',
    why: 'WHY',
    entered: 'entered',
    left: 'left',
    deleted: 'deleted',
    none: 'Nobody came or went.',
    more: 'more',
  },
  'pt-BR': {
    when: 'QUANDO',
    customer: 'CLIENTE',
    name: 'NOME',
    segment: 'SEGMENTO',
    what: 'O QUÊ',
    why: 'POR QUÊ',
    entered: 'entrou',
    left: 'saiu',
    deleted: 'excluído',
    none: 'Ninguém entrou nem saiu.',
    more: 'mais',
  },
} as const
