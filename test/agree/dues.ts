import type { Condition } from '../../src/domain/segment/condition.ts'
import type { Context, Facts } from '../../src/domain/segment/facts.ts'
import { leavesOf } from '../../src/domain/segment/leaves.ts'
import { nextChangeAt } from '../../src/domain/segment/nextChange.ts'
import { plan } from '../../src/store/clickhouse/compile/plan.ts'
import type { Database } from '../../src/store/clickhouse/database.ts'
import { drawn } from './check.ts'
import { random } from './random.ts'
import { writeWorld } from './tables.ts'
import { contextOf, type Case } from './world.ts'

/** Of a case and a customer what the engine says of the next change, and what memory does. */
type DueCase = {
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
  const { world, people, cases: whole } = drawn(seed)
  await writeWorld(database, world)
  const deleted = new Set(world.customers.flatMap((each) => (each.deleted ? [each.id] : [])))
  const some = people.filter(
    ({ id, events }) => events.length <= mostEvents && !deleted.has(String(id)),
  )
  const cases = whole.flatMap(({ condition, now }) =>
    [condition, ...leavesOf(condition).filter((leaf) => leaf !== condition)].map((each) => {
      return { condition: each, now }
    }),
  )
  const found: DueCase[] = []
  for (const now of new Set(cases.map((each) => each.now))) {
    const asked = cases.filter((each) => each.now === now)
    const context = contextOf(world, now)
    const engine = await duesIn(database, asked, context)
    for (const [i, { condition }] of asked.entries()) {
      for (const who of r.many(peoplePerCase, peoplePerCase, () => r.pick(some))) {
        const memory = nextChangeAt(condition, who, context)
        found.push({
          condition,
          who,
          context,
          engine: engine.get(`${i} ${who.id}`) ?? null,
          memory,
        })
      }
    }
  }
  return found
}

async function duesIn(
  database: Database,
  cases: readonly Case[],
  context: Context,
): Promise<ReadonlyMap<string, number>> {
  const wanted = cases.map(({ condition }, segment) => ({ segment, condition }))
  const { dues } = plan(wanted, context, { customers: 1, events: 1 })
  const rows = await database.rows<{ segment: number; customer_id: string; at: string }>(
    dues('everyone'),
  )
  return new Map(rows.map(({ segment, customer_id: id, at }) => [`${segment} ${id}`, Number(at)]))
}
