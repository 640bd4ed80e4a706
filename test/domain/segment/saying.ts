import type { Field, Value, ValueType } from '../../../src/domain/customer/field.ts'
import type { Event } from '../../../src/domain/event/event.ts'
import { isFailure } from '../../../src/domain/failure.ts'
import type { Condition } from '../../../src/domain/segment/condition.ts'
import type { Context, Facts } from '../../../src/domain/segment/facts.ts'
import { matches } from '../../../src/domain/segment/matches.ts'
import { namesOf } from '../../../src/domain/segment/text/names.ts'
import { parseText } from '../../../src/domain/segment/text/parse.ts'
import { context, facts, field } from './world.ts'

const segmentNames = new Map([
  [1, 'buyers'],
  [2, 'others'],
])
const names = namesOf(segmentNames, new Map([[1, 'fair']]))

/** A condition by its text, so that tests read as people write. */
export function said(text: string): Condition {
  const condition = parseText(text, names)
  if (isFailure(condition)) throw new Error(`${text}: ${JSON.stringify(condition)}`)
  return condition
}

const fields: Context['fields'] = new Map<string, Field>(
  (
    [
      ['city', 'text'],
      ['code', 'text'],
      ['age', 'integer'],
      ['score', 'decimal'],
      ['vip', 'boolean'],
      ['birth_date', 'date'],
      ['last_seen', 'datetime'],
      ['tags', 'list'],
      ['home', 'location'],
    ] as const
  ).map(([name, type]) => [name, field(name, type)]),
)

export const base = context({ fields, now: Date.parse('2026-03-15T12:00:00Z') })

export function holds(
  text: string,
  who: Partial<Facts> = {},
  more: Partial<Context> = {},
): boolean {
  return matches(said(text), facts(who), { ...base, ...more })
}

export function withField(name: string, type: ValueType, value: Value): Partial<Facts> {
  return { fields: new Map([[name, { type, value }]]) }
}

export function did(...events: Event[]): Partial<Facts> {
  return { events }
}

export const nobody = {}
