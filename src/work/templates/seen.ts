import { listFields } from '../../store/operational/fields.ts'
import type { Db } from '../../store/operational/tables.ts'
import {
  eventsMapped,
  type Chosen,
  type PropertySeen,
  type Seen,
} from '../../domain/segment/templates/mapping.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import {
  eventNamesSeen,
  filledFields,
  propertiesSeen,
  purposesSeen,
} from '../../store/clickhouse/seen.ts'

/** What a shop has by which the roles of templates may be filled, with the properties of the events that fill some. */
export async function seenIn(
  db: Db,
  database: Database,
  asked: { readonly mapping: Chosen; readonly signal: AbortSignal },
): Promise<Seen> {
  const { mapping, signal } = asked
  const fields = (await listFields(db)).filter(({ archived }) => !archived)
  const [filled, events, purposes] = await Promise.all([
    filledFields(database, fields, { signal }),
    eventNamesSeen(database, { signal }),
    purposesSeen(database, { signal }),
  ])
  const properties = new Map<string, readonly PropertySeen[]>()
  for (const name of new Set(eventsMapped(events, mapping))) {
    const rows = await propertiesSeen(database, name, { signal })
    properties.set(
      name,
      rows.map(({ property, items, holds }) => ({
        property,
        holds,
        ...(items === '' ? {} : { items }),
      })),
    )
  }
  return { fields, filled, events, properties, purposes }
}
