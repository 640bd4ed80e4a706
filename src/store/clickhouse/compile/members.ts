import { rankingOf, type Ranking } from '../../../domain/segment/calculated/ranked.ts'
import { inputsOf, resolve } from '../../../domain/segment/calculated/resolve.ts'
import { isWritable, writtenOut } from '../../../domain/segment/calculated/written.ts'
import type { Condition, Did, Rank, RankedBy } from '../../../domain/segment/condition.ts'
import type { Context } from '../../../domain/segment/facts.ts'
import { as, sql, type Sql } from '../../sql/sql.ts'
import { columnTable } from '../columns.ts'
import { behaviourOf } from './behaviour.ts'
import { consentTest } from './consent.ts'
import { fieldTest } from './field.ts'
import { workedAtEdge, workedOf } from './worked.ts'
import { didTest } from './leaf.ts'
import { placeTest } from './place.ts'
import { plan } from './plan.ts'
import { askedOf, atEdge, createdBy, fieldRanked, type AtEdge } from './rank.ts'
import { allOf, anyOf, never, not } from './reading.ts'
import { sampleTest } from './sample.ts'
import { stepsOf, whoWent } from './sequence.ts'
import { beganTest } from './since.ts'
import { whoIs, type Who } from './who.ts'

/**
 * Everyone whom a condition holds of: rows of `customer_id`, in no order. The condition was checked
 * before; deleted customers are in nothing.
 */
export function memberIds(condition: Condition, context: Context, who: Who = 'everyone'): Sql {
  return sql`SELECT customer_id FROM customers FINAL WHERE ${members(condition, context, who)}`
}

/** How many they are: one row of `count` and `known`, of whom there is more than anonymous events. */
export function countSql(condition: Condition, context: Context, who: Who = 'everyone'): Sql {
  return sql`SELECT count() AS count, countIf(known) AS known FROM customers FINAL WHERE ${members(condition, context, who)}`
}

/** A page of them in the order of customer_id, beginning after that one. */
export function membersPage(
  condition: Condition,
  context: Context,
  page: { readonly after?: bigint | string; readonly limit: number },
): Sql {
  const after = page.after === undefined ? undefined : as('UInt64', BigInt(page.after))
  const rest = after === undefined ? [] : [sql`customer_id > ${after}`]
  const which = allOf([...rest, members(condition, context, 'everyone')])
  return sql`SELECT customer_id FROM customers FINAL WHERE ${which} ORDER BY customer_id LIMIT ${as('UInt64', page.limit)}`
}

/** Beyond so many leaves, each behaviour with a reading of its own, they are asked together. */
const leavesApart = 100

/** Whether a condition holds, in a row of `customers`: 0 or 1. */
export function members(condition: Condition, context: Context, who: Who): Sql {
  const apart = leavesLeft(condition, context, leavesApart) >= 0
  const which = apart ? holds(condition, { context, who, within: [] }) : together()
  return allOf([whoIs(who), which])

  function together(): Sql {
    const { members: found } = plan([{ segment: 0, condition }], context, oneRange)
    return sql`customer_id IN (SELECT customer_id FROM (${found(who)}))`
  }
}

const oneRange = { customers: 0, events: 0 }

/** How many more leaves there may be when those of this are written out; below 0 as soon as it is none. */
function leavesLeft(condition: Condition, context: Context, left: number): number {
  if (left < 0) return left
  switch (condition.type) {
    case 'all':
    case 'any':
      return condition.of.reduce((rest, each) => leavesLeft(each, context, rest), left)
    case 'not':
      return leavesLeft(condition.of, context, left)
    case 'segment': {
      const inside = context.segments.get(condition.segment)
      // Who is pinned in and who is pinned out.
      return inside === undefined ? left - 2 : leavesLeft(inside, context, left - 2)
    }
    case 'did':
      return left - (beganTest(condition) === undefined ? 1 : 2)
    case 'sequence':
      return left - condition.steps.length
    case 'rank': {
      const rest = left - 2 - weightOfRanking(rankingOf(condition.by, context), context)
      return condition.among === undefined ? rest : leavesLeft(condition.among, context, rest)
    }
    case 'field': {
      const calculation = context.calculated?.get(condition.field)
      if (calculation === undefined) return left - 1
      if (isWritable(calculation)) {
        return leavesLeft(writtenOut(calculation, condition.test), context, left)
      }
      return calculation.type === 'formula'
        ? left - inputsOf(resolve(calculation.formula, context)).length
        : left - 1
    }
    case 'list':
    case 'consent':
    case 'sample':
      return left - 1
  }
}

