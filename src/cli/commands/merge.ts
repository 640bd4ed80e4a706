import { command, Misuse } from '../command.ts'
import { confirmed } from '../confirmed.ts'
import { table } from '../output.ts'
import type { Session } from '../session.ts'
import { find } from './customers.ts'
import { finishRun, type UndoRun } from '../wait.ts'

export const customersMerge = command({
  name: 'customers merge',
  summary: 'Merge two customers who are one',
  details:
    'All identifiers, events, lists, pins and consents of DROP become those of KEEP. Of each field the ' +
    'value of KEEP stands where there is one, else that of DROP, unless --field says otherwise. It is an ' +
    'import of its own: `imports undo` and `customers unmerge` part the two again.',
  positionals: [
    { name: 'KEEP', says: 'Who stays: an id, or KIND:VALUE as user_id:17850' },
    { name: 'DROP', says: 'Who becomes a part of her' },
  ],
  options: {
    field: {
      type: 'string',
      multiple: true,
      value: 'NAME=keep|drop',
      says: 'Whose value of a field stands',
    },
    yes: { type: 'boolean', says: 'Do not ask' },
  },
  examples: [
    {
      does: 'keep one, with the name of the other',
      line: 'clientela customers merge user_id:17 user_id:18 --field name=drop --yes',
    },
  ],
  async run({ positionals: [keep = '', drop = ''], options }, session) {
    const { ask, output, routes } = session
    const [one, other] = [await find(keep, session), await find(drop, session)]
    const body = { keep: one.id, drop: other.id, choose: chosen(options.field) }
    if (!options.yes) await askToMerge(session, body)
    const begun = await ask(routes.customers.merge, { body })
    await finishRun(session, { id: begun.import, title: 'Merging' })
    output.result({ ...begun, customer: one.id }, () => [
      `customer ${other.id} is a part of ${one.id} now; to part them: clientela customers unmerge ${other.id}`,
    ])
    await session.settled()
  },
})

export const customersUnmerge = command({
  name: 'customers unmerge',
  summary: 'Part a customer from the one into whom she was merged',
  positionals: [{ name: 'ID', says: 'Of the one who was dropped' }],
  options: {},
  examples: [{ does: 'part her', line: 'clientela customers unmerge 4611686018427387904' }],
  async run({ positionals: [id = ''] }, session) {
    const begun = await session.ask(session.routes.customers.unmerge, { params: { id } })
    const { result } = await finishRun<UndoRun>(session, { id: begun.undo, title: 'Parting' })
    const apart = (result?.customers.back ?? 0) > 0
    session.output.result({ ...begun, ...result }, () => [
      apart
        ? `customer ${id} is herself again`
        : `customer ${id} stays merged: ${result?.sample[0]?.why ?? ''}`,
    ])
    await session.settled()
  },
})

type Choice = 'keep' | 'drop'

function chosen(given: readonly string[] = []): Record<string, Choice> {
  return Object.fromEntries(
    given.map((each) => {
      const at = each.lastIndexOf('=')
      const [name, whose] = [each.slice(0, at), each.slice(at + 1)]
      if (at > 0 && (whose === 'keep' || whose === 'drop')) return [name, whose]
      throw new Misuse(`--field ${each} says nothing`, 'Say --field NAME=keep or NAME=drop.')
    }),
  )
}

async function askToMerge(
  { interactive, ask, routes, output }: Session,
  body: { readonly keep: string; readonly drop: string; readonly choose: Record<string, Choice> },
): Promise<void> {
  if (!interactive) throw new Misuse('Nobody is there to say whether they are one', 'Say --yes.')
  const { customer, differ } = await ask(routes.customers.previewMerge, { body })
  const rows = Object.entries(customer.fields).map(([name, value]) => {
    const other = differ.find(({ field }) => field === name)
    const not = other?.chosen === 'keep' ? other.drop : other?.keep
    return [name, JSON.stringify(value), other === undefined ? '' : `not ${JSON.stringify(not)}`]
  })
  for (const line of table(rows)) output.say(line)
  if (!(await confirmed('Merge them?'))) throw new Misuse('Nothing was merged', 'Say --yes.')
}
