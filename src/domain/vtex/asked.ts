import { valueType, type Field } from '../customer/field.ts'
import { failure, isFailure, type Failure } from '../failure.ts'
import { parseDecimal, unscale } from '../number.ts'
import type { Condition, Test } from '../segment/condition.ts'
import { didYouMean } from '../suggest.ts'
import { dayMs, parseDay } from '../time/civil.ts'
import { parseInstant } from '../time/instant.ts'
import { midnight, type Zone } from '../time/zone.ts'
import { identifierNames, ownName, recordedNames } from './names.ts'
import { isNamePart, ofNamePart } from './nameParts.ts'
import type { Comparison, Where } from './where.ts'

/** What a filter asks: of fields as conditions do; besides of what is kept of a record itself, and of who it is. */
export type Asked =
  | { readonly type: 'all' | 'any'; readonly of: readonly Asked[] }
  | { readonly type: 'condition'; readonly condition: Condition }
  /** Milliseconds, `from` included and `to` not; of an id its text. */
  | {
      readonly type: 'recorded'
      readonly of: 'created' | 'updated'
      readonly from?: number
      readonly to?: number
      readonly not?: true
    }
  | { readonly type: 'id'; readonly id: string; readonly not?: true }
  /** Has an identifier of that kind: that one, as it was typed, or any. */
  | {
      readonly type: 'identifier'
      readonly kind: string
      readonly value?: string
      readonly not?: true
    }

type Scope = { readonly fields: ReadonlyMap<string, Field>; readonly zone: Zone }

/**
 * A filter of VTEX's as what it asks here. Refused, naming the field: what there is not, what is not
 * filterable, and a value or comparison that its type does not know. `<>` lets through who has no value, as
 * it does there.
 */
export function askedBy(where: Where, scope: Scope): Asked | Failure {
  if (where.type === 'all' || where.type === 'any') {
    const of: Asked[] = []
    for (const each of where.of) {
      const asked = askedBy(each, scope)
      if (isFailure(asked)) return asked
      of.push(asked)
    }
    // What is said of fields is one condition, which is asked at once.
    const conditions = of.flatMap((each) => (each.type === 'condition' ? [each.condition] : []))
    return conditions.length === of.length
      ? { type: 'condition', condition: { type: where.type, of: conditions } }
      : { type: where.type, of }
  }
  if (Object.hasOwn(recordedNames, where.field)) return ofRecord(where, scope)
  const kind = identifierNames.get(where.field)
  const field = scope.fields.get(ownName(where.field, scope.fields))
  if (kind !== undefined && field === undefined) return ofIdentifier(where, kind)
  const condition = conditionOf(where, scope)
  if (isFailure(condition)) return condition
  const asked = { type: 'condition', condition } as const
  if (kind === undefined || field === undefined) return asked
  return alsoByIdentifier(asked, where, { kind, field })
}

/** A document says an identifier where the field of that name has no value. */
function alsoByIdentifier(
  asked: Asked,
  where: Comparison,
  { kind, field }: { readonly kind: string; readonly field: Field },
): Asked {
  if (where.type !== 'compare' || where.op !== '=' || where.value.includes('*')) return asked
  const said = { type: 'field', field: field.name, test: { op: 'exists' } } as const
  const unsaid = { type: 'condition', condition: { type: 'not', of: said } } as const
  const alone = { type: 'identifier', kind, value: where.value } as const
  return { type: 'any', of: [asked, { type: 'all', of: [unsaid, alone] }] }
}

function ofIdentifier(comparison: Comparison, kind: string): Asked | Failure {
  if (comparison.type === 'notNull') return { type: 'identifier', kind }
  if (comparison.type === 'null') return { type: 'identifier', kind, not: true }
  if (comparison.type !== 'compare') return noComparison(comparison.field)
  const { op, value } = comparison
  if (op === '=') return { type: 'identifier', kind, value }
  return op === '<>'
    ? { type: 'identifier', kind, value, not: true }
    : noComparison(comparison.field)
}

