import { expect, test } from 'vitest'
import type { Condition } from '../../../../src/domain/segment/condition.ts'
import { nothingKnown } from '../../../../src/domain/segment/facts.ts'
import { isMember } from '../../../../src/domain/segment/matches.ts'
import { indexReads } from '../../../../src/domain/segment/reads.ts'
import { bareSegments } from '../../../../src/work/refresh/live/bare.ts'
import { affectedBy, isTooMuch } from '../../../../src/work/refresh/live/questions.ts'
import type { Arrivals } from '../../../../src/work/refresh/live/touched.ts'
import { drawn } from '../../../agree/check.ts'
import { random } from '../../../agree/random.ts'
import { contextOf } from '../../../agree/world.ts'
import { context as contextWith } from '../../../domain/segment/world.ts'

const day = 86_400_000

test.each([11, 12, 13, 14])(
  'in world %i nobody of whom nothing is known is ever in a segment that she is not asked about',
  (seed) => {
    const r = random(seed)
    const { world, cases } = drawn(seed)
    const found = { bare: 0, others: 0 }
    for (const { condition, now } of cases) {
      const plain = contextOf(world, now)
      const asked = Math.max(...plain.segments.keys(), 0) + 1
      const context = { ...plain, segments: new Map([...plain.segments, [asked, condition]]) }
      const isBare = bareSegments([asked], context).has(asked)
      found[isBare ? 'bare' : 'others'] += 1
      if (isBare) continue
      for (const at of [now, ...r.many(4, 4, () => now + r.below(4_000) * day)]) {
        const id = BigInt(1 + r.below(2 ** 31))
        const isIn = isMember(asked, { ...nothingKnown, id }, { ...context, now: at })
        expect([condition, at, isIn]).toEqual([condition, at, false])
      }
    }
    expect(found.bare).toBeGreaterThan(10)
    expect(found.others).toBeGreaterThan(30)
  },
)

test('of ten thousand segments somebody new is asked about those that she can be in', () => {
  const inCity = (value: string): Condition => {
    return { type: 'field', field: 'city', test: { op: 'is', value } }
  }
  const segments = new Map<number, Condition>(
    Array.from({ length: 10_000 }, (_, i) => [i + 1, { type: 'did', event: `Event ${i}` }]),
  )
  segments.set(7, { type: 'not', of: inCity('Recife') })
  segments.set(8, { type: 'sample', percent: 1, seed: 'a' })
  segments.set(9, { type: 'any', of: [inCity('Natal'), { type: 'segment', segment: 7 }] })
  const ids = [...segments.keys()]
  const bare = bareSegments(ids, contextWith({ segments }))
  const scope = { segments: ids, index: indexReads(ids, segments), bare }
  const came: Arrivals = {
    after: 0,
    upTo: 1,
    because: { cause: 'arrivals', ref: '1' },
    customers: new Set(['1', '2', '3']),
    anew: new Set(['1', '2']),
    anyAnew: true,
    isMixed: false,
    identified: new Set(),
    touches: { events: ['Event 41'], fields: [], lists: [], purposes: [], pins: [] },
    retyped: [],
    related: [],
  }
  expect(affectedBy(came, scope)).toEqual({ touched: [42], anew: [7, 8, 9, 42] })
  // Of two who are one now everything is asked.
  expect(affectedBy({ ...came, isMixed: true }, scope).anew).toEqual(ids)
  const many = new Set(Array.from({ length: 4_000 }, (_, i) => String(i)))
  const crowd = { ...came, customers: many, anew: many }
  expect(isTooMuch(crowd, affectedBy(crowd, scope))).toBe(false)
  expect(isTooMuch(crowd, affectedBy({ ...crowd, isMixed: true }, scope))).toBe(true)
})
