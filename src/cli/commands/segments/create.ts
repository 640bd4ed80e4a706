import { Refusal } from '../../../domain/failure.ts'
import { localeOf } from '../conditions.ts'
import { warningLines } from './warnings.ts'
import { command } from '../../command.ts'
import { folderNamed } from '../../named.ts'
import type { Session } from '../../session.ts'
import { finishJob } from '../../wait.ts'
import { amount } from '../../output.ts'

export const segmentsCreate = command({
  name: 'segments create',
  summary: 'Save a condition under a name and find its members',
  details:
    'Given again with the same condition, after an interruption say, it goes on with the segment that is there.',
  positionals: [
    { name: 'NAME', says: 'What it is to be called' },
    { name: 'CONDITION', says: 'Who is in it, in words' },
  ],
  options: { folder: { type: 'string', value: 'FOLDER', says: 'The folder it is to be in' } },
  examples: [
    {
      does: 'who buys often',
      line: `clientela segments create Loyal 'did "Order Completed" at least 5 times'`,
    },
  ],
  async run({ positionals: [name = '', text = ''], options }, session) {
    const folder =
      options.folder === undefined ? undefined : await folderNamed(session, options.folder)
    const made = await madeOrThere(session, {
      name,
      text,
      ...(folder === undefined ? {} : { folder }),
    })
    const job = await session.ask(session.routes.segments.refresh, {
      body: { segments: [made.id] },
    })
    await finishJob(session, job, 'Finding its members')
    const segment = await session.ask(session.routes.segments.read, {
      params: { id: made.id },
      query: localeOf(undefined),
    })
    session.output.result(segment, () => [
      `${segment.name} (${segment.id}): ${amount(segment.size?.count ?? 0)} customers`,
      segment.reading,
      session.output.dim(segment.text),
      ...warningLines(segment.warnings, session.output),
    ])
  },
})

/** The segment of that name, made now or by an earlier, interrupted command, which meant the same. */
async function madeOrThere(
  session: Session,
  wanted: { readonly name: string; readonly text: string; readonly folder?: number },
): Promise<{ readonly id: number }> {
  try {
    return await session.ask(session.routes.segments.create, { body: wanted })
  } catch (error) {
    if (!(error instanceof Refusal) || error.failure.code !== 'conflict') throw error
    const { name, text } = wanted
    const { items } = await session.ask(session.routes.segments.list, {})
    const there = items.find((segment) => segment.name === name.trim())
    const meant = await session.ask(session.routes.conditions.read, { body: { text } })
    if (there?.text !== meant.text) throw error
    return there
  }
}
