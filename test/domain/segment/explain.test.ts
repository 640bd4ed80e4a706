import { expect, test } from 'vitest'
import fc from 'fast-check'
import type { Condition } from '../../../src/domain/segment/condition.ts'
import { explain, type Explained } from '../../../src/domain/segment/explain.ts'
import { matches } from '../../../src/domain/segment/matches.ts'
import { normal } from '../../../src/domain/segment/normal.ts'
import { showSeen } from '../../../src/domain/segment/reading/observed.ts'
import { namesOf } from '../../../src/domain/segment/text/names.ts'
import { arbitraryCondition } from './arbitrary.ts'
import { vocabulary } from './vocabulary.ts'
import { base, said } from './saying.ts'
import { arbitraryFacts, context, event, facts, field, ranked } from './world.ts'

const now = base.now
const bought = (at: string, total: number, currency = 'BRL') =>
  event('Bought', at, { total, currency })

/** Whether each part holds follows from its parts, as it must of a tree. */
function isSound({ condition, meets, ...part }: Explained): boolean {
  if (part.kind === 'segment') {
    if (part.of === undefined) return true
    const pinned = part.pin === undefined ? part.of.meets : part.pin === 'in'
    return meets === pinned && isSound(part.of)
  }
  if (part.kind !== 'group') return true
  const inside = part.of.map((each) => each.meets)
  const { type } = condition
  const follows =
    type === 'all' ? inside.every(Boolean) : type === 'any' ? inside.some(Boolean) : !inside[0]
  return meets === follows && part.of.every(isSound)
}

test('what is said of each part is what makes up the whole, whatever is asked of whomever', () => {
  const fields = new Map(vocabulary.fields.map(({ name, type }) => [name, field(name, type)]))
  const segments = new Map(vocabulary.segments.map((id) => [id, said('did "did"')]))
  const world = context({ fields, segments, now })
  fc.assert(
    fc.property(arbitraryCondition(vocabulary), arbitraryFacts(vocabulary, now), (drawn, who) => {
      const condition = normal(drawn)
      const among = ranked(world, [who], [condition])
      const why = explain(condition, who, among)
      expect(why.meets).toBe(matches(condition, who, among))
      expect(isSound(why)).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('of a behaviour it is said what it came to, by which events, and what was left out', () => {
  const who = facts({
    events: [
      bought('2026-03-01T08:00:00Z', 10),
      bought('2026-03-02T08:00:00Z', 20.25),
      bought('2026-03-03T08:00:00Z', 1_000, 'JPY'),
      bought('2026-03-04T08:00:00Z', 30),
      bought('2026-03-05T08:00:00Z', 40),
      bought('2025-01-01T08:00:00Z', 9_000),
      event('Viewed', '2026-03-06T08:00:00Z'),
    ],
  })
  const why = explain(said('sum of total of "Bought" in last 90 days > 500'), who, base)
  expect(why).toMatchObject({ meets: false, count: 5, otherMoney: 1 })
  expect(why.kind === 'did' && why.latest.map(({ ts }) => new Date(ts).getUTCDate())).toEqual([
    5, 4, 3,
  ])
  expect(why.nextChangeAt).toBe(Date.parse('2026-05-30T08:00:00Z'))
})

test.each([
  ['sum of total of "Bought" > 500', 'R$ 30,50', 'R$30.50'],
  ['average of total of "Bought" > 500', 'R$ 15,25', 'R$15.25'],
  ['did "Bought"', '2', '2'],
  ['days since last "Bought" > 3', '13', '13'],
  ['last currency of "Bought" = "BRL"', '“BRL”', '“BRL”'],
  ['maximum of missing of "Bought" > 3', undefined, undefined],
  ['birth_date before 2000-01-01', '31 de dezembro de 1999', '31 December 1999'],
  ['vip = true', undefined, undefined],
  [
    'not asked for "news"',
    'Consentiu com “news” em pelo menos um canal e não recusou em nenhum',
    'Consented to “news” on at least one channel and refused it on none',
  ],
  ['everyone', undefined, undefined],
])('what was seen by %s is shown as people write it', (text, portuguese, english) => {
  const who = facts({
    events: [bought('2026-03-01T08:00:00Z', 10), bought('2026-03-02T08:00:00Z', 20.5)],
    fields: new Map([['birth_date', { type: 'date' as const, value: 10_956 }]]),
    consents: [{ purpose: 'news', channel: 'email', state: 'granted', at: now - 1 }],
  })
  const known = {
    names: namesOf(new Map(), new Map()),
    fields: base.fields,
    values: { zone: base.shop.zone, country: 'BR', currency: 'BRL' },
  }
  const why = explain(said(text), who, base)
  const shown = [showSeen(why, 'pt-BR', known), showSeen(why, 'en', known)]
  expect(shown.map((each) => each?.replaceAll('\u00a0', ' '))).toEqual([portuguese, english])
})

test('of a segment it is said how she is pinned, and what its condition comes to without that', () => {
  const segments = new Map<number, Condition>([[1, said('city = "Recife"')]])
  const who = facts({ pins: new Map([[1, 'in']]) })
  const why = explain(said('in segment "buyers"'), who, { ...base, segments })
  expect(why).toMatchObject({ meets: true, kind: 'segment', pin: 'in', of: { meets: false } })
})

test('segments that name each other many times are explained once each', () => {
  const segments = new Map<number, Condition>([[1, said('city = "Recife"')]])
  for (let id = 2; id <= 40; id++) {
    const below: Condition = { type: 'segment', segment: id - 1 }
    segments.set(id, { type: 'any', of: [below, { type: 'not', of: below }] })
  }
  const why = explain({ type: 'segment', segment: 40 }, facts(), { ...base, segments })
  expect(JSON.stringify(why).length).toBeLessThan(100_000)
})

test('of a sequence it is said which events took its steps, the latest that did', () => {
  const at = (day: number) => `2026-03-${String(day).padStart(2, '0')}T08:00:00Z`
  const viewed = (day: number, sku: string) => event('Viewed', at(day), { sku })
  const ordered = (day: number, sku: string) => event('Bought', at(day), { sku })
  const who = facts({
    events: [viewed(1, 'a'), ordered(2, 'a'), viewed(3, 'b'), viewed(4, 'a'), ordered(5, 'b')],
  })
  const asked = (text: string) => {
    const why = explain(said(text), who, base)
    return why.kind === 'sequence' && why.stopped === undefined
      ? why.steps.map(({ ts }) => new Date(ts).getUTCDate())
      : []
  }
  expect(asked('"Viewed" then "Bought"')).toEqual([4, 5])
  expect(asked('"Viewed" then "Bought" with same sku')).toEqual([3, 5])
  expect(asked('"Viewed" then "Bought" within 1 day with same sku')).toEqual([1, 2])
  expect(asked('"Viewed" then "Bought" then never "Viewed"')).toEqual([4, 5])
  expect(asked('"Bought" then "Viewed" then never "Bought"')).toEqual([])
})
