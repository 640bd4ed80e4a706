import { command } from '../../command.ts'
import { amount } from '../../output.ts'
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
  options: { at: atOption, believed: believedOption, locale: localeOption },
  examples: [
    {
      does: 'who ordered at least twice',
      line: `clientela segments count 'did "Order Completed" at least 2 times'`,
    },
    { does: 'a saved segment, as JSON', line: `clientela segments count '@VIP' --json` },
    {
      does: 'as of the end of 2025',
      line: `clientela segments count 'did "Order Completed" in last 90 days' --at 2026-01-01T00:00:00Z`,
    },
  ],
  async run({ positionals: [text = ''], options }, session) {
    const { ask, output, routes } = session
    const question = await questionOf(session, text, options.at)
    const body = { ...question, ...believedOf(options.believed, question) }
    const size = await ask(routes.segments.count, { body, query: localeOf(options.locale) })
    output.result(size, () => [
      `${output.bold(amount(size.count))} customers` +
        output.dim(` (${amount(size.known)} known, ${amount(size.anonymous)} anonymous)`),
      ...(size.gone === undefined || size.gone === 0
        ? []
        : [`${amount(size.gone)} more who are there no longer: deleted or merged`]),
      output.dim(size.reading),
      output.dim(`as of ${size.asOf}`),
    ])
  },
})
