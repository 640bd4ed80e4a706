import { sql } from '../sql/sql.ts'
import type { Database } from './database.ts'
import { messageColumns, orderEventNames, unsureVersion } from './orderEvents.ts'
import { orderSource } from './orderImport.ts'
import { keepEvents } from './removedEvents.ts'
import { versionOf } from './version.ts'

/**
 * Makes a whole of the orders that an import stored which was given up, where not all of a set was
 * remembered: its events are remembered as orders of which it is not known what is stored, so that the
 * next file with them replaces them; and what they were to replace goes. Nothing hurts that is repeated.
 */
export async function settleOrders(database: Database, position: number): Promise<void> {
  for (const version of await unremembered(database, position)) {
    const events = sql`events WHERE name IN ${orderEventNames} AND version = ${version}`
    await database.run(sql`
      INSERT INTO message_ids (${messageColumns})
      SELECT ${orderSource}, id, name, customer_id, ts, 0, ${unsureVersion(position)}
      FROM ${events} AND id NOT IN (
        SELECT hash FROM message_ids WHERE source = ${orderSource} AND version = ${version})`)
    const replaced = sql`name IN ${orderEventNames} AND version < ${versionOf(position)}
      AND id IN (SELECT id FROM ${events})`
    const [any] = await database.rows<{ run: string }>(
      sql`SELECT any(import_id) AS run FROM ${events} AND id IN (
        SELECT id FROM events WHERE ${replaced}) HAVING count() > 0`,
    )
    if (any === undefined) continue
    const before = versionOf(position)
    await keepEvents(database, { where: replaced, run: Number(any.run), before, again: true })
    await database.run(sql`DELETE FROM events WHERE ${replaced}`)
  }
}

/** The versions of an import's sets of which other events are stored than are remembered. */
async function unremembered(database: Database, position: number): Promise<number[]> {
  const ofRun = sql`version BETWEEN ${versionOf(position, 1)} AND ${versionOf(position + 1) - 1}`
  const rows = await database.rows<{ version: string }>(sql`
    SELECT version FROM (
      SELECT version, count() AS n FROM events
      WHERE name IN ${orderEventNames} AND ${ofRun} GROUP BY version) AS e
    LEFT JOIN (
      SELECT version, count() AS n FROM message_ids FINAL
      WHERE source = ${orderSource} AND ${ofRun} GROUP BY version) AS m USING version
    WHERE e.n != m.n ORDER BY version`)
  return rows.map((row) => Number(row.version))
}

/** Which of an import's sets of customers have rows somewhere: those may lack others. */
export async function customerSetsBegun(
  database: Database,
  position: number,
  sets: number,
): Promise<number[]> {
  const ofSets = sql`version BETWEEN ${versionOf(position)} AND ${versionOf(position, sets - 1)}`
  const rows = await database.rows<{ version: string }>(sql`
    SELECT version FROM edits WHERE ${ofSets} UNION DISTINCT
    SELECT version FROM customers WHERE ${ofSets} UNION DISTINCT
    SELECT version FROM contacts WHERE ${ofSets} UNION DISTINCT
    SELECT version FROM identities WHERE ${ofSets}`)
  return rows.map((row) => Number(row.version) - versionOf(position)).toSorted((a, b) => a - b)
}
