import type { Database } from '../../src/store/clickhouse/database.ts'
import { inMemory, isSame, oneByOne, rankedOf, together, type Answer, type Gather } from './ask.ts'
import { drawn, type Disagreement } from './check.ts'
import { writeWorld } from './tables.ts'

/**
 * Two databases that hold half the customers each stand for shards: the union of their answers is what
 * one that holds all would say, which is what memory says.
 */
export async function checkHalves(
  databases: readonly [Database, Database],
  seed: number,
): Promise<readonly Disagreement[]> {
  const { world, people, cases, ranked } = drawn(seed)
  const halves = [0, 1].map((half) => world.customers.filter((_, i) => i % 2 === half))
  const found: Disagreement[] = []
  await Promise.all(databases.map((each, half) => writeWorld(each, world, halves[half])))
  // How far a rank reaches is of all: no half knows it.
  const gather: Gather = async (_, asked, [first]) => {
    if (first === undefined) throw new Error('nothing is asked')
    return rankedOf(asked, people, first)
  }
  const apart = ranked.cases.map((each) => ({ world: ranked.world, cases: [each] }))
  for (const [way, ask] of [
    ['one by one', oneByOne(() => 'everyone')],
    ['together', together(() => 'everyone')],
  ] as const) {
    for (const some of [{ world, cases }, ...apart]) {
      const [first = [], second = []] = await Promise.all(
        databases.map((each) => ask(each, some.world, some.cases, gather)),
      )
      some.cases.forEach((asked, i) => {
        const memory = inMemory(some.world, people, asked)
        const engine = union(first[i], second[i])
        if (!isSame(memory, engine)) found.push({ way, world: some.world, asked, memory, engine })
      })
    }
  }
  return found
}

function union(a: Answer | undefined, b: Answer | undefined): Answer {
  if (a === undefined || b === undefined) return { error: 'no answer' }
  if ('error' in a) return a
  return 'error' in b ? b : [...a, ...b].toSorted()
}
