import { command, Misuse } from '../../command.ts'
import { amount } from '../../output.ts'
import { branchLines } from './branches.ts'
import { warningLines } from './warnings.ts'
import { localeOf, localeOption } from '../conditions.ts'
import {
  atOption,
  believedOf,
  believedOption,
  conditionPositional,
  questionOf,
} from './question.ts'

export const segmentsCount = command({
  name: 'segments count',
  summary: 'Count who meets a condition, or is in a saved segment',
  positionals: [conditionPositional],
  details:
    'With --branches each part of the condition is counted: how many customers meet it, how many are still left of ' +
    'an `and` up to it, and how many the whole would have without it.',
  options: {
    at: atOption,
    believed: believedOption,
    branches: { type: 'boolean', says: 'Count each branch of the condition too' },
    locale: localeOption,
  },
  examples: [
    {
      does: 'who ordered at least twice',
      line: `clientela segments count 'did "Order Completed" at least 2 times'`,
    },
    { does: 'a saved segment, as JSON', line: `clientela segments count '@VIP' --json` },
    {
      does: 'branch by branch',
      line: `clientela segments count 'city = "Recife" and did "Order Completed"' --branches`,
    },
    {
      does: 'as of the end of 2025',
      line: `clientela segments count 'did "Order Completed" in last 90 days' --at 2026-01-01T00:00:00Z`,
    },
  ],
  async run({ positionals: [text = ''], options }, session) {
    const { ask, output, routes } = session
    const question = await questionOf(session, text, options.at)
    const body = { ...question, ...believedOf(options.believed, question) }
    const query = localeOf(options.locale)
    if (options.branches) {
      if (body.believed !== undefined) {
        throw new Misuse(
          'What was believed is known of a segment as a whole, not of its branches',
          'Leave out --believed or --branches.',
        )
      }
      const counted = await ask(routes.analysis.branches, { body, query })
      output.result(counted, () => branchLines(counted, query.locale))
      return
    }
    const size = await ask(routes.segments.count, { body, query })
    output.result(size, () => [
      `${output.bold(amount(size.count))} customers` +
        output.dim(` (${amount(size.known)} known, ${amount(size.anonymous)} anonymous)`),
      ...(size.gone === undefined || size.gone === 0
        ? []
        : [`${amount(size.gone)} more who are there no longer: deleted or merged`]),
      output.dim(size.reading),
      output.dim(`as of ${size.asOf}`),
      ...warningLines(size.warnings, output),
    ])
  },
})
