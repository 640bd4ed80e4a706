import type { Did, Measure } from '../../../domain/segment/condition.ts'
import type { Context } from '../../../domain/segment/facts.ts'
import { isEven, movesBefore, movesOf, type Moves } from '../../../domain/segment/moves.ts'
import { dayMs } from '../../../domain/time/civil.ts'
import { comparedWindow } from '../../../domain/segment/windowBefore.ts'
import { commonOf } from '../../../domain/segment/windows.ts'
import { sql, type Sql } from '../../sql/sql.ts'
import { behaviourOf, type Behaviour } from './behaviour.ts'
import { localDay, localMonth, localWeek } from './calendar.ts'
import { hasValue, numbersIn } from './observed.ts'
import { allOf, always, anyOf } from './reading.ts'
import { isReached, readEvents, waitForTurn, waitsForWhere, type Timed } from './timedEvents.ts'
import { forever, soonest, waitFor } from './turn.ts'

/**
 * When a measure of events may next be another: when the first of the events that make a difference to it
 * enters or leaves its window. Of what is measured by one event alone, such as the least, when that leaves.
 */
export function timedDid(did: Did, context: Context): Timed {
  const { now, shop } = context
  const behaviour = behaviourOf(did, context)
  const compared = comparedWindow(did)
  const own = movesOf(commonOf(did.window), now, shop)
  const windows = [own, ...(compared === undefined ? [] : [movesBefore(compared, now, shop)])]
  const asked = waitsForWhere(did.where, context)
  const moving: Moving = {
    behaviour,
    turn: ofRefund(behaviour, waitForTurn(windows, context), waitFor(sql`ts`, now)),
    rows:
      asked.length > 0
        ? // Time decides which events are meant: it may be any of them.
          always
        : allOf([
            isReached({ ...own, from: Math.min(...windows.map(({ from }) => from)) }),
            ofRefund(behaviour, allOf([behaviour.where, makesADifference(behaviour)]), always),
          ]),
    now,
  }
  const key = asked.length > 0 || compared !== undefined ? undefined : keyOf(behaviour, own)
  const { wait, rows } = key === undefined ? ofAny({ ...moving, asked }) : ofLast(moving, key)
  const days = daysGone(behaviour, now)
  return {
    ...readEvents(behaviour.names, behaviour.since),
    rows: days === undefined ? rows : anyOf([rows, allOf([behaviour.when, behaviour.where])]),
    wait: days === undefined ? wait : soonest([wait, days]),
  }
}

/** What is known of the events of a behaviour. */
type Moving = {
  readonly behaviour: Behaviour
  /** How long until one enters or leaves. */
  readonly turn: Sql
  /** Which can, and then make a difference. */
  readonly rows: Sql
  readonly now: number
}

type Found = Pick<Timed, 'rows' | 'wait'>

/** The first that enters or leaves, or of which what is asked comes out otherwise. */
function ofAny({ turn, rows, asked }: Moving & { readonly asked: readonly Sql[] }): Found {
  return { rows, wait: sql`min(if(${rows}, ${soonest([turn, ...asked])}, ${forever}))` }
}

/**
 * The last to leave of those with the greatest key among those that count, or the first that comes. One is
 * added to how long that is, so that what there is none of, 0 to the engine, is never.
 */
function ofLast({ behaviour, turn, rows, now }: Moving, key: Sql): Found {
  const holds = allOf([behaviour.when, rows])
  const leaves = sql`toUInt64(maxIf((toInt64(${key}), toUInt64(${turn} + 1)), ${holds}).2 - 1)`
  const isComing = allOf([sql`ts > ${now}`, rows])
  const comes = sql`min(if(${isComing}, ${waitFor(sql`ts`, now)}, ${forever}))`
  return { rows, wait: soonest([leaves, comes]) }
}

/** Of what window and measure hang on the events with the greatest of something, in a window that loses events. */
function keyOf(behaviour: Behaviour, { loses }: Moves): Sql | undefined {
  const { of } = behaviour.measure
  if (loses === undefined) return undefined
  const ordered = loses === 'in order' && isEven(behaviour.moment.shop.zone)
  return (ordered ? periods[of]?.(behaviour) : undefined) ?? keys[of]?.(behaviour)
}

type KeyOf = (behaviour: Behaviour) => Sql | undefined

const keys: Partial<Record<Measure['of'], KeyOf>> = {
  first: () => sql`-ts`,
  last: () => sql`ts`,
  daysSinceFirst: () => sql`-ts`,
  daysSinceLast: () => sql`ts`,
  minimum: ({ observed }) => observed && sql`-arrayMin(${numbersIn(observed)})`,
  maximum: ({ observed }) => observed && sql`arrayMax(${numbersIn(observed)})`,
}

/** The first of them that was active ends first. */
const periods: Partial<Record<Measure['of'], KeyOf>> = {
  activeDays: ({ span }) => sql`-${localDay(span)}`,
  activeWeeks: ({ span }) => sql`-${localWeek(span)}`,
  activeMonths: ({ span }) => sql`-${localMonth(span)}`,
}

/** Of what has no value, or adds nothing to a sum, it does not matter whether it counts. */
function makesADifference({ measure, observed }: Behaviour): Sql {
  if (observed === undefined || measure.of === 'netTotal') return always
  const of = 'in' in measure ? measure.in.of : measure.of
  if (of === 'sum') return sql`arrayExists(x -> x != 0, ${numbersIn(observed)})`
  const isOfNumbers = of === 'average' || of === 'minimum' || of === 'maximum'
  return isOfNumbers ? sql`notEmpty(${numbersIn(observed)})` : hasValue(observed)
}

/** A refund counts from its instant on, whatever the window of its order. */
function ofRefund({ refund }: Behaviour, order: Sql, ofRefunds: Sql): Sql {
  return refund === undefined ? order : sql`if(name = ${refund}, ${ofRefunds}, ${order})`
}

/** How long until one day more has passed since the first or last event that counts. */
function daysGone({ measure, when, where }: Behaviour, now: number): Sql | undefined {
  if (measure.of !== 'daysSinceFirst' && measure.of !== 'daysSinceLast') return undefined
  const of = measure.of === 'daysSinceFirst' ? sql`min` : sql`max`
  const ts = sql`${of}OrNullIf(ts, ${allOf([when, where])})`
  // From the first instant after now on.
  return sql`ifNull(toUInt64(${dayMs - 1} - (${now} - ${ts}) % ${dayMs}), ${forever})`
}
