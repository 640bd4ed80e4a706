import type { Condition, Did, Sequence, Where } from '../../../domain/segment/condition.ts'
import type { Context } from '../../../domain/segment/facts.ts'
import { earliest } from '../../../domain/segment/interval.ts'
import { movesBefore, movesOf, type Moves } from '../../../domain/segment/moves.ts'
import { eventNames, refundOf } from '../../../domain/segment/netTotal.ts'
import { lapseMs, namesOf } from '../../../domain/segment/sequence.ts'
import { dayMs } from '../../../domain/time/civil.ts'
import type { Moment } from '../../../domain/segment/tests.ts'
import { comparedWindow } from '../../../domain/segment/windowBefore.ts'
import { commonOf } from '../../../domain/segment/windows.ts'
import { ident, sql, type Sql } from '../../sql/sql.ts'
import { columnTable } from '../columns.ts'
import { behaviourOf, isNamed, type Behaviour } from './behaviour.ts'
import { fieldReading } from './field.ts'
import { moneyCounts, propertyOf } from './property.ts'
import { allOf, always, anyOf, never } from './reading.ts'
import { eventsOf, sinceOf, type Since } from './since.ts'
import { forever, soonest, waitFor, waitForMove, waitForTest } from './turn.ts'
import { whereOf } from './where.ts'
import { whoIs, type Who } from './who.ts'

/**
 * How long until what a leaf of a condition looks at may be another, with no new data: an aggregate over
 * the rows of one customer in what is read for it. Leaves of one source are told from one reading.
 */
export type Timed = {
  readonly source: string
  readonly read: (who: Who) => Sql
  /** Which of those rows tell anything. */
  readonly rows: Sql
  readonly wait: Sql
}

type Leaf = Extract<Condition, { type: 'field' | 'did' | 'sequence' | 'consent' }>

/** Undefined where it never is, of nobody. */
export function timedOf(leaf: Leaf, context: Context): Timed | undefined {
  switch (leaf.type) {
    case 'field':
      return timedField(leaf, context)
    case 'did':
      return timedDid(leaf, context)
    case 'sequence':
      return timedSequence(leaf, context)
    case 'consent':
      return timedConsent(leaf, context)
  }
}

function timedField(
  { field: name, test }: Extract<Leaf, { type: 'field' }>,
  context: Context,
): Timed | undefined {
  const field = context.fields.get(name)
  if (field === undefined) throw new Error(`unchecked condition on the field ${name}`)
  const wait = waitForTest(fieldReading(field), test, context)
  if (wait === undefined) return undefined
  const table = columnTable(field)
  return {
    source: table,
    read: (who) => sql`${ident(table)} FINAL WHERE ${whoIs(who)}`,
    rows: always,
    wait: sql`min(${wait})`,
  }
}

/** An entry that is to come. */
function timedConsent(
  { purpose, channel }: Extract<Leaf, { type: 'consent' }>,
  { now }: Context,
): Timed {
  const on = channel === undefined ? always : sql`channel = ${channel}`
  const counts = allOf([sql`purpose = ${purpose}`, on])
  return {
    source: 'consents',
    read: (who) => sql`consents WHERE ${allOf([sql`at > ${now}`, whoIs(who)])}`,
    rows: counts,
    wait: sql`min(if(${counts}, ${waitFor(sql`at`, now)}, ${forever}))`,
  }
}

/** Events of some names, and of a window since a field those in it. */
function events(
  names: readonly string[],
  since: Since | undefined,
): Pick<Timed, 'source' | 'read'> {
  const began = since === undefined ? always : sql`ts >= since`
  return {
    source: JSON.stringify([names, since?.field]),
    read: (who) => sql`${eventsOf(since, who)} WHERE ${allOf([isNamed(names), whoIs(who), began])}`,
  }
}

