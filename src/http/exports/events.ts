import type { ValueType } from '../../domain/customer/field.ts'
import type { ExportColumn } from '../../domain/export/column.ts'
import { eventColumns } from '../../domain/export/ownColumns.ts'
import { joinValues } from '../../domain/import/joined.ts'
import { scale } from '../../domain/number.ts'
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
import { kindName } from './customers.ts'
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
  return [
    own('event_id', 'text', ({ stored }) => String(stored.event.id)),
    own('event', 'text', ({ stored }) => stored.event.name),
    own('time', 'datetime', ({ stored }) => stored.event.ts),
    own('clientela_id', 'text', ({ stored }) => stored.customerId),
    ...kinds.map(identifierColumn),
    own('channel', 'text', ({ stored }) => stored.event.channel || undefined),
    own('source', 'text', ({ stored }) => stored.event.source || undefined),
    own('import', 'integer', ({ stored }) =>
      stored.importId === 0 ? undefined : stored.importId * scale,
    ),
    own('properties', 'text', ({ stored }) => JSON.stringify(showEvent(stored).properties)),
  ]
}

function own(name: keyof typeof eventColumns, type: ValueType, of: Column['of']): Column {
  return { name, label: eventColumns[name], type, of }
}

function identifierColumn(kind: string): Column {
  const name = kindName(kind)
  return {
    name,
    label: name,
    type: 'text',
    of: ({ identifiers }) => {
      const values = Object.hasOwn(identifiers, kind) ? identifiers[kind] : undefined
      return values === undefined || values.length === 0 ? undefined : joinValues(values)
    },
  }
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
