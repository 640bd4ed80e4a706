import type { Condition, Did, Scalar, Where, Window } from '../domain/segment/condition.ts'
import { namesOf } from '../domain/segment/text/names.ts'
import { printText } from '../domain/segment/text/print.ts'

/** Days of the shop's calendar, both included: `2026-11-01`. */
export type DaySpan = { readonly firstDay: string; readonly lastDay: string }

/** The text of a condition that names no segment and no list, as addresses carry it. */
export function textOf(condition: Condition): string {
  return printText(condition, nobody)
}

const nobody = namesOf(new Map(), new Map())

/** Who did something, ever or in a window. */
export function whoDid(event: string, window?: Window, where?: Where): Did {
  return {
    type: 'did',
    event,
    ...(where === undefined ? {} : { where }),
    ...(window === undefined ? {} : { window }),
  }
}

/** In those days. */
export function inDays({ firstDay, lastDay }: DaySpan): Window {
  return { type: 'dates', from: firstDay, to: lastDay }
}

/** Whose first event of the name was in those days. */
export function whoBegan(event: string, days: DaySpan): Condition {
  const before = whoDid(event, { type: 'before', date: days.firstDay })
  return { type: 'all', of: [whoDid(event, inDays(days)), { type: 'not', of: before }] }
}

/** An event of which a property is that; of items, where it is of any of them. */
export function hasValue(property: string, items: string | null, value: Scalar): Where {
  const test: Where = { type: 'property', property, test: { op: 'is', value } }
  return items === null ? test : { type: 'item', in: items, of: test }
}
