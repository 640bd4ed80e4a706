import { catalogOf } from '../../src/domain/customer/catalog.ts'
import type { Context } from '../../src/domain/segment/facts.ts'
import { placesAmong } from '../../src/domain/segment/place.ts'
import { memberships } from '../../src/domain/segment/matches.ts'
import type { Database } from '../../src/store/clickhouse/database.ts'
import { loadFacts } from '../../src/store/clickhouse/facts.ts'
import { withRanks } from '../../src/store/clickhouse/ranks.ts'
import { shopSize } from '../../src/store/clickhouse/refresh.ts'
import { listFields } from '../../src/store/operational/fields.ts'
import type { Db } from '../../src/store/operational/tables.ts'
import { sql, type Sql } from '../../src/store/sql/sql.ts'
import { contextAt } from '../../src/work/context.ts'
import { findingSteps } from '../../src/work/refresh/steps.ts'
import type { Random } from '../agree/random.ts'

export type Checked = {
  /** What is not as it has to be, in words; empty where all is. */
  readonly problems: readonly string[]
  /** Members of all segments together. */
  readonly members: number
}

type Stores = { readonly db: Db; readonly database: Database }

/**
 * Whether the stored memberships are, at this instant, what the definitions say: of everyone by SQL, of
 * some by the definition in memory; and whether the ledger tells the same, each thing once.
 */
export async function check(
  { db, database }: Stores,
  r: Random,
  now: number,
  segments: ReadonlyMap<number, string>,
): Promise<Checked> {
  const stored = await pairsOf(
    database,
    sql`SELECT segment, customer_id FROM memberships FINAL ORDER BY segment, customer_id`,
  )
  const found = await asked({ db, database }, now, segments)
  const others = await Promise.all([
    pairsOf(database, sql`SELECT segment, customer_id FROM memberships_by_customer FINAL`),
    pairsOf(
      database,
      sql`SELECT segment, customer_id FROM changes
        GROUP BY segment, customer_id HAVING argMax(entered, noticed)`,
    ),
  ])
  const shown = (pair: string): string => {
    const [segment = '', customer = ''] = pair.split(' ')
    return `${segments.get(Number(segment)) ?? segment}: ${customer}`
  }
  const problems = [
    ...differences('memberships and the definitions in SQL', stored, found),
    ...differences('the two tables of memberships', stored, others[0]),
    ...differences('memberships and the ledger replayed', stored, others[1]),
    ...(await inMemory({ db, database }, r, now, { stored, segments: [...segments.keys()] })),
    ...(await ofLedger(database)),
  ].map((each) => each.replace(/\d+ \d+/, shown))
  return { problems, members: stored.size }
}

/** By SQL, as a full refresh asks. */
async function asked(
  { db, database }: Stores,
  now: number,
  segments: ReadonlyMap<number, string>,
): Promise<ReadonlySet<string>> {
  const context = await rankedContext({ db, database }, now, [...segments.keys()])
  const found = new Set<string>()
  for (const step of findingSteps([...segments.keys()], context, await shopSize(database))) {
    for (const pair of await pairsOf(database, step.members(step.segments))) found.add(pair)
  }
  return found
}

async function rankedContext(
  { db, database }: Stores,
  now: number,
  segments: readonly number[],
): Promise<Context> {
  const all = segments.map((segment) => ({ type: 'segment', segment }) as const)
  return await withRanks(database, await contextAt(db, now), all)
}

async function inMemory(
  { db, database }: Stores,
  r: Random,
  now: number,
  of: { readonly stored: ReadonlySet<string>; readonly segments: readonly number[] },
): Promise<string[]> {
  const ids = await database.rows<{ customer_id: string }>(
    sql`SELECT customer_id FROM customers FINAL ORDER BY customer_id`,
  )
  const some = r.many(40, 40, () => r.pick(ids).customer_id)
  const context = await rankedContext({ db, database }, now, of.segments)
  const catalog = catalogOf(await listFields(db))
  const products = await listFields(db, 'product')
  const places = placesAmong(context.fields.keys(), context)
  const wanted = { events: 'all', catalog, products, places } as const
  const facts = await loadFacts(database, [...new Set(some)], wanted)
  return [...facts].flatMap(([customer, its]) => {
    const isIn = memberships(its, context)
    return of.segments
      .filter((segment) => isIn(segment) !== of.stored.has(`${segment} ${customer}`))
      .map((segment) => `memberships and the definition in memory differ: ${segment} ${customer}`)
  })
}

/** Entries and exits take turns, in time; nothing has two entries for one cause. */
async function ofLedger(database: Database): Promise<string[]> {
  type Row = { segment: number; customer_id: string; cause: string }
  const twice = await database.rows<Row>(
    sql`SELECT segment, customer_id, cause FROM changes
      GROUP BY segment, customer_id, cause, ref, run, if(cause = 'clock', at, 0) HAVING count() > 1`,
  )
  const turns = await database.rows<Row & { all: unknown }>(
    sql`SELECT segment, customer_id, all FROM (
        SELECT segment, customer_id,
          arraySort(groupArray((noticed, entered, at, cause, ref))) AS all FROM changes
        GROUP BY segment, customer_id)
      WHERE arrayExists((a, i) -> a.2 != (i % 2 = 1) OR a.3 > a.1, all, arrayEnumerate(all))`,
  )
  return [
    ...twice.map((row) => `two entries by ${row.cause}: ${row.segment} ${row.customer_id}`),
    ...turns.map((row) => {
      const entries = JSON.stringify(row.all)
      return `entries that do not take turns: ${row.segment} ${row.customer_id} ${entries}`
    }),
  ]
}

async function pairsOf(database: Database, query: Sql): Promise<ReadonlySet<string>> {
  const pairs = new Set<string>()
  for await (const rows of database.stream<{ segment: number; customer_id: string }>(query)) {
    for (const row of rows) pairs.add(`${row.segment} ${row.customer_id}`)
  }
  return pairs
}

function differences(
  what: string,
  one: ReadonlySet<string>,
  other: ReadonlySet<string>,
): readonly string[] {
  return [
    ...[...one].filter((pair) => !other.has(pair)).map((pair) => `${what} differ: + ${pair}`),
    ...[...other].filter((pair) => !one.has(pair)).map((pair) => `${what} differ: - ${pair}`),
  ]
}
