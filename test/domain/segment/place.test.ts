import { expect, test } from 'vitest'
import { builtInFields } from '../../../src/domain/customer/builtin.ts'
import { plainField, type Field } from '../../../src/domain/customer/field.ts'
import type { Condition, Test } from '../../../src/domain/segment/condition.ts'
import { checkCondition } from '../../../src/domain/segment/check.ts'
import { explain } from '../../../src/domain/segment/explain.ts'
import { nothingKnown, type Context, type Facts } from '../../../src/domain/segment/facts.ts'
import { nearestFlip } from '../../../src/domain/segment/flip/nearest.ts'
import { matches } from '../../../src/domain/segment/matches.ts'
import { nextChangeAt } from '../../../src/domain/segment/nextChange.ts'
import { placesOfHer, whereaboutsIn, withPlaceFields } from '../../../src/domain/segment/place.ts'
import { indexReads } from '../../../src/domain/segment/reads.ts'
import { bySpoken } from '../../../src/domain/segment/related.ts'
import type { Related } from '../../../src/domain/event/event.ts'
import { utc } from '../../../src/domain/time/zone.ts'

const own = (id: number, name: string, type: Field['type'], more: Partial<Field> = {}): Field => ({
  ...plainField,
  id,
  name,
  label: name,
  type,
  filterable: true,
  ...more,
})

const hers = [...builtInFields, own(101, 'zip', 'cep'), own(102, 'home_zip', 'cep')]
const fields = bySpoken([
  ...hers,
  own(201, 'population', 'integer', { of: 'place' }),
  own(202, 'opened', 'date', { of: 'place' }),
])
const whereabouts = whereaboutsIn(hers, 'BR')
const now = Date.UTC(2026, 10, 22, 12)
const context: Context = {
  now,
  shop: { zone: utc, weekStart: 1, currency: 'BRL' },
  fields,
  whereabouts,
  segments: new Map(),
}

const population = (value: number): Related =>
  new Map([['population', { type: 'integer', value: value * 10_000 }]])

const places: ReadonlyMap<string, Related> = new Map([
  ['postal_code:50030230', new Map([['opened', { type: 'date', value: 20_000 }]])],
  ['city:recife/PE', population(1_600_000)],
  ['state:PE', population(9_500_000)],
])

function who(said: Readonly<Record<string, string>>): Facts {
  const values = Object.entries(said).map(
    ([name, value]) => [name, { type: 'text', value }] as const,
  )
  return withPlaceFields({ ...nothingKnown, id: 1n, fields: new Map(values) }, places, whereabouts)
}

const asked = (field: string, test: Test): Condition => ({ type: 'field', field, test })
const large = asked('place.population', { op: 'atLeast', value: 5_000_000 })
const there = asked('place.population', { op: 'exists' })

test('the closest place that has a value of the field decides', () => {
  const ana = who({ zip: '50030230', city: 'Recife - PE' })
  expect(ana.saidBy?.get('place.population')).toBe('city:recife/PE')
  expect(matches(large, ana, context)).toBe(false)
  expect(matches(large, who({ state: 'Pernambuco' }), context)).toBe(true)
  // By the state alone: there is no city of that name.
  expect(matches(large, who({ city: 'Olinda', state: 'pe' }), context)).toBe(true)
  expect(matches(there, who({ city: 'Olinda' }), context)).toBe(false)
  expect(matches({ type: 'not', of: there }, who({}), context)).toBe(true)
})

test('of several fields that say where she is the first that has a value counts', () => {
  expect(placesOfHer(who({ home_zip: '01310100' }).fields, whereabouts)).toEqual([
    'postal_code:01310100',
  ])
  expect(placesOfHer(who({ home_zip: '01310100', zip: '50030230' }).fields, whereabouts)).toEqual([
    'postal_code:50030230',
  ])
})

test.each([{ archived: true }, { filterable: false }, { identifying: true }])(
  'a field says nothing of where she is that conditions do not read: %o',
  (differs) => {
    const zip = own(101, 'zip', 'cep', differs)
    expect(whereaboutsIn([zip], 'BR').fields.postal_code).toEqual([])
    expect(whereaboutsIn([{ ...zip, of: 'place' }], 'BR').fields.postal_code).toEqual([])
  },
)

test('why is said with the place that says it, and when that is another', () => {
  const ana = who({ zip: '50030230', city: 'Recife', state: 'PE' })
  expect(explain(large, ana, context)).toMatchObject({
    kind: 'field',
    value: { type: 'integer', value: 16_000_000_000 },
    place: 'city:recife/PE',
  })
  const opened = asked('place.opened', { op: 'moreThanAgo', n: 800, unit: 'days' })
  expect(nextChangeAt(opened, ana, context)).toBe(20_800 * 86_400_000)
})

test('what makes a member of her is never said to be another address', () => {
  const both: Condition = {
    type: 'all',
    of: [large, asked('city', { op: 'is', value: 'Olinda' })],
  }
  const steps = nearestFlip(both, who({ city: 'Recife', state: 'PE' }), context, null)
  for (;;) {
    const step = steps.next()
    if (step.done !== true) continue
    const changes = JSON.stringify(step.value, (_, each: unknown) =>
      typeof each === 'bigint' ? String(each) : each,
    )
    expect(changes).not.toContain('"field":"city"')
    return
  }
})

test.each([
  [{ type: 'rank', side: 'top', n: 3, by: { type: 'field', field: 'place.population' } }, 'nobody'],
  [{ type: 'did', event: 'A', window: { type: 'since', field: 'place.opened' } }, 'no window'],
  [asked('place.populace', { op: 'exists' }), 'There is no field'],
] as const)('it is refused where it cannot be asked: %j', (condition, says) => {
  const catalogue = { fields, segments: new Map(), lists: new Map() }
  const [wrong] = checkCondition(condition, catalogue)
  expect(wrong?.message).toContain(says)
})

test('who moves is asked again about the segments that speak of places, and about no other', () => {
  const conditions = new Map<number, Condition>([
    [1, large],
    [2, asked('language', { op: 'exists' })],
    [3, { type: 'segment', segment: 1 }],
  ])
  const { affected } = indexReads([1, 2, 3], conditions)
  const touches = { events: [], lists: [], purposes: [], pins: [] }
  expect(affected({ ...touches, fields: ['place.'] })).toEqual([1, 3])
  expect(affected({ ...touches, fields: ['place.population'] })).toEqual([1, 3])
  expect(affected({ ...touches, fields: ['place.opened'] })).toEqual([])
})