/** How many leaves what people are put in order by is. */
function weightOfRanking(ranking: Ranking, context: Context): number {
  return ranking.type === 'formula' ? inputsOf(resolve(ranking.formula, context)).length : 1
}

type Asked = {
  readonly context: Context
  readonly who: Who
  /** The segments whose conditions this one stands in. */
  readonly within: readonly number[]
}

/** Whether it holds, in a row of `customers`: 0 or 1. */
function holds(condition: Condition, asked: Asked): Sql {
  switch (condition.type) {
    case 'all':
      return allOf(condition.of.map((each) => holds(each, asked)))
    case 'any':
      return anyOf(condition.of.map((each) => holds(each, asked)))
    case 'not':
      return not(holds(condition.of, asked))
    case 'field': {
      const { context, who } = asked
      const calculation = context.calculated?.get(condition.field)
      if (calculation === undefined) return field(condition, asked)
      return isWritable(calculation)
        ? holds(writtenOut(calculation, condition.test), asked)
        : sql`customer_id IN (${workedOf(calculation, condition.test, context).who(who)})`
    }
    case 'did':
      return did(condition, asked)
    case 'sequence':
      return sql`customer_id IN (${whoWent(stepsOf(condition, asked.context), asked.who)})`
    case 'segment':
      return segment(condition.segment, asked)
    case 'rank':
      return rank(condition, asked)
    case 'consent':
      return consentTest({ ...condition, now: asked.context.now }, asked.who)
    case 'sample':
      return sampleTest(condition)
    case 'list':
      return sql`customer_id IN (SELECT customer_id FROM list_members FINAL WHERE ${allOf([sql`list = ${condition.list}`, whoIs(asked.who)])})`
  }
}

function did(condition: Did, asked: Asked): Sql {
  const began = beganTest(condition)
  const test = didTest(behaviourOf(condition, asked.context), asked.who)
  return began === undefined ? test : allOf([field(began, asked), test])
}

function field(
  { field: name, test }: Extract<Condition, { type: 'field' }>,
  { context, who }: Asked,
): Sql {
  const known = context.fields.get(name)
  if (known === undefined) throw new Error(`unchecked condition on the field ${name}`)
  if (known.of === 'place') return placeTest(known, test, context)
  return inTable(columnTable(known), fieldTest(known, test, context), who)
}

/** A test of a row of that table, in a row of `customers`. */
function inTable(table: 'customers' | 'contacts', passes: Sql, who: Who): Sql {
  return table === 'customers'
    ? passes
    : sql`customer_id IN (SELECT customer_id FROM contacts FINAL WHERE ${allOf([whoIs(who), passes])})`
}

/** By its value against the edge, by the order of equals where that tells them apart, and among whom it is. */
function rank(condition: Rank, asked: Asked): Sql {
  const { context } = asked
  const reach = askedOf(condition, context)
  if (reach === undefined) return never
  const value = (edge: AtEdge) => ranked(condition.by, edge, asked)
  const { last } = reach
  const first = value(reach.value)
  const within =
    last === undefined
      ? first
      : anyOf([first, allOf([createdBy(last), value({ ...reach.value, op: 'is' })])])
  return condition.among === undefined ? within : allOf([holds(condition.among, asked), within])
}

function ranked(by: RankedBy, edge: AtEdge, { context, who }: Asked): Sql {
  const ranking = rankingOf(by, context)
  if (ranking.type === 'did') return didTest(behaviourOf(ranking, context, edge), who)
  if (ranking.type !== 'field') {
    return sql`customer_id IN (${workedAtEdge(ranking, edge, context).who(who)})`
  }
  const { table, quantity } = fieldRanked(ranking.field, context)
  return inTable(table, atEdge(quantity, edge), who)
}

/** As its condition says, or pinned in, and not pinned out. */
function segment(id: number, asked: Asked): Sql {
  const condition = asked.context.segments.get(id)
  if (condition === undefined) throw new Error(`unchecked condition on the segment ${id}`)
  if (asked.within.includes(id)) throw new Error(`the segment ${id} refers to itself`)
  const inside = { ...asked, within: [...asked.within, id] }
  return allOf([
    anyOf([holds(condition, inside), pinned(id, 'in', asked.who)]),
    not(pinned(id, 'out', asked.who)),
  ])
}

function pinned(id: number, how: 'in' | 'out', who: Who): Sql {
  return sql`customer_id IN (SELECT customer_id FROM pins FINAL WHERE ${allOf([sql`segment = ${id}`, sql`pinned = ${how}`, whoIs(who)])})`
}
