import type { JoinPlan } from '../../../domain/customer/join.ts'
import type { Database } from '../../../store/clickhouse/database.ts'
import { idsAmong } from '../../../store/clickhouse/undoing.ts'
import { sql, type Sql } from '../../../store/sql/sql.ts'
import { emptyTouched, type Touched } from '../setState.ts'
import type { Taken } from '../takeAlone.ts'

/** The runs by which something was done. */
export type JoinRuns = { readonly merges?: number; readonly moves?: number }

/** For whoever refreshes: whom it concerns, and what of theirs may be another. */
export async function touchedBy(
  database: Database,
  { merges, moves }: Pick<JoinPlan, 'merges' | 'moves'>,
  runs: JoinRuns,
): Promise<Pick<Taken, 'touched' | 'mixedBy'>> {
  const touched = emptyTouched()
  const run = runs.merges ?? runs.moves
  if (run === undefined) return { touched }
  const ids = [
    ...merges.flatMap(({ keep, drop }) => [keep, drop]),
    ...moves.flatMap(({ from, to }) => [from, to]),
  ]
  for (const id of ids) {
    touched.customers.add(id)
    touched.made.add(id)
    touched.identified.add(id)
  }
  const ofRuns = sql`run IN (${runs.merges ?? run}, ${runs.moves ?? run})`
  const whom = idsAmong([...new Set(ids)])
  await Promise.all([
    all(
      database,
      sql`SELECT DISTINCT name AS it FROM events_removed WHERE ${ofRuns}`,
      touched.events,
    ),
    all(
      database,
      sql`SELECT DISTINCT arrayJoin(fields) AS it FROM edits
        WHERE ${whom} AND import_id IN (${runs.merges ?? run}, ${runs.moves ?? run})`,
      touched.fields,
    ),
    all(database, sql`SELECT DISTINCT list AS it FROM list_members WHERE ${whom}`, touched.lists),
    all(database, sql`SELECT DISTINCT purpose AS it FROM consents WHERE ${whom}`, touched.purposes),
    all(database, sql`SELECT DISTINCT segment AS it FROM pins WHERE ${whom}`, touched.segments),
  ])
  return { touched, mixedBy: run }
}

async function all<T extends Touched[keyof Touched]>(
  database: Database,
  query: Sql,
  into: T,
): Promise<void> {
  const set: Set<unknown> = into
  for (const { it } of await database.rows<{ it: unknown }>(query)) set.add(it)
}
