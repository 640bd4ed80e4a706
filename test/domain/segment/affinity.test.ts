import { expect, test } from 'vitest'
import { isFailure } from '../../../src/domain/failure.ts'
import { valueOf } from '../../../src/domain/segment/calculated/value.ts'
import { matches } from '../../../src/domain/segment/matches.ts'
import { nextChangeAt } from '../../../src/domain/segment/nextChange.ts'
import { parseField, printField } from '../../../src/domain/segment/text/field.ts'
import { namesOf } from '../../../src/domain/segment/text/names.ts'
import { base, said } from './saying.ts'
import { event, facts } from './world.ts'

const names = namesOf(new Map(), new Map())
const texts = [
  'field taste = affinity for category of any of ("Bought", "Viewed") halved every 30 days',
  'field lean = share of "Tea" in affinity for category of any of ("Bought", "Viewed") halved every 30 days',
  'field cups = affinity for items.category of "Bought" where (channel = "app") halved every 1 day',
  'field weighed = share of "Tea" in affinity for category of any of ("Bought", "Viewed") weighing ("Bought" 3) halved every 30 days',
]

function made(text: string) {
  const read = parseField(text, names)
  if (isFailure(read)) throw new Error(JSON.stringify(read))
  return read
}

const calculated = new Map(texts.map(made).map(({ name, calculation }) => [name, calculation]))
const world = { ...base, calculated }
const on = (at: string, category: string) => event('Viewed', at, { category })

function value(name: string, events: ReturnType<typeof on>[], now = base.now) {
  const calculation = calculated.get(name)
  return calculation && valueOf(calculation, facts({ events }), { ...world, now })
}

test('what was done a half-life earlier weighs half', () => {
  const events = [on('2026-01-01T00:00:00Z', 'tea'), on('2026-01-31T00:00:00Z', 'coffee')]
  expect(value('taste', events)).toBe('coffee')
  expect(value('lean', events)).toBe(333_333)
  expect(value('lean', [...events, on('2026-01-01T00:00:00Z', 'TEA')])).toBe(500_000)
})

test('one kind of event may weigh more than another', () => {
  const bought = event('Bought', '2026-01-01T00:00:00Z', { category: 'tea' })
  expect(value('weighed', [bought, on('2026-01-01T00:00:00Z', 'coffee')])).toBe(750_000)
  // Three times a half against one.
  expect(value('weighed', [bought, on('2026-01-31T00:00:00Z', 'coffee')])).toBe(600_000)
  expect(value('lean', [bought, on('2026-01-01T00:00:00Z', 'coffee')])).toBe(500_000)
})

test('weights are kept by name, and that something weighs once goes without saying', () => {
  const text = 'field x = affinity for y of any of ("A", "B", "C") weighing'
  const other = `${text} ("C" 2, "B" 1, "A" 1000) halved every 2 days`
  expect(printField(made(other), names)).toBe(`${text} ("A" 1000, "C" 2) halved every 2 days`)
  const once = made('field x = affinity for y of "A" weighing ("A" 1) halved every 2 days')
  expect(printField(once, names)).toBe('field x = affinity for y of "A" halved every 2 days')
})

test('of equals the lesser comes first, and it is shown as it was written last', () => {
  const both = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'].flatMap((at) => [
    on(at, 'Tea'),
    on(at, 'Café'),
  ])
  expect(value('taste', both)).toBe('Café')
})

test('it changes with events and not between them', () => {
  const events = [on('2026-01-01T00:00:00Z', 'tea'), on('2026-03-01T00:00:00Z', 'coffee')]
  const later = [0, 1, 40, 400, 40_000].map((days) => base.now + days * 86_400_000)
  expect(new Set(later.map((now) => value('lean', events, now))).size).toBe(1)
  expect(nextChangeAt(said('lean > 10'), facts({ events }), world)).toBeNull()
  const coming = [...events, on('2026-04-01T00:00:00Z', 'tea')]
  expect(nextChangeAt(said('lean > 10'), facts({ events: coming }), world)).toBe(
    Date.parse('2026-04-01T00:00:00Z'),
  )
})

test('whoever has no such event leans to nothing', () => {
  expect(value('taste', [])).toBeUndefined()
  expect(value('lean', [event('Viewed', '2026-01-01T00:00:00Z', {})])).toBeUndefined()
  expect(matches(said('not taste exists and not lean < 5'), facts(), world)).toBe(true)
  expect(value('lean', [on('2026-01-01T00:00:00Z', 'coffee')])).toBe(0)
})

test.each(texts)('%s is read back to the same', (text) => {
  expect(printField(made(text), names)).toBe(text)
})

test.each([
  ['field x = affinity for category of "A"', "Expected 'halved'"],
  ['field x = share of tea in affinity for category of "A" halved every 3 days', 'a "value"'],
  ['field x = affinity for category of "A" halved every 0 days', 'Too small'],
  ['field x = affinity for y of "A" weighing ("A" 1001) halved every 3 days', 'Too big'],
  ['field x = affinity for y of "A" weighing ("B" 2) halved every 3 days', 'It is not of "B"'],
  ['field x = affinity for y of "A" weighing ("A" 2, "A" 3) halved every 3 days', 'said twice'],
  ['field x = affinity for y of "A" weighing "A" 2 halved every 3 days', "Expected '('"],
])('%s is refused', (text, says) => {
  const read = parseField(text, names)
  expect(isFailure(read) && read.message).toContain(says)
})