function timedDid(did: Did, context: Context): Timed {
  const { now } = context
  const behaviour = behaviourOf(did, context)
  const compared = comparedWindow(did)
  const moves = [
    movesOf(commonOf(did.window), now, context.shop),
    ...(compared === undefined ? [] : [movesBefore(compared, now, context.shop)]),
  ]
  const asked = whereWaits(did.where, context)
  const move = soonest([turnOf(moves, context), ...asked])
  const refund = refundOf(did)
  // A refund counts from its instant on, whatever the window of its order.
  const turn =
    refund === undefined ? move : sql`if(name = ${refund}, ${waitFor(sql`ts`, now)}, ${move})`
  const ofRefund = refund === undefined ? never : sql`name = ${refund}`
  // Where time decides which events are meant, it may be any of them.
  const counts = asked.length > 0 ? always : anyOf([ofRefund, behaviour.where])
  const from = asked.length > 0 ? earliest : Math.min(...moves.map((each) => each.from))
  const rows = allOf([counts, from === earliest ? always : sql`ts >= ${from}`])
  const wait = sql`min(if(${rows}, ${turn}, ${forever}))`
  return {
    ...events(eventNames(did), behaviour.since),
    rows: isOfDays(did) ? always : rows,
    wait: isOfDays(did) ? soonest([wait, dayGone(behaviour, now)]) : wait,
  }
}

function isOfDays({ measure }: Did): boolean {
  return measure?.of === 'daysSinceFirst' || measure?.of === 'daysSinceLast'
}

/** When one day more has passed since the first or last event that counts. */
function dayGone({ measure, when, where }: Behaviour, now: number): Sql {
  const counts = allOf([when, where])
  const of = measure.of === 'daysSinceFirst' ? sql`min` : sql`max`
  const ts = sql`${of}OrNullIf(ts, ${counts})`
  // In milliseconds, from the one after now on.
  return sql`ifNull(toUInt64(${dayMs - 1} - (${now} - ${ts}) % ${dayMs}), ${forever})`
}

/** How long until an event enters or leaves one of those windows. */
function turnOf(windows: readonly Moves[], moment: Moment): Sql {
  const moves = windows.flatMap((each) => each.moves)
  const own = waitFor(sql`ts`, moment.now)
  if (moves.length === 0) return own
  return sql`if(ts > ${moment.now}, ${own}, ${soonest(moves.map((each) => waitForMove(each, moment)))})`
}

function timedSequence(sequence: Sequence, context: Context): Timed {
  const { steps, window } = sequence
  const { now, shop } = context
  const money = moneyCounts(shop)
  const { from, moves } = movesOf(commonOf(window), now, shop)
  const asked = steps.flatMap(({ where }) => whereWaits(where, context))
  const lapses = steps.flatMap(({ never: isNever, within }) =>
    isNever === true && within !== undefined ? [lapseMs(within)] : [],
  )
  const first = Math.min(from, ...lapses.map((lapse) => now - lapse))
  const turn = soonest([
    turnOf([{ from, moves }], context),
    ...lapses.map((lapse) => waitFor(sql`(ts + ${lapse})`, now)),
    ...asked,
  ])
  const taken = anyOf(
    steps.map((step) =>
      allOf([
        isNamed(namesOf(step)),
        step.where === undefined ? always : whereOf(step.where, context, money),
      ]),
    ),
  )
  const rows =
    asked.length > 0 ? always : allOf([taken, first === earliest ? always : sql`ts >= ${first}`])
  const names = [...new Set(steps.flatMap(namesOf))].toSorted()
  return {
    ...events(names, sinceOf(sequence, context)),
    rows,
    wait: sql`min(if(${rows}, ${turn}, ${forever}))`,
  }
}

/** When what is asked of an event's properties may come out otherwise: only of those with tests of dates. */
function whereWaits(where: Where | undefined, moment: Moment): readonly Sql[] {
  if (where === undefined) return []
  switch (where.type) {
    case 'all':
    case 'any':
      return where.of.flatMap((each) => whereWaits(each, moment))
    case 'not':
      return whereWaits(where.of, moment)
    case 'property': {
      const reading = propertyOf(where.property, moneyCounts(moment.shop))
      const wait = waitForTest(reading, where.test, moment)
      return wait === undefined ? [] : [wait]
    }
    case 'item':
      // Of items no dates are asked.
      return []
  }
}
