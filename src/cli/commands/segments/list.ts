import { command } from '../../command.ts'
import { amount, listing } from '../../output.ts'
import { localeOf, localeOption } from '../conditions.ts'

export const segmentsList = command({
  name: 'segments list',
  summary: 'List the segments with their sizes',
  options: { locale: localeOption },
  examples: [{ does: 'all of them', line: 'clientela segments list' }],
  async run({ options }, { ask, output, routes }) {
    const { items } = await ask(routes.segments.list, { query: localeOf(options.locale) })
    output.result(items, () =>
      listing(
        ['ID', 'NAME', 'CUSTOMERS', 'CONDITION'],
        items.map(({ id, name, size, reading }) => [
          String(id),
          name,
          size === null ? 'not yet known' : amount(size.count),
          reading,
        ]),
        'There is no segment yet: clientela segments create NAME CONDITION',
      ),
    )
  },
})
