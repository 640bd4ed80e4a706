import { eventsLeaning } from '../../../domain/segment/calculated/affinity.ts'
import type { Calculation } from '../../../domain/segment/calculated/calculation.ts'
import { rankingOf } from '../../../domain/segment/calculated/ranked.ts'
import { inputsOf, resolve } from '../../../domain/segment/calculated/resolve.ts'
import {
  isWritable,
  writtenOut,
  type Writable,
} from '../../../domain/segment/calculated/written.ts'
import type { Condition, Did, RankedBy } from '../../../domain/segment/condition.ts'
import type { Context } from '../../../domain/segment/facts.ts'
import { horizonMs } from '../../../domain/segment/course.ts'
import { as, ident, join, sql, type Sql } from '../../sql/sql.ts'
import { allOf, anyOf } from './reading.ts'
import { timedOf } from './timed.ts'
import type { Timed } from './timedEvents.ts'
import { forever, soonest } from './turn.ts'
import { whoIs, type Who } from './who.ts'

/** A condition to be asked together with others, and the number by which its members are told. */
type Wanted = { readonly segment: number; readonly condition: Condition }

/** What a condition rests on: leaves that time changes, and saved segments, by number. */
type Rests = { readonly leaves: ReadonlySet<number>; readonly segments: ReadonlySet<number> }

/**
 * When each customer has to be asked again about each condition if nothing more arrives: rows of `segment`,
 * `customer_id` and `at`, milliseconds after now; none where that is never. Not later than `nextChangeAt`
 * says in memory; see docs/decisions/0028 for where it is earlier.
 *
 * Each leaf that time changes is a column of how long that takes, UInt64. A customer has a row in each
 * reading, with what the others tell left open; the least of each column is hers.
 */
export function duesOf(wanted: readonly Wanted[], context: Context): (who: Who) => Sql {
  const { leaves, trees, segments } = restsOf(wanted, context)
  const columns = leaves.length + segments.size + 1
  const pinOf = new Map([...segments.keys()].map((segment, i) => [segment, leaves.length + 1 + i]))
  return (who) => {
    const row = (own: ReadonlyMap<number, Sql>) =>
      Array.from({ length: columns }, (_, i) => sql`${own.get(i) ?? forever} AS ${columnOf(i)}`)
    const rows = [
      sql`SELECT ${join([sql`customer_id`, ...row(new Map([[0, now]]))], ', ')} FROM customers FINAL WHERE ${whoIs(who)}`,
      ...bySource(leaves).map((some) => reading(some, who, row)),
      ...(pinOf.size === 0 ? [] : [pinned(pinOf, who, row)]),
    ]
    const least = Array.from({ length: columns }, (_, i) => {
      return sql`min(read.${columnOf(i)}) AS ${columnOf(i)}`
    })
    const customers = sql`
      SELECT ${join([sql`customer_id`, ...least], ', ')} FROM (${join(rows, ' UNION ALL ')}) AS read
      GROUP BY customer_id`
    const named = levelsOf(segments).reduce((below, some) => {
      const each = some.map(([segment, tree]) => {
        const pin = columnOf(pinOf.get(segment) ?? 0)
        return sql`if(${pin} = 0, ${forever}, ${waitOf(tree)}) AS ${segmentColumn(segment)}`
      })
      return sql`SELECT *, ${join(each, ', ')} FROM (${below})`
    }, customers)
    const waits = wanted.map(({ segment }, i) => {
      const tree = trees[i]
      return sql`(${as('UInt32', segment)}, ${tree === undefined ? forever : waitOf(tree)})`
    })
    return sql`
      SELECT due.1 AS segment, customer_id, toInt64(due.2) + ${context.now + 1} AS at
      FROM (
        SELECT customer_id, arrayJoin(arrayFilter(each -> each.2 < ${as('UInt64', horizonMs)}, [${join(waits, ', ')}])) AS due
        FROM (${named}) WHERE ${columnOf(0)} = 0
      )`
  }
}

/** Of who is there, and of who is pinned. */
const now: Sql = sql`toUInt64(0)`

type Row = (own: ReadonlyMap<number, Sql>) => readonly Sql[]
type Numbered = { readonly leaf: Timed; readonly column: number }

/** One reading of a source, with all that its rows tell. */
function reading(some: readonly Numbered[], who: Who, row: Row): Sql {
  const [first] = some
  if (first === undefined) throw new Error('a reading of nothing')
  const own = new Map(some.map(({ leaf, column }) => [column, leaf.wait]))
  const rows = anyOf(some.map(({ leaf }) => leaf.rows))
  return sql`SELECT ${join([sql`customer_id`, ...row(own)], ', ')}
    FROM ${first.leaf.read(who)} AND ${rows} GROUP BY customer_id`
}

function pinned(pinOf: ReadonlyMap<number, number>, who: Who, row: Row): Sql {
  const own = new Map(
    [...pinOf].map(([segment, column]) => [
      column,
      sql`if(segment = ${as('UInt32', segment)}, ${now}, ${forever})`,
    ]),
  )
  const rows = allOf([sql`segment IN ${as('Array(UInt32)', [...pinOf.keys()])}`, whoIs(who)])
  return sql`SELECT ${join([sql`customer_id`, ...row(own)], ', ')} FROM pins FINAL WHERE ${rows}`
}

function waitOf({ leaves, segments }: Rests): Sql {
  return soonest([
    ...[...leaves].map((leaf) => columnOf(leaf + 1)),
    ...[...segments].map(segmentColumn),
  ])
}

