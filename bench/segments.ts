import { countSql } from '../src/store/clickhouse/compile/members.ts'
import { plan } from '../src/store/clickhouse/compile/plan.ts'
import { as, ident, sql, type Sql } from '../src/store/sql/sql.ts'
import { inTurn, median, once, millis, ratio, type Line } from './measure.ts'
import type { Peer } from './peers.ts'
import { builtIn, type Place } from './place.ts'
import { manySpecs, toClickhouse, toCondition, toPlainSql, typical, type Spec } from './specs.ts'
import type { Scale } from './world.ts'

const cityColumn: Sql = ident(`f${builtIn('city').id}_fold`)

/** One typical segment counted: by us, by hand on the same tables, by what a shop would use instead. */
export async function oneSegment(
  place: Place,
  peers: readonly Peer[],
  rounds: number,
): Promise<Line[]> {
  const { database, context } = place
  const ours = countSql(toCondition(typical), context)
  const byHand = sql`SELECT count() AS n FROM (${toClickhouse(typical, cityColumn)})`
  const plain = toPlainSql(typical)
  const members = await agreed(place, ours, byHand, peers)
  const timings = await inTurn(rounds, {
    ours: () => database.rows(ours),
    byHand: () => database.rows(byHand),
    ...Object.fromEntries(peers.map((peer) => [peer.name, () => peer.count(plain)])),
  })
  const [read] = await database.rows<{ rows: string }>(
    sql`SELECT count() AS rows FROM events WHERE name = ${'Order Completed'} AND ts > ${context.now - 90 * 86_400_000}`,
  )
  const floor = `${members} members out of ${read?.rows} events in the window`
  const mine = timings.get('ours') ?? []
  const against = (name: string, label: string, aim: number): Line => {
    const theirs = timings.get(name) ?? []
    return {
      what: 'count one segment',
      ours: millis(median(mine)),
      beside: `${label} ${millis(median(theirs))}`,
      ratio: ratio(mine, theirs),
      aim,
      floor,
    }
  }
  return [
    against('byHand', 'hand-written ClickHouse', 1.15),
    ...peers.map(({ name }) => against(name, name, name === 'DuckDB' ? 0.7 : 0.25)),
  ]
}

/** How many all of them count; an error where they differ. */
async function agreed(
  { database }: Place,
  ours: Sql,
  byHand: Sql,
  peers: readonly Peer[],
): Promise<number> {
  const counts = new Set<number>()
  for (const query of [ours, byHand]) {
    const [row] = await database.rows<Readonly<Record<string, string>>>(query)
    counts.add(Number(row?.['n'] ?? row?.['count']))
  }
  for (const peer of peers) counts.add(await peer.count(toPlainSql(typical)))
  const [members, ...others] = counts
  if (members === undefined || others.length > 0) {
    throw new Error(`counts differ: ${[...counts].join()}`)
  }
  return members
}

/** Two hundred segments kept at once, beside two hundred separate statements. */
export async function manySegments(
  place: Place,
  scale: Scale,
  peer: Peer | undefined,
  distinct: number,
): Promise<Line[]> {
  const { database, context } = place
  const specs = manySpecs(200, distinct)
  await database.run(sql`CREATE TABLE IF NOT EXISTS by_hand (run UInt64, segment UInt32, customer_id UInt64)
    ENGINE = MergeTree PARTITION BY run ORDER BY (segment, customer_id)`)
  const wanted = specs.map((spec, segment) => ({ segment, condition: toCondition(spec) }))
  let run = 0
  const ours = async (): Promise<void> => {
    run += 1
    const { ranges, members } = plan(wanted, context, scale)
    for (const range of ranges) {
      await database.run(sql`INSERT INTO refresh_members (run, segment, customer_id)
        SELECT ${as('UInt64', run)}, segment, customer_id FROM (${members(range)})`)
    }
  }
  const byHand = async (): Promise<void> => {
    for (const [segment, spec] of specs.entries()) await keep(place, run, segment, spec)
  }
  const timings = await once({
    ours,
    byHand,
    ...(peer && { peer: () => each(specs, (spec) => peer.keep(toPlainSql(spec))) }),
  })
  await same(place, run)
  const label =
    distinct >= 200 ? '200 segments, all different' : `200 segments on ${distinct} behaviours`
  const [events] = await database.rows<{ n: string }>(sql`SELECT count() AS n FROM events`)
  const mine = timings.get('ours') ?? []
  const line = (name: string, beside: string, aim?: number): Line => {
    const theirs = timings.get(name) ?? []
    return {
      what: label,
      ours: millis(median(mine)),
      beside: `${beside} ${millis(median(theirs))}`,
      ratio: ratio(mine, theirs),
      ...(aim !== undefined && { aim }),
      floor: `${events?.n} events read once`,
    }
  }
  return [
    line('byHand', '200 hand-written statements', distinct >= 200 ? 0.6 : 0.25),
    ...(peer ? [line('peer', `${peer.name} one by one`)] : []),
  ]
}

async function keep({ database }: Place, run: number, segment: number, spec: Spec): Promise<void> {
  await database.run(sql`INSERT INTO by_hand SELECT ${as('UInt64', run)}, ${as('UInt32', segment)}, customer_id
    FROM (${toClickhouse(spec, cityColumn)})`)
}

/** Both must have found the same members in the last round. */
async function same({ database }: Place, run: number): Promise<void> {
  const digest = (
    table: Sql,
  ): Sql => sql`SELECT count() AS n, sum(cityHash64(segment, customer_id)) AS digest
    FROM ${table} WHERE run = ${as('UInt64', run)}`
  const [ours] = await database.rows<object>(digest(sql`refresh_members`))
  const [theirs] = await database.rows<object>(digest(sql`by_hand`))
  if (JSON.stringify(ours) !== JSON.stringify(theirs)) {
    throw new Error(`members differ: ${JSON.stringify(ours)} and ${JSON.stringify(theirs)}`)
  }
}

async function each<T>(of: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
  for (const one of of) await act(one)
}
