import { expect, test } from 'vitest'
import { fieldsIn } from '../../../src/domain/segment/check.ts'
import type { Facts } from '../../../src/domain/segment/facts.ts'
import { renameField } from '../../../src/domain/segment/renameField.ts'
import { localDay, midnight, midnightShifts, zoneOf } from '../../../src/domain/time/zone.ts'
import { orRefuse } from '../../../src/domain/failure.ts'
import { holds, said } from './saying.ts'
import { event, instant, shopIn } from './world.ts'

/** Who bought at those instants, and has that field. */
function buyer(at: readonly string[], field?: Partial<Facts>['fields']): Partial<Facts> {
  return { events: at.map((each) => event('A', each)), fields: field ?? new Map() }
}

const seen = (at: string): Facts['fields'] =>
  new Map([['last_seen', { type: 'datetime', value: instant(at) }]])
const born = (date: string): Facts['fields'] =>
  new Map([['birth_date', { type: 'date', value: Date.parse(date) / 86_400_000 }]])

test('a window since an instant begins with it and ends now', () => {
  const bought = (at: string) =>
    holds('did "A" since last_seen', buyer([at], seen('2026-03-01T10:00:00Z')))
  expect(bought('2026-03-01T09:59:59.999Z')).toBe(false)
  expect(bought('2026-03-01T10:00:00.000Z')).toBe(true)
  expect(bought('2026-03-15T12:00:00.000Z')).toBe(true)
  expect(bought('2026-03-15T12:00:00.001Z')).toBe(false)
})

test('a window since a date begins with the midnight of the shop’s day', () => {
  const shop = shopIn('America/Sao_Paulo')
  const bought = (at: string) =>
    holds('did "A" since birth_date', buyer([at], born('2026-03-02')), { shop })
  expect(bought('2026-03-02T02:59:59.999Z')).toBe(false)
  expect(bought('2026-03-02T03:00:00.000Z')).toBe(true)
})

test('where clocks skip midnight the window begins when that day does', () => {
  const more = { shop: shopIn('America/Sao_Paulo'), now: instant('2018-12-01T00:00:00Z') }
  const bought = (at: string) =>
    holds('did "A" since birth_date', buyer([at], born('2018-11-04')), more)
  expect(bought('2018-11-04T02:59:59.999Z')).toBe(false)
  expect(bought('2018-11-04T03:00:00.000Z')).toBe(true)
})

test('without the field nothing holds since it, not even that she did it at most twice', () => {
  const without = buyer(['2026-03-10T00:00:00Z'])
  expect(holds('did "A" at most 2 times since last_seen', without)).toBe(false)
  expect(holds('did "A" exactly 0 times since last_seen', buyer([]))).toBe(false)
  expect(holds('not did "A" since last_seen', without)).toBe(true)
})

test('since what is still to come nothing was done', () => {
  const coming = buyer(
    ['2026-03-10T00:00:00Z', '2026-04-02T00:00:00Z'],
    seen('2026-04-01T00:00:00Z'),
  )
  expect(holds('did "A" since last_seen', coming)).toBe(false)
  expect(holds('did "A" exactly 0 times since last_seen', coming)).toBe(true)
  expect(holds('did "A" at most 2 times since last_seen', coming)).toBe(true)
})

test('the field that a window begins with is one that the condition speaks of, and is renamed in it', () => {
  const condition = said('did "A" since last_seen and city = "x" and did "B" since birth_date')
  expect(fieldsIn(condition)).toEqual(['last_seen', 'city', 'birth_date'])
  const renamed = renameField(condition, 'last_seen', 'seen')
  expect(renamed).toEqual(said('did "A" since seen and city = "x" and did "B" since birth_date'))
  expect(renameField(condition, 'nothing', 'seen')).toBe(condition)
})

test.each([
  'UTC',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Pacific/Apia',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Africa/Monrovia',
  'Asia/Manila',
  'America/Juneau',
  'Antarctica/Troll',
])('the table of midnights of %s has that of every day', (name) => {
  const zone = orRefuse(zoneOf(name))
  const table = midnightShifts(zone)
  const wrong: number[] = []
  let at = 0
  for (let day = -75_000; day < 70_000; day++) {
    while ((table[at + 1]?.from ?? Infinity) <= day) at++
    if (day * 86_400_000 + (table[at]?.shift ?? 0) !== midnight(zone, day)) wrong.push(day)
  }
  expect(wrong).toEqual([])
  expect(table.every(({ from }, i) => i === 0 || from > (table[i - 1]?.from ?? 0))).toBe(true)
  expect(localDay(zone, midnight(zone, 20_000))).toBe(20_000)
})