/** One comparison of a field as a condition. */
export function conditionOf(comparison: Comparison, { fields, zone }: Scope): Condition | Failure {
  const name = ownName(comparison.field, fields)
  const field = fields.get(name)
  if (field === undefined && isNamePart(comparison.field)) {
    const whole = fields.get('name')
    if (whole?.filterable === false) return notFilterable('name', 'name')
    return ofNamePart(comparison.field, comparison)
  }
  if (field === undefined) return noField(comparison.field, fields)
  if (!field.filterable) return notFilterable(comparison.field, name)
  return compared(comparison, { field, zone, said: comparison.field })
}

function compared(comparison: Comparison, reading: Reading): Condition | Failure {
  const of = (test: Test | Failure): Condition | Failure =>
    isFailure(test) ? test : { type: 'field', field: reading.field.name, test }
  switch (comparison.type) {
    case 'null':
      return negated(of({ op: 'exists' }))
    case 'notNull':
      return of({ op: 'exists' })
    case 'contains':
      return of(containing(reading, comparison.value))
    case 'between': {
      const from = of(testOf(reading, '>=', comparison.from))
      const to = of(testOf(reading, '<=', comparison.to))
      if (isFailure(from)) return from
      return isFailure(to) ? to : { type: 'all', of: [from, to] }
    }
    case 'compare': {
      const { op, value } = comparison
      if (op === '<>') return negated(of(testOf(reading, '=', value)))
      return of(testOf(reading, op, value))
    }
  }
}

function negated(of: Condition | Failure): Condition | Failure {
  return isFailure(of) ? of : { type: 'not', of }
}

type Reading = { readonly field: Field; readonly zone: Zone; readonly said: string }
type Op = '=' | '<' | '<=' | '>' | '>='

function testOf(reading: Reading, op: Op, value: string): Test | Failure {
  switch (valueType(reading.field.type)) {
    case 'text':
    case 'choice':
      return ofText(reading, op, value)
    case 'integer':
    case 'decimal':
    case 'money': {
      const scaled = parseDecimal(value)
      if (scaled === undefined) return noValue(reading, value, '12.5')
      const n = unscale(scaled)
      return op === '=' ? { op: 'is', value: n } : { op: orders[op], value: n }
    }
    case 'boolean': {
      const is = truths.get(value.toLowerCase())
      if (is === undefined || op !== '=') return noValue(reading, `${op}${value}`, '=true')
      return { op: 'is', value: is }
    }
    case 'date':
    case 'datetime':
      return ofDay(reading, op, value)
    case 'list':
      if (op !== '=') return noValue(reading, `${op}${value}`, '=value')
      return { op: 'includesAny', values: [value] }
    case 'location':
      return failure('invalid', `The field ${reading.said} is a place, which no filter compares`)
  }
}

const orders = { '<': 'less', '<=': 'atMost', '>': 'greater', '>=': 'atLeast' } as const
const truths: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])

function ofText(reading: Reading, op: Op, value: string): Test | Failure {
  const [, before = '', text = '', after = ''] = /^(\*?)(.*?)(\*?)$/s.exec(value) ?? []
  if (text.includes('*')) return noValue(reading, value, '*text*, text* or *text')
  if (op !== '=') return { op: orders[op], value }
  if (before === '' && after === '') return { op: 'is', value }
  if (text === '') return { op: 'exists' }
  if (before === '') return { op: 'startsWith', value: text }
  return after === '' ? { op: 'endsWith', value: text } : { op: 'contains', value: text }
}

/** Whole local days: an instant is of its day in the shop's zone. */
function ofDay(reading: Reading, op: Op, value: string): Test | Failure {
  const date = value.slice(0, 10)
  const isDay = !isFailure(parseDay(date)) && /^\d{4}-\d\d-\d\d$/.test(value)
  if (!isDay) return noValue(reading, value, '2016-01-31')
  switch (op) {
    case '=':
      return { op: 'on', date }
    case '<':
      return { op: 'before', date }
    case '>':
      return { op: 'after', date }
    case '<=':
      return { op: 'dates', from: earliest, to: date }
    case '>=':
      return { op: 'dates', from: date, to: latest }
  }
}

