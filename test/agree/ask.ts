import { Refusal } from '../../src/domain/failure.ts'
import type { Context, Facts } from '../../src/domain/segment/facts.ts'
import { matches } from '../../src/domain/segment/matches.ts'
import { rankEdges } from './rankEdges.ts'
import { memberIds } from '../../src/store/clickhouse/compile/members.ts'
import { plan } from '../../src/store/clickhouse/compile/plan.ts'
import type { Who } from '../../src/store/clickhouse/compile/who.ts'
import type { Database } from '../../src/store/clickhouse/database.ts'
import { withRanks } from '../../src/store/clickhouse/ranks.ts'
import { as, join, sql, type Sql } from '../../src/store/sql/sql.ts'
import { contextOf, type Case, type World } from './world.ts'

/** Of one case those that somebody names, ascending; or what went wrong. */
export type Answer = readonly string[] | { readonly error: string }

/** One way to answer cases of a world. */
export type Way = (
  database: Database,
  world: World,
  cases: readonly Case[],
  /** Left out: {@link byEngine}. */
  gather?: Gather,
) => Promise<readonly Answer[]>

/** With how far the ranks of a condition reach, by the definition in memory, of whoever is not deleted. */
export function rankedOf(
  world: World,
  people: readonly Facts[],
  { condition, now }: Case,
): Context {
  const context = contextOf(world, now)
  return { ...context, ranks: rankEdges([condition], thereOf(world, people), context) }
}

export function thereOf({ customers }: World, people: readonly Facts[]): readonly Facts[] {
  const deleted = new Set(customers.flatMap((each) => (each.deleted ? [each.id] : [])))
  return people.filter(({ id }) => !deleted.has(String(id)))
}

/** By the definition in memory. */
export function inMemory(world: World, people: readonly Facts[], asked: Case): Answer {
  const context = rankedOf(world, people, asked)
  return thereOf(world, people)
    .filter((facts) => matches(asked.condition, facts, context))
    .map((facts) => String(facts.id))
    .toSorted()
}

/** In which context a case is asked of the engine: where it has ranks, with how far they reach. */
export type Gather = (database: Database, world: World, cases: readonly Case[]) => Promise<Context>

/** As the engine finds it out. The cases are of one instant. */
export const byEngine: Gather = async (database, world, cases) =>
  await withRanks(
    database,
    contextOf(world, cases[0]?.now ?? 0),
    cases.map(({ condition }) => condition),
  )

/** Each case by a query of its own, a few sent together: many in one take longer to plan than apart. */
export function oneByOne(who: (world: World) => Who): Way {
  return async (database, world, cases, gather = byEngine) => {
    const answers: Answer[] = []
    for (let from = 0; from < cases.length; from += 8) {
      const some = [cases.slice(from, from + 4), cases.slice(from + 4, from + 8)]
      const both = await Promise.all(
        some.map((each) => askFew({ database, world, who: who(world), gather }, each)),
      )
      answers.push(...both.flat())
    }
    return answers
  }
}

type Asking = {
  readonly database: Database
  readonly world: World
  readonly who: Who
  readonly gather: Gather
}

async function askFew(asking: Asking, cases: readonly Case[]): Promise<readonly Answer[]> {
  if (cases.length === 0) return []
  const { database, world, who, gather } = asking
  try {
    const asked: Sql[] = []
    for (const [i, each] of cases.entries()) {
      const ids = memberIds(each.condition, await gather(database, world, [each]), who)
      asked.push(
        sql`SELECT ${as('UInt32', i)} AS number, toString(groupArray(customer_id)) AS ids FROM (${ids})`,
      )
    }
    const rows = await database.rows<{ number: number; ids: string }>(join(asked, ' UNION ALL '))
    const found = new Map(rows.map(({ number, ids }) => [number, idsIn(ids)]))
    return cases.map((_, i) => found.get(i) ?? { error: 'no answer' })
  } catch (error) {
    // The engine's trouble says nothing of the question.
    if (error instanceof Refusal) throw error
    if (cases.length === 1) return [{ error: String(error).slice(0, 2_000) }]
    const answers = []
    for (const each of cases) answers.push(...(await askFew(asking, [each])))
    return answers
  }
}

function idsIn(array: string): readonly string[] {
  return (array.match(/\d+/g) ?? []).toSorted()
}

export function isSame(a: Answer, b: Answer): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** All cases of one instant by one plan. */
export function together(who: (world: World) => Who): Way {
  return async (database, world, cases, gather = byEngine) => {
    const answers: Answer[] = cases.map(() => ({ error: 'no answer' }))
    const instants = [...new Set(cases.map(({ now }) => now))]
    for (const now of instants) {
      const some = cases.flatMap((each, segment) => (each.now === now ? [{ each, segment }] : []))
      const wanted = some.map(({ each, segment }) => ({ segment, condition: each.condition }))
      const context = await gather(
        database,
        world,
        some.map(({ each }) => each),
      )
      const { members } = plan(wanted, context, { customers: 1, events: 1 })
      const rows = await database.rows<{ segment: number; ids: string }>(
        sql`SELECT segment, toString(groupArray(customer_id)) AS ids FROM (${members(who(world))}) GROUP BY segment`,
      )
      const found = new Map(rows.map(({ segment, ids }) => [segment, idsIn(ids)]))
      for (const { segment } of some) answers[segment] = found.get(segment) ?? []
    }
    return answers
  }
}
