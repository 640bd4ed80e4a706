import { command } from '../command.ts'
import { folderNamed, listNamed } from '../named.ts'
import { amount, listing } from '../output.ts'
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
      listing(
        ['ID', 'NAME', 'CUSTOMERS', 'CREATED'],
        items.map(({ id, name, members, created }) => [
          String(id),
          name,
          amount(members),
          created.slice(0, 10),
        ]),
        'There is no list yet: clientela lists create NAME',
      ),
    )
  },
})

export const listsCreate = command({
  name: 'lists create',
  summary: 'Make a list',
  positionals: [{ name: 'NAME', says: 'What it is to be called' }],
  options: {
    from: { type: 'string', value: 'CONDITION', says: 'Who is put on it now; nobody comes later' },
    folder: { type: 'string', value: 'FOLDER', says: 'The folder it is to be in' },
  },
  examples: [
    { does: 'a list', line: 'clientela lists create "Tasting club"' },
    {
      does: 'of who is in Recife today',
      line: `clientela lists create Recife --from 'city = "Recife"'`,
    },
  ],
  async run({ positionals: [name = ''], options }, session) {
    const { ask, output, routes } = session
    const { from: text } = options
    const folder = options.folder === undefined ? 0 : await folderNamed(session, options.folder)
    // Before the list is made: a condition with a mistake in it leaves none behind.
    if (text !== undefined) await ask(routes.conditions.read, { body: { text } })
    const list = await ask(routes.lists.create, { body: { name, folder } })
    if (text !== undefined) await fill(session, list.id, text)
    output.result(text === undefined ? list : await listNamed(session, String(list.id)), () => [
      `${list.name} (${list.id}) is there`,
    ])
  },
})

export const listsFill = command({
  name: 'lists fill',
  summary: 'Put everybody on a list who meets a condition now',
  positionals: [
    { name: 'NAME', says: 'Of the list, or its id' },
    { name: 'CONDITION', says: 'Who, in words' },
  ],
  options: {},
  examples: [
    { does: 'who is in Recife', line: `clientela lists fill "Tasting club" 'city = "Recife"'` },
  ],
  async run({ positionals: [name = '', text = ''] }, session) {
    const { id } = await listNamed(session, name)
    await fill(session, id, text)
    const list = await listNamed(session, name)
    session.output.result(list, () => [`${list.name}: ${amount(list.members)} customers`])
  },
})

async function fill(session: Session, id: number, text: string): Promise<void> {
  const { ask, routes } = session
  const arrived = await ask(routes.lists.fill, { params: { id }, body: { text } })
  await untilApplied(session, arrived, 'Looking who it is')
}

export const listsChange = command({
  name: 'lists change',
  summary: 'Rename a list, or put it into a folder',
  positionals: [{ name: 'NAME', says: 'Of the list, or its id' }],
  options: {
    name: { type: 'string', value: 'TEXT', says: 'What it is to be called' },
    folder: { type: 'string', value: 'FOLDER', says: 'The folder it is to be in; 0 for none' },
  },
  examples: [{ does: 'a folder', line: 'clientela lists change "Tasting club" --folder Clubs' }],
  async run({ positionals: [given = ''], options }, session) {
    const { ask, output, routes } = session
    const { id } = await listNamed(session, given)
    const body = {
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.folder === undefined
        ? {}
        : { folder: await folderNamed(session, options.folder) }),
    }
    const list = await ask(routes.lists.edit, { params: { id }, body })
    output.result(list, () => [`${list.name} is changed`])
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