/** Those that rest on no segment, then those that rest on these only, and so on: a statement within another for each. */
function levelsOf(
  segments: Resting['segments'],
): readonly (readonly (readonly [number, Rests])[])[] {
  const heights = new Map<number, number>()
  const levels: (readonly [number, Rests])[][] = []
  for (const [segment, rests] of segments) {
    const height = Math.max(-1, ...[...rests.segments].map((each) => heights.get(each) ?? 0)) + 1
    heights.set(segment, height)
    const level = (levels[height] ??= [])
    level.push([segment, rests])
  }
  return levels
}

function columnOf(i: number): Sql {
  return ident(`x${i}`)
}

function segmentColumn(segment: number): Sql {
  return ident(`s${segment}`)
}

/** Those of one source together, each with the number of its column. */
function bySource(leaves: readonly Timed[]): readonly (readonly Numbered[])[] {
  const sources = new Map<string, Numbered[]>()
  for (const [i, leaf] of leaves.entries()) {
    const known = sources.get(leaf.source) ?? []
    known.push({ leaf, column: i + 1 })
    sources.set(leaf.source, known)
  }
  return [...sources.values()]
}

type Resting = {
  readonly leaves: readonly Timed[]
  readonly trees: readonly Rests[]
  /** Each after those that it rests on itself. */
  readonly segments: ReadonlyMap<number, Rests>
}

type Moving = Parameters<typeof timedOf>[0]

/** What time changes of a formula, and of an affinity: which events there are. */
function timedIn(of: Exclude<Calculation, Writable>, context: Context): readonly Moving[] {
  if (of.type === 'affinity') return [eventsLeaning(of.affinity)]
  const { formula } = of
  return inputsOf(resolve(formula, context)).flatMap((input): Moving[] => {
    if (input.type === 'measure') return [input.of]
    return input.type === 'passed' ? [input] : []
  })
}

/** What conditions rest on; equal leaves, in whatever condition, are one. */
function restsOf(wanted: readonly Wanted[], context: Context): Resting {
  const leaves: Timed[] = []
  const numbers = new Map<string, readonly number[]>()
  const segments = new Map<number, Rests>()
  return { trees: wanted.map(({ condition }) => restOf(condition, [])), leaves, segments }

  function restOf(condition: Condition, within: readonly number[]): Rests {
    const found = { leaves: new Set<number>(), segments: new Set<number>() }
    collect(condition, within, found)
    return found
  }

  function collect(
    condition: Condition,
    within: readonly number[],
    found: { readonly leaves: Set<number>; readonly segments: Set<number> },
  ): void {
    switch (condition.type) {
      case 'all':
      case 'any':
        for (const each of condition.of) collect(each, within, found)
        return
      case 'not':
        return collect(condition.of, within, found)
      case 'segment':
        return void (isMoving(condition.segment, within) && found.segments.add(condition.segment))
      case 'rank':
        // Her own value, and whether she is put in order: of everyone the first of these is the rank's.
        if (condition.among !== undefined) collect(condition.among, within, found)
        return add(lookedAt(condition.by, context).flatMap(numbersOf), found)
      case 'field': {
        const calculation = context.calculated?.get(condition.field)
        if (calculation === undefined) return add(numbersOf(condition), found)
        return isWritable(calculation)
          ? collect(writtenOut(calculation, condition.test), within, found)
          : add(timedIn(calculation, context).flatMap(numbersOf), found)
      }
      case 'did':
      case 'sequence':
      case 'consent':
        return add(numbersOf(condition), found)
      case 'list':
      case 'sample':
    }
  }

  function add(some: readonly number[], { leaves: found }: { readonly leaves: Set<number> }): void {
    for (const each of some) found.add(each)
  }

  /** Whether time changes who is in a segment. */
  function isMoving(segment: number, within: readonly number[]): boolean {
    const condition = context.segments.get(segment)
    if (condition === undefined) throw new Error(`unchecked condition on the segment ${segment}`)
    if (within.includes(segment)) throw new Error(`the segment ${segment} refers to itself`)
    if (!segments.has(segment)) segments.set(segment, restOf(condition, [...within, segment]))
    const rests = segments.get(segment)
    return rests !== undefined && rests.leaves.size + rests.segments.size > 0
  }

  function numbersOf(leaf: Moving): readonly number[] {
    const key = JSON.stringify(untested(leaf))
    const known = numbers.get(key) ?? timedOf(leaf, context).map((timed) => leaves.push(timed) - 1)
    numbers.set(key, known)
    return known
  }
}

/** What decides when a leaf is asked again: of a measure and of consents not what they are compared with. */
function untested(leaf: Moving): object {
  if (leaf.type === 'did') return { ...leaf, test: undefined }
  return leaf.type === 'consent' ? { ...leaf, state: undefined } : leaf
}

/** What a rank looks at of her: its measure, and whether that rests on any event. */
function lookedAt(ranked: RankedBy, context: Context): readonly Moving[] {
  const by = rankingOf(ranked, context)
  if (by.type === 'field') return []
  if (by.type === 'formula' || by.type === 'affinity') return timedIn(by, context)
  const { measure, ...did } = by
  const count = { of: 'count' } as const
  const events: Did =
    measure !== undefined && 'in' in measure
      ? { ...did, measure: { of: 'change', in: count } }
      : { ...did, measure: count }
  return [by, events]
}
