import type { Did, Measure, Test } from '../../../domain/segment/condition.ts'
import type { Context } from '../../../domain/segment/facts.ts'
import type { Interval } from '../../../domain/segment/interval.ts'
import { atLeastOnce } from '../../../domain/segment/matches.ts'
import { measuredItems, propertyMeasured } from '../../../domain/segment/measure.ts'
import { eventNames, refundOf } from '../../../domain/segment/netTotal.ts'
import type { Moment } from '../../../domain/segment/tests.ts'
import { comparedWindow, intervalsBefore } from '../../../domain/segment/windowBefore.ts'
import { commonOf, intervals } from '../../../domain/segment/windows.ts'
import { as, sql, type Sql } from '../../sql/sql.ts'
import type { Span } from './calendar.ts'
import { itemWhere } from './items.ts'
import { holdsOfNothing } from './measure.ts'
import type { Observed } from './observed.ts'
import { itemPropertyOf, moneyCounts, propertyOf } from './property.ts'
import { allOf, always } from './reading.ts'
import { sinceOf, type Since } from './since.ts'
import { whereOf } from './where.ts'
import type { AtEdge } from './rank.ts'
import { isIn } from './window.ts'

/** A `did`, ready to be asked of the table of events. */
export type Behaviour = {
  /** Ascending. */
  readonly names: readonly string[]
  /** Of a net total the name of those that are set against the others. */
  readonly refund: string | undefined
  /** Which of the events of these names count: by their instant, and by what they say. */
  readonly when: Sql
  readonly where: Sql
  /** Where the window begins with a field: then `when` speaks of the column `since` too. */
  readonly since: Since | undefined
  /** Of a change, which of those are in the window, and which in the one before. */
  readonly compared: { readonly now: Sql; readonly before: Sql } | undefined
  readonly measure: Measure
  readonly test: Test
  /** How what is measured must stand to the edge of a rank, in place of the test. */
  readonly edge?: AtEdge
  /** What is measured, where that is a property. */
  readonly observed: Observed | undefined
  /** Whether it holds of who has no event that counts. */
  readonly ofNothing: boolean
  readonly moment: Moment
  readonly span: Span
}

export function behaviourOf(did: Did, context: Context, edge?: AtEdge): Behaviour {
  const money = moneyCounts(context.shop)
  const measure = did.measure ?? { of: 'count' }
  const test = did.test ?? atLeastOnce
  const since = sinceOf(did, context)
  const own = intervals(commonOf(did.window), context.now, context.shop)
  const window = comparedWindow(did)
  const before = window === undefined ? [] : intervalsBefore(window, context.now, context.shop)
  const when = [...before, ...own].toSorted((a, b) => a.from - b.from)
  return {
    names: eventNames(did),
    refund: refundOf(did),
    when: allOf([...(since === undefined ? [] : [sql`ts >= since`]), isIn(sql`ts`, when)]),
    where: did.where === undefined ? always : whereOf(did.where, context, money),
    since,
    compared: window && { now: isIn(sql`ts`, own), before: isIn(sql`ts`, before) },
    measure,
    test,
    ...(edge && { edge }),
    observed: observedBy(did, context, money),
    // Whoever did nothing is not put in order.
    ofNothing: edge === undefined && holdsOfNothing(measure, test),
    moment: context,
    span: { ...extentOf(when), now: context.now, shop: context.shop },
  }
}

export function isNamed(names: readonly string[]): Sql {
  const [only = ''] = names
  return names.length === 1 ? sql`name = ${only}` : sql`name IN ${as('Array(String)', names)}`
}

function observedBy(did: Did, moment: Moment, money: Sql): Observed | undefined {
  const property = propertyMeasured(did.measure)
  if (property === undefined) return undefined
  const items = measuredItems(did)
  if (items === undefined) return { of: 'event', reading: propertyOf(property, money) }
  const meets = items.of === undefined ? always : itemWhere(items.of, moment, money)
  return {
    of: 'items',
    reading: itemPropertyOf(items.property, money),
    which: allOf([sql`item_path = ${items.path}`, meets]),
  }
}

/** From the first to the last instant. */
function extentOf(when: readonly Interval[]): Interval {
  return { from: when[0]?.from ?? 0, to: when.at(-1)?.to ?? 0 }
}
