import type { Database } from '../../src/store/clickhouse/database.ts'
import { inMemory, isSame, oneByOne, together, type Answer } from './ask.ts'
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
  const { world, people, cases } = drawn(seed)
  const halves = [0, 1].map((half) => world.customers.filter((_, i) => i % 2 === half))
  const found: Disagreement[] = []
  await Promise.all(databases.map((each, half) => writeWorld(each, world, halves[half])))
  for (const [way, ask] of [
    ['one by one', oneByOne(() => 'everyone')],
    ['together', together(() => 'everyone')],
  ] as const) {
    const [first = [], second = []] = await Promise.all(
      databases.map((each) => ask(each, world, cases)),
    )
    cases.forEach((asked, i) => {
      const memory = inMemory(world, people, asked)
      const engine = union(first[i], second[i])
      if (!isSame(memory, engine)) found.push({ way, world, asked, memory, engine })
    })
  }
  return found
}

function union(a: Answer | undefined, b: Answer | undefined): Answer {
  if (a === undefined || b === undefined) return { error: 'no answer' }
  if ('error' in a) return a
  return 'error' in b ? b : [...a, ...b].toSorted()
}
