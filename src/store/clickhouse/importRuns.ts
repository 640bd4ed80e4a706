import { sql } from '../sql/sql.ts'
import type { Database } from './database.ts'

export type RunStep = 'planned' | 'done'

/** How far an import came, with what was written down then. */
export async function readRun(
  database: Database,
  run: number,
): Promise<{ readonly step: RunStep; readonly data: string } | undefined> {
  const rows = await database.rows<{ step: RunStep; data: string }>(
    sql`SELECT step, data FROM import_runs WHERE run = ${run} ORDER BY step = 'done' DESC LIMIT 1`,
  )
  return rows[0]
}

export async function writeRun(
  database: Database,
  run: number,
  step: RunStep,
  data: string,
): Promise<void> {
  await database.insert('import_runs', [{ run, step, data }])
}
