import { describe, expect, test } from 'vitest'
import { plainField, type Field, type Value } from '../../../src/domain/customer/field.ts'
import type { Event, PropertyValue, Related } from '../../../src/domain/event/event.ts'
import { isFailure } from '../../../src/domain/failure.ts'
import { fold } from '../../../src/domain/fold.ts'
import type { Catalogue } from '../../../src/domain/segment/catalogue.ts'
import { checkCondition, fieldsIn } from '../../../src/domain/segment/check.ts'
import type { Condition } from '../../../src/domain/segment/condition.ts'
import { nothingKnown, type Context, type Facts } from '../../../src/domain/segment/facts.ts'
import { matches } from '../../../src/domain/segment/matches.ts'
import { nextChangeAt } from '../../../src/domain/segment/nextChange.ts'
import { readOperands } from '../../../src/domain/segment/operands.ts'
import { readsOf } from '../../../src/domain/segment/reads.ts'
import { bySpoken, withProducts } from '../../../src/domain/segment/related.ts'
import { renameField } from '../../../src/domain/segment/renameField.ts'
import { namesOf } from '../../../src/domain/segment/text/names.ts'
import { parseText } from '../../../src/domain/segment/text/parse.ts'
import { printText } from '../../../src/domain/segment/text/print.ts'
import { utc } from '../../../src/domain/time/zone.ts'

const day = 86_400_000
const now = Date.parse('2026-11-21T12:00:00Z')
const names = namesOf(new Map(), new Map())

function own(id: number, name: string, type: Field['type'], differs: Partial<Field> = {}): Field {
  return { ...plainField, of: 'product', id, name, label: name, type, filterable: true, ...differs }
}

const products = bySpoken([
  own(201, 'organic', 'boolean'),
  own(202, 'roast', 'text'),
  own(203, 'harvest', 'date'),
  own(204, 'tags', 'list'),
  own(205, 'price', 'money'),
  own(206, 'origin', 'country'),
  own(208, 'maker', 'cnpj'),
  own(207, 'notes', 'text', { filterable: false }),
])
const catalogue: Catalogue = { fields: new Map(), products, segments: new Map(), lists: new Map() }
const shop = { zone: utc, weekStart: 1, currency: 'BRL' } as const
const context: Context = { now, shop, fields: new Map(), products, segments: new Map() }

function said(text: string): Condition {
  const condition = parseText(text, names)
  if (isFailure(condition)) throw new Error(JSON.stringify(condition))
  return condition
}

function related(values: Readonly<Record<string, Value>>): Related {
  const typed = Object.entries(values).map(([name, value]) => {
    const type = { organic: 'boolean', harvest: 'date', tags: 'list', price: 'money' } as const
    return [name, { type: type[name as keyof typeof type] ?? 'text', value }] as const
  })
  return new Map(typed)
}

const known = new Map([
  ['beans', related({ organic: true, roast: 'Dark', price: 400_000 })],
  ['citrus', related({ organic: false, roast: 'light', harvest: Math.floor(now / day) - 10 })],
  ['tagged', related({ tags: ['Decaf', 'New'] })],
])

const text = (value: string): PropertyValue => ({ type: 'text', value, folded: fold(value) })
type Said = Readonly<Record<string, PropertyValue>>

function bought(properties: Said, ...items: readonly Said[]): Event {
  const event: Event = {
    name: 'Bought',
    ts: now - day,
    id: 1n,
    channel: '',
    source: '',
    properties: new Map(Object.entries(properties)),
    items: items.map((item) => ({ path: 'items', properties: new Map(Object.entries(item)) })),
  }
  return withProducts(event, known)
}

function meets(condition: string, ...events: readonly Event[]): boolean {
  const facts: Facts = { ...nothingKnown, id: 1n, events }
  return matches(said(condition), facts, context)
}

