import type { EventWrite, ReplayArrival } from '../../domain/arrival.ts'
import { isObject } from '../../domain/event/message.ts'
import { forgetKept } from '../../store/clickhouse/rejected.ts'
import type { Entry } from '../../store/operational/inbox.ts'
import type { Brought, Place } from './arrivals.ts'
import { prepareAll } from './applySet.ts'
import type { AloneMeans, Taken } from './takeAlone.ts'

/**
 * Brings messages again that could not be accepted, as of when they came first. What they were kept as is forgotten
 * only then; what cannot be accepted this time either is kept anew. A repeat comes to the same end: each counts
 * once, by its message id or by where it stood.
 */
export async function takeReplay(
  means: AloneMeans,
  entry: Entry,
  { rejected }: ReplayArrival,
): Promise<Taken> {
  const { position, received } = entry
  const brought = rejected.map((each, row) => {
    const place: Place = { position, row, received, importId: 0 }
    return broughtAgain(each, place)
  })
  const parts = prepareAll(brought, await means.settings())
  const taken = await means.takeSet({ parts, from: position, to: position, set: 0, repeated: true })
  await forgetKept(means.database, rejected)
  return taken
}

function broughtAgain(each: ReplayArrival['rejected'][number], place: Place): Brought {
  const { kind, source, channel, message, received, position, row } = each
  if (kind === 'events') {
    const write = { time: received, ...(message as EventWrite) }
    return { type: 'event', write, source: source === '' ? 'api' : source, place }
  }
  return {
    type: 'message',
    place,
    write: typed(message, kind),
    call: 'batch',
    source,
    channel,
    received,
    which: `${position} ${row}`,
    again: true,
  }
}

/** One that was mended may not say its type. */
function typed(message: unknown, kind: string): unknown {
  return isObject(message) && kind !== 'message' ? { type: kind, ...message } : message
}
