import type { Database } from '../../../src/store/clickhouse/database.ts'
import type { Db } from '../../../src/store/operational/tables.ts'
import { sql } from '../../../src/store/sql/sql.ts'

export type Kept = {
  readonly problems: readonly string[]
  readonly events: number
  readonly rejected: number
  readonly customers: number
}

/**
 * What came of hostile bodies: every good message that was acknowledged is stored once, the one after them all
 * too, and no arrival was set aside as a mistake of the program.
 */
export async function demandKept(
  { database, db }: { readonly database: Database; readonly db: Db },
  acknowledged: ReadonlySet<number>,
  after: string,
): Promise<Kept> {
  const times = new Map<number, number>()
  const marks = sql`SELECT intDiv(num['mark'], 10000) AS mark, count() AS times FROM events
    WHERE mapContains(num, 'mark') GROUP BY mark`
  for await (const rows of database.stream<{ mark: string; times: string }>(marks)) {
    for (const row of rows) times.set(Number(row.mark), Number(row.times))
  }
  const lost = [...acknowledged].filter((mark) => !times.has(mark))
  const doubled = [...acknowledged].filter((mark) => (times.get(mark) ?? 0) > 1)
  const [counts] = await database.rows<
    Record<'events' | 'rejected' | 'customers' | 'after', string>
  >(
    sql`SELECT (SELECT count() FROM events) AS events, (SELECT count() FROM rejected) AS rejected,
      (SELECT count() FROM customers FINAL) AS customers,
      (SELECT count() FROM events WHERE name = ${after}) AS after`,
  )
  const aside = await db
    .selectFrom('rejections')
    .select(['position', 'failure'])
    .where('failure', 'like', '%mistake of the program%')
    .execute()
  const say = (what: string, some: readonly number[]): string[] =>
    some.length === 0 ? [] : [`${some.length} ${what}: ${some.slice(0, 5).join(', ')}`]
  return {
    problems: [
      ...say('good messages that were acknowledged are not stored', lost),
      ...say('good messages are stored more than once', doubled),
      ...aside.slice(0, 10).map(({ position, failure }) => `set aside: ${position} ${failure}`),
      ...(Number(counts?.after) === 1 ? [] : ['a good event after them is not found']),
    ],
    events: Number(counts?.events),
    rejected: Number(counts?.rejected),
    customers: Number(counts?.customers),
  }
}
