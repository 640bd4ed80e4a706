import { command } from '../../command.ts'
import { atOption, conditionPositional, questionOf } from './question.ts'

export const segmentsMembers = command({
  name: 'segments members',
  summary: 'Print who meets a condition, or is in a saved segment',
  details:
    'One line a customer, in the order of their ids. CSV is RFC 4180 in UTF-8; cells that a spreadsheet ' +
    'would run as a formula are guarded by an apostrophe. `segments export` writes a file of any kind.',
  positionals: [conditionPositional],
  options: {
    at: atOption,
    format: { type: 'string', choices: ['csv', 'jsonl'], says: 'csv when left out' },
  },
  examples: [
    { does: 'a segment as a file', line: `clientela segments members '@VIP' > vip.csv` },
    {
      does: 'one JSON object a line',
      line: `clientela segments members 'city = "Recife"' --format jsonl`,
    },
  ],
  async run({ positionals: [text = ''], options }, session) {
    const format = options.format === 'jsonl' || session.output.json ? 'jsonl' : 'csv'
    const body = { ...(await questionOf(session, text, options.at)), format } as const
    const bytes = await session.open(session.routes.segments.export, { body })
    for await (const chunk of bytes) await session.output.write(chunk)
  },
})
