import type { Condition, Rank, RankedBy } from '../condition.ts'
import type { Cursor } from './cursor.ts'
import { parseGroup } from './group.ts'
import { measureComes, parseMeasured } from './parseDid.ts'
import { howMany } from './parseTest.ts'

/** Whether a rank comes next. */
export function rankComes(cursor: Cursor): boolean {
  return cursor.comes('top') || cursor.comes('bottom')
}

/** `top 10 percent by sum of total of "Order Completed" among (city = "Recife")`; `top` or `bottom` is next. */
export function parseRank(cursor: Cursor, leaf: (cursor: Cursor) => Condition): Rank {
  const side = cursor.takes('top') ? 'top' : 'bottom'
  if (side === 'bottom') cursor.must('bottom')
  const n = howMany(cursor)
  const percent = cursor.takes('percent') ? ({ percent: true } as const) : {}
  if (!cursor.takes('by')) {
    throw cursor.expected(['by'], `For example ${side} ${n} by sum of total of "Order Completed".`)
  }
  const by = cursor.part(() => rankedBy(cursor))
  if (!cursor.takes('among')) return { type: 'rank', side, n, ...percent, by }
  cursor.mustSymbol('(', 'Whom it is among stands in parentheses: among (city = "Recife").')
  const among = cursor.deeper(() => parseGroup<Condition>(cursor, leaf))
  cursor.mustSymbol(')')
  return { type: 'rank', side, n, ...percent, by, among }
}

function rankedBy(cursor: Cursor): RankedBy {
  return measureComes(cursor)
    ? parseMeasured(cursor)
    : { type: 'field', field: cursor.name("a measure, or a field's name") }
}
