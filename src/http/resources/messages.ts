import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import type { Json } from '../../api/parts.ts'
import type { EventsArrival, MessagesArrival, ReplayArrival } from '../../domain/arrival.ts'
import { isObject, messageTypes, typeOf } from '../../domain/event/message.ts'
import { usualChannelOf } from '../../domain/event/source.ts'
import { wrongJson } from '../../domain/json.ts'
import {
  readKept,
  readKeptAt,
  readKeptOf,
  type KeptMessage,
  type KeptPlace,
} from '../../store/clickhouse/rejected.ts'
import type { Entry } from '../../store/operational/inbox.ts'
import { listSources } from '../../store/operational/sources.ts'
import { bring } from '../arrive.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { given } from '../given.ts'
import { iso } from '../instants.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** The kinds of what is kept that can be brought again. */
const kinds = [...messageTypes, 'message', 'events'] as const

/** Bytes of JSON that one call brings again; what is left is for the next. */
const replayBytes = 8 * 1024 * 1024
const replayRows = 1_000

/** What was sent to the tracking API and as events, what could not be accepted of it, and bringing that again. */
export function serveMessages(app: FastifyInstance, works: Works): void {
  const { database, operational } = works
  serve(app, routes.messages.latest, async ({ query }, { signal }) => {
    const entries = await operational.inbox.latest(['messages', 'events'], query.limit)
    const { applied } = await operational.inbox.state()
    const positions = entries.map(({ position }) => position)
    const kept = await readKeptAt(database, positions, { signal })
    const reasons = new Map(kept.map((each) => [`${each.position} ${each.row}`, each]))
    const items = entries
      .flatMap((entry) => sentIn(entry).toReversed())
      .filter(({ source }) => query.source === undefined || source === query.source)
      .slice(0, query.limit)
      .map((sent) => {
        const why = reasons.get(`${sent.position} ${sent.row}`)
        if (why !== undefined) return { ...sent, ...reasonOf(why) }
        return {
          ...sent,
          state: sent.position > applied ? ('waiting' as const) : ('taken' as const),
        }
      })
    return { items }
  })
  serve(app, routes.messages.rejected, async ({ query }, { signal }) => {
    const { limit, source, type: kind, cursor } = query
    const before = placeIn(cursor)
    const choice = { kinds, limit: limit + 1, ...given({ source, kind, before }) }
    const rows = await readKept(database, choice, { signal })
    const some = rows.slice(0, limit)
    const last = some.at(-1)
    return {
      items: some.map((each) => ({ ...shownOf(each, readBody(each)), ...reasonOf(each) })),
      next: rows.length > limit && last !== undefined ? cursorAt(last) : null,
    }
  })
  serve(app, routes.messages.replay, async ({ body }, { signal }) => {
    const { messages, source, type: kind, cursor } = body
    if (messages !== undefined) {
      const kept = await readKeptOf(database, messages, { signal })
      const mended = new Map(messages.map((each) => [`${each.position} ${each.row}`, each.message]))
      return await replay(works, kept, mended)
    }
    const [position, row, end] = readCursor(cursor, 3) ?? []
    const upTo = Number(end ?? (await operational.inbox.state()).applied)
    const after = { position: Number(position ?? 0), row: Number(row ?? 0) }
    const choice = { kinds, upTo, after, limit: replayRows, ...given({ source, kind }) }
    const kept = fitting(await readKept(database, choice, { signal }))
    const last = kept.at(-1)
    const done = await replay(works, kept, new Map())
    if (last === undefined) return done
    return { ...done, next: writeCursor([String(last.position), String(last.row), String(upTo)]) }
  })
}

