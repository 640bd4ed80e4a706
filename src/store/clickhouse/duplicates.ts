import { as, nothing, sql, type Sql } from '../sql/sql.ts'
import type { Database, ReadOptions } from './database.ts'
import { customerIds } from './ids.ts'
import { resolveMerged } from './merged.ts'

/** A customer as she is compared. Keys are safe integers. */
export type StagedCustomer = {
  readonly id: string
  readonly keys: readonly number[]
  readonly texts: readonly string[]
}

/** Two customers, the lesser id left. */
export type Pair = { readonly left: string; readonly right: string }

export type ScoredPair = Pair & {
  /** Millionths. */
  readonly score: number
  readonly levels: readonly number[]
}

export type Decision = 'open' | 'later' | 'not_the_same'

/** Customers beyond a limit of the engine's memory are read by ids greater than the last of those before. */
export async function customersAfter(
  database: Database,
  after: string,
  { limit, options }: { readonly limit: number; readonly options?: ReadOptions },
): Promise<string[]> {
  const rows = await database.rows<{ customer_id: string }>(
    sql`SELECT customer_id FROM customers FINAL WHERE customer_id > ${as('UInt64', after)}
      ORDER BY customer_id LIMIT ${limit}`,
    options,
  )
  return rows.map((row) => row.customer_id)
}

/** About so many customers out of all, the same ones each time. */
export async function sampleOfCustomers(
  database: Database,
  wanted: number,
  customers: number,
): Promise<string[]> {
  const oneIn = as('UInt64', Math.max(1, Math.ceil(customers / wanted)))
  const rows = await database.rows<{ customer_id: string }>(
    sql`SELECT customer_id FROM customers FINAL WHERE intHash64(customer_id) % ${oneIn} = 0
      ORDER BY customer_id`,
  )
  return rows.map((row) => row.customer_id)
}

export async function stageCustomers(
  database: Database,
  run: number,
  customers: readonly StagedCustomer[],
): Promise<void> {
  await database.insert(
    'duplicate_customers',
    customers.map(({ id, keys, texts }) => ({ run, customer_id: id, keys, texts })),
  )
}

/** Keys are known by less where all that is asked is whether two are the same. */
const shortEnd = 2 ** 32

/** A key as blocks know the keys before theirs. */
export function shortKey(key: string): number {
  return Number(key) % shortEnd
}

/** Lays those beside each other who share a key. */
export async function stageBlocks(database: Database, run: number): Promise<void> {
  await database.run(sql`
    INSERT INTO duplicate_blocks (run, key, customer_id, before, texts)
    SELECT run, key, customer_id, arraySlice(short, 1, nth - 1), texts
    FROM (
      SELECT run, customer_id, texts, keys, arrayMap(key -> toUInt32(key % ${shortEnd}), keys) AS short
      FROM duplicate_customers WHERE run = ${as('UInt64', run)})
    ARRAY JOIN keys AS key, arrayEnumerate(keys) AS nth
    WHERE key > 0`)
}

/** Keys that more than `most` customers share, and how many they are. */
export async function overfullKeys(
  database: Database,
  run: number,
  most: number,
): Promise<ReadonlyMap<string, number>> {
  const rows = await database.rows<{ key: string; customers: string }>(
    sql`SELECT key, count() AS customers FROM duplicate_blocks WHERE run = ${as('UInt64', run)}
      GROUP BY key HAVING customers > ${most}`,
    inOrder,
  )
  return new Map(rows.map((row) => [row.key, Number(row.customers)]))
}

/** Keys are below this. */
const keyEnd = 2 ** 52 + 2

/** Of so many shares of all keys, one: which blocks are in it has nothing to do with who is in them. */
export type Share = { readonly nth: number; readonly of: number }

export type Block = {
  /** That all of them share. */
  readonly key: string
  readonly ids: readonly string[]
  /** Of each, by {@link shortKey}, those of her keys in whose blocks she was before; 0 for none. */
  readonly before: readonly (readonly number[])[]
  readonly texts: readonly (readonly string[])[]
}

/** The blocks of two customers or more, up to `most`. */
export async function* readBlocks(
  database: Database,
  run: number,
  { share: { nth, of }, most }: { readonly share: Share; readonly most: number },
): AsyncGenerator<Block> {
  const from = as('UInt64', Math.floor((keyEnd / of) * nth))
  const to = as('UInt64', Math.floor((keyEnd / of) * (nth + 1)))
  const blocks = database.stream<Block>(
    sql`SELECT key, groupArray(customer_id) AS ids, groupArray(b.before) AS before,
        groupArray(b.texts) AS texts
      FROM duplicate_blocks AS b
      WHERE run = ${as('UInt64', run)} AND key >= ${from} AND key < ${to}
      GROUP BY key HAVING length(ids) > 1 AND length(ids) <= ${most}`,
    inOrder,
  )
  for await (const some of blocks) yield* some
}

