import type { Routes } from '../../../api/routes.ts'
import type { Answer } from '../../../api/route.ts'
import type { Locale } from '../../../domain/customer/formats/locale.ts'
import { command, Misuse } from '../../command.ts'
import { confirmed } from '../../confirmed.ts'
import { segmentNamed } from '../../named.ts'
import { amount, asText, table } from '../../output.ts'
import type { Session } from '../../session.ts'
import { clockOf } from '../../when.ts'
import { localeOf, localeOption } from '../conditions.ts'

type Effect = Answer<Routes['segments']['effect']>

/** What a segment is to say: a condition in words, or what an earlier version said. */
export type Draft = { readonly text: string } | { readonly to: number }

export const segmentsEffect = command({
  name: 'segments effect',
  summary: 'Show who would enter and leave a segment by another condition, and what depends on it',
  details:
    'Both conditions are asked as of the same instant. Segments, calculated fields and saved views that speak of the segment are shown with what would become of them. Nothing is written.',
  positionals: [
    { name: 'NAME', says: 'Its name, with or without @, or its id' },
    { name: 'CONDITION', says: 'What it would say, in words; or --to', optional: true },
  ],
  options: {
    to: { type: 'string', value: 'VERSION', says: 'What this earlier version said: v2' },
    samples: { type: 'string', value: 'N', says: 'How many of each are shown; 5 when left out' },
    locale: localeOption,
  },
  examples: [
    {
      does: 'before a change',
      line: `clientela segments effect '@VIP' 'did "Order Completed" at least 10 times'`,
    },
    { does: 'before going back', line: `clientela segments effect '@VIP' --to v1` },
  ],
  async run({ positionals: [name = '', text], options }, session) {
    const { id } = await segmentNamed(session, name)
    const samples = options.samples === undefined ? {} : { samples: wholeOf(options.samples) }
    const draft = draftOf(text, options.to)
    const { locale } = localeOf(options.locale)
    const body = { ...draft, ...samples }
    const { ask, output, routes } = session
    const effect = await ask(routes.segments.effect, { params: { id }, body, query: { locale } })
    const lines = output.json ? [] : await effectLines(session, effect, locale)
    output.result(effect, () => lines)
  },
})

/** One of the two. */
export function draftOf(text: string | undefined, to: string | undefined): Draft {
  if (text !== undefined && to === undefined) return { text }
  if (text === undefined && to !== undefined) return { to: versionOf(to) }
  throw new Misuse('Exactly one of CONDITION and --to is needed', 'Give a condition, or a version.')
}

/** `v2` and `2` are the second version. */
export function versionOf(given: string): number {
  return wholeOf(given.replace(/^v/i, ''))
}

function wholeOf(given: string): number {
  if (/^\d{1,9}$/.test(given)) return Number(given)
  throw new Misuse(`${JSON.stringify(given)} is no number`, 'Give a whole number.')
}

/** Shows the effect and asks whether to go on; said by the caller in advance, nothing is asked. */
export async function agreed(
  session: Session,
  { id, draft, locale }: { readonly id: number; readonly draft: Draft; readonly locale: Locale },
): Promise<void> {
  const { ask, output, routes } = session
  if (!session.interactive) {
    throw new Misuse('Nobody is there to say whether it is to go on', 'Say --yes, or --dry-run.')
  }
  const effect = await ask(routes.segments.effect, {
    params: { id },
    body: draft,
    query: { locale },
  })
  for (const line of await effectLines(session, effect, locale)) output.say(line)
  if (await confirmed(wordsIn[locale].goOn)) return
  throw new Misuse('Nothing was changed', 'Say --yes.')
}

/** What would come of it, for somebody who reads. */
export async function effectLines(
  session: Session,
  effect: Effect,
  locale: Locale,
): Promise<string[]> {
  const { reading, changes, before, after, stays, enters, leaves, dependents, asOf } = effect
  const { bold, dim } = session.output
  const words = wordsIn[locale]
  const clock = await clockOf(session, locale)
  const amountOf = (n: number, sign = '') => (n === 0 ? '0' : `${sign}${amount(n, locale)}`)
  const people = (sample: Effect['enters']['sample']) =>
    sample.map(({ id, fields }) => [
      `  ${id}`,
      ...['name', 'email', 'city'].map((field) => asText(fields[field])),
    ])
  const some = ({ count, sample }: Effect['enters'], says: string) => [
    bold(`${says}: ${amountOf(count)}`),
    ...table(people(sample)),
    ...(sample.length > 0 && count > sample.length
      ? [dim(`  ${words.more(amountOf(count - sample.length))}`)]
      : []),
  ]
  return [
    bold(reading),
    ...(changes.length === 0 ? [words.same] : changes.map(({ sentence }) => `· ${sentence}`)),
    '',
    words.sizes(amountOf(before), amountOf(after), amountOf(stays)),
    ...some(enters, words.enters),
    ...some(leaves, words.leaves),
    ...(dependents.length === 0
      ? ['', words.alone]
      : [
          '',
          ...table([
            [...words.dependents],
            ...dependents.map((each) => [
              words[each.kind],
              each.name,
              amountOf(each.enters, '+'),
              amountOf(each.leaves, '−'),
              amountOf(each.stays),
            ]),
          ]),
        ]),
    dim(words.asOf(clock(asOf))),
  ]
}

const wordsIn = {
  en: {
    same: 'That is what it says already.',
    sizes: (before: string, after: string, stays: string) =>
      `Customers: ${before} now, ${after} then; ${stays} stay`,
    enters: 'Enter',
    leaves: 'Leave',
    more: (n: string) => `and ${n} more`,
    alone: 'No other segment, calculated field or saved view speaks of it.',
    dependents: ['ALSO', 'NAME', 'ENTER', 'LEAVE', 'STAY'],
    segment: 'segment',
    field: 'field',
    view: 'view',
    asOf: (at: string) => `as of ${at}`,
    goOn: 'Save it?',
  },
  'pt-BR': {
    same: 'É o que o segmento já diz.',
    sizes: (before: string, after: string, stays: string) =>
      `Clientes: ${before} agora, ${after} depois; ${stays} ficam`,
    enters: 'Entram',
    leaves: 'Saem',
    more: (n: string) => `e mais ${n}`,
    alone: 'Nenhum outro segmento, campo calculado ou visão salva fala dele.',
    dependents: ['TAMBÉM', 'NOME', 'ENTRAM', 'SAEM', 'FICAM'],
    segment: 'segmento',
    field: 'campo',
    view: 'visão',
    asOf: (at: string) => `em ${at}`,
    goOn: 'Salvar?',
  },
} as const
