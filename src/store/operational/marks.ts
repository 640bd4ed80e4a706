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

/** All of that prefix (`memberships/`), by what comes after it. */
export async function readMarks(db: Db, prefix: string): Promise<ReadonlyMap<string, unknown>> {
  const rows = await db
    .selectFrom('marks')
    .select(['name', 'value'])
    .where('name', '>=', prefix)
    .where('name', '<', `${prefix}\uffff`)
    .execute()
  return new Map(
    rows.map(({ name, value }) => [name.slice(prefix.length), JSON.parse(value) as unknown]),
  )
}

/** Some of that prefix, by what comes after it; what is not there is left out. */
export async function readMarksOf(
  db: Db,
  prefix: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, unknown>> {
  const found = new Map<string, unknown>()
  for (let from = 0; from < keys.length; from += marksPerStatement) {
    const names = keys.slice(from, from + marksPerStatement).map((key) => `${prefix}${key}`)
    const rows = await db
      .selectFrom('marks')
      .select(['name', 'value'])
      .where('name', 'in', names)
      .execute()
    for (const { name, value } of rows) {
      found.set(name.slice(prefix.length), JSON.parse(value) as unknown)
    }
  }
  return found
}

/** Many at once, by their names. */
export async function writeMarks(
  db: Db,
  marks: ReadonlyMap<string, unknown>,
  now: number,
): Promise<void> {
  const all = [...marks].map(([name, value]) => ({ name, value: JSON.stringify(value), at: now }))
  for (let from = 0; from < all.length; from += marksPerStatement) {
    await db
      .insertInto('marks')
      .values(all.slice(from, from + marksPerStatement))
      .onConflict((on) =>
        on.column('name').doUpdateSet((each) => ({
          value: each.ref('excluded.value'),
          at: each.ref('excluded.at'),
        })),
      )
      .execute()
  }
}

/** Both databases allow some thousand values in one statement. */
const marksPerStatement = 300
