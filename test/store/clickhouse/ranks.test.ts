import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Rank } from '../../../src/domain/segment/condition.ts'
import type { Context, Facts } from '../../../src/domain/segment/facts.ts'
import { nextChangeAt } from '../../../src/domain/segment/nextChange.ts'
import { byValue, rankKey, ranksIn, type RankEdge } from '../../../src/domain/segment/rank.ts'
import { plan } from '../../../src/store/clickhouse/compile/plan.ts'
import { withPlaces, withRanks } from '../../../src/store/clickhouse/ranks.ts'
import { rankedOf, thereOf } from '../../agree/ask.ts'
import { drawn } from '../../agree/check.ts'
import { inOrder } from '../../agree/rankEdges.ts'
import { prepare, writeWorld } from '../../agree/tables.ts'
import { contextOf } from '../../agree/world.ts'
import { openTestDatabase, type TestDatabase } from '../engine/testEngine.ts'

let opened: TestDatabase

beforeAll(async () => {
  opened = await openTestDatabase()
  await prepare(opened.database)
})

afterAll(() => opened.close())

/** What two edges have alike however a quotient is written. */
function shown(edge: RankEdge | null | undefined): unknown {
  return edge && { among: edge.among, taken: edge.taken, last: edge.last }
}

const seen = { edges: 0, tied: 0, empty: 0, places: 0 }

test('the engine finds how far ranks reach, and who has which place, as the definition has it', async () => {
  for (let seed = 700_000; seed < 700_012; seed++) {
    const { people, ranked } = drawn(seed)
    await writeWorld(opened.database, ranked.world)
    const there = thereOf(ranked.world, people)
    for (const asked of ranked.cases) {
      const meant = rankedOf(ranked.world, people, asked)
      const world = contextOf(ranked.world, asked.now)
      const found = await withRanks(opened.database, world, [asked.condition])
      for (const rank of ranksIn([asked.condition], meant)) {
        await compare(rank, there, { meant, found })
      }
    }
  }
  const { edges, tied, empty, places } = seen
  expect([edges > 40, tied > 5, empty > 0, places > 40]).toEqual([true, true, true, true])
})

test('the engine says of each when her own value may be another, never later than the definition', async () => {
  let told = 0
  for (let seed = 710_000; seed < 710_004; seed++) {
    const { people, ranked } = drawn(seed)
    await writeWorld(opened.database, ranked.world)
    const some = thereOf(ranked.world, people).filter(({ events }) => events.length <= 40)
    for (const asked of ranked.cases) {
      const meant = rankedOf(ranked.world, people, asked)
      const wanted = [{ segment: 1, condition: asked.condition }]
      const { dues } = plan(wanted, meant, { customers: 1, events: 1 })
      const rows = await opened.database.rows<{ customer_id: string; at: string }>(dues('everyone'))
      const found = new Map(rows.map(({ customer_id: id, at }) => [id, Number(at)]))
      const memory = some.map((facts) => nextChangeAt(asked.condition, facts, meant) ?? Infinity)
      const late = some.filter(
        ({ id }, i) => (found.get(String(id)) ?? Infinity) > (memory[i] ?? Infinity),
      )
      expect([asked, late.map(({ id }) => String(id))]).toEqual([asked, []])
      told += memory.filter((at) => at < Infinity).length
    }
  }
  expect(told).toBeGreaterThan(50)
})

type Both = { readonly meant: Context; readonly found: Context }

async function compare(rank: Rank, there: readonly Facts[], { meant, found }: Both): Promise<void> {
  const [ours, theirs] = [meant, found].map(({ ranks }) => ranks?.get(rankKey(rank)))
  expect([rank, shown(theirs)]).toEqual([rank, shown(ours)])
  if (!ours || !theirs) return void seen.empty++
  expect(byValue('top')(ours.value, theirs.value)).toBe(0)
  seen.edges++
  if (ours.last !== undefined) seen.tied++
  const ordered = inOrder(rank, there, meant).map(({ facts }) => facts)
  for (const facts of picked(there, seen.edges)) {
    const placed = await withPlaces(opened.database, found, { condition: rank, facts })
    const place = placeOf(rank, facts, ordered, meant)
    expect([rank, placed.ranks?.get(rankKey(rank))?.place]).toEqual([rank, place])
    if (place !== undefined) seen.places++
  }
}

/** A few of them, other ones each time. */
function picked(all: readonly Facts[], nth: number): readonly Facts[] {
  return all.filter((_, i) => (i + nth) % 12 === 0)
}

/** From 1; of percent all who are equal have the first of theirs. */
function placeOf(
  rank: Rank,
  facts: Facts,
  ordered: readonly Facts[],
  context: Context,
): number | undefined {
  const at = ordered.findIndex(({ id }) => id === facts.id)
  if (at < 0) return undefined
  if (rank.percent !== true) return at + 1
  const all = inOrder(rank, ordered, context)
  const own = all[at]
  return all.findIndex(({ value }) => own && byValue(rank.side)(value, own.value) === 0) + 1
}
