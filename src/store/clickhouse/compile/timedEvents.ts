import type { PropertyTest, Where } from '../../../domain/segment/condition.ts'
import { earliest } from '../../../domain/segment/interval.ts'
import type { Move, Moves } from '../../../domain/segment/moves.ts'
import { productFieldIn } from '../../../domain/segment/related.ts'
import type { Moment } from '../../../domain/segment/tests.ts'
import { propertyTests } from '../../../domain/segment/turns.ts'
import { defaultItems } from '../../../domain/segment/where.ts'
import { sql, type Sql } from '../../sql/sql.ts'
import { isNamed } from './behaviour.ts'
import { overItems } from './items.ts'
import { productOfEvent, productOfItem, productWait } from './product.ts'
import { moneyCounts, ownPropertyOf, propertyOf } from './property.ts'
import { allOf, always } from './reading.ts'
import { eventsOf, type Since } from './since.ts'
import { forever, soonest, waitFor, waitForMove, waitForTest } from './turn.ts'
import { whoIs, type Who } from './who.ts'
import { isIn } from './window.ts'

/**
 * How long until what a leaf of a condition looks at may be another, with no new data: an aggregate over
 * the rows of one customer in what is read for it. Those of one source are told from one reading.
 */
export type Timed = {
  readonly source: string
  /** What to read, ending in a test of its rows. */
  readonly read: (who: Who) => Sql
  /** Which of those rows tell anything. */
  readonly rows: Sql
  readonly wait: Sql
}

/** Events of some names, and of a window since a field those in it: what is to come too. */
export function readEvents(
  names: readonly string[],
  since: Since | undefined,
): Pick<Timed, 'source' | 'read'> {
  const began = since === undefined ? always : sql`ts >= since`
  return {
    source: JSON.stringify([names, since?.field]),
    read: (who) => sql`${eventsOf(since, who)} WHERE ${allOf([isNamed(names), whoIs(who), began])}`,
  }
}

/** Whether an event can enter or leave that window from now on, as far as its instant says. */
export function isReached({ from, reach }: Pick<Moves, 'from' | 'reach'>): Sql {
  return allOf([
    from === earliest ? always : sql`ts >= ${from}`,
    reach === undefined ? always : isIn(sql`ts`, reach),
  ])
}

/** How long until the event of a row enters or leaves one of those windows. */
export function waitForTurn(windows: readonly Moves[], moment: Moment): Sql {
  const moves = windows.flatMap((each) => each.moves)
  const own = waitFor(sql`ts`, moment.now)
  if (moves.length === 0) return own
  const coming = windows.some(({ atOnce }) => atOnce) ? own : movesOf(moves, moment)
  return sql`if(ts > ${moment.now}, ${coming}, ${movesOf(moves, moment)})`
}

function movesOf(moves: readonly Move[], moment: Moment): Sql {
  return soonest(moves.map((each) => waitForMove(each, moment)))
}

/** How long until what is asked of an event may come out otherwise: only tests of dates do. */
export function waitsForWhere(where: Where | undefined, moment: Moment): readonly Sql[] {
  if (where === undefined) return []
  switch (where.type) {
    case 'all':
    case 'any':
      return where.of.flatMap((each) => waitsForWhere(each, moment))
    case 'not':
      return waitsForWhere(where.of, moment)
    case 'property':
      return waitsForProperty(where, moment)
    case 'item':
      // Of items no dates are asked but those of their products.
      return propertyTests(where.of).flatMap((each) => waitsForItem(where.in, each, moment))
  }
}

function waitsForProperty({ property, test }: PropertyTest, moment: Moment): readonly Sql[] {
  const money = moneyCounts(moment.shop)
  const field = productFieldIn(property)
  const readings =
    field === undefined
      ? [propertyOf(property, money)]
      : [property, field].map((path) => ownPropertyOf(path, money))
  const own = readings.flatMap((reading) => waitForTest(reading, test, moment) ?? [])
  const related = field && productWait({ path: property, test, moment })
  if (!related) return own
  return [...own, sql`if(${related.moves(productOfEvent)}, ${related.wait}, ${forever})`]
}

function waitsForItem(
  path: string = defaultItems,
  { property, test }: PropertyTest,
  moment: Moment,
): readonly Sql[] {
  if (productFieldIn(property) === undefined) return []
  const related = productWait({ path: property, test, moment })
  if (related === undefined) return []
  const which = allOf([sql`item_path = ${path}`, related.moves(productOfItem)])
  return [sql`if(${overItems(sql`arrayExists`, which)}, ${related.wait}, ${forever})`]
}
