import { command } from '../../command.ts'
import { finishJob } from '../../wait.ts'
import { amount } from '../../output.ts'

export const segmentsCreate = command({
  name: 'segments create',
  summary: 'Save a condition under a name and find its members',
  positionals: [
    { name: 'NAME', says: 'What it is to be called' },
    { name: 'CONDITION', says: 'Who is in it, in words' },
  ],
  options: {},
  examples: [
    {
      does: 'who buys often',
      line: `clientela segments create Loyal 'did "Order Completed" at least 5 times'`,
    },
  ],
  async run({ positionals: [name = '', text = ''] }, session) {
    const made = await session.ask(session.routes.segments.create, { body: { name, text } })
    const job = await session.ask(session.routes.segments.refresh, {
      body: { segments: [made.id] },
    })
    await finishJob(session, job, 'Finding its members')
    const segment = await session.ask(session.routes.segments.read, { params: { id: made.id } })
    session.output.result(segment, () => [
      `${segment.name} (${segment.id}): ${amount(segment.size?.count ?? 0)} customers`,
      session.output.dim(segment.text),
    ])
  },
})
