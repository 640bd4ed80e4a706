import type { Routes } from '../../../api/routes.ts'
import type { Answer } from '../../../api/route.ts'
import type { Locale } from '../../../domain/customer/formats/locale.ts'
import { showCount } from '../../../domain/segment/reading/values.ts'
import { command, Misuse } from '../../command.ts'
import { segmentNamed } from '../../named.ts'
import { table } from '../../output.ts'
import { localeOf, localeOption } from '../conditions.ts'
import { shownShare } from './share.ts'
import { atOption } from './question.ts'

type Overlap = Answer<Routes['analysis']['overlap']>

export const segmentsOverlap = command({
  name: 'segments overlap',
  summary: 'Show how segments overlap: who is in which of them at once',
  details:
    'Of up to six segments every combination, each customer in exactly one; then each two with how many are in ' +
    'both, which share of either that is, and how like they are (in both over in either).',
  positionals: [{ name: 'NAME', says: 'Segments by name, with or without @, or id', many: true }],
  options: { at: atOption, locale: localeOption },
  examples: [{ does: 'of two', line: `clientela segments overlap '@VIP' '@Cart abandonment'` }],
  async run({ positionals, options }, session) {
    const { ask, output, routes } = session
    if (positionals.length < 2) {
      throw new Misuse('One segment overlaps with nothing', 'Name two or more.')
    }
    const segments: number[] = []
    for (const name of positionals) segments.push((await segmentNamed(session, name)).id)
    const body = { segments, ...(options.at === undefined ? {} : { at: options.at }) }
    const overlap = await ask(routes.analysis.overlap, { body })
    const { locale } = localeOf(options.locale)
    output.result(overlap, () => linesOf(overlap, locale))
  },
})

const wordsIn = {
  en: {
    only: 'ONLY IN',
    customers: 'CUSTOMERS',
    and: ' and ',
    pair: ['FIRST', 'SECOND', 'IN BOTH', 'OF FIRST', 'OF SECOND', 'LIKENESS'],
  },
  'pt-BR': {
    only: 'SÓ EM',
    customers: 'CLIENTES',
    and: ' e ',
    pair: ['PRIMEIRO', 'SEGUNDO', 'NOS DOIS', 'DO PRIMEIRO', 'DO SEGUNDO', 'SEMELHANÇA'],
  },
} as const satisfies Readonly<Record<Locale, object>>

function linesOf({ segments, regions, pairs }: Overlap, locale: Locale): string[] {
  const words = wordsIn[locale]
  const nameOf = (place: number | undefined) => segments[place ?? 0]?.name ?? ''
  const share = (of: number | null) => (of === null ? '' : shownShare(of, locale))
  const apart =
    regions === null
      ? []
      : [
          ...table([
            [words.only, words.customers],
            ...regions.map((each) => [
              each.in.map(nameOf).join(words.and),
              showCount(each.count, locale),
            ]),
          ]),
          '',
        ]
  const two = pairs.map((pair) => [
    nameOf(pair.in[0]),
    nameOf(pair.in[1]),
    showCount(pair.count, locale),
    share(pair.ofFirst),
    share(pair.ofSecond),
    share(pair.likeness),
  ])
  return [...apart, ...table([words.pair, ...two])]
}
