import { scopes, type Scope } from '../../api/route.ts'
import { command } from '../command.ts'
import { listing } from '../output.ts'

export const keys = command({
  name: 'keys',
  summary: 'List the keys of the API',
  options: {},
  examples: [{ does: 'all of them', line: 'clientela keys' }],
  async run(_given, { ask, output, routes }) {
    const { items } = await ask(routes.keys.list, {})
    output.result(items, () =>
      listing(
        ['ID', 'NAME', 'SCOPE', 'CREATED', 'LAST USED'],
        items.map(({ id, name, scope, created, used }) => [
          id,
          name,
          scope,
          created.slice(0, 10),
          used?.slice(0, 10) ?? 'never',
        ]),
        'There is no key yet: clientela keys create NAME',
      ),
    )
  },
})

export const keysCreate = command({
  name: 'keys create',
  summary: 'Make a key; it is shown this once',
  positionals: [{ name: 'NAME', says: 'Who will use it' }],
  options: {
    scope: { type: 'string', choices: scopes, says: 'What it may do; write when left out' },
  },
  examples: [{ does: 'for a report', line: 'clientela keys create report --scope read' }],
  async run({ positionals: [name = ''], options }, { ask, output, routes }) {
    const scope = (options.scope ?? 'write') as Scope
    const made = await ask(routes.keys.create, { body: { name, scope } })
    output.result(made, () => [made.key, output.dim('It is not kept anywhere: put it away now.')])
  },
})

export const keysRevoke = command({
  name: 'keys revoke',
  summary: 'Revoke a key; it is refused from the next request on',
  positionals: [{ name: 'ID', says: 'Of the key' }],
  options: {},
  examples: [{ does: 'one', line: 'clientela keys revoke 0f3a5b7c9d1e' }],
  async run({ positionals: [id = ''] }, { ask, output, routes }) {
    await ask(routes.keys.revoke, { params: { id } })
    output.result({ ok: true }, () => ['It is revoked'])
  },
})
