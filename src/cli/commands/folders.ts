import { command } from '../command.ts'
import { folderNamed } from '../named.ts'
import { listing } from '../output.ts'

export const folders = command({
  name: 'folders',
  summary: 'List the folders of segments and lists',
  options: {},
  examples: [{ does: 'all of them', line: 'clientela folders' }],
  async run(_given, { ask, output, routes }) {
    const { items } = await ask(routes.folders.list, {})
    const nameOf = new Map(items.map(({ id, name }) => [id, name]))
    output.result(items, () =>
      listing(
        ['ID', 'NAME', 'IN'],
        items.map(({ id, name, parent }) => [String(id), name, nameOf.get(parent) ?? '']),
        'There is no folder yet: clientela folders create NAME',
      ),
    )
  },
})

const inside = { type: 'string', value: 'FOLDER', says: 'The folder it is in' } as const

export const foldersCreate = command({
  name: 'folders create',
  summary: 'Make a folder',
  positionals: [{ name: 'NAME', says: 'What it is to be called' }],
  options: { in: inside },
  examples: [{ does: 'a folder', line: 'clientela folders create Campaigns' }],
  async run({ positionals: [name = ''], options }, session) {
    const { ask, output, routes } = session
    const parent = options.in === undefined ? 0 : await folderNamed(session, options.in)
    const folder = await ask(routes.folders.create, { body: { name, parent } })
    output.result(folder, () => [`${folder.name} (${folder.id}) is there`])
  },
})

export const foldersChange = command({
  name: 'folders change',
  summary: 'Rename a folder, or put it into another',
  positionals: [{ name: 'NAME', says: 'Of the folder, or its id' }],
  options: {
    name: { type: 'string', value: 'TEXT', says: 'What it is to be called' },
    in: { ...inside, says: 'The folder it is to be in; 0 for none' },
  },
  examples: [{ does: 'another name', line: 'clientela folders change Campaigns --name Actions' }],
  async run({ positionals: [given = ''], options }, session) {
    const { ask, output, routes } = session
    const id = await folderNamed(session, given)
    const body = {
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.in === undefined ? {} : { parent: await folderNamed(session, options.in) }),
    }
    const folder = await ask(routes.folders.change, { params: { id }, body })
    output.result(folder, () => [`${folder.name} is changed`])
  },
})

export const foldersDelete = command({
  name: 'folders delete',
  summary: 'Delete a folder; what is in it goes to the folder that it was in',
  positionals: [{ name: 'NAME', says: 'Of the folder, or its id' }],
  options: {},
  examples: [{ does: 'one', line: 'clientela folders delete Campaigns' }],
  async run({ positionals: [given = ''] }, session) {
    const { ask, output, routes } = session
    const id = await folderNamed(session, given)
    output.result(await ask(routes.folders.remove, { params: { id } }), () => [`${given} is gone`])
  },
})
