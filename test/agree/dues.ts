import type { Condition } from '../../src/domain/segment/condition.ts'
import type { Context, Facts } from '../../src/domain/segment/facts.ts'
import { leavesOf } from '../../src/domain/segment/leaves.ts'
import { nextChangeAt } from '../../src/domain/segment/nextChange.ts'
import { dayMs } from '../../src/domain/time/civil.ts'
import { plan } from '../../src/store/clickhouse/compile/plan.ts'
import type { Who } from '../../src/store/clickhouse/compile/who.ts'
import type { Database } from '../../src/store/clickhouse/database.ts'
import { drawn } from './check.ts'
import { random, type Random } from './random.ts'
import { writeWorld } from './tables.ts'
import { contextOf } from './world.ts'

/** Of a case and a customer what the engine says of the next change, and what memory does. */
export type DueCase = {
  readonly condition: Condition
  readonly who: Facts
  readonly context: Context
  /** Null for never. */
  readonly engine: number | null
  readonly memory: number | null
}

/** Of who did very much memory takes long to say it. */
const mostEvents = 40

/** So many customers are asked about each case. */
const peoplePerCase = 4

/** The world of a seed is written, and its cases and their leaves asked of both. */
export async function askDues(database: Database, seed: number): Promise<readonly DueCase[]> {
  const r = random(seed)
  const { world, people, cases } = drawn(seed)
  await writeWorld(database, world)
  const deleted = new Set(world.customers.flatMap((each) => (each.deleted ? [each.id] : [])))
  const some = people.filter(
    ({ id, events }) => events.length <= mostEvents && !deleted.has(String(id)),
  )
  // At the other instants of a world much is to come, at this one nothing.
  const late = lateFor(r, some)
  const asked = cases.flatMap(({ condition, now }) =>
    [condition, ...leavesOf(condition).filter((leaf) => leaf !== condition)].flatMap((each) =>
      [now, late].map((at) => ({ condition: each, now: at })),
    ),
  )
  const found: DueCase[] = []
  for (const now of new Set(asked.map((each) => each.now))) {
    const conditions = asked.filter((each) => each.now === now).map((each) => each.condition)
    const whom = () => r.many(peoplePerCase, peoplePerCase, () => r.pick(some))
    found.push(...(await askBoth(database, { conditions, context: contextOf(world, now), whom })))
  }
  return found
}

/** Both asked the same conditions, of everyone that is named for each. */
export async function askBoth(
  database: Database,
  {
    conditions,
    context,
    whom,
  }: {
    readonly conditions: readonly Condition[]
    readonly context: Context
    readonly whom: () => readonly Facts[]
  },
): Promise<readonly DueCase[]> {
  const engine = await duesIn(database, conditions, { context, who: 'everyone' })
  return conditions.flatMap((condition, i) =>
    whom().map((who) => ({
      condition,
      who,
      context,
      engine: engine.get(`${i} ${who.id}`) ?? null,
      memory: nextChangeAt(condition, who, context),
    })),
  )
}

/** When all has happened that most of them did, and some of it lies no longer back than windows are long. */
function lateFor(r: Random, people: readonly Facts[]): number {
  const times = people.flatMap(({ events }) => events.map(({ ts }) => ts)).toSorted((a, b) => a - b)
  const last = times[Math.floor(times.length * 0.9)] ?? Date.parse('2024-02-28T23:00:00Z')
  return last + r.pick([0, 1, 3_600_000, dayMs, 20 * dayMs]) + r.below(1_000)
}

/**
 * How often somebody is asked in vain who is asked whenever the engine says so, until memory says that
 * something is another; at most one more often than `most`.
 */
export async function idleWakes(database: Database, due: DueCase, most: number): Promise<number> {
  const { condition, who, memory } = due
  let { context, engine } = due
  let wakes = 0
  while (wakes <= most && engine !== null && engine < (memory ?? Infinity)) {
    wakes += 1
    context = { ...context, now: engine }
    const found = await duesIn(database, [condition], { context, who: { ids: [who.id] } })
    engine = found.get(`0 ${who.id}`) ?? null
  }
  return wakes
}

async function duesIn(
  database: Database,
  conditions: readonly Condition[],
  { context, who }: { readonly context: Context; readonly who: Who },
): Promise<ReadonlyMap<string, number>> {
  const wanted = conditions.map((condition, segment) => ({ segment, condition }))
  const { dues } = plan(wanted, context, { customers: 1, events: 1 })
  const rows = await database.rows<{ segment: number; customer_id: string; at: string }>(dues(who))
  return new Map(rows.map(({ segment, customer_id: id, at }) => [`${segment} ${id}`, Number(at)]))
}
