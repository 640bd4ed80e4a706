import { ident, join, sql, type Sql } from '../../sql/sql.ts'
import { isNamed, type Behaviour } from './behaviour.ts'
import { isCustomer, wordColumns, wordOf, type Place } from './bits.ts'
import { answers, answerTest } from './consent.ts'
import { frequentPasses, mostFrequent } from './leaf.ts'
import type { Leaf } from './leaves.ts'
import { netPasses, netTotals } from './netTotal.ts'
import { tested } from './quantity.ts'
import { allOf, always, anyOf, not } from './reading.ts'
import { whoWent } from './sequence.ts'
import { eventsOf } from './since.ts'
import { whoIs, type Who } from './who.ts'

/** A leaf and where its answer goes: the bit is set where the answer is not what it is for who is in no row. */
export type Placed<L extends Leaf = Leaf> = { readonly leaf: L; readonly place: Place }

type LeafOf<T extends Leaf['type']> = Extract<Leaf, { readonly type: T }>

/** Of whom, and how many words a row has. */
export type Form = { readonly who: Who; readonly words: number }

/** Beyond this many leaves one reading costs more to plan than a second one to read. */
const leavesPerReading = 64

/** What leaves have in common that one reading can answer. */
export function sourceOf(leaf: Leaf): string {
  switch (leaf.type) {
    case 'row':
      return leaf.table
    case 'list':
      return 'list_members'
    case 'pin':
      return 'pins'
    case 'consent':
      return JSON.stringify(['consents', leaf.purpose, leaf.channel ?? null])
    case 'sequence':
      // Each has a reading of its own.
      return JSON.stringify(leaf.steps.sequence)
    case 'worked':
      return leaf.asked.key
    case 'did':
      return JSON.stringify([leaf.behaviour.names, leaf.behaviour.since?.field])
  }
}

/**
 * Readings that answer those leaves, all of one source: queries of customer_id and the words. A
 * customer may have a row in each, or none where none of her bits is set.
 */
export function readings(leaves: readonly Placed[], form: Form): readonly Sql[] {
  const rows = leaves.filter((each): each is Placed<LeafOf<'row'>> => each.leaf.type === 'row')
  const lists = leaves.filter((each): each is Placed<LeafOf<'list'>> => each.leaf.type === 'list')
  const pins = leaves.filter((each): each is Placed<LeafOf<'pin'>> => each.leaf.type === 'pin')
  const consents = leaves.filter(
    (each): each is Placed<LeafOf<'consent'>> => each.leaf.type === 'consent',
  )
  const sequences = leaves.filter(
    (each): each is Placed<LeafOf<'sequence'>> => each.leaf.type === 'sequence',
  )
  const worked = leaves.filter(
    (each): each is Placed<LeafOf<'worked'>> => each.leaf.type === 'worked',
  )
  const dids = leaves.filter((each): each is Placed<LeafOf<'did'>> => each.leaf.type === 'did')
  const [alone, others] = partition(dids, ({ leaf }) => isAlone(leaf.behaviour))
  return [
    ...chunks(rows).map((some) => recordReading(some, form)),
    ...chunks(lists).map((some) =>
      rowsReading(
        sql`list_members`,
        some.map(({ leaf, place }) => [place, sql`list = ${leaf.list}`]),
        form,
      ),
    ),
    ...chunks(pins).map((some) =>
      rowsReading(
        sql`pins`,
        some.map(({ leaf, place }) => [
          place,
          sql`(segment = ${leaf.segment} AND pinned = ${leaf.pinned})`,
        ]),
        form,
      ),
    ),
    ...chunks(consents).map((some) => consentReading(some, form)),
    ...chunks(others).map((some) => didReading(some, form)),
    ...alone.map((each) => readingAlone(each, form)),
    ...sequences.map(({ leaf, place }) => whoReading(whoWent(leaf.steps, form.who), place, form)),
    ...worked.map(({ leaf, place }) => whoReading(leaf.asked.who(form.who), place, form)),
  ]
}

/** Every customer, with the bit that says that she is one. */
export function everyCustomer({ who, words }: Form): Sql {
  const columns = wordColumns(words, [[isCustomer, always]])
  return sql`SELECT ${join([sql`customer_id`, ...columns], ', ')} FROM customers FINAL WHERE ${whoIs(who)}`
}

function recordReading(leaves: readonly Placed<LeafOf<'row'>>[], { who, words }: Form): Sql {
  const table = leaves[0]?.leaf.table ?? 'customers'
  const tests = leaves.map(({ leaf, place }) => [place, leaf.passes] as const)
  const columns = wordColumns(words, tests)
  const rows = allOf([whoIs(who), anyOf(tests.map(([, test]) => test))])
  return sql`SELECT ${join([sql`customer_id`, ...columns], ', ')} FROM ${ident(table)} FINAL WHERE ${rows}`
}

/** Rows of who is in what, several for a customer. */
function rowsReading(
  table: Sql,
  tests: readonly (readonly [Place, Sql])[],
  { who, words }: Form,
): Sql {
  const columns = wordColumns(words, tests)
  const rows = allOf([whoIs(who), anyOf(tests.map(([, test]) => test))])
  return sql`SELECT ${join([sql`customer_id`, ...columns], ', ')} FROM ${table} FINAL WHERE ${rows}`
}

