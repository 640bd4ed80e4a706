import { bundles, scopes, type Bundle, type Scope } from '../../api/scopes.ts'
import { command, Misuse } from '../command.ts'
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
        ['ID', 'NAME', 'SCOPES', 'CREATED', 'LAST USED', 'EXPIRES'],
        items.map(({ id, name, scopes: words, created, used, expires }) => [
          id,
          name,
          words.join(','),
          created.slice(0, 10),
          used?.slice(0, 10) ?? 'never',
          expires?.slice(0, 10) ?? 'never',
        ]),
        'There is no key yet: clientela keys create NAME',
      ),
    )
  },
})

export const keysCreate = command({
  name: 'keys create',
  summary: 'Make a key; it is shown this once',
  details:
    'What a key may do is said by scopes: read, write and admin are many at once, each with all of the one before; ' +
    `the others are ${scopes.join(', ')}.`,
  positionals: [{ name: 'NAME', says: 'Who will use it' }],
  options: {
    scopes: {
      type: 'string',
      value: 'SCOPES',
      says: 'What it may do, divided by commas; write when left out',
    },
    scope: { type: 'string', choices: [...bundles, ...scopes], says: 'One of them' },
    expires: {
      type: 'string',
      value: 'WHEN',
      says: 'Until when it is good: 90d, 2027-01-31 or an instant; until it is revoked when left out',
    },
  },
  examples: [
    { does: 'for a report', line: 'clientela keys create report --scope read' },
    {
      does: 'for a till, which asks what carts earn',
      line: 'clientela keys create till --scopes carts:read,carts:write --expires 365d',
    },
  ],
  async run({ positionals: [name = ''], options }, { ask, output, routes }) {
    const words = scopeWords([options.scopes, options.scope].join(','))
    const expires = options.expires === undefined ? undefined : untilWhen(options.expires)
    const made = await ask(routes.keys.create, {
      body: {
        name,
        ...(words.length === 0 ? {} : { scopes: words }),
        ...(expires === undefined ? {} : { expires }),
      },
    })
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

function scopeWords(text: string): (Scope | Bundle)[] {
  const known = [...bundles, ...scopes]
  const words = text.split(/[\s,]+/).filter((word) => word !== '')
  return [...new Set(words)].map((word) => {
    const found = known.find((each) => each === word)
    if (found !== undefined) return found
    throw new Misuse(`${word} is no scope`, `There are ${known.join(', ')}.`)
  })
}

/** An instant as the API takes it. A day ends the key as it begins, in UTC. */
function untilWhen(text: string): string {
  const [, days] = /^(\d{1,4})d$/.exec(text) ?? []
  if (days !== undefined) return new Date(Date.now() + Number(days) * 86_400_000).toISOString()
  return /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text
}
