import type { Answer } from '../../api/route.ts'
import type { Routes } from '../../api/routes.ts'
import { command, Misuse } from '../command.ts'
import { readJson } from '../jsonFile.ts'
import { listing } from '../output.ts'
import type { Session } from '../session.ts'
import { untilApplied } from '../wait.ts'

type Sent = Answer<Routes['messages']['latest']>['items'][number]

const source = { type: 'string', value: 'CODE', says: 'Of that source alone' } as const
const limit = { type: 'string', value: 'N', says: 'How many; 50 when left out' } as const

export const eventsTail = command({
  name: 'events tail',
  summary: 'What the tracking API was sent last, and what became of it',
  details:
    'With --rejected, what could not be accepted, with the reason: it is kept until it is mended and brought again ' +
    'by `clientela events replay`.',
  options: {
    rejected: { type: 'boolean', says: 'Only what could not be accepted, whenever that came' },
    source,
    type: { type: 'string', value: 'TYPE', says: 'With --rejected: track, identify, page …' },
    limit,
    cursor: { type: 'string', value: 'TEXT', says: 'With --rejected: where the page before ended' },
  },
  examples: [
    { does: 'the last ones', line: 'clientela events tail' },
    { does: 'what could not be accepted', line: 'clientela events tail --rejected --json' },
  ],
  async run({ options }, { ask, output, routes }) {
    const query = {
      ...(options.source === undefined ? {} : { source: options.source }),
      ...(options.limit === undefined ? {} : { limit: options.limit }),
    }
    if (!options.rejected) {
      const { items } = await ask(routes.messages.latest, { query })
      return output.result(items, () => lines(items, 'Nothing was sent of late.'))
    }
    const more = {
      ...query,
      ...(options.type === undefined ? {} : { type: options.type }),
      ...(options.cursor === undefined ? {} : { cursor: options.cursor }),
    }
    const found = await ask(routes.messages.rejected, { query: more })
    output.result(found, () => [
      ...lines(found.items, 'All that was sent could be accepted.'),
      ...(found.next === null ? [] : [output.dim(`more: --cursor ${found.next}`)]),
    ])
  },
})

function lines(items: readonly Sent[], none: string): readonly string[] {
  return listing(
    ['WHICH', 'CAME', 'SOURCE', 'TYPE', 'EVENT', 'WHO', 'STATE'],
    items.map((sent) => [
      `${sent.position}:${sent.row}`,
      sent.at.slice(0, 19),
      sent.source,
      sent.type,
      sent.event ?? '',
      sent.userId ?? sent.anonymousId ?? '',
      sent.reason === null
        ? sent.state
        : `${sent.state}: ${sent.where === null ? '' : `${sent.where}: `}${sent.reason}`,
    ]),
    none,
  )
}

export const eventsReplay = command({
  name: 'events replay',
  summary: 'Bring what could not be accepted again, as of when it came',
  details:
    'All of it, or of one source or type; or one message, by what `events tail --rejected` calls it, mended in a file. ' +
    'What counts already counts no second time.',
  positionals: [
    { name: 'WHICH', says: 'One message, as 17:0; all of them when left out', optional: true },
  ],
  options: {
    file: { type: 'string', value: 'FILE', says: 'With one message: what it is to say, as JSON' },
    source,
    type: { type: 'string', value: 'TYPE', says: 'Of that type alone: track, identify, page …' },
  },
  examples: [
    {
      does: 'after a field was made that was missing',
      line: 'clientela events replay --type identify',
    },
    { does: 'one, mended', line: 'clientela events replay 17:0 --file mended.json' },
  ],
  async run({ positionals: [which], options }, session) {
    const { ask, output, routes } = session
    const chosen = {
      ...(options.source === undefined ? {} : { source: options.source }),
      ...(options.type === undefined ? {} : { type: options.type }),
    }
    const one = which === undefined ? {} : { messages: [await oneMessage(which, options.file)] }
    let replayed = 0
    const reasons = new Set<string>()
    let cursor: string | undefined
    do {
      const body = { ...chosen, ...one, ...(cursor === undefined ? {} : { cursor }) }
      const done = await ask(routes.messages.replay, { body })
      replayed += done.replayed
      cursor = done.next ?? undefined
      if (done.position === null) continue
      for (const reason of await reasonsAt(session, done.position)) reasons.add(reason)
    } while (cursor !== undefined)
    output.result({ replayed, reasons: [...reasons] }, () => [
      `${replayed} ${replayed === 1 ? 'was' : 'were'} brought again`,
      ...[...reasons].map((reason) => `still not accepted: ${reason}`),
    ])
  },
})

/** Why some of an arrival could not be accepted this time either; the first of them say it. */
async function reasonsAt(session: Session, position: number): Promise<readonly string[]> {
  await untilApplied(session, { position, applied: false }, 'Bringing them again')
  const came = await session.ask(session.routes.arrivals.read, { params: { position } })
  return came.rejected.map(({ message, where }) =>
    where === null ? message : `${where}: ${message}`,
  )
}

async function oneMessage(which: string, file: string | undefined) {
  const [, position = '', row = ''] = /^(\d{1,10}):(\d{1,10})$/.exec(which) ?? []
  if (row === '') {
    throw new Misuse(
      `${which} is no message`,
      'Write it as `events tail --rejected` shows it: 17:0.',
    )
  }
  const place = { position: Number(position), row: Number(row) }
  return file === undefined ? place : { ...place, message: await readJson(file) }
}
