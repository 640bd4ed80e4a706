import type { Selectable } from 'kysely'
import type { Db, Tables } from './tables.ts'

/** Which field took the place of which, by their ids, and the inbox entry in which it did. */
export type StoredTypeChange = Selectable<Tables['type_changes']>

/** In the transaction in which it takes the place. */
export async function noteTypeChange(open: Db, change: StoredTypeChange): Promise<void> {
  await open.insertInto('type_changes').values(change).execute()
}

/** All there ever were, in the order in which they were made. */
export async function listTypeChanges(db: Db): Promise<readonly StoredTypeChange[]> {
  return await db.selectFrom('type_changes').selectAll().orderBy('position').execute()
}
