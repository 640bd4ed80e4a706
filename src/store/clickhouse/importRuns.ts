import { as, sql } from '../sql/sql.ts'
import type { Database } from './database.ts'

/** How far an import came: what it will do stands, its customers are taken in, all is. */
export type RunStep = (typeof steps)[number]
const steps = ['planned', 'customers', 'done'] as const

/** It was given up on its way, and a later import has seen to what it left. */
const settled = 'settled'

/** How far an import came, with what was written down then. */
export async function readRun(
  database: Database,
  run: number,
): Promise<{ readonly step: RunStep; readonly data: string } | undefined> {
  const rows = await database.rows<{ step: RunStep; data: string }>(sql`
    SELECT step, data FROM import_runs WHERE run = ${run} AND step != ${settled}
    ORDER BY indexOf(${as('Array(String)', steps)}, step) DESC LIMIT 1`)
  return rows[0]
}

/** Imports that had a plan and came to no end, of which nobody has seen to what they left. */
export async function readGivenUp(database: Database): Promise<number[]> {
  const rows = await database.rows<{ run: string }>(sql`
    SELECT run FROM import_runs GROUP BY run HAVING countIf(step IN ('done', ${settled})) = 0
    ORDER BY run`)
  return rows.map(({ run }) => Number(run))
}

export async function writeRun(
  database: Database,
  run: number,
  step: RunStep,
  data: string,
): Promise<void> {
  await database.insert('import_runs', [{ run, step, data }])
}

/** Nobody need look at that import again. */
export async function writeSettled(database: Database, run: number): Promise<void> {
  await database.insert('import_runs', [{ run, step: settled, data: '' }])
}
