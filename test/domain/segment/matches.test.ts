import { describe, expect, test } from 'vitest'
import type { Condition } from '../../../src/domain/segment/condition.ts'
import { matches } from '../../../src/domain/segment/matches.ts'
import { base, did, holds, nobody, withField } from './saying.ts'
import { event, facts, shopIn } from './world.ts'

describe('two values, never three', () => {
  test.each([
    'city = "x"',
    'city != "x" and city exists',
    'age < 3',
    'age between 0 and 100',
    'tags includes none of ("a")',
    'birth_date before 2020-01-01',
    'city contains "a"',
    'home exists',
    'last total of "A" exists',
    'average of total of "A" >= 0',
    'minimum of total of "A" <= 0',
    'days since last "A" >= 0',
  ])('a missing value makes "%s" false', (text) => {
    expect(holds(text, nobody)).toBe(false)
    expect(holds(`not (${text})`, nobody)).toBe(true)
  })

  test.each([
    'city != "x"',
    'did "A" at most 3 times',
    'did "A" exactly 0 times',
    'sum of total of "A" = 0',
    'distinct total of "A" = 0',
    'active days of "A" < 1',
    'everyone',
  ])('"%s" holds of a customer of whom nothing is known', (text) => {
    expect(holds(text, nobody)).toBe(true)
  })

  test('no one is no one, and all of nothing is everyone', () => {
    expect(holds('no one')).toBe(false)
    expect(matches({ type: 'all', of: [] }, facts(), base)).toBe(true)
  })

  test('a value of another type makes the test false', () => {
    const text = did(event('A', '2026-03-01', { total: '12' }))
    expect(holds('did "A" where total = 12', text)).toBe(false)
    expect(holds('did "A" where total > 0', text)).toBe(false)
    expect(holds('did "A" where total = "12"', text)).toBe(true)
    const flag = did(event('A', '2026-03-01', { total: true }))
    expect(holds('did "A" where total = 1', flag)).toBe(false)
    expect(holds('did "A" where total = true', flag)).toBe(true)
  })

  test('an empty text of an event is a value', () => {
    const empty = did(event('A', '2026-03-01', { note: '' }))
    expect(holds('did "A" where note exists', empty)).toBe(true)
    expect(holds('did "A" where note = ""', empty)).toBe(true)
    expect(holds('did "A" where note contains "a"', empty)).toBe(false)
  })
})

describe('text', () => {
  const recife = withField('city', 'text', 'São José')
  test('tests ignore case and accents', () => {
    expect(holds('city = "SAO JOSE"', recife)).toBe(true)
    expect(holds('city contains "joSÉ"', recife)).toBe(true)
    expect(holds('city starts with "são"', recife)).toBe(true)
    expect(holds('city ends with "Jose"', recife)).toBe(true)
    expect(holds('city is any of ("x", "sao jose")', recife)).toBe(true)
    expect(holds('city is any of ("x", "y")', recife)).toBe(false)
  })

  test('exactly is for codes', () => {
    const code = withField('code', 'text', 'A1b')
    expect(holds('code exactly = "A1b"', code)).toBe(true)
    expect(holds('code exactly = "a1b"', code)).toBe(false)
  })

  test('a pattern is unanchored, ignores case but not accents, and . is any character', () => {
    expect(holds('city matches /JOS./', recife)).toBe(true)
    expect(holds('city matches /jose/', recife)).toBe(false)
    expect(holds('city matches /^jos/', recife)).toBe(false)
    expect(holds('city matches /a.b/', withField('city', 'text', 'A\nB'))).toBe(true)
    expect(holds('city matches /(?-i)JOS/', recife)).toBe(false)
  })

  test('a pattern that takes others minutes takes no time', () => {
    const evil = withField('city', 'text', 'a'.repeat(50_000))
    const before = process.cpuUsage().user
    expect(holds('city matches /(a+)+$b/', evil)).toBe(false)
    expect(process.cpuUsage().user - before).toBeLessThan(5e6)
  })

  test('order is by code point of the folded text', () => {
    expect(holds('city < "B"', withField('city', 'text', 'á'))).toBe(true)
    expect(holds('city between "a" and "b"', withField('city', 'text', 'Área'))).toBe(true)
    expect(holds('city > "\uffee"', withField('city', 'text', '😀'))).toBe(true)
  })
})

