import { nextDueAfter } from '../../src/store/clickhouse/due.ts'
import type { Database } from '../../src/store/clickhouse/database.ts'
import { listJobs } from '../../src/store/operational/jobs.ts'
import { listSegments } from '../../src/store/operational/segments.ts'
import type { Db } from '../../src/store/operational/tables.ts'
import { sql } from '../../src/store/sql/sql.ts'
import { readFollowed } from '../../src/work/refresh/standing.ts'
import type { Random } from '../agree/random.ts'
import { withStores } from '../crash/digest.ts'
import { check } from '../soak/check.ts'
import type { Told } from './told.ts'

/** What was sent and heard, by marks. */
export type Sent = {
  /** Every mark below it was sent. */
  readonly below: number
  readonly acknowledged: ReadonlySet<number>
}

export type Compared = {
  readonly problems: readonly string[]
  readonly events: number
  readonly members: number
  readonly entries: number
  /** False: a membership was just about to change, or not all was followed: compare again a little later. */
  readonly isStill: boolean
}

/** Instants of whole minutes are passed so long after them, at the latest. */
const stillMs = 12_000

/** What a data directory that no server holds has, beside what was sent, said and told. */
export async function compare(
  directory: string,
  { sent, told, r }: { readonly sent: Sent; readonly told: Told; readonly r: Random },
): Promise<Compared> {
  return await withStores(directory, async ({ database, db }) => {
    const now = Date.now()
    const { applied, position } = await db
      .selectFrom('inbox_state')
      .select(['applied', 'position'])
      .executeTakeFirstOrThrow()
    const due = await nextDueAfter(database, now - stillMs)
    const isStill =
      applied === position && (await readFollowed(db)) >= applied && (due ?? Infinity) > now
    const segments = new Map((await listSegments(db)).map(({ id, name }) => [id, name]))
    const stored = await marksStored(database)
    const live = isStill
      ? await check({ db, database }, r, now, segments)
      : { problems: [], members: 0 }
    const entries = await entriesOf(database)
    const problems = [
      ...ofMarks(stored, sent),
      ...(await ofRejected(database)),
      ...(await ofJobs(db)),
      ...live.problems,
      ...told.compare(entries),
    ]
    const events = [...stored.values()].reduce((sum, times) => sum + times, 0)
    return { problems, events, members: live.members, entries: entries.length, isStill }
  })
}

/** How often each mark is there. */
async function marksStored(database: Database): Promise<ReadonlyMap<number, number>> {
  const found = new Map<number, number>()
  const query = sql`SELECT intDiv(num['mark'], 10000) AS mark, count() AS times FROM events GROUP BY mark`
  for await (const rows of database.stream<{ mark: string; times: string }>(query)) {
    for (const { mark, times } of rows) found.set(Number(mark), Number(times))
  }
  return found
}

function ofMarks(stored: ReadonlyMap<number, number>, { below, acknowledged }: Sent): string[] {
  const lost = [...acknowledged].filter((mark) => !stored.has(mark))
  const doubled = [...stored].flatMap(([mark, times]) => (times > 1 ? mark : []))
  const unsent = [...stored.keys()].filter((mark) => !(mark < below))
  const say = (what: string, marks: readonly number[]): string[] =>
    marks.length === 0 ? [] : [`${marks.length} ${what}: ${marks.slice(0, 5).join(', ')}`]
  return [
    ...say('acknowledged messages are not stored', lost),
    ...say('messages are stored more than once', doubled),
    ...say('messages are stored that were never sent', unsent),
  ]
}

/** All that is sent is good. */
async function ofRejected(database: Database): Promise<string[]> {
  const rows = await database.rows<{ reason: string; times: string }>(
    sql`SELECT reason, count() AS times FROM rejected GROUP BY reason`,
  )
  return rows.map(({ reason, times }) => `${times} were rejected: ${reason}`)
}

async function ofJobs(db: Db): Promise<string[]> {
  const jobs = await listJobs(db, 1_000)
  return jobs
    .filter(({ state }) => state !== 'done')
    .map(({ id, kind, state, problem }) => `job ${id}, ${kind}, is ${state}: ${problem ?? ''}`)
}

/** One entry of the ledger as webhooks are told of it; instants in milliseconds. */
export type LedgerEntry = {
  readonly segment: number
  readonly customer: string
  readonly entered: boolean
  readonly at: number
  readonly noticed: number
  readonly cause: string
}

async function entriesOf(database: Database): Promise<readonly LedgerEntry[]> {
  type Row = Omit<LedgerEntry, 'at' | 'noticed'> & { readonly at: string; readonly noticed: string }
  const rows = await database.rows<Row>(sql`
    SELECT segment, toString(customer_id) AS customer, entered, at, noticed, cause FROM changes
    ORDER BY noticed, at, segment, customer_id`)
  return rows.map((row) => ({ ...row, at: Number(row.at), noticed: Number(row.noticed) }))
}
