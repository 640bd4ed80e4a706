import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import fc from 'fast-check'
import type { Condition } from '../../../../src/domain/segment/condition.ts'
import { explain, type Explained } from '../../../../src/domain/segment/explain.ts'
import type { Context, Facts } from '../../../../src/domain/segment/facts.ts'
import { isFailure } from '../../../../src/domain/failure.ts'
import { normal } from '../../../../src/domain/segment/normal.ts'
import { seenReader } from '../../../../src/domain/segment/reading/seen.ts'
import type { RankEdge } from '../../../../src/domain/segment/rank.ts'
import { parseText } from '../../../../src/domain/segment/text/parse.ts'
import { wayMade, type Stopped } from '../../../../src/domain/segment/wayMade.ts'
import { wayThrough } from '../../../../src/domain/segment/sequence.ts'
import { arbitraryCondition } from '../arbitrary.ts'
import { vocabulary } from '../vocabulary.ts'
import { arbitraryFacts, context, event, facts, field, ranked, shopIn } from '../world.ts'
import { known as knownOf, own, shop as plain } from './known.ts'

/** What each kind of condition sees of one customer, in English and in Portuguese, with the shop's clocks. */
const cases = readFileSync(join(import.meta.dirname, 'seen.txt'), 'utf8')
  .trimEnd()
  .split('\n\n')
  .map((lines) => lines.split('\n') as [string, string, string])

const now = Date.parse('2026-03-15T12:00:00Z')
const zoned = shopIn('America/Sao_Paulo')
const all = [...plain.fields.values(), own(113, 'signup', 'Cadastro', 'date')]
const shop = {
  ...plain,
  fields: knownOf(all).fields,
  values: { ...plain.values, zone: zoned.zone },
}
const calculated: Context['calculated'] = new Map([
  ['vip', { type: 'condition', condition: read('city = "Recife"') }],
])
const world = context({
  now,
  shop: zoned,
  fields: shop.fields,
  segments: new Map([
    [1, read('city = "Recife"')],
    [2, read('did "Order Completed"')],
  ]),
  calculated,
})

const ana = facts({
  id: 7n,
  fields: new Map([
    ['city', { type: 'text' as const, value: 'Recife' }],
    ['birth_date', { type: 'date' as const, value: 10_956 }],
    ['children', { type: 'integer' as const, value: 20_000 }],
    ['interests', { type: 'list' as const, value: ['cafés', 'livros', 'trilhas'] }],
    // Two hours after midnight in London is the day before in São Paulo.
    ['last_seen', { type: 'datetime' as const, value: Date.parse('2026-03-01T02:00:00Z') }],
  ]),
  events: [
    bought('2025-12-01T12:00:00Z', 100, { coupon: 'ola' }),
    bought('2026-02-01T12:00:00Z', 20),
    bought('2026-03-01T02:00:00Z', 40),
    bought('2026-03-10T12:00:00Z', 60),
    bought('2026-03-11T12:00:00Z', 1_000, { currency: 'JPY' }),
    event('Product Viewed', '2026-03-09T12:00:00Z', { product_id: 'a' }),
    event('Product Viewed', '2026-03-09T13:00:00Z', { product_id: 'b' }),
    event('Email Opened', '2026-03-12T12:00:00Z'),
    event('Festa', '2026-03-14T12:00:00Z'),
  ],
  lists: new Set([1]),
  pins: new Map([[2, 'out' as const]]),
  consents: [
    { purpose: 'news', channel: 'email', state: 'denied', at: now - 40 * 86_400_000 },
    { purpose: 'news', channel: 'email', state: 'granted', at: now - 30 * 86_400_000 },
    { purpose: 'news', channel: 'sms', state: 'denied', at: now - 20 * 86_400_000 },
  ],
})

function bought(at: string, total: number, more: Record<string, string> = {}) {
  return event('Order Completed', at, { total, ...more })
}

/** Whoever else is put in order. */
const others = [200, 50, 30].map((total, i) =>
  facts({
    id: BigInt(10 + i),
    fields: new Map([['children', { type: 'integer' as const, value: i * 10_000 }]]),
    events: [bought('2026-03-05T12:00:00Z', total)],
  }),
)

const since = {
  lists: new Map([[1, Date.parse('2026-01-10T15:30:00Z')]]),
  segments: new Map([[1, Date.parse('2026-02-10T04:00:00Z')]]),
}

function read(text: string): Condition {
  const condition = parseText(text, plain.names)
  if (isFailure(condition)) throw new Error(`${text}: ${JSON.stringify(condition)}`)
  return condition
}

function explained(condition: Condition, who: Facts = ana): Explained {
  const among = ranked(world, [who, ...others], [condition])
  return explain(condition, who, { ...among, ranks: new Map([...(among.ranks ?? [])].map(placed)) })

  /** The store says her place, where she is put in order. */
  function placed([key, edge]: [string, RankEdge | null]): [string, RankEdge | null] {
    const isPlaced = edge !== null && condition.type === 'rank' && condition.among === undefined
    return [key, isPlaced ? { ...edge, place: 2 } : edge]
  }
}