describe('numbers', () => {
  test('between has both ends', () => {
    const age = (n: number) => withField('age', 'integer', n * 10_000)
    expect([24, 25, 40, 41].map((n) => holds('age between 25 and 40', age(n)))).toEqual([
      false,
      true,
      true,
      false,
    ])
  })

  test('four places are exact', () => {
    const score = withField('score', 'decimal', 1)
    expect(holds('score = 0.0001', score)).toBe(true)
    expect(holds('score > 0.0001', score)).toBe(false)
  })

  test('0.1 and 0.2 are 0.3', () => {
    const two = did(event('A', '2026-03-01', { x: 0.1 }), event('A', '2026-03-02', { x: 0.2 }))
    expect(holds('sum of x of "A" = 0.3', two)).toBe(true)
  })

  test('sums beyond 2^53 are exact', () => {
    const many = Array.from({ length: 20 }, () => event('A', '2026-03-01', { x: 800_000_000_000 }))
    many.push(event('A', '2026-03-01', { x: 0.0001 }))
    const huge = { type: 'did', event: 'A', measure: { of: 'average', property: 'x' } } as const
    const average = (value: number): Condition => ({ ...huge, test: { op: 'greater', value } })
    // 16,000,000,000,000.0001 / 21 is 761,904,761,904.7619…
    expect(matches(average(761_904_761_904.7617), facts({ events: many }), base)).toBe(true)
    expect(matches(average(761_904_761_904.762), facts({ events: many }), base)).toBe(false)
  })

  test('an average is compared, not divided', () => {
    const thirds = did(...[1, 0, 0].map((x) => event('A', '2026-03-01', { x })))
    expect(holds('average of x of "A" > 0.3333', thirds)).toBe(true)
    expect(holds('average of x of "A" < 0.3334', thirds)).toBe(true)
    expect(holds('average of x of "A" = 0.3333', thirds)).toBe(false)
  })

  test('events without the property do not count in an average, and text does not in a sum', () => {
    const mixed = did(
      event('A', '2026-03-01', { x: 10 }),
      event('A', '2026-03-01', { x: 'abc' }),
      event('A', '2026-03-01'),
    )
    expect(holds('average of x of "A" = 10', mixed)).toBe(true)
    expect(holds('sum of x of "A" = 10', mixed)).toBe(true)
    expect(holds('minimum of x of "A" = 10 and maximum of x of "A" = 10', mixed)).toBe(true)
    expect(holds('distinct x of "A" = 2', mixed)).toBe(true)
  })
})

describe('lists', () => {
  const tags = withField('tags', 'list', ['Café', 'tea'])
  test('include any, all, none', () => {
    expect(holds('tags includes any of ("x", "CAFE")', tags)).toBe(true)
    expect(holds('tags includes all of ("cafe", "tea")', tags)).toBe(true)
    expect(holds('tags includes all of ("cafe", "x")', tags)).toBe(false)
    expect(holds('tags includes none of ("x", "y")', tags)).toBe(true)
    expect(holds('tags includes none of ("x", "tea")', tags)).toBe(false)
  })

  test('who has another tag does not thereby lack this one (Mautic)', () => {
    expect(holds('not tags includes any of ("tea")', tags)).toBe(false)
    expect(holds('tags includes none of ("tea")', tags)).toBe(false)
  })

  test('types are never mixed, in lists neither', () => {
    const list = did(event('A', '2026-03-01', { x: ['1', true] }))
    expect(holds('did "A" where x includes any of (1)', list)).toBe(false)
    expect(holds('did "A" where x includes any of ("1")', list)).toBe(true)
    expect(holds('did "A" where x includes all of ("1", true)', list)).toBe(true)
    expect(holds('did "A" where x = "1"', list)).toBe(false)
  })
})

test('a place is within so many kilometres over the ground, over the date line too', () => {
  const home = (lat: number, lon: number) => withField('home', 'location', { lat, lon })
  expect(holds('home within 6 km of (-8.05, -34.88)', home(-8.0089, -34.8553))).toBe(true)
  expect(holds('home within 5 km of (-8.05, -34.88)', home(-8.0089, -34.8553))).toBe(false)
  expect(holds('home within 0.11 km of (12, 179.9995)', home(12, -179.9995))).toBe(true)
  expect(holds('home within 0.1 km of (12, 179.9995)', home(12, -179.9995))).toBe(false)
  expect(holds('home within 0.001 km of (90, 0)', home(90, 77))).toBe(true)
  expect(holds('home within 20000 km of (0, 0)', nobody)).toBe(false)
})

describe('dates', () => {
  test('of a field are local days', () => {
    const born = (day: string) => withField('birth_date', 'date', Date.parse(day) / 86_400_000)
    expect(holds('birth_date before 2000-01-01', born('1999-12-31'))).toBe(true)
    expect(holds('birth_date before 2000-01-01', born('2000-01-01'))).toBe(false)
    expect(holds('birth_date on -1d', born('2026-03-14'))).toBe(true)
    expect(holds('birth_date between 2000-01-01 and 2000-01-02', born('2000-01-02'))).toBe(true)
    expect(holds('birth_date in next 1 day', born('2026-03-15'))).toBe(true)
    expect(holds('birth_date in next 1 day', born('2026-03-16'))).toBe(false)
  })

  test('of an instant go by the shop’s midnights', () => {
    const seen = withField('last_seen', 'datetime', Date.parse('2026-03-15T02:00:00Z'))
    const there = { shop: shopIn('America/Sao_Paulo') }
    expect(holds('last_seen on 2026-03-15', seen)).toBe(true)
    expect(holds('last_seen on 2026-03-14', seen, there)).toBe(true)
    expect(holds('last_seen in last 10 hours', seen)).toBe(false)
    expect(holds('last_seen in last 11 hours', seen)).toBe(true)
    expect(holds('last_seen more than 10 hours ago', seen)).toBe(true)
  })

  test('of an event are asked of texts that are instants, and of no others', () => {
    const sent = did(event('A', '2026-03-01', { due: '2026-04-01T00:00:00Z', note: 'soon' }))
    expect(holds('did "A" where due in next 20 days', sent)).toBe(true)
    expect(holds('did "A" where due in next 16 days', sent)).toBe(false)
    expect(holds('did "A" where note in next 20 days', sent)).toBe(false)
    expect(holds('did "A" where due = "2026-04-01t00:00:00z"', sent)).toBe(true)
  })
})
