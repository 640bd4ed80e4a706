import type { Lapse, Sequence, Step } from '../../../domain/segment/condition.ts'
import type { Context } from '../../../domain/segment/facts.ts'
import { earliest, latest } from '../../../domain/segment/interval.ts'
import { namesOf, stagesOf, type Stage } from '../../../domain/segment/sequence.ts'
import type { Shop } from '../../../domain/shop.ts'
import { commonOf, intervals } from '../../../domain/segment/windows.ts'
import { ident, join, sql, type Sql } from '../../sql/sql.ts'
import { isNamed } from './behaviour.ts'
import { packed } from './bits.ts'
import { laterBy } from './calendar.ts'
import { keysOf } from './observed.ts'
import { moneyCounts } from './property.ts'
import { allOf, always, anyOf } from './reading.ts'
import { assuming } from './sequenceReferences.ts'
import { eventsOf, sinceOf, type Since } from './since.ts'
import { whereOf } from './where.ts'
import { whoIs, type Who } from './who.ts'
import { isIn } from './window.ts'

/** A sequence, ready to be asked of the table of events. */
export type Steps = {
  readonly sequence: Sequence
  readonly stages: readonly Stage[]
  readonly now: number
  /** Of no event that is read the instant is before that. */
  readonly from: number
  readonly shop: Shop
  readonly since: Since | undefined
  /** Which events are read: of these names, at these instants. */
  readonly rows: Sql
  /** The bits of the steps that an event takes: a UInt64. */
  readonly taken: Sql
  /** Of each property that events have in common, in the order of {@link sharedIn}: its keys in an event. */
  readonly keys: readonly Sql[]
}

export function stepsOf(sequence: Sequence, context: Context): Steps {
  const money = moneyCounts(context.shop)
  const stages = stagesOf(sequence)
  const steps = inOrder(stages)
  const since = sinceOf(sequence, context)
  const window = intervals(commonOf(sequence.window), context.now, context.shop)
  const from = window[0]?.from ?? context.now
  const tests = steps.map((step, bit) => {
    const isPositive = step.never !== true
    const where = step.where === undefined ? always : whereOf(step.where, context, money)
    const test = allOf([isNamed(namesOf(step)), isPositive ? isIn(sql`ts`, window) : always, where])
    return [bit, test] as const
  })
  return {
    sequence,
    stages,
    now: context.now,
    from,
    shop: context.shop,
    since,
    // What lies before the window is not after anything in it either.
    rows: allOf([
      isNamed([...new Set(steps.flatMap(namesOf))].toSorted()),
      from === earliest ? always : sql`ts >= ${from}`,
      sql`ts <= ${context.now}`,
      since === undefined ? always : sql`ts >= since`,
    ]),
    taken: packed(tests),
    keys: sharedIn(steps).map((property) => keysOf(property, money)),
  }
}

/** Who went through the steps: rows of `customer_id`, each once. */
export function whoWent(steps: Steps, who: Who): Sql {
  const { read, starts } = startsIn(steps, who)
  return sql`SELECT DISTINCT customer_id FROM (${read}) WHERE ${starts}`
}

/** The events from which the steps can be gone through: rows of `customer_id` and `ts`. */
export function startsOf(steps: Steps, who: Who): Sql {
  const { read, starts } = startsIn(steps, who)
  return sql`SELECT customer_id, ts FROM (${read}) WHERE ${starts}`
}

/**
 * Rows of events, and which of them are such. As in memory (`domain/segment/sequence.ts`) it goes back from
 * the last step to the first, and looks from each event for the nearest after it by which the next step can be
 * taken: by a window over the customer's events, the latest first, which is read once. Where events have a
 * property in common there is a window for each of its values, and where a step refers to one further back, one
 * for each assumption (`sequenceReferences.ts`).
 */
