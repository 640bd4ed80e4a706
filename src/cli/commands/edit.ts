import type { Routes } from '../../api/routes.ts'
import type { Answer, Given } from '../../api/route.ts'
import { command, Misuse } from '../command.ts'
import { confirmed } from '../confirmed.ts'
import { listNamed } from '../named.ts'
import { amount, asText, table } from '../output.ts'
import type { Session } from '../session.ts'
import { finishRun, type EditRun } from '../wait.ts'
import { pairs } from './import/columns.ts'

type Body = NonNullable<Given<Routes['customers']['edit']>['body']>
type Preview = Answer<Routes['customers']['previewEdit']>

const pair = { type: 'string', multiple: true, value: 'FIELD=VALUE' } as const
const list = { type: 'string', multiple: true, value: 'LIST' } as const

export const customersEdit = command({
  name: 'customers edit',
  summary: 'Change many customers at once',
  details:
    'Who meets the condition when it begins is changed, each once. It is an import like any other: ' +
    '`clientela imports undo ID` takes it back.',
  positionals: [{ name: 'CONDITION', says: 'Who, in words; `everyone` for all' }],
  options: {
    set: { ...pair, says: 'A value that they get' },
    clear: { type: 'string', multiple: true, value: 'FIELD', says: 'A value that they lose' },
    include: { ...pair, says: 'What comes into a list of texts: tags=regular' },
    exclude: { ...pair, says: 'What goes from a list of texts' },
    list: { ...list, says: 'A list onto which they come' },
    'off-list': { ...list, says: 'A list that they leave' },
    'dry-run': { type: 'boolean', says: 'Say what it would change, and change nothing' },
    yes: { type: 'boolean', says: 'Do not ask' },
  },
  examples: [
    {
      does: 'a tag for who buys often',
      line: `clientela customers edit 'did "Order Completed" at least 5 times' --include tags=regular`,
    },
    {
      does: 'one spelling of a city',
      line: `clientela customers edit 'city = "sao paulo"' --set "city=São Paulo" --dry-run`,
    },
  ],
  async run({ positionals: [text = ''], options }, session) {
    const { ask, output, routes } = session
    const listIds = async (names: readonly string[]) =>
      await Promise.all(names.map(async (name) => (await listNamed(session, name)).id))
    const cleared = Object.fromEntries(options.clear.map((name) => [name, null]))
    const body: Body = {
      text,
      set: { ...pairs('set', options.set), ...cleared },
      include: many('include', options.include),
      exclude: many('exclude', options.exclude),
      addTo: await listIds(options.list),
      removeFrom: await listIds(options['off-list']),
    }
    if (options['dry-run']) {
      const preview = await ask(routes.customers.previewEdit, { body })
      output.result(preview, () => linesOf(preview))
      return
    }
    if (!options.yes) await askToGoOn(session, body)
    const { id } = await ask(routes.customers.edit, { body })
    const done = await finishRun<EditRun>(session, { id, title: 'Editing' })
    output.result({ import: done.id, ...done.result }, () => [
      `Import ${done.id}: ${amount(done.result?.changed ?? 0)} of ${amount(done.result?.rows ?? 0)} customers changed`,
      output.dim(`clientela imports undo ${done.id}`),
    ])
    await session.settled()
  },
})

/** `tags=a` and `tags=b` are two elements of one field. */
function many(option: string, given: readonly string[]): Record<string, string[]> {
  const found: Record<string, string[]> = {}
  for (const each of given) {
    for (const [field, element] of Object.entries(pairs(option, [each]))) {
      ;(found[field] ??= []).push(element)
    }
  }
  return found
}

async function askToGoOn(session: Session, body: Body): Promise<void> {
  if (!session.interactive) {
    throw new Misuse('Nobody is there to say whether it is to go on', 'Say --yes, or --dry-run.')
  }
  const preview = await session.ask(session.routes.customers.previewEdit, { body })
  for (const line of linesOf(preview)) session.output.say(line)
  if (await confirmed('Change them?')) return
  throw new Misuse('Nothing was changed', 'Say --yes.')
}

function linesOf({ count, sample }: Preview): string[] {
  const rows = sample.flatMap(({ customer, changes }) =>
    changes.map(({ field, before, after }) => [customer, field, asText(before), asText(after)]),
  )
  return [
    `${amount(count)} customers`,
    ...(rows.length === 0 ? [] : table([['CUSTOMER', 'FIELD', 'IS', 'BECOMES'], ...rows])),
  ]
}
