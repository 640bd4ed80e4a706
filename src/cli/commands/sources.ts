import { sourceKinds, type SourceKind } from '../../domain/event/source.ts'
import { command } from '../command.ts'
import { sourceNamed } from '../named.ts'
import { listing } from '../output.ts'

export const sources = command({
  name: 'sources',
  summary: 'List the sources of events: sites, apps and programs that send them',
  options: {},
  examples: [{ does: 'all of them', line: 'clientela sources' }],
  async run(_given, { ask, output, routes }) {
    const { items } = await ask(routes.sources.list, {})
    output.result(items, () =>
      listing(
        ['ID', 'CODE', 'NAME', 'KIND', 'KEYS', 'LAST USED'],
        items.map(({ id, code, name, kind, keys, archived }) => [
          String(id),
          code,
          name,
          archived === null ? kind : `${kind} (archived)`,
          keys.map((key) => key.id).join(' '),
          keys
            .flatMap(({ used }) => used ?? [])
            .toSorted()
            .at(-1) ?? 'never',
        ]),
        'There is no source yet: clientela sources create NAME',
      ),
    )
  },
})

const kindOption = {
  type: 'string',
  choices: sourceKinds,
  says: 'What it is: the channel of its events where they name none; site when left out',
} as const
const keepIp = {
  type: 'string',
  choices: ['on', 'off'],
  says: 'Keep the addresses of visitors with their events; off when left out',
} as const
const named = { name: 'NAME', says: 'Of the source, or its id' } as const
const putAway = 'It is not kept anywhere: put it away now.'

export const sourcesCreate = command({
  name: 'sources create',
  summary: 'Make a source; its write key is shown this once',
  details:
    'Clients of the Segment tracking API send to this server with that key: see docs/tracking.md.',
  positionals: [{ name: 'NAME', says: 'What the shop calls it' }],
  options: {
    code: {
      type: 'string',
      value: 'CODE',
      says: 'By which its events name it; made of the name when left out',
    },
    kind: kindOption,
    'keep-ip': keepIp,
  },
  examples: [
    { does: 'the shop’s site', line: 'clientela sources create "Loja online"' },
    { does: 'its server', line: 'clientela sources create Backend --kind server --json' },
  ],
  async run({ positionals: [name = ''], options }, { ask, output, routes }) {
    const body = {
      name,
      ...(options.code === undefined ? {} : { code: options.code }),
      ...(options.kind === undefined ? {} : { kind: options.kind as SourceKind }),
      ...(options['keep-ip'] === undefined ? {} : { keepIp: options['keep-ip'] === 'on' }),
    }
    const made = await ask(routes.sources.create, { body })
    output.result(made, () => [made.writeKey, output.dim(putAway)])
  },
})

export const sourcesChange = command({
  name: 'sources change',
  summary: 'Change a source, or bring an archived one back',
  positionals: [named],
  options: {
    name: { type: 'string', value: 'TEXT', says: 'What it is to be called' },
    kind: { ...kindOption, says: 'What it is: the channel of its events where they name none' },
    'keep-ip': { ...keepIp, says: 'Keep the addresses of visitors with their events' },
    back: { type: 'boolean', says: 'Take events from it again' },
  },
  examples: [
    { does: 'addresses are kept', line: 'clientela sources change "Loja online" --keep-ip on' },
  ],
  async run({ positionals: [given = ''], options }, session) {
    const { ask, output, routes } = session
    const { id } = await sourceNamed(session, given)
    const body = {
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.kind === undefined ? {} : { kind: options.kind as SourceKind }),
      ...(options['keep-ip'] === undefined ? {} : { keepIp: options['keep-ip'] === 'on' }),
      ...(options.back ? { archived: false } : {}),
    }
    const changed = await ask(routes.sources.change, { params: { id }, body })
    output.result(changed, () => [`${changed.name} is changed`])
  },
})

export const sourcesRotate = command({
  name: 'sources rotate',
  summary: 'Make a further write key; it is shown this once, and those before stay good',
  positionals: [named],
  options: {},
  examples: [{ does: 'a new key', line: 'clientela sources rotate "Loja online"' }],
  async run({ positionals: [given = ''] }, session) {
    const { ask, output, routes } = session
    const { id } = await sourceNamed(session, given)
    const made = await ask(routes.sources.rotate, { params: { id } })
    output.result(made, () => [
      made.writeKey,
      output.dim(`${putAway} Those before: clientela sources revoke ${id} KEY`),
    ])
  },
})

export const sourcesRevoke = command({
  name: 'sources revoke',
  summary: 'Revoke a write key; it is refused from the next request on',
  positionals: [named, { name: 'KEY', says: 'The id of the key, as it is listed' }],
  options: {},
  examples: [{ does: 'one', line: 'clientela sources revoke "Loja online" 0f3a5b7c9d1e' }],
  async run({ positionals: [given = '', key = ''] }, session) {
    const { ask, output, routes } = session
    const { id } = await sourceNamed(session, given)
    const done = await ask(routes.sources.revoke, { params: { id, key } })
    output.result(done, () => ['It is revoked'])
  },
})

export const sourcesArchive = command({
  name: 'sources archive',
  summary: 'Archive a source: its keys open nothing any more, its events stay',
  positionals: [named],
  options: {},
  examples: [{ does: 'one', line: 'clientela sources archive "Loja antiga"' }],
  async run({ positionals: [given = ''] }, session) {
    const { ask, output, routes } = session
    const { id, name } = await sourceNamed(session, given)
    const done = await ask(routes.sources.archive, { params: { id } })
    output.result(done, () => [`${name} is archived`])
  },
})
