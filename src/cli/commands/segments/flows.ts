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
    first: { type: 'boolean', says: 'Each customer counts in the first of them only' },
    locale: localeOption,
  },
  examples: [
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
    if (names.length === 0) {
      throw new Misuse('No segment is named', 'Give their names, or --segments A,B,C.')
    }
    const segments: number[] = []
    for (const name of names) segments.push((await segmentNamed(session, name)).id)
    const { from, to, first } = options
    const body = { segments, from, first, ...(to === undefined ? {} : { to }) }
    const moved = await ask(routes.segments.flows, { body })
    if (output.json) return output.result(moved, () => [])
    const { locale } = localeOf(options.locale)
    const clock = await clockOf(session, locale)
    output.result(moved, () => linesOf(moved, locale, clock))
  },
})

function linesOf(
  { segments, flows, from, to, since }: Moved,
  locale: Locale,
  clock: (iso: string) => string,
): string[] {
  const words = wordsIn[locale]
  const places = [...segments.map(({ id }) => id), null]
  const nameOf = (id: number | null) =>
    id === null ? words.none : (segments.find((each) => each.id === id)?.name ?? String(id))
  const count = (a: number | null, b: number | null) => {
    const there = flows.find((flow) => flow.from === a && flow.to === b)
    return there === undefined ? '·' : amount(there.customers, locale)
  }
  return [
    words.between(clock(from), clock(to)),
    ...(since > from ? [words.since(clock(since))] : []),
    '',
    ...table([
      [words.wasIs, ...places.map(nameOf)],
      ...places.map((a) => [
        nameOf(a),
        ...places.map((b) => (a === null && b === null ? '' : count(a, b))),
      ]),
    ]),
    '',
    ...table([
      [...words.turnover],
      ...segments.map(({ name, before, entered, left, after }) => [
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
