import { command } from '../command.ts'
import { listNamed } from '../named.ts'
import { table } from '../output.ts'
import type { Session } from '../session.ts'
import { untilApplied } from '../wait.ts'

export const lists = command({
  name: 'lists',
  summary: 'List the lists',
  options: {},
  examples: [{ does: 'all of them', line: 'clientela lists' }],
  async run(_given, { ask, output, routes }) {
    const { items } = await ask(routes.lists.list, {})
    output.result(items, () =>
      table([
        ['ID', 'NAME', 'CREATED'],
        ...items.map(({ id, name, created }) => [String(id), name, created.slice(0, 10)]),
      ]),
    )
  },
})

export const listsCreate = command({
  name: 'lists create',
  summary: 'Make a list',
  positionals: [{ name: 'NAME', says: 'What it is to be called' }],
  options: {},
  examples: [{ does: 'a list', line: 'clientela lists create "Tasting club"' }],
  async run({ positionals: [name = ''] }, { ask, output, routes }) {
    const list = await ask(routes.lists.create, { body: { name } })
    output.result(list, () => [`${list.name} (${list.id}) is there`])
  },
})

const change = {
  positionals: [
    { name: 'NAME', says: 'Of the list, or its id' },
    { name: 'CUSTOMER', says: 'An id, or KIND:VALUE as user_id:17850' },
  ],
} as const

export const listsAdd = command({
  name: 'lists add',
  summary: 'Put a customer on a list',
  ...change,
  options: {},
  examples: [{ does: 'by user id', line: 'clientela lists add "Tasting club" user_id:17850' }],
  run: ({ positionals: [name = '', customer = ''] }, session) =>
    changeList(session, name, { add: [whoOf(customer)] }),
})

export const listsRemove = command({
  name: 'lists remove',
  summary: 'Take a customer off a list',
  ...change,
  options: {},
  examples: [{ does: 'by user id', line: 'clientela lists remove "Tasting club" user_id:17850' }],
  run: ({ positionals: [name = '', customer = ''] }, session) =>
    changeList(session, name, { remove: [whoOf(customer)] }),
})

type Who = string | { readonly identifiers: Record<string, string> }

async function changeList(
  session: Session,
  name: string,
  body: { add?: Who[]; remove?: Who[] },
): Promise<void> {
  const list = await listNamed(session, name)
  const arrived = await session.ask(session.routes.lists.change, { params: { id: list.id }, body })
  await untilApplied(session, arrived, 'Writing it down')
  session.output.result({ ok: true }, () => [`${list.name} is changed`])
}

function whoOf(given: string): Who {
  const colon = given.indexOf(':')
  return colon < 0 ? given : { identifiers: { [given.slice(0, colon)]: given.slice(colon + 1) } }
}
