import type { Field } from '../../domain/customer/field.ts'
import { fieldShown } from '../../domain/segment/calculated/kind.ts'
import { listCalculations, type StoredCalculation } from '../../store/operational/calculated.ts'
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
  const calculated = (await listCalculations(db)).filter(({ archived }) => !archived).map(asField)
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
  return {
    fields: [...fields, ...calculated],
    filled: new Set([...filled, ...calculated.map(({ id }) => id)]),
    events,
    properties,
    purposes,
  }
}

/** Among the fields, whose ids are other numbers: a segment that is read as a field fills roles too. */
function asField(calculated: StoredCalculation): Field {
  const field = fieldShown(calculated)
  return { ...field, id: -field.id }
}
