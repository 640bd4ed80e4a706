import type { Affinity, EventWeight } from '../calculated/affinity.ts'
import type { Cursor } from './cursor.ts'
import { events, whereOf } from './parseDid.ts'
import { howMany } from './parseTest.ts'
import { printAsked, printName } from './print.ts'
import { quote } from './tokens.ts'

/** Whether an affinity, or a share of one, comes next. */
export function affinityComes(cursor: Cursor): boolean {
  return cursor.comes('affinity', 'for') || cursor.comes('share', 'of')
}

/** `affinity for category of "Product Viewed" halved every 30 days`, `share of "coffee" in affinity for …`. */
export function parseAffinity(cursor: Cursor): Affinity {
  const share: { shareOf?: string } = {}
  if (cursor.takes('share', 'of')) {
    if (cursor.peek().kind !== 'string') throw cursor.expected(['a "value"'], 'Values are quoted.')
    share.shareOf = cursor.take().value
    cursor.must('in')
  }
  cursor.must('affinity', 'for')
  const property = cursor.name("a property's name")
  cursor.must('of')
  const event = events(cursor)
  const where = whereOf(cursor)
  const weights = cursor.takes('weighing') ? { weights: weightsIn(cursor) } : {}
  cursor.must('halved', 'every')
  const halvedEvery = howMany(cursor)
  if (!cursor.takes('day')) cursor.must('days')
  if (cursor.peek().kind !== 'end') throw cursor.expected(['the end'])
  const measure = { of: 'mostFrequent', property } as const
  return { of: { type: 'did', event, ...where, measure }, ...weights, halvedEvery, ...share }
}

/** `("Order Completed" 10, "Product Added" 3)`. */
function weightsIn(cursor: Cursor): readonly EventWeight[] {
  cursor.mustSymbol('(', 'For example weighing ("Order Completed" 10).')
  const weights = [weightIn(cursor)]
  while (cursor.takesSymbol(',')) weights.push(weightIn(cursor))
  cursor.mustSymbol(')')
  return weights
}

function weightIn(cursor: Cursor): EventWeight {
  return { event: cursor.name("an event's name"), weight: howMany(cursor) }
}

/** Read back to the same. */
export function printAffinity({ of, weights = [], halvedEvery, shareOf }: Affinity): string {
  const { measure } = of
  if (measure?.of !== 'mostFrequent') throw new Error('an affinity of no property')
  const share = shareOf === undefined ? '' : `share of ${quote(shareOf)} in `
  const times = weights.map(({ event, weight }) => `${printName(event)} ${weight}`).join(', ')
  const weighing = times === '' ? '' : ` weighing (${times})`
  const days = halvedEvery === 1 ? 'day' : 'days'
  return `${share}affinity for ${printName(measure.property)} of ${printAsked(of)}${weighing} halved every ${halvedEvery} ${days}`
}