const earliest = '1000-01-01'
const latest = '9999-12-31'

function containing({ field, said }: Reading, value: string): Test | Failure {
  const type = valueType(field.type)
  if (type === 'list') return { op: 'includesAny', values: [value] }
  if (type === 'text' || type === 'choice') return { op: 'contains', value }
  return failure('invalid', `The field ${said} is no text or list, and contains nothing`, {
    where: said,
  })
}

/** Of an id whether it is that one; of when something was, days or instants. */
function ofRecord(comparison: Comparison, { zone }: Scope): Asked | Failure {
  const of = recordedNames[comparison.field as keyof typeof recordedNames]
  if (comparison.type === 'notNull') return { type: 'all', of: [] }
  if (comparison.type === 'null') return { type: 'any', of: [] }
  if (of === 'id') return ofId(comparison)
  if (comparison.type === 'contains') return noComparison(comparison.field)
  const [from, to] =
    comparison.type === 'between'
      ? [spanOf(comparison.from, zone), spanOf(comparison.to, zone)]
      : [spanOf(comparison.value, zone), spanOf(comparison.value, zone)]
  if (isFailure(from)) return from
  if (isFailure(to)) return to
  const within = { type: 'recorded', of } as const
  if (comparison.type === 'between') return { ...within, from: from.from, to: to.to }
  switch (comparison.op) {
    case '=':
      return { ...within, ...from }
    case '<>':
      return { ...within, ...from, not: true }
    case '<':
      return { ...within, to: from.from }
    case '<=':
      return { ...within, to: from.to }
    case '>':
      return { ...within, from: from.to }
    case '>=':
      return { ...within, from: from.from }
  }
}

function ofId(comparison: Comparison): Asked | Failure {
  if (comparison.type !== 'compare') return noComparison('id')
  if (comparison.op !== '=' && comparison.op !== '<>') return noComparison('id')
  const not = comparison.op === '<>' ? { not: true as const } : {}
  return { type: 'id', id: comparison.value, ...not }
}

/** A day from its midnight to the next one's, or the millisecond of an instant. */
function spanOf(
  text: string,
  zone: Zone,
): { readonly from: number; readonly to: number } | Failure {
  const day = parseDay(text)
  if (!isFailure(day) && text.length === 10) {
    return { from: midnight(zone, day), to: midnight(zone, day + 1) }
  }
  const at = parseInstant(text, zone)
  if (!isFailure(at) && Math.abs(at) < 1e6 * dayMs) return { from: at, to: at + 1 }
  return failure('invalid', `${JSON.stringify(text.slice(0, 60))} is no date`, {
    fix: 'Write it as 2016-01-31 or 2016-01-31T14:00:00Z.',
  })
}

function noField(name: string, fields: ReadonlyMap<string, Field>): Failure {
  return failure('invalid', `There is no field ${JSON.stringify(name)}`, {
    where: name,
    fix: didYouMean(name, fields.keys(), 'See GET /api/dataentities/CL for the fields.'),
  })
}

function notFilterable(said: string, name: string): Failure {
  return failure('invalid', `The field ${JSON.stringify(said)} is not filterable`, {
    where: said,
    fix: `Make it so: PATCH /api/fields/${name} {"filterable":true}.`,
  })
}

function noValue({ said, field }: Reading, value: string, as: string): Failure {
  return failure(
    'invalid',
    `${JSON.stringify(value.slice(0, 60))} is not asked of the field ${said} of type ${field.type}`,
    { where: said, fix: `Write it as ${as}.` },
  )
}

function noComparison(field: string): Failure {
  return failure('invalid', `${field} is not compared so`, { where: field })
}
