import { customersTables } from './schema/customers.ts'
import { duplicatesTables } from './schema/duplicates.ts'
import { eventsTables } from './schema/events.ts'
import { importsTables } from './schema/imports.ts'
import { membershipsTables } from './schema/memberships.ts'
import { referenceTables } from './schema/references.ts'
import type { TableDdl } from './schema/table.ts'

/**
 * Every table that grows with the customers, as it stands now; `migrate.ts` brings older ones there.
 * Everything per customer begins its key with customer_id, or is found by it, so that a cluster can
 * shard by it. Instants are Int64 milliseconds, dates Int32 days, numbers Int64 ten-thousandths.
 * `version` is the inbox position and set that wrote the row (`version.ts`): replays write the same
 * row again.
 *
 * personal: which tables hold what directly says who somebody is.
 */
export const tables: Readonly<Record<string, TableDdl>> = {
  ...customersTables,
  ...eventsTables,
  ...referenceTables,
  ...membershipsTables,
  ...importsTables,
  ...duplicatesTables,
}