/** Rows lie in the order of keys: a group is answered when the next begins, and none is kept. */
const inOrder: ReadOptions = {
  maxSeconds: 24 * 3_600,
  settings: { optimize_aggregation_in_order: 1, max_threads: 2 },
}

export async function writePairs(
  database: Database,
  run: number,
  pairs: readonly ScoredPair[],
): Promise<void> {
  await database.insert(
    'duplicate_pairs',
    pairs.map(({ left, right, score, levels }) => ({
      run,
      left_id: left,
      right_id: right,
      score,
      levels,
    })),
  )
}

/** Forgets what a run had found, or only what it needed on the way. */
export async function dropRun(
  database: Database,
  run: number,
  what: 'all' | 'staged',
): Promise<void> {
  const partition = as('UInt64', run)
  await database.run(sql`ALTER TABLE duplicate_blocks DROP PARTITION ${partition}`)
  await database.run(sql`ALTER TABLE duplicate_customers DROP PARTITION ${partition}`)
  if (what === 'all') {
    await database.run(sql`ALTER TABLE duplicate_pairs DROP PARTITION ${partition}`)
  }
}

/** Runs of which something is still there. */
export async function runsThere(database: Database): Promise<readonly number[]> {
  const rows = await database.rows<{ run: string }>(sql`
    SELECT DISTINCT run FROM (
      SELECT run FROM duplicate_pairs UNION ALL SELECT run FROM duplicate_customers
      UNION ALL SELECT run FROM duplicate_blocks)`)
  return rows.map((row) => Number(row.run))
}

/** Which pairs are asked for. */
export type PairListing = {
  readonly run: number
  /** Millionths. */
  readonly least: number
  readonly state: Decision
  readonly limit: number
  /** The last pair of the page before. */
  readonly after?: Pick<ScoredPair, 'left' | 'right' | 'score'>
}

/** Pairs of customers who are both there, the surest first. */
export async function pairsPage(
  database: Database,
  listing: PairListing,
  options?: ReadOptions,
): Promise<readonly ScoredPair[]> {
  const { limit, after } = listing
  const beyond = after === undefined ? nothing : sql` AND ${isAfter(after)}`
  const rows = await database.rows<PairRow>(
    sql`SELECT left_id, right_id, score, levels FROM (${await wanted(database, listing)}) WHERE 1${beyond}
      ORDER BY score DESC, left_id, right_id LIMIT ${limit}`,
    { ...options, settings: eachRunByItself },
  )
  return rows.map(({ left_id: left, right_id: right, score, levels }) => ({
    left,
    right,
    score,
    levels,
  }))
}

export async function countPairs(
  database: Database,
  listing: Pick<PairListing, 'run' | 'least' | 'state'>,
  options?: ReadOptions,
): Promise<number> {
  const [row] = await database.rows<{ pairs: string }>(
    sql`SELECT count() AS pairs FROM (${await wanted(database, listing)})`,
    { ...options, settings: eachRunByItself },
  )
  return Number(row?.pairs ?? 0)
}

/** Else FINAL would let a pair of the run under way stand for the same pair of the run that is shown. */
const eachRunByItself = { do_not_merge_across_partitions_select_final: 1 } as const

type PairRow = {
  readonly left_id: string
  readonly right_id: string
  readonly score: number
  readonly levels: readonly number[]
}

/** Whom one of the two of a pair is in another such pair with; of the pairs of a page. */
export async function alsoPaired(
  database: Database,
  listing: Pick<PairListing, 'run' | 'least' | 'state'>,
  page: readonly Pair[],
  options?: ReadOptions,
): Promise<(pair: Pair) => ReadonlySet<string>> {
  const ids = customerIds([...new Set(page.flatMap(({ left, right }) => [left, right]))])
  const rows = await database.rows<PairRow>(
    sql`SELECT left_id, right_id FROM (${await wanted(database, listing)})
      WHERE left_id IN ${ids} OR right_id IN ${ids}
      ORDER BY score DESC, left_id, right_id LIMIT ${mostBeside}`,
    { ...options, settings: eachRunByItself },
  )
  const beside = new Map<string, string[]>()
  for (const { left_id: left, right_id: right } of rows) {
    beside.set(left, [...(beside.get(left) ?? []), right])
    beside.set(right, [...(beside.get(right) ?? []), left])
  }
  return ({ left, right }) => {
    const all = [...(beside.get(left) ?? []), ...(beside.get(right) ?? [])]
    return new Set(all.filter((id) => id !== left && id !== right))
  }
}

