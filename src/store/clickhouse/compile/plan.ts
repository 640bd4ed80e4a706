import type { Condition } from '../../../domain/segment/condition.ts'
import type { Context } from '../../../domain/segment/facts.ts'
import { as, join, sql, type Sql } from '../../sql/sql.ts'
import { isCustomer, packed, placeOf, wordBits, wordOf, type Bit } from './bits.ts'
import { everyCustomer, readings, sourceOf, type Placed } from './branch.ts'
import { duesOf } from './dues.ts'
import { constantOf, forestOf, holdsOfNobody, type Leaf } from './leaves.ts'
import { levelsOf, type Levels } from './levels.ts'
import type { Who } from './who.ts'

/** A condition to be asked together with others, and the number by which its members are told. */
export type Wanted = { readonly segment: number; readonly condition: Condition }

export type Plan = {
  /** Of whom to ask one after the other, so that memory is bounded and progress real. */
  readonly ranges: readonly { readonly from: bigint; readonly to: bigint }[]
  /** Who of those is in what: rows of `segment` and `customer_id`, in no order, each once. */
  readonly members: (who: Who) => Sql
  /** When to ask again, of each and of whom: rows of `segment`, `customer_id` and `at`, as {@link duesOf} says. */
  readonly dues: (who: Who) => Sql
}

/** How much there is to ask. */
export type Size = { readonly customers: number; readonly events: number }

/**
 * Many conditions at once. Each distinct leaf is answered once, as a bit; leaves on the same events by
 * one reading of them. A saved segment is wanted as the condition that it is in it, so that its pins
 * count. Conditions were checked before; deleted customers are in nothing.
 */
export function plan(wanted: readonly Wanted[], context: Context, size: Size): Plan {
  const conditions = wanted.map(({ condition }) => condition)
  const forest = forestOf(conditions, context)
  const { leaves } = forest
  const sources = bySource(leaves.filter((leaf) => constantOf(leaf) === undefined))
  const places = new Map(sources.flat().map((leaf, nth) => [leaf, placeOf(nth)]))
  const words = placeOf(places.size - 1).word + 1
  const bits = leaves.map((leaf) => bitOf(leaf, places))
  const levels = levelsOf(forest, bits)
  const segments = wanted.map(({ segment }) => segment)
  return {
    ranges: rangesOf(size),
    dues: (who) => duesOf(wanted, context)(who),
    members(who) {
      const form = { who, words }
      const placed = (leaf: Leaf): Placed[] => {
        const place = places.get(leaf)
        return place === undefined ? [] : [{ leaf, place }]
      }
      const read = sources.flatMap((some) => readings(some.flatMap(placed), form))
      return membersOf(segments, levels, { words, rows: [everyCustomer(form), ...read] })
    },
  }
}

/** One after the other, so that the bits of a reading are in few words. */
function bySource(leaves: readonly Leaf[]): readonly (readonly Leaf[])[] {
  const sources = new Map<string, Leaf[]>()
  for (const leaf of leaves) {
    const known = sources.get(sourceOf(leaf)) ?? []
    known.push(leaf)
    sources.set(sourceOf(leaf), known)
  }
  return [...sources.values()]
}

function bitOf(leaf: Leaf, places: ReadonlyMap<Leaf, ReturnType<typeof placeOf>>): Bit {
  const place = places.get(leaf)
  if (place === undefined) return { constant: constantOf(leaf) ?? false }
  return { ...place, negated: holdsOfNobody(leaf) }
}

/** The words of all readings of a customer make up one row; the trees are asked of it. */
function membersOf(
  segments: readonly number[],
  { tests, over }: Levels,
  { words, rows }: { readonly words: number; readonly rows: readonly Sql[] },
): Sql {
  const names = Array.from({ length: words }, (_, word) => wordOf(word))
  const all = names.map((name) => sql`groupBitOr(read.${name}) AS ${name}`)
  const numbers = as('Array(UInt32)', segments)
  const asked = sql`
      SELECT ${join([sql`customer_id`, ...all], ', ')} FROM (${join(rows, ' UNION ALL ')}) AS read
      GROUP BY customer_id
    `
  return sql`
    SELECT arrayJoin(arrayMap(i -> ${numbers}[i + 1], ${positions(tests)})) AS segment, customer_id
    FROM (${over(asked)}) WHERE bitTest(${wordOf(isCustomer.word)}, ${isCustomer.bit})`
}

/** Of the tests that hold the positions, from 0: an array. */
function positions(tests: readonly Sql[]): Sql {
  const count = Math.ceil(tests.length / wordBits)
  const arrays = Array.from({ length: count }, (_, i) => {
    const some = tests.slice(i * wordBits, (i + 1) * wordBits)
    const found = sql`bitPositionsToArray(${packed(some.map((test, bit) => [bit, test]))})`
    return i === 0 ? found : sql`arrayMap(i -> i + ${as('UInt64', i * wordBits)}, ${found})`
  })
  return arrays.length === 1 ? join(arrays, ', ') : sql`arrayConcat(${join(arrays, ', ')})`
}

/** Past the last id. */
const endOfIds = 1n << 63n

/** Rows of a range that its aggregations hold at once; ids are scrambled, so that ranges are even. */
const customersPerRange = 250_000
const eventsPerRange = 10_000_000

/** Ids in ranges, of each of which there is about as much to ask. */
export function rangesOf({ customers, events }: Size): Plan['ranges'] {
  const count = Math.max(
    1,
    Math.ceil(Math.max(customers / customersPerRange, events / eventsPerRange)),
  )
  const end = (i: number) => (endOfIds * BigInt(i)) / BigInt(count)
  return Array.from({ length: count }, (_, i) => ({ from: end(i), to: end(i + 1) }))
}