/** Of one purpose and channel: everyone who was asked. */
function consentReading(leaves: readonly Placed<LeafOf<'consent'>>[], { who, words }: Form): Sql {
  const [first] = leaves
  if (first === undefined) throw new Error('nothing is asked')
  const tests = leaves.map(({ leaf: { state }, place }) => {
    // The bit says where it differs from who was never asked.
    return [place, state === 'unasked' ? always : answerTest(state)] as const
  })
  const columns = wordColumns(words, tests)
  return sql`SELECT ${join([sql`customer_id`, ...columns], ', ')} FROM ${answers(first.leaf, who)}`
}

/** One pass over the events of some names, since the same field if since any, with every measure of them as an aggregate. */
function didReading(leaves: readonly Placed<LeafOf<'did'>>[], { who, words }: Form): Sql {
  const behaviours = leaves.map(({ leaf }) => leaf.behaviour)
  const aggregates = new Map<string, { readonly x: Sql; readonly name: Sql }>()
  const shared = sharedRows(behaviours)
  const tests = leaves.map(({ leaf: { behaviour }, place }) => {
    const { when, where, ofNothing } = behaviour
    const made = tested(behaviour, shared === undefined ? allOf([when, where]) : undefined)
    const holds = made.holds(made.columns.map((x) => nameOf(x, aggregates)))
    return [place, ofNothing ? not(holds) : holds] as const
  })
  const names = behaviours[0]?.names ?? []
  const rows = allOf([isNamed(names), whoIs(who), shared ?? anyWhen(behaviours)])
  const columns = [...aggregates.values()].map(({ x, name }) => sql`${x} AS ${name}`)
  const own = [...new Set(tests.map(([{ word }]) => word))]
  return sql`
    SELECT ${join([sql`customer_id`, ...wordColumns(words, tests)], ', ')} FROM (
      SELECT ${join([sql`customer_id`, ...columns], ', ')}
      FROM ${eventsOf(behaviours[0]?.since, who)} WHERE ${rows} GROUP BY customer_id
    ) WHERE ${anyOf(own.map((word) => sql`${wordOf(word)} != 0`))}`
}

/** Where all count the same events, only those are read. */
function sharedRows(behaviours: readonly Behaviour[]): Sql | undefined {
  const [first, ...others] = behaviours.map(({ when, where }) => allOf([when, where]))
  const text = first === undefined ? '' : textOf(first)
  return others.every((each) => textOf(each) === text) ? first : undefined
}

/** From the first to the last instant at which an event can count for one of them. */
function anyWhen(behaviours: readonly Behaviour[]): Sql {
  const from = Math.min(...behaviours.map(({ span }) => span.from))
  const to = Math.max(...behaviours.map(({ span }) => span.to))
  return sql`(ts >= ${from} AND ts < ${to})`
}

/** Equal aggregates are one column. */
function nameOf(x: Sql, aggregates: Map<string, { readonly x: Sql; readonly name: Sql }>): Sql {
  const key = textOf(x)
  const known = aggregates.get(key) ?? { x, name: ident(`a${aggregates.size}`) }
  aggregates.set(key, known)
  return known.name
}

/** Equal for equal SQL. */
function textOf(x: Sql): string {
  return JSON.stringify(x.parts, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
}

/** The most frequent value groups by value, the net total by order: each a reading of its own. */
function readingAlone({ leaf, place }: Placed<LeafOf<'did'>>, { who, words }: Form): Sql {
  const { names, when, where, since, measure, ofNothing } = leaf.behaviour
  if (measure.of === 'netTotal') {
    const passes = netPasses(leaf.behaviour)
    return sql`
      SELECT ${join([sql`customer_id`, ...wordColumns(words, [[place, always]])], ', ')}
      FROM ${netTotals(leaf.behaviour, who)} WHERE ${ofNothing ? not(passes) : passes}`
  }
  const rows = allOf([isNamed(names), whoIs(who), when, where])
  const events = eventsOf(since, who)
  return sql`
    SELECT ${join([sql`customer_id`, ...wordColumns(words, [[place, always]])], ', ')}
    FROM ${mostFrequent(leaf.behaviour, { events, rows })} GROUP BY customer_id HAVING ${frequentPasses}`
}

/** Of a leaf that says by itself who they are. */
function whoReading(whom: Sql, place: Place, { words }: Form): Sql {
  const columns = wordColumns(words, [[place, always]])
  return sql`SELECT ${join([sql`customer_id`, ...columns], ', ')} FROM (${whom})`
}

function isAlone({ measure }: Behaviour): boolean {
  return measure.of === 'mostFrequent' || measure.of === 'netTotal'
}

function partition<T>(all: readonly T[], test: (each: T) => boolean): readonly [T[], T[]] {
  return [all.filter(test), all.filter((each) => !test(each))]
}

function chunks<T>(all: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(all.length / leavesPerReading)
  return Array.from({ length: count }, (_, i) =>
    all.slice(i * leavesPerReading, (i + 1) * leavesPerReading),
  )
}
