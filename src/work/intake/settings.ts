import { catalogOf } from '../../domain/customer/catalog.ts'
import { idKey } from '../../domain/customer/customerId.ts'
import type { Field } from '../../domain/customer/field.ts'
import { identityRules } from '../../domain/customer/identity.ts'
import { orRefuse } from '../../domain/failure.ts'
import { zoneOf } from '../../domain/time/zone.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { ensureColumns } from '../../store/clickhouse/ensureColumns.ts'
import { listFields } from '../../store/operational/fields.ts'
import { readInstallationKeys, readShop } from '../../store/operational/meta.ts'
import type { Db } from '../../store/operational/tables.ts'
import type { Keys, Settings } from './setState.ts'

/** The installation's keys in the form in which arrivals need them. */
export async function readKeys(db: Db): Promise<Keys> {
  const { customer, tombstone } = await readInstallationKeys(db)
  return { customer: idKey(customer), tombstone: Buffer.from(tombstone, 'hex') }
}

/**
 * Reads the settings anew for each set, so that a field made a moment ago is known; whenever fields
 * have changed it sees to it that they have their columns.
 */
export function makeSettingsReader(db: Db, database: Database): () => Promise<Settings> {
  let keys: Keys | undefined
  let last = ''
  return async () => {
    keys ??= await readKeys(db)
    const [fields, product, place, shop] = await Promise.all([
      listFields(db),
      listFields(db, 'product'),
      listFields(db, 'place'),
      readShop(db),
    ])
    const all = [...fields, ...product, ...place]
    const now = columnsOf(all)
    if (now !== last) {
      await ensureColumns(database, all)
      last = now
    }
    const { country, currency, identity } = shop
    return {
      catalog: catalogOf(fields),
      references: { product: catalogOf(product), place: catalogOf(place) },
      zone: orRefuse(zoneOf(shop.zone)),
      country,
      currency,
      identity: identityRules(identity),
      keys,
    }
  }
}

function columnsOf(fields: readonly Field[]): string {
  return fields
    .filter((field) => field.filterable && !field.archived)
    .map((field) => field.id)
    .join()
}
