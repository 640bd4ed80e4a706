import { isFailure } from '../../../../src/domain/failure.ts'
import type { Condition } from '../../../../src/domain/segment/condition.ts'
import { parseCondition } from '../../../../src/domain/segment/parse.ts'

type Json = unknown
type Put = (json: Json) => Json

/**
 * Every condition that differs from this one by one change: a value, an operator, a measure, a window,
 * a name, the kind of a group, a part more or fewer, a `not` more or fewer. Normal and sound ones only.
 */
export function mutantsOf(condition: Condition): readonly Condition[] {
  const before = JSON.stringify(condition)
  const seen = new Set([before])
  return changes(condition, (json) => json).flatMap((json) => {
    const read = parseCondition(json)
    if (isFailure(read)) return []
    const text = JSON.stringify(read)
    if (seen.has(text)) return []
    seen.add(text)
    return [read]
  })
}

/** The whole with one change in this part. */
function changes(json: Json, put: Put): readonly Json[] {
  return [...replaced(json).map(put), ...inside(json, put)]
}

function inside(json: Json, put: Put): readonly Json[] {
  if (Array.isArray(json)) {
    return json.flatMap((each, i) => changes(each, (made) => put(json.with(i, made))))
  }
  if (typeof json !== 'object' || json === null) return []
  return Object.entries(json).flatMap(([key, each]) => [
    put(Object.fromEntries(Object.entries(json).filter(([other]) => other !== key))),
    ...ofKey(key, each).map((made) => put({ ...json, [key]: made })),
    ...changes(each, (made) => put({ ...json, [key]: made })),
  ])
}

/** What could stand there instead. */
function replaced(json: Json): readonly Json[] {
  if (typeof json === 'string') {
    return [`${json} `, `${json}”`, json.toUpperCase(), 'x', '-1d', 7, true]
  }
  if (typeof json === 'boolean') return [!json, 'sim', 'yes', 1]
  if (typeof json === 'number') return [json + 1, -json, json * 10, json / 10, String(json), true]
  if (Array.isArray(json)) {
    return [
      ...json.map((_, i) => json.toSpliced(i, 1)),
      json.toReversed(),
      [...json, ...more(json)],
    ]
  }
  if (typeof json !== 'object' || json === null) return []
  const test = { op: 'is', value: 'x' }
  const property = { type: 'property', property: 'x', test }
  return [
    { type: 'not', of: json },
    ...('of' in json && typeof json.of === 'object' ? [json.of] : []),
    { type: 'all', of: [json, property] },
    { type: 'any', of: [json, { type: 'field', field: 'x', test }] },
    { type: 'item', of: json },
    ...ofType(json, property),
    ...(isStep(json) ? ofStep(json, property) : []),
  ]
}

function ofType(json: object, property: object): readonly object[] {
  const type: unknown = Reflect.get(json, 'type')
  if (type === 'consent') return [{ ...json, channel: 'email' }]
  if (type === 'rank') return ofRank(json)
  return type === 'did' ? added(json, property) : []
}

function ofRank(rank: object): readonly object[] {
  const city = { type: 'field', field: 'city', test: { op: 'exists' } }
  return [
    { ...rank, percent: true },
    { ...rank, among: city },
    { ...rank, by: { type: 'field', field: 'age' } },
    { ...rank, by: { type: 'did', event: 'Order Completed', measure: { of: 'netTotal' } } },
  ]
}

function isStep(json: object): boolean {
  return 'event' in json && !('type' in json)
}

function more(json: readonly Json[]): readonly Json[] {
  const [first] = json
  if (typeof first !== 'object' || first === null) return ['x']
  return isStep(first)
    ? [{ event: 'x' }, { event: 'x', never: true }]
    : [{ type: 'segment', segment: 1 }]
}

function ofStep(step: object, property: object): readonly object[] {
  return [
    { ...step, never: true },
    { ...step, where: property },
    { ...step, within: { n: 30, unit: 'days' } },
    { ...step, same: 'product_id' },
    { ...step, same: 'x' },
    { ...step, same: 'x', as: 1 },
    { ...step, same: 'x', as: 2 },
  ]
}

function added(did: object, property: object): readonly object[] {
  return [
    { ...did, where: property },
    { ...did, window: { type: 'last', n: 30, unit: 'days' } },
    { ...did, window: { type: 'calendar', which: 'last', unit: 'month' } },
    { ...did, window: { type: 'since', field: 'city' } },
    { ...did, window: { type: 'since', field: 'today' } },
    { ...did, test: { op: 'atMost', value: 3 } },
    { ...did, test: { op: 'is', value: 0 } },
    { ...did, measure: { of: 'activeDays' }, test: { op: 'atLeast', value: 1 } },
    { ...did, measure: { of: 'daysSinceLast' }, test: { op: 'exists' } },
    { ...did, measure: { of: 'sum', property: 'total' }, test: { op: 'is', value: 0 } },
    { ...did, event: 'Order Completed', measure: { of: 'netTotal' }, test: { op: 'is', value: 0 } },
    ...['change', 'percentChange'].map((of) => ({
      ...did,
      measure: { of, in: { of: 'sum', property: 'total' } },
      test: { op: 'is', value: 0 },
    })),
  ]
}

/** Words of the language of conditions that may stand under that name. */
function ofKey(key: string, there: Json): readonly Json[] {
  return typeof there === 'string' ? (words[key] ?? []) : []
}

const words: Readonly<Record<string, readonly string[]>> = {
  type: 'all any not last next ago before after dates calendar since'.split(' '),
  op: `is anyOf exactly contains startsWith endsWith matches exists less atMost greater atLeast between
    includesAny includesAll includesNone before after on dates inLast inNext moreThanAgo period anniversary near`.split(
    /\s+/,
  ),
  of: `count sum average minimum maximum distinct first last mostFrequent daysSinceFirst daysSinceLast
    activeDays activeWeeks activeMonths change percentChange netTotal`.split(/\s+/),
  state: ['granted', 'denied', 'unasked'],
  channel: ['email', 'sms'],
  side: ['top', 'bottom'],
  which: ['this', 'last', 'next'],
  unit: 'minutes hours days weeks months years day week month quarter year'.split(' '),
  event: ['Order Completed', 'comprou', 'placed an order'],
  same: ['total', 'sku', '“total”'],
  property: ['items.total', 'total', 'items.“total”', 'o total'],
  field: ['city', 'name'],
}
