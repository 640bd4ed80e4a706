import { valueType, type Field } from '../../domain/customer/field.ts'
import { tableOf } from '../../store/clickhouse/columns.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { ident, nothing, sql } from '../../store/sql/sql.ts'
import type { ChangeMeans } from './change.ts'
import { isUsable, noteTask, workOn } from './work.ts'

/**
 * At a start: places that an earlier version wrote, which kept no points of them, get those by a job,
 * which `announceForgotten` then announces. Their columns are there already.
 */
export async function indexOldLocations(
  { operational: { db }, database, clock }: ChangeMeans,
  fields: readonly Field[],
): Promise<void> {
  for (const field of fields) {
    if (!isUsable(field) || valueType(field.type) !== 'location') continue
    if (!(await lacksPoints(database, field))) continue
    if ((await workOn(db, field.id)) !== undefined) continue
    await noteTask(db, { task: 'index', field: field.id, fill: true, back: null }, clock())
  }
}

/** Asked of all rows first, which takes a part of the time: as a rule no outdated one lacks them either. */
async function lacksPoints(database: Database, field: Field): Promise<boolean> {
  const [lat, x] = [ident(`f${field.id}_lat`), ident(`f${field.id}_x`)]
  for (const latest of [nothing, sql`FINAL`]) {
    const [old] = await database.rows(sql`
      SELECT 1 FROM ${ident(tableOf(field))} ${latest}
      WHERE isNotNull(${lat}) AND isNull(${x}) LIMIT 1`)
    if (old === undefined) return false
  }
  return true
}