describe('a test of what a product is', () => {
  const organic = 'did "Bought" where any item (product.organic = yes)'

  test('is of the product that the item names, by its code or else its SKU', () => {
    expect(meets(organic, bought({}, { product_id: text('beans') }))).toBe(true)
    expect(meets(organic, bought({}, { product_id: text('citrus') }))).toBe(false)
    expect(meets(organic, bought({}, { sku: text('beans') }))).toBe(true)
    expect(meets(organic, bought({}, { product_id: text(''), sku: text('beans') }))).toBe(true)
    expect(meets(organic, bought({}, { product_id: text('citrus'), sku: text('beans') }))).toBe(
      false,
    )
  })

  test('is false of a product that is not known, or lacks the field, and `not` its contrary', () => {
    const not = 'did "Bought" where any item (not product.organic = yes)'
    for (const code of ['gone', 'tagged']) {
      expect(meets(organic, bought({}, { product_id: text(code) }))).toBe(false)
      expect(meets(not, bought({}, { product_id: text(code) }))).toBe(true)
    }
  })

  test('goes by what the event itself says, where it says something', () => {
    const light = 'did "Bought" where any item (product.roast = "light")'
    const beans = { product_id: text('beans') }
    expect(meets(light, bought({}, beans))).toBe(false)
    expect(meets(light, bought({}, { ...beans, roast: text('Light') }))).toBe(true)
    const both = { ...beans, roast: text('dark'), 'product.roast': text('Light') }
    expect(meets(light, bought({}, both))).toBe(true)
    // Of another type it decides too: no test of a text holds of it.
    expect(meets(organic, bought({}, { ...beans, organic: text('no') }))).toBe(false)
  })

  test('is of the product that an event names directly, and says plainly only of that', () => {
    const dark = 'did "Bought" where (product.roast = "dark")'
    expect(meets(dark, bought({ product_id: text('beans') }))).toBe(true)
    expect(meets(dark, bought({ sku: text('beans') }))).toBe(true)
    expect(meets(dark, bought({}, { product_id: text('beans') }))).toBe(false)
    expect(meets(dark, bought({ roast: text('dark') }))).toBe(false)
    expect(meets(dark, bought({ sku: text('gone'), roast: text('dark') }))).toBe(true)
    expect(meets(dark, bought({ 'product.roast': text('dark') }))).toBe(true)
  })

  test('can be of lists and dates, of items too, and all of one item', () => {
    const tagged = 'did "Bought" where any item (product.tags includes all of ("decaf", "NEW"))'
    expect(meets(tagged, bought({}, { product_id: text('tagged') }))).toBe(true)
    const fresh = 'did "Bought" where any item (product.harvest in last 30 days)'
    expect(meets(fresh, bought({}, { product_id: text('citrus') }))).toBe(true)
    const one = 'did "Bought" where any item (product.organic = yes and product.roast = "light")'
    const two = [{ product_id: text('beans') }, { product_id: text('citrus') }]
    expect(meets(one, bought({}, ...two))).toBe(false)
  })

  test('holds money in other currencies for not said', () => {
    const dear = 'did "Bought" where any item (product.price >= 30)'
    const yen: Said = { product_id: text('beans'), price: { type: 'number', value: 10_000 } }
    expect(meets(dear, bought({}, yen))).toBe(false)
    expect(meets(dear, bought({ currency: text('JPY') }, yen))).toBe(true)
  })

  test('says which items a measure runs over', () => {
    const two = 'sum of items.quantity of "Bought" where any item (product.organic = yes) = 2'
    const item = (code: string, n: number): Said => ({
      product_id: text(code),
      quantity: { type: 'number', value: n * 10_000 },
    })
    expect(meets(two, bought({}, item('beans', 2), item('citrus', 5)))).toBe(true)
  })

  test('turns at the midnight at which a date of the product does', () => {
    const fresh = said('did "Bought" where any item (product.harvest in last 30 days)')
    const facts: Facts = {
      ...nothingKnown,
      id: 1n,
      events: [bought({}, { product_id: text('citrus') })],
    }
    const at = nextChangeAt(fresh, facts, context)
    expect(at).toBe((Math.floor(now / day) + 20) * day)
    expect(matches(fresh, facts, { ...context, now: (at ?? 0) - 1 })).toBe(true)
    expect(matches(fresh, facts, { ...context, now: at ?? 0 })).toBe(false)
  })
})

