import type { Db } from './tables.ts'

/**
 * Where a worker stands, so that the next start goes on from there: a position, the bounds of a set.
 * JSON of the worker's own shape under a name of its own (`refresh`, `deliver/webhooks`).
 */
export async function readMark(db: Db, name: string): Promise<unknown> {
  const row = await db
    .selectFrom('marks')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst()
  return row === undefined ? undefined : (JSON.parse(row.value) as unknown)
}

/** Durable when it returns (outside a transaction). */
export async function writeMark(db: Db, name: string, value: unknown, now: number): Promise<void> {
  const columns = { value: JSON.stringify(value), at: now }
  await db
    .insertInto('marks')
    .values({ name, ...columns })
    .onConflict((on) => on.column('name').doUpdateSet(columns))
    .execute()
}

export async function removeMark(db: Db, name: string): Promise<void> {
  await db.deleteFrom('marks').where('name', '=', name).execute()
}
