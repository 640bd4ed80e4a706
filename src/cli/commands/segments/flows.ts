import type { Routes } from '../../../api/routes.ts'
import type { Answer } from '../../../api/route.ts'
import type { Locale } from '../../../domain/customer/formats/locale.ts'
import { command, Misuse } from '../../command.ts'
import { segmentNamed } from '../../named.ts'
import { amount, table } from '../../output.ts'
import { clockOf } from '../../when.ts'
import { localeOf, localeOption } from '../conditions.ts'
import { periodOptions } from './history.ts'

type Moved = Answer<Routes['segments']['flows']>

export const segmentsFlows = command({
  name: 'segments flows',
  summary: 'Show how customers moved between segments from one instant to another',
  details:
    'A row for where they were, a column for where they are. Who is in several of them counts in each; ' +
    'with --first each customer counts in the first that she is in, in the order in which they are given, ' +
    'so that stages of a journey add up.',
  positionals: [
    {
      name: 'NAME',
      says: 'Segments by name, with or without @, or id; or --segments',
      many: true,
      optional: true,
    },
  ],
  options: {
    segments: {
      type: 'string',
      value: 'A,B,C',
      says: 'The segments, if their names have no commas',
    },
    from: { ...periodOptions.from, required: true },
    to: periodOptions.to,
    field: {
      type: 'string',
      value: 'FIELD',
      says: 'In place of segments, a segmentation: between its values, computed',
    },
    first: { type: 'boolean', says: 'Each customer counts in the first of them only' },
    computed: {
      type: 'boolean',
      says: 'By what the data say of both instants and the present definitions, not by the ledger',
    },
    locale: localeOption,
  },
  examples: [
    {
      does: 'this year, as if they had been there already',
      line: `clientela segments flows '@New' '@Loyal' --from 2026-01-01 --computed`,
    },
    {
      does: 'between the values of a segmentation',
      line: 'clientela segments flows --field stage --from 2026-01-01',
    },
    {
      does: 'between stages, in November',
      line: `clientela segments flows '@New' '@Returning' '@Loyal' --from 2026-11-01 --to 2026-11-30 --first`,
    },
  ],
  async run({ positionals, options }, session) {
    const { ask, output, routes } = session
    const names = [...positionals, ...(options.segments?.split(',') ?? [])].map((each) =>
      each.trim(),
    )
    const { from, to, first, field, computed } = options
    if ((names.length === 0) === (field === undefined)) {
      throw new Misuse(
        'Either segments or --field is needed',
        'Give the names of segments, or a segmentation by --field.',
      )
    }
    const segments: number[] = []
    for (const name of names) segments.push((await segmentNamed(session, name)).id)
    const between = field === undefined ? { segments, computed } : { field }
    const body = { ...between, from, first, ...(to === undefined ? {} : { to }) }
    const moved = await ask(routes.segments.flows, { body })
    if (output.json) return output.result(moved, () => [])
    const { locale } = localeOf(options.locale)
    const clock = await clockOf(session, locale)
    output.result(moved, () => linesOf(moved, locale, clock))
  },
})

function linesOf(
  { places, flows, from, to, since }: Moved,
  locale: Locale,
  clock: (iso: string) => string,
): string[] {
  const words = wordsIn[locale]
  const all = [...places.map(({ name }) => name), null]
  const nameOf = (name: string | null) => name ?? words.none
  const count = (a: string | null, b: string | null) => {
    const there = flows.find((flow) => flow.from === a && flow.to === b)
    return there === undefined ? '·' : amount(there.customers, locale)
  }
  return [
    words.between(clock(from), clock(to)),
    ...(since !== null && since > from ? [words.since(clock(since))] : []),
    '',
    ...table([
      [words.wasIs, ...all.map(nameOf)],
      ...all.map((a) => [
        nameOf(a),
        ...all.map((b) => (a === null && b === null ? '' : count(a, b))),
      ]),
    ]),
    '',
    ...table([
      [...words.turnover],
      ...places.map(({ name, before, entered, left, after }) => [
        name,
        ...[before, entered, left, after].map((n) => amount(n, locale)),
      ]),
    ]),
  ]
}

const wordsIn = {
  en: {
    none: 'none of them',
    wasIs: 'WAS IN ↓  IS IN →',
    between: (from: string, to: string) => `From ${from} to ${to}`,
    since: (when: string) => `Not all of them were there yet: the last was made ${when}`,
    turnover: ['SEGMENT', 'BEFORE', 'ENTERED', 'LEFT', 'AFTER'],
  },
  'pt-BR': {
    none: 'nenhum deles',
    wasIs: 'ESTAVA EM ↓  ESTÁ EM →',
    between: (from: string, to: string) => `De ${from} a ${to}`,
    since: (when: string) => `Nem todos existiam ainda: o último foi criado em ${when}`,
    turnover: ['SEGMENTO', 'ANTES', 'ENTRARAM', 'SAÍRAM', 'DEPOIS'],
  },
} as const