test.each([
  'did "Bought" where any item (product.organic = true)',
  'did "Bought" where (product.roast = "dark" and not product.tags includes any of ("x"))',
  'did "Bought" where any item of "lines" (product.harvest in next 7 days or product.farm within 5.0 km of (0.0, 0.0))',
])('it is written and read: %s', (written) => {
  expect(said(printText(said(written), names))).toEqual(said(written))
})

describe('it is refused, saying where, what and how to mend it', () => {
  const wrong = (condition: string) => checkCondition(said(condition), catalogue)[0]

  test('where there is no such field of products', () => {
    expect(
      wrong('city exists or did "Bought" where (total > 1 and any item (product.orgnic = yes))'),
    ).toMatchObject({ where: 'of[0].field' })
    expect(
      wrong('did "Bought" where (total > 1 and any item (not product.orgnic = yes))'),
    ).toMatchObject({
      code: 'not_found',
      message: 'There is no field "product.orgnic"',
      where: 'where.of[1].of.of.property',
      fix: 'Did you mean "product.organic"?',
    })
  })

  test('where the field may not be used, or cannot be asked so', () => {
    expect(wrong('did "Bought" where (product.notes = "x")')).toMatchObject({
      where: 'where.property',
      fix: 'Mark the field "product.notes" as filterable, then ask again.',
    })
    expect(wrong('did "Bought" where any item (product.organic = "yes")')).toMatchObject({
      where: 'where.of.test',
      message: expect.stringContaining('The field "product.organic": a yes/no field') as string,
    })
    expect(wrong('"Seen" then "Bought" where (product.roast > 5)')).toMatchObject({
      where: 'steps[1].where.test',
    })
    expect(wrong('top 5 by count of "Bought" where (product.roasts = "x")')).toMatchObject({
      where: 'by.where.property',
    })
  })

  test.each([
    ['distinct product.roast of "Bought" > 1', 'measure.property'],
    ['sum of items.product.price of "Bought" > 1', 'measure.property'],
    ['"Seen" then "Bought" with same product.roast', 'steps[1].same'],
  ])('where something is measured or compared by it: %s', (condition, where) => {
    expect(wrong(condition)).toMatchObject({ code: 'invalid', where })
  })

  test('where it is about companies, which are not there', () => {
    expect(wrong('company.size > 10')).toMatchObject({
      message: 'There are no companies yet, so no condition speaks of "company.size"',
      where: 'field',
    })
  })
})

test('values that it is compared with are read as the field keeps them', () => {
  const reading = { ...catalogue, context: { zone: utc, country: 'BR', currency: 'BRL' } }
  const read = (condition: string) => readOperands(said(condition), reading)
  expect(read('did "Bought" where any item (product.origin = "Brasil")')).toEqual(
    said('did "Bought" where any item (product.origin = "BR")'),
  )
  expect(read('"A" then "B" where (product.origin is any of ("Brasil"))')).toEqual(
    said('"A" then "B" where (product.origin is any of ("BR"))'),
  )
  expect(read('did "Bought" where (product.maker = "123")')).toMatchObject({
    where: 'where.test.value',
  })
})

test('a condition speaks of those fields, wherever it does, and goes by their new names', () => {
  const condition = said(
    'did "A" where any item (product.roast = "x") or "B" then "C" where (product.organic = yes) or top 5 by count of "D" where (product.roast exists)',
  )
  expect(fieldsIn(condition)).toEqual(['product.roast', 'product.organic'])
  const reads = readsOf(1, new Map([[1, condition]]))
  expect([...reads.fields]).toEqual(['product.roast', 'product.organic'])
  expect(renameField(condition, 'product.roast', 'product.torra')).toEqual(
    said(
      'did "A" where any item (product.torra = "x") or "B" then "C" where (product.organic = yes) or top 5 by count of "D" where (product.torra exists)',
    ),
  )
  expect(renameField(condition, 'roast', 'torra')).toBe(condition)
})
