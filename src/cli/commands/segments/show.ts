import type { Answer } from '../../../api/route.ts'
import type { Routes } from '../../../api/routes.ts'
import { command } from '../../command.ts'
import { segmentNamed } from '../../named.ts'
import { amount, table } from '../../output.ts'
import { localeOf, localeOption } from '../conditions.ts'

export const segmentsShow = command({
  name: 'segments show',
  summary: 'Show a segment: what it says, in a sentence and in words, and how many are in it',
  positionals: [{ name: 'NAME', says: 'Its name, with or without @, or its id' }],
  options: { locale: localeOption },
  examples: [{ does: 'one', line: `clientela segments show '@VIP' --locale en` }],
  async run({ positionals: [name = ''], options }, session) {
    const { id } = await segmentNamed(session, name)
    const { ask, output, routes } = session
    const query = localeOf(options.locale)
    const params = { id }
    const segment = await ask(routes.segments.read, { params, query })
    const usage = await ask(routes.segmentFields.usage, { params })
    const { size } = segment
    output.result({ ...segment, usage }, () => [
      output.bold(segment.name),
      segment.reading,
      output.dim(segment.text),
      size === null
        ? 'Its members are not yet known'
        : `${amount(size.count)} customers` +
          output.dim(
            ` (${amount(size.known)} known, ${amount(size.anonymous)} anonymous; as of ${size.asOf})`,
          ),
      ...table(usageRows(usage)),
    ])
  },
})

type Usage = Answer<Routes['segmentFields']['usage']>

function usageRows({ fields, segments, promotions, views }: Usage): string[][] {
  const names = (all: readonly { readonly name: string }[]) =>
    all.map(({ name }) => name).join(', ')
  const rows: string[][] = [
    ['read as', names(fields.filter(({ reads }) => reads))],
    ['in fields', names(fields.filter(({ reads }) => !reads))],
    ['in segments', names(segments)],
    ['in promotions', names(promotions)],
    ['in views', names(views)],
  ]
  return rows.filter(([, used]) => used !== '')
}
