import { command } from '../../command.ts'
import {
  atOption,
  believedOf,
  believedOption,
  conditionPositional,
  questionOf,
} from './question.ts'

export const segmentsMembers = command({
  name: 'segments members',
  summary: 'Print who meets a condition, or is in a saved segment',
  details:
    'One line a customer, in the order of their ids. CSV is RFC 4180 in UTF-8; cells that a spreadsheet ' +
    'would run as a formula are guarded by an apostrophe. `segments export` writes a file of any kind.',
  positionals: [conditionPositional],
  options: {
    at: atOption,
    believed: believedOption,
    format: { type: 'string', choices: ['csv', 'jsonl'], says: 'csv when left out' },
  },
  examples: [
    { does: 'a segment as a file', line: `clientela segments members '@VIP' > vip.csv` },
    {
      does: 'one JSON object a line',
      line: `clientela segments members 'city = "Recife"' --format jsonl`,
    },
    {
      does: 'who was believed to be in it at the end of October',
      line: `clientela segments members '@VIP' --believed --at 2026-11-01T00:00:00-03:00`,
    },
  ],
  async run({ positionals: [text = ''], options }, session) {
    const jsonl = options.format === 'jsonl' || session.output.json
    const format = jsonl ? ('jsonl' as const) : ('csv' as const)
    const question = await questionOf(session, text, options.at)
    const body = { ...question, ...believedOf(options.believed, question), format }
    const bytes = await session.open(session.routes.segments.export, { body })
    for await (const chunk of bytes) await session.output.write(chunk)
  },
})
