import type { Locale } from '../../../domain/customer/formats/locale.ts'
import { stretches, type Stretch } from '../../../domain/time/stretches.ts'
import { command } from '../../command.ts'
import { segmentNamed } from '../../named.ts'
import { amount, table } from '../../output.ts'
import { clockOf, dayOf } from '../../when.ts'
import { localeOf, localeOption } from '../conditions.ts'
import { periodOptions } from './history.ts'

export const segmentsSizes = command({
  name: 'segments sizes',
  summary: 'Show the size of a segment over time, with how many entered and left',
  details:
    "By hours, days, weeks or months of the shop's, from the ledger of entries and exits, which knows nothing of before the segment was made; --computed asks the present definition as of the end of each. The last one goes on. Without --from some of the latest.",
  positionals: [{ name: 'NAME', says: 'Its name, with or without @, or its id' }],
  options: {
    by: { type: 'string', choices: [...stretches], says: 'How long each is; day when left out' },
    ...periodOptions,
    computed: {
      type: 'boolean',
      says: 'By what the data say of each instant and the present definition, not by the ledger',
    },
    locale: localeOption,
  },
  examples: [
    { does: 'of late', line: `clientela segments sizes '@VIP'` },
    {
      does: 'as if it had been there already, by its present definition',
      line: `clientela segments sizes '@VIP' --by week --computed`,
    },
    {
      does: 'this year by month',
      line: `clientela segments sizes '@VIP' --by month --from 2026-01-01`,
    },
  ],
  async run({ positionals: [name = ''], options }, session) {
    const { id } = await segmentNamed(session, name)
    const { ask, output, routes } = session
    const { from, to } = options
    const by = (options.by ?? 'day') as Stretch
    const query = {
      by,
      ...(options.computed ? { computed: 'true' as const } : {}),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    }
    const sizes = await ask(routes.segments.sizes, { params: { id }, query })
    if (output.json) return output.result(sizes, () => [])
    const { locale } = localeOf(options.locale)
    const clock = await clockOf(session, locale)
    const most = Math.max(1, ...sizes.items.map(({ size }) => size ?? 0))
    const [began, size, entered, left] = titles[locale]
    const moves = !options.computed
    output.result(sizes, () =>
      table([
        [began, size, ...(moves ? [entered, left] : [])],
        ...sizes.items.map((each) => [
          by === 'hour' ? clock(each.from).slice(0, -3) : dayOf(clock(each.from)),
          each.size === null ? '' : amount(each.size, locale),
          ...(moves ? [signed('+', each.entered, locale), signed('−', each.left, locale)] : []),
          '█'.repeat(Math.round(((each.size ?? 0) / most) * 30)),
        ]),
      ]),
    )
  },
})

function signed(sign: string, n: number | null, locale: Locale): string {
  return n === null || n === 0 ? '' : `${sign}${amount(n, locale)}`
}

const titles = {
  en: ['FROM', 'SIZE', 'ENTERED', 'LEFT'],
  'pt-BR': ['DESDE', 'TAMANHO', 'ENTRARAM', 'SAÍRAM'],
} as const
