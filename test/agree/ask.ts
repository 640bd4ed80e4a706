import { Refusal } from '../../src/domain/failure.ts'
import type { Facts } from '../../src/domain/segment/facts.ts'
import { matches } from '../../src/domain/segment/matches.ts'
import { memberIds } from '../../src/store/clickhouse/compile/members.ts'
import { plan } from '../../src/store/clickhouse/compile/plan.ts'
import type { Who } from '../../src/store/clickhouse/compile/who.ts'
import type { Database } from '../../src/store/clickhouse/database.ts'
import { as, join, sql } from '../../src/store/sql/sql.ts'
import { contextOf, type Case, type World } from './world.ts'

/** Of one case those that somebody names, ascending; or what went wrong. */
export type Answer = readonly string[] | { readonly error: string }

/** One way to answer cases of a world. */
export type Way = (
  database: Database,
  world: World,
  cases: readonly Case[],
) => Promise<readonly Answer[]>

/** By the definition in memory. */
export function inMemory(world: World, people: readonly Facts[], { condition, now }: Case): Answer {
  const context = contextOf(world, now)
  const deleted = new Set(world.customers.flatMap((each) => (each.deleted ? [each.id] : [])))
  return people
    .filter((facts) => !deleted.has(String(facts.id)) && matches(condition, facts, context))
    .map((facts) => String(facts.id))
    .toSorted()
}

/** Each case by a query of its own, a few sent together: many in one take longer to plan than apart. */
export function oneByOne(who: (world: World) => Who): Way {
  return async (database, world, cases) => {
    const answers: Answer[] = []
    for (let from = 0; from < cases.length; from += 8) {
      const some = [cases.slice(from, from + 4), cases.slice(from + 4, from + 8)]
      const both = await Promise.all(some.map((each) => askFew(database, world, who(world), each)))
      answers.push(...both.flat())
    }
    return answers
  }
}

async function askFew(
  database: Database,
  world: World,
  who: Who,
  cases: readonly Case[],
): Promise<readonly Answer[]> {
  if (cases.length === 0) return []
  const asked = cases.map(({ condition, now }, i) => {
    const ids = memberIds(condition, contextOf(world, now), who)
    return sql`SELECT ${as('UInt32', i)} AS number, toString(groupArray(customer_id)) AS ids FROM (${ids})`
  })
  try {
    const rows = await database.rows<{ number: number; ids: string }>(join(asked, ' UNION ALL '))
    const found = new Map(rows.map(({ number, ids }) => [number, idsIn(ids)]))
    return cases.map((_, i) => found.get(i) ?? { error: 'no answer' })
  } catch (error) {
    // The engine's trouble says nothing of the question.
    if (error instanceof Refusal) throw error
    if (cases.length === 1) return [{ error: String(error).slice(0, 2_000) }]
    const answers = []
    for (const each of cases) answers.push(...(await askFew(database, world, who, [each])))
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
  return async (database, world, cases) => {
    const answers: Answer[] = cases.map(() => ({ error: 'no answer' }))
    const instants = [...new Set(cases.map(({ now }) => now))]
    for (const now of instants) {
      const some = cases.flatMap((each, segment) => (each.now === now ? [{ each, segment }] : []))
      const wanted = some.map(({ each, segment }) => ({ segment, condition: each.condition }))
      const { members } = plan(wanted, contextOf(world, now), { customers: 1, events: 1 })
      const rows = await database.rows<{ segment: number; ids: string }>(
        sql`SELECT segment, toString(groupArray(customer_id)) AS ids FROM (${members(who(world))}) GROUP BY segment`,
      )
      const found = new Map(rows.map(({ segment, ids }) => [segment, idsIn(ids)]))
      for (const { segment } of some) answers[segment] = found.get(segment) ?? []
    }
    return answers
  }
}