test.each(cases)('%s', (text, en, pt) => {
  const why = explained(read(text))
  const shown = (['en', 'pt-BR'] as const).map((locale) =>
    seenReader(locale, shop, since)(why).join(' · ').replaceAll('\u00a0', ' '),
  )
  expect(shown).toEqual([en, pt])
})

test('whatever is seen of whomever, neither ids nor operators nor names of keys are said', () => {
  const fields = vocabulary.fields.map(({ name, type }, i) =>
    own(200 + i, name, `Campo ${i}`, type),
  )
  const there = { ...shop, fields: knownOf(fields).fields }
  const asked = context({
    fields: new Map(vocabulary.fields.map(({ name, type }) => [name, field(name, type)])),
    segments: new Map(vocabulary.segments.map((id) => [id, read('did "did"')])),
    now,
  })
  const readers = (['en', 'pt-BR'] as const).map((locale) => seenReader(locale, there, since))
  fc.assert(
    fc.property(arbitraryCondition(vocabulary), arbitraryFacts(vocabulary, now), (drawn, who) => {
      const condition = normal(drawn)
      const why = explain(condition, who, ranked(asked, [who], [condition]))
      for (const part of partsOf(why)) {
        for (const reader of readers) {
          for (const clause of reader(part)) {
            const said = clause.replaceAll(/“(?:[^”]|””)*”(?!”)/g, 'Q')
            expect(said).not.toMatch(/[<>=!#{}[\]|&\\_“”"]|undefined|null|NaN|Infinity/)
            expect(said).not.toMatch(/^$| {2}|\d{4}-\d\d-\d\d/)
          }
        }
      }
    }),
    { numRuns: 500 },
  )
})

function partsOf(part: Explained): readonly Explained[] {
  if (!('of' in part) || part.of === undefined) return [part]
  const inside: readonly Explained[] = 'kind' in part.of ? [part.of] : part.of
  return [part, ...inside.flatMap(partsOf)]
}

test('how far somebody went is as far as there is a way', () => {
  const names = ['a', 'b', 'c']
  const step = fc.record({
    event: fc.constantFrom(...names),
    never: fc.boolean(),
    within: fc.option(
      fc.record({ n: fc.integer({ min: 1, max: 4 }), unit: fc.constant('minutes' as const) }),
      { nil: undefined },
    ),
  })
  const events = fc.array(
    fc.record({ name: fc.constantFrom(...names), at: fc.integer({ min: 0, max: 12 }) }),
    { maxLength: 8 },
  )
  const seen = { whole: 0, part: 0, came: 0, mayCome: 0, none: 0, wrong: 0 }
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 5 }), events, (drawn, happened) => {
      const steps = drawn.map(({ event, never, within }, i) => ({
        event,
        ...(never && i > 0 ? { never: true as const } : {}),
        ...(within === undefined || i === 0 ? {} : { within }),
      }))
      const sequence = { type: 'sequence' as const, steps }
      const who = facts({ events: happened.map(({ name, at }) => event(name, now - at * 60_000)) })
      const { steps: taken, stopped } = wayMade(sequence, who, world)
      const isWhole = wayThrough(sequence, who, world) !== undefined
      const goes = (length: number) =>
        wayThrough({ ...sequence, steps: steps.slice(0, length) }, who, world) !== undefined
      const last = steps.findLastIndex(({ never }) => never !== true)
      const ended = taken.at(-1)?.ts ?? Number.NaN
      const how = howStopped()
      seen[how] += 1
      expect([isWhole, taken.length > 0]).toEqual([how === 'whole', how !== 'none'])

      function howStopped(): keyof typeof seen {
        if (stopped === undefined) return 'whole'
        if ('came' in stopped || 'mayComeUntil' in stopped) return howEnded(stopped)
        const next = steps.findIndex(({ never }, i) => i >= stopped.step && never !== true)
        if (goes(next + 1)) return 'wrong'
        if (taken.length === 0) return 'none'
        return goes(stopped.step) ? 'part' : 'wrong'
      }

      function howEnded(stopped: Stopped): keyof typeof seen {
        const at = steps[stopped.step]
        if (stopped.step <= last) return 'wrong'
        if ('came' in stopped) {
          return stopped.came.name === at?.event && stopped.came.ts > ended ? 'came' : 'wrong'
        }
        const until = ended + (at?.within?.n ?? Number.NaN) * 60_000
        const said = 'mayComeUntil' in stopped ? stopped.mayComeUntil : Number.NaN
        return said === until && until > now ? 'mayCome' : 'wrong'
      }
    }),
    { numRuns: 2_000 },
  )
  const { wrong, ...right } = seen
  expect(wrong).toBe(0)
  expect(Math.min(...Object.values(right))).toBeGreaterThan(10)
})