/** Of a page: who has more likenesses than that is no person. */
const mostBeside = 5_000

async function wanted(
  database: Database,
  { run, least, state }: Pick<PairListing, 'run' | 'least' | 'state'>,
): Promise<Sql> {
  const ofRun = sql`run = ${as('UInt64', run)} AND score >= ${least}`
  const there = sql`SELECT customer_id FROM customers FINAL WHERE customer_id IN (
    SELECT arrayJoin([left_id, right_id]) FROM duplicate_pairs WHERE ${ofRun})`
  const decided = (decision: Decision): Sql =>
    sql`SELECT left_id, right_id FROM duplicate_decisions FINAL WHERE decision = ${decision}`
  const said =
    state === 'open'
      ? sql`(left_id, right_id) NOT IN (${decided('later')})
          AND (left_id, right_id) NOT IN (${decided('not_the_same')})
          AND (left_id, right_id) NOT IN (${await apartSinceMerged(database)})`
      : sql`(left_id, right_id) IN (${decided(state)})`
  return sql`SELECT left_id, right_id, score, levels FROM duplicate_pairs FINAL
    WHERE ${ofRun} AND left_id IN (${there}) AND right_id IN (${there}) AND ${said}`
}

/**
 * Who was said to be somebody else than one who is merged by now is somebody else than whom that one has
 * become, as long as she is, and nobody says otherwise of these two.
 */
async function apartSinceMerged(database: Database): Promise<Sql> {
  const merged = sql`SELECT from_id FROM merged FINAL`
  const rows = await database.rows<Pick<PairRow, 'left_id' | 'right_id'>>(
    sql`SELECT left_id, right_id FROM duplicate_decisions FINAL
      WHERE decision = 'not_the_same' AND (left_id IN (${merged}) OR right_id IN (${merged}))`,
  )
  const now = await resolveMerged(
    database,
    rows.flatMap((row) => [row.left_id, row.right_id]),
  )
  const ones = customerIds(rows.map(({ left_id: id }) => now.get(id) ?? id))
  const others = customerIds(rows.map(({ right_id: id }) => now.get(id) ?? id))
  return sql`
    SELECT least(pair.1, pair.2) AS one, greatest(pair.1, pair.2) AS other
    FROM (SELECT arrayJoin(arrayZip(${ones}, ${others})) AS pair)
    WHERE (one, other) NOT IN (SELECT left_id, right_id FROM duplicate_decisions FINAL)`
}

function isAfter({ score, left, right }: Pick<ScoredPair, 'left' | 'right' | 'score'>): Sql {
  const [one, other] = [as('UInt64', left), as('UInt64', right)]
  return sql`(score < ${score} OR (score = ${score}
    AND (left_id > ${one} OR (left_id = ${one} AND right_id > ${other}))))`
}

/** Says what a pair is. Durable when it returns. */
export async function decidePair(
  database: Database,
  { left, right }: Pair,
  said: { readonly decision: Decision; readonly at: number; readonly by: string },
): Promise<void> {
  await database.insert('duplicate_decisions', [
    { left_id: left, right_id: right, ...said, version: said.at },
  ])
}

/** What was said of each of those pairs; of one of which nothing was said, `open`. */
export async function decisionsOf(
  database: Database,
  pairs: readonly Pair[],
): Promise<(pair: Pair) => Decision> {
  const said = new Map<string, Decision>()
  if (pairs.length > 0) {
    const lefts = customerIds([...new Set(pairs.map(({ left }) => left))])
    const rows = await database.rows<{ left_id: string; right_id: string; decision: Decision }>(
      sql`SELECT left_id, right_id, decision FROM duplicate_decisions FINAL WHERE left_id IN ${lefts}`,
    )
    for (const row of rows) said.set(`${row.left_id} ${row.right_id}`, row.decision)
  }
  return ({ left, right }) => said.get(`${left} ${right}`) ?? 'open'
}

/** Of those ids, the ones of customers who are there. */
export async function customersThere(
  database: Database,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await database.rows<{ customer_id: string }>(
    sql`SELECT customer_id FROM customers FINAL WHERE customer_id IN ${customerIds(ids)}`,
  )
  return new Set(rows.map((row) => row.customer_id))
}
