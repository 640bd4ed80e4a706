import type { Lapse, Sequence } from '../../../domain/segment/condition.ts'
import type { Context } from '../../../domain/segment/facts.ts'
import { latest } from '../../../domain/segment/interval.ts'
import { movesOf } from '../../../domain/segment/moves.ts'
import { namesOf, stagesOf } from '../../../domain/segment/sequence.ts'
import { commonOf } from '../../../domain/segment/windows.ts'
import { dayMs } from '../../../domain/time/civil.ts'
import { plus } from '../../../domain/time/zone.ts'
import { sql, type Sql } from '../../sql/sql.ts'
import { isNamed } from './behaviour.ts'
import { laterBy } from './calendar.ts'
import { moneyCounts } from './property.ts'
import { allOf, always, anyOf } from './reading.ts'
import { startsOf, stepsOf } from './sequence.ts'
import { sinceOf } from './since.ts'
import { isReached, readEvents, waitForTurn, waitsForWhere, type Timed } from './timedEvents.ts'
import { forever, soonest, waitFor } from './turn.ts'
import { whereOf } from './where.ts'

/**
 * When a sequence may next hold or hold no longer: when one of its events comes, or the time of a last step
 * is over that must never come. Where its window loses events in their order it ends with the last
 * event from which it can be gone through; in other windows it may at any event that enters or leaves.
 */
export function timedSequence(sequence: Sequence, context: Context): readonly Timed[] {
  const { now, shop } = context
  const moves = movesOf(commonOf(sequence.window), now, shop)
  const asked = sequence.steps.flatMap(({ where }) => waitsForWhere(where, context))
  const ends = moves.loses === 'in order' && asked.length === 0
  const own = waitFor(sql`ts`, now)
  const turn = ends ? own : soonest([waitForTurn([moves], context), own])
  const taken = isTaken(sequence.steps, context)
  const moved = ends ? sql`ts > ${now}` : anyOf([isReached(moves), sql`ts > ${now}`])
  const lapses = lapsesOf(sequence, context)
  const parts = [
    { rows: asked.length > 0 ? always : allOf([moved, taken]), wait: soonest([turn, ...asked]) },
    ...lapses,
  ]
  const names = [...new Set(sequence.steps.flatMap(namesOf))].toSorted()
  const waits = parts.map(({ rows, wait }) => sql`min(if(${rows}, ${wait}, ${forever}))`)
  return [
    {
      ...readEvents(names, sinceOf(sequence, context)),
      rows: anyOf(parts.map(({ rows }) => rows)),
      wait: soonest(waits),
    },
    ...(ends ? [ending(sequence, context)] : []),
  ]
}

/** When the last event leaves from which it can be gone through. */
function ending(sequence: Sequence, context: Context): Timed {
  const moves = movesOf(commonOf(sequence.window), context.now, context.shop)
  const steps = stepsOf(sequence, context)
  return {
    source: JSON.stringify(sequence),
    read: (who) => sql`(${startsOf(steps, who)}) WHERE 1`,
    rows: always,
    wait: sql`max(${waitForTurn([moves], context)})`,
  }
}

/** After the last step that comes, when the time is over of what must never come. */
function lapsesOf(
  sequence: Sequence,
  context: Context,
): readonly { readonly rows: Sql; readonly wait: Sql }[] {
  const last = stagesOf(sequence).at(-1)
  if (last === undefined) return []
  const isAsked = waitsForWhere(last.step.where, context).length > 0
  const taken = isAsked ? always : isTaken([last.step], context)
  return last.nevers.flatMap(({ within }) => {
    if (within === undefined) return []
    const { now, shop } = context
    // By the calendar some days to and fro lead to one day, and of what is over nothing is said.
    const from = plus(now, -within.n, within.unit, shop.zone) - (isExact(within) ? 0 : 5 * dayMs)
    const rows = allOf([sql`ts >= ${from}`, taken])
    // Of what is to come the end lies further ahead than its own instant.
    const end = laterBy(within, sql`ts`, { shop, from, to: latest })
    return [{ rows, wait: waitFor(end, now) }]
  })
}

function isExact({ unit }: Lapse): boolean {
  return unit !== 'months' && unit !== 'years'
}

/** Whether the event of a row is one of those steps. */
function isTaken(steps: Sequence['steps'], context: Context): Sql {
  const money = moneyCounts(context.shop)
  return anyOf(
    steps.map((step) => {
      const where = step.where === undefined ? always : whereOf(step.where, context, money)
      return allOf([isNamed(namesOf(step)), where])
    }),
  )
}
