import { command } from '../../command.ts'
import { amount } from '../../output.ts'
import { localeOf, localeOption } from '../conditions.ts'
import { atOption, conditionPositional, questionOf } from './question.ts'

export const segmentsCount = command({
  name: 'segments count',
  summary: 'Count who meets a condition, or is in a saved segment',
  positionals: [conditionPositional],
  options: { at: atOption, locale: localeOption },
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
    const body = await questionOf(session, text, options.at)
    const size = await ask(routes.segments.count, { body, query: localeOf(options.locale) })
    output.result(size, () => [
      `${output.bold(amount(size.count))} customers` +
        output.dim(` (${amount(size.known)} known, ${amount(size.anonymous)} anonymous)`),
      output.dim(size.reading),
    ])
  },
})