async function replay(
  works: Works,
  kept: readonly KeptMessage[],
  mended: ReadonlyMap<string, Json | undefined>,
) {
  const sources = new Map(
    (await listSources(works.operational.db)).map((each) => [each.code, each]),
  )
  const rejected = kept.flatMap((each): ReplayArrival['rejected'] => {
    const message = mended.get(`${each.position} ${each.row}`) ?? readBody(each)
    // What is known of it is no more than that it came.
    if (!isObject(message) || Object.hasOwn(message, 'unreadable')) return []
    const { position, row, kind, source, at: received } = each
    const channel = usualChannelOf[sources.get(source)?.kind ?? 'server']
    return [{ position, row, kind, source, channel, received, message }]
  })
  if (rejected.length === 0) return { position: null, replayed: 0, next: null }
  const position = await bring(works, { kind: 'replay', rejected })
  return { position, replayed: rejected.length, next: null }
}

/** As many of them as one arrival has room for, at least one. */
function fitting(kept: readonly KeptMessage[]): readonly KeptMessage[] {
  let bytes = 0
  return kept.filter(({ body }, i) => (bytes += body.length) <= replayBytes || i === 0)
}

type Shown = ReturnType<typeof shownOf>

/** The messages of an arrival, or its events, in their order. */
function sentIn({ payload, position, received }: Entry): Shown[] {
  const arrival = JSON.parse(Buffer.from(payload).toString('utf8')) as
    | MessagesArrival
    | EventsArrival
  const of = { position, at: received }
  if (arrival.kind === 'events') {
    return arrival.events.map((event, row) => {
      const source = event.source ?? arrival.source ?? ''
      return shownOf({ ...of, row, source, kind: 'events' }, event)
    })
  }
  const { body, call, source } = arrival
  const batch =
    isObject(body) && Array.isArray(body['batch']) ? (body['batch'] as unknown[]) : [body]
  return batch.map((message, row) =>
    shownOf({ ...of, row, source, kind: typeOf(message, call) }, message),
  )
}

function shownOf(
  {
    position,
    row,
    source,
    at,
    kind,
  }: Pick<KeptMessage, 'position' | 'row' | 'source' | 'at' | 'kind'>,
  message: unknown,
) {
  const said = isObject(message) ? message : {}
  return {
    position,
    row,
    at: iso(at),
    source,
    type: kind,
    event: textIn(said['event']),
    userId: textIn(said['userId']) ?? identifierIn(said, 'user_id'),
    anonymousId: textIn(said['anonymousId']) ?? identifierIn(said, 'anonymous_id'),
    messageId: textIn(said['messageId']),
    state: 'taken' as 'waiting' | 'taken' | 'rejected',
    reason: null as string | null,
    where: null as string | null,
    fix: null as string | null,
    message: withoutKey(message),
  }
}

function reasonOf({ reason, place, fix }: KeptMessage) {
  return {
    state: 'rejected' as const,
    reason,
    where: place === '' ? null : place,
    fix: fix === '' ? null : fix,
  }
}

/** Text where it is too deep to be written as JSON again. */
function withoutKey(message: unknown): Json {
  if (wrongJson(message, 100) !== undefined) return 'it is nested too deeply to be shown'
  if (!isObject(message)) return (message ?? null) as Json
  const { writeKey: _, ...more } = message
  return more as Json
}

function readBody({ body }: KeptMessage): unknown {
  if (body === '') return null
  try {
    return JSON.parse(body)
  } catch {
    // It was cut.
    return body
  }
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}

/** Of an event as `POST /api/events` takes it, the first of its kind. */
function identifierIn({ identifiers }: Record<string, unknown>, kind: string): string | null {
  const value = isObject(identifiers) ? identifiers[kind] : undefined
  return textIn(Array.isArray(value) ? value[0] : value)
}

function cursorAt({ position, row }: KeptPlace): string {
  return writeCursor([String(position), String(row)])
}

function placeIn(cursor: string | undefined): KeptPlace | undefined {
  const [position, row] = readCursor(cursor, 2) ?? []
  if (position === undefined || row === undefined) return undefined
  const place = { position: Number(position), row: Number(row) }
  return Number.isSafeInteger(place.position) && Number.isSafeInteger(place.row)
    ? place
    : placeIn('')
}
