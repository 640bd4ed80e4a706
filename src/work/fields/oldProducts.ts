import { productFields } from '../../domain/reference/builtin.ts'
import { sql } from '../../store/sql/sql.ts'
import type { ChangeMeans } from './change.ts'
import { noteTask, workOn } from './work.ts'

/**
 * At a start: products that an earlier version wrote, which knew no fields of products, get their
 * columns and search text by a job, which `announceForgotten` then announces.
 */
export async function indexOldProducts({
  operational: { db },
  database,
  clock,
}: ChangeMeans): Promise<void> {
  const [old] = await database.rows(sql`
    SELECT 1 FROM products FINAL WHERE typed = '' LIMIT 1`)
  const field = productFields.name
  if (old === undefined || (await workOn(db, field)) !== undefined) return
  await noteTask(db, { task: 'index', field, fill: true, back: null }, clock())
}