function startsIn(asked: Steps, who: Who): { readonly read: Sql; readonly starts: Sql } {
  const { stages, now, shop } = asked
  const steps = inOrder(stages)
  const bitOf = (step: Step) => sql`bitTest(taken, ${steps.indexOf(step)})`
  const span = { shop, from: asked.from, to: now + 1 }
  const later = (within: Lapse) => laterBy(within, sql`ts`, span)
  const rows = rowsOf(asked, who)
  const columns = [...rows.columns]
  const whose = join(rows.whose, ', ')
  let { read } = rows
  for (const never of steps.filter((step) => step.never === true)) {
    const comes = comesColumn(steps.indexOf(never))
    read = nearest(read, { columns, step: never, target: bitOf(never), as: comes })
    columns.push(comes)
  }
  let goesOn = always
  for (const { nevers, next } of stages.toReversed()) {
    if (next !== undefined) {
      const target = sql`(${bitOf(next)} AND ${goesOn})`
      read = nearest(read, { columns, step: next, target, as: sql`next` })
    }
    goesOn = allOf([
      ...(next === undefined ? [] : [sql`next < ${latest}`, isWithin(next)]),
      ...nevers.map((never) => isKept(never, next !== undefined)),
    ])
  }
  const [first] = steps
  if (first === undefined) throw new Error('a sequence without steps')
  return { read, starts: allOf([bitOf(first), goesOn]) }

  /** Whether what must never come does not come, after the event of a row and before the next. */
  function isKept(never: Step, goesOnAfter: boolean): Sql {
    const comes = comesColumn(steps.indexOf(never))
    const end = goesOnAfter ? sql`next` : sql`${now + 1}`
    if (never.within === undefined) return sql`${comes} >= ${end}`
    const last = later(never.within)
    return allOf([
      anyOf([sql`${comes} >= ${end}`, sql`${comes} > ${last}`]),
      goesOnAfter ? always : sql`${last} <= ${now}`,
    ])
  }

  /** The rows with the instant of the nearest event after theirs, {@link latest} where there is none. */
  function nearest(from: Sql, { columns: kept, step, target, as: name }: Sought): Sql {
    const all = join(kept, ', ')
    // With one further back it has in common what is assumed of that.
    if (step.same === undefined || step.as !== undefined) {
      return sql`SELECT ${all}, ${after(target, whose)} AS ${name} FROM (${from})`
    }
    const column = keysIn(step.same, steps)
    // Who has none of it has nothing in common with others who have none.
    const found = after(sql`(key != '' AND ${target})`, sql`${whose}, key`)
    return sql`
      SELECT ${all}, min(found) AS ${name} FROM (
        SELECT ${all}, ${found} AS found
        FROM (SELECT *, arrayJoin(if(empty(${column}), [''], ${column})) AS key FROM (${from}))
      ) GROUP BY ${all}`
  }

  /** Whether the next step comes in time. */
  function isWithin({ within }: Step): Sql {
    return within === undefined ? always : sql`next <= ${later(within)}`
  }
}

type Sought = {
  /** What is kept of a row. */
  readonly columns: readonly Sql[]
  readonly step: Step
  /** Whether the event of a row is one. */
  readonly target: Sql
  readonly as: Sql
}

/** The events that take a step, each once for each assumption. */
function rowsOf(
  { stages, since, rows, taken, keys }: Steps,
  who: Who,
): { readonly read: Sql; readonly columns: readonly Sql[]; readonly whose: readonly Sql[] } {
  const steps = inOrder(stages)
  const names = keys.map((_, i) => keysColumn(i))
  const keyed = keys.map((x, i) => sql`${x} AS ${keysColumn(i)}`)
  const assumed = assuming({
    read: sql`
    SELECT ${join([sql`customer_id`, sql`ts`, sql`${taken} AS taken`, ...keyed], ', ')}
    FROM ${eventsOf(since, who)} WHERE ${allOf([rows, whoIs(who)])} AND taken != 0`,
    stages,
    keys: names,
    keysIn: (property) => keysIn(property, steps),
    bitOf: (step) => steps.indexOf(step),
  })
  const columns = [sql`customer_id`, sql`ts`, sql`taken`, ...names, ...assumed.columns]
  return { read: assumed.read, columns, whose: [sql`customer_id`, ...assumed.columns] }
}

/** All steps: the place of each is its bit. */
function inOrder(stages: readonly Stage[]): readonly Step[] {
  return stages.flatMap(({ step, nevers }) => [step, ...nevers])
}

/** The column of the keys that an event has of a property. */
function keysIn(property: string, steps: readonly Step[]): Sql {
  return keysColumn(sharedIn(steps).indexOf(property))
}

function after(target: Sql, partition: Sql): Sql {
  return sql`ifNull(minOrNullIf(ts, ${target}) OVER (PARTITION BY ${partition} ORDER BY ts DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), ${latest})`
}

/** The properties that events have in common, each once. */
function sharedIn(steps: readonly Step[]): readonly string[] {
  return [...new Set(steps.flatMap(({ same }) => same ?? []))]
}

function keysColumn(i: number): Sql {
  return ident(`keys${i}`)
}

function comesColumn(i: number): Sql {
  return ident(`comes${i}`)
}
