import { command } from '../../command.ts'
import { amount, listing } from '../../output.ts'

export const segmentsList = command({
  name: 'segments list',
  summary: 'List the segments with their sizes',
  options: {},
  examples: [{ does: 'all of them', line: 'clientela segments list' }],
  async run(_given, { ask, output, routes }) {
    const { items } = await ask(routes.segments.list, {})
    output.result(items, () =>
      listing(
        ['ID', 'NAME', 'CUSTOMERS', 'CONDITION'],
        items.map(({ id, name, size, text }) => [
          String(id),
          name,
          size === null ? 'not yet known' : amount(size.count),
          text,
        ]),
        'There is no segment yet: clientela segments create NAME CONDITION',
      ),
    )
  },
})
