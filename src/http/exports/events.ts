import { scale } from '../../domain/number.ts'
import type { ExportColumn } from '../../domain/export/column.ts'
import { joinValues } from '../../domain/import/joined.ts'
import {
  countEvents,
  everyEvent,
  type EventChoice,
  type StoredEvent,
} from '../../store/clickhouse/events.ts'
import {
  identifiersOf,
  kindsThere,
  type IdentifiersByKind,
} from '../../store/clickhouse/identities.ts'
import { among } from '../customerList.ts'
import { showEvent } from '../event.ts'
import { given } from '../given.ts'
import { msOf } from '../instants.ts'
import type { Works } from '../works.ts'
import { exportSeconds, type Exportable } from './send.ts'

/** An event, and the identifiers of whose it is. */
type ExportedEvent = { readonly stored: StoredEvent; readonly identifiers: IdentifiersByKind }

type Asked = {
  readonly condition?: string | undefined
  readonly names?: string | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
}

/** All events, or those of some names, times and customers. */
export async function eventsFor(
  works: Works,
  asked: Asked,
  signal: AbortSignal,
): Promise<Exportable<ExportedEvent>> {
  const asOf = works.clock()
  const { condition: text, since, until } = asked
  const choice = given({
    names: asked.names?.split(',').map((name) => name.trim()),
    since: since === undefined ? undefined : msOf(since),
    until: until === undefined ? undefined : msOf(until),
    among: await among(works, { text }, asOf),
  })
  return {
    name: 'events',
    columns: columnsOf(await kindsThere(works.database, { signal })),
    rows: () => everything(works, choice, signal),
    show: ({ stored, identifiers }) => {
      const { id, name, time, ...rest } = showEvent(stored)
      return { id, event: name, time, customer: stored.customerId, identifiers, ...rest }
    },
    asOf,
    total: await countEvents(works.database, choice, { signal }),
  }
}

type Column = ExportColumn<ExportedEvent>

/** What the customer is called by comes as identifiers; what an event says, as JSON. */
function columnsOf(kinds: readonly string[]): readonly Column[] {
  const before: readonly Column[] = [
    {
      name: 'id',
      label: 'ID do evento',
      type: 'text',
      of: ({ stored }) => String(stored.event.id),
    },
    { name: 'event', label: 'Evento', type: 'text', of: ({ stored }) => stored.event.name },
    { name: 'time', label: 'Data e hora', type: 'datetime', of: ({ stored }) => stored.event.ts },
    {
      name: 'customer_id',
      label: 'ID do cliente',
      type: 'text',
      of: ({ stored }) => stored.customerId,
    },
  ]
  const after: readonly Column[] = [
    {
      name: 'channel',
      label: 'Canal',
      type: 'text',
      of: ({ stored }) => stored.event.channel || undefined,
    },
    {
      name: 'source',
      label: 'Origem',
      type: 'text',
      of: ({ stored }) => stored.event.source || undefined,
    },
    {
      name: 'import',
      label: 'Importação',
      type: 'integer',
      of: ({ stored }) => (stored.importId === 0 ? undefined : stored.importId * scale),
    },
    {
      name: 'properties',
      label: 'Propriedades',
      type: 'text',
      of: ({ stored }) => JSON.stringify(showEvent(stored).properties),
    },
  ]
  const taken = new Set([...before, ...after].map(({ name }) => name))
  const named = kinds.map((kind): Column => {
    const name = taken.has(kind) ? `identifier.${kind}` : kind
    return {
      name,
      label: name,
      type: 'text',
      of: ({ identifiers }) => {
        const values = Object.hasOwn(identifiers, kind) ? identifiers[kind] : undefined
        return values === undefined || values.length === 0 ? undefined : joinValues(values)
      },
    }
  })
  return [...before, ...named, ...after]
}

async function* everything(
  works: Works,
  choice: EventChoice,
  signal: AbortSignal,
): AsyncGenerator<readonly ExportedEvent[]> {
  const options = { signal, maxSeconds: exportSeconds }
  for await (const events of everyEvent(works.database, choice, options)) {
    const ids = [...new Set(events.map(({ customerId }) => customerId))]
    const identifiers = await identifiersOf(works.database, ids, { signal })
    yield events.map((stored) => ({
      stored,
      identifiers: identifiers.get(stored.customerId) ?? {},
    }))
  }
}
