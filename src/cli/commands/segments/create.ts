import { Refusal } from '../../../domain/failure.ts'
import { localeOf } from '../conditions.ts'
import { warningLines } from './warnings.ts'
import { command, Misuse } from '../../command.ts'
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
    { name: 'NAME', optional: true, says: 'What it is to be called' },
    { name: 'CONDITION', optional: true, says: 'Who is in it, in words' },
  ],
  options: {
    folder: { type: 'string', value: 'FOLDER', says: 'The folder it is to be in' },
    'from-field': {
      type: 'string',
      value: 'FIELD[=VALUE]',
      says: 'Instead of a condition, who has this value of a yes or no (true when left out) or a choice',
    },
  },
  examples: [
    {
      does: 'who buys often',
      line: `clientela segments create Loyal 'did "Order Completed" at least 5 times'`,
    },
    { does: 'a value of a field', line: 'clientela segments create --from-field tier=gold' },
  ],
  async run({ positionals: [name, text], options }, session) {
    const folder =
      options.folder === undefined ? undefined : await folderNamed(session, options.folder)
    const more = folder === undefined ? {} : { folder }
    const field = options['from-field']
    refuseUnlessOne(name, text, field)
    const made =
      field === undefined
        ? await madeOrThere(session, { name: name ?? '', text: text ?? '', ...more })
        : await openedAs(session, field, { ...(name === undefined ? {} : { name }), ...more })
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

function refuseUnlessOne(
  name: string | undefined,
  text: string | undefined,
  field: string | undefined,
): void {
  const fix = 'See clientela segments create --help.'
  if (field === undefined && name === undefined) throw new Misuse('NAME is missing', fix)
  if (field === undefined && text === undefined) throw new Misuse('CONDITION is missing', fix)
  if (field !== undefined && text !== undefined) {
    throw new Misuse('A condition and a field are given', 'Leave one of them out.')
  }
}

/** `tier=gold`: the segment of that value, which may be there. */
async function openedAs(
  session: Session,
  field: string,
  more: { readonly name?: string; readonly folder?: number },
): Promise<{ readonly id: number }> {
  const equals = field.indexOf('=')
  const params = { name: equals < 0 ? field : field.slice(0, equals) }
  const value = equals < 0 ? {} : { value: field.slice(equals + 1) }
  return await session.ask(session.routes.segmentFields.open, {
    params,
    body: { ...value, ...more },
  })
}

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
