import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Event } from '../../../src/domain/event/event.ts'
import type { Sequence, Step, Window } from '../../../src/domain/segment/condition.ts'
import { elementsOf, keyOf } from '../../../src/domain/segment/identity.ts'
import { wayThrough } from '../../../src/domain/segment/sequence.ts'
import { matches } from '../../../src/domain/segment/matches.ts'
import { changesAt, nextChangeAt } from '../../../src/domain/segment/nextChange.ts'
import { meetsWhere } from '../../../src/domain/segment/where.ts'
import { inWindow } from '../../../src/domain/segment/windows.ts'
import { referring } from './arbitrarySequence.ts'
import { context, event, facts, shopIn, type Plain } from './world.ts'

const now = 100 * 60_000
const minute = (n: number): number => n * 60_000
const minutes = (n: number) => ({ n, unit: 'minutes' as const })

function holds(steps: readonly Step[], events: readonly Event[], window?: Window): boolean {
  const sequence: Sequence = { type: 'sequence', steps, ...(window && { window }) }
  return matches(sequence, facts({ events }), context({ now }))
}

const a = { event: 'a' }
const b = { event: 'b' }

describe('this, then that', () => {
  test('holds in that order only', () => {
    expect(holds([a, b], [event('a', minute(1)), event('b', minute(2))])).toBe(true)
    expect(holds([a, b], [event('b', minute(1)), event('a', minute(2))])).toBe(false)
  })

  test('what comes at one instant does not come after each other', () => {
    expect(holds([a, b], [event('a', minute(1)), event('b', minute(1))])).toBe(false)
    expect(holds([a, a], [event('a', minute(1)), event('a', minute(1))])).toBe(false)
    expect(holds([a, a], [event('a', minute(1)), event('a', minute(1) + 1)])).toBe(true)
  })

  test('the end of the time within which it comes is included', () => {
    const steps = [a, { ...b, within: minutes(5) }]
    const after = (ms: number) => [event('a', minute(1)), event('b', minute(1) + ms)]
    expect(holds(steps, after(minute(5)))).toBe(true)
    expect(holds(steps, after(minute(5) + 1))).toBe(false)
  })

  test('any occurrence will do, so that a later first one may be the right one', () => {
    const steps = [a, { ...b, within: minutes(5) }]
    const events = [event('a', minute(1)), event('a', minute(50)), event('b', minute(52))]
    expect(holds(steps, events)).toBe(true)
  })

  test('what comes after now has not come', () => {
    expect(holds([a, b], [event('a', now), event('b', now + 1)])).toBe(false)
  })

  test('all chosen events lie in the window', () => {
    const events = [event('a', minute(1)), event('b', minute(99))]
    expect(holds([a, b], events, { type: 'last', n: 50, unit: 'minutes' })).toBe(false)
    expect(holds([a, b], events, { type: 'last', n: 100, unit: 'minutes' })).toBe(true)
  })

  test('a window since a field that she lacks makes it false', () => {
    const events = [event('a', minute(1)), event('b', minute(2))]
    expect(holds([a, b], events, { type: 'since', field: 'joined' })).toBe(false)
  })
})

describe('what must never come', () => {
  const never = { ...b, never: true } as const

  test('as the last step it must not come up to now, nor at the instant of the step before count', () => {
    expect(holds([a, never], [event('a', minute(1))])).toBe(true)
    expect(holds([a, never], [event('a', minute(1)), event('b', now)])).toBe(false)
    expect(holds([a, never], [event('a', minute(1)), event('b', minute(1))])).toBe(true)
    expect(holds([a, never], [event('a', minute(1)), event('b', now + 1)])).toBe(true)
  })

  test('as the last step with a time it holds once that is over', () => {
    const steps = (n: number) => [a, { ...never, within: minutes(n) }]
    expect(holds(steps(10), [event('a', now - minute(10))])).toBe(true)
    expect(holds(steps(10), [event('a', now - minute(10) + 1)])).toBe(false)
    const came = (at: number) => [event('a', minute(10)), event('b', at)]
    expect(holds(steps(10), came(minute(20)))).toBe(false)
    expect(holds(steps(10), came(minute(20) + 1))).toBe(true)
  })

  test('between two steps it must not come before the second, which it may come with', () => {
    const steps = [a, never, { event: 'c' }]
    const with_ = (at: number) => [event('a', minute(1)), event('b', at), event('c', minute(9))]
    expect(holds(steps, with_(minute(5)))).toBe(false)
    expect(holds(steps, with_(minute(9)))).toBe(true)
    expect(holds(steps, with_(minute(1)))).toBe(true)
  })

  test('what comes after the window counts against it too', () => {
    const events = [event('a', minute(1)), event('b', minute(80))]
    const window = { type: 'ago', from: 2, to: 1, unit: 'hours' } as const
    expect(holds([a, never], [event('a', minute(1))], window)).toBe(true)
    expect(holds([a, never], events, window)).toBe(false)
  })
})

describe('what is the same', () => {
  const same = [a, { ...b, same: 'product_id' }]

  test('is a property of both events, case and accents aside', () => {
    const said = (one: Plain, other: Plain) =>
      holds(same, [
        event('a', minute(1), { product_id: one }),
        event('b', minute(2), { product_id: other }),
      ])
    expect(said('Café', 'cafe')).toBe(true)
    expect(said('Café', 'chá')).toBe(false)
    expect(said(1, '1')).toBe(false)
    expect(said(['x', 'y'], 'y')).toBe(true)
  })

  test('is of any item where the event has it not itself, and is nothing where none has it', () => {
    const items = [{ product_id: 'x' }, { product_id: 'y' }]
    const viewed = event('a', minute(1), { product_id: 'y' })
    expect(holds(same, [viewed, event('b', minute(2), {}, { items })])).toBe(true)
    expect(holds(same, [viewed, event('b', minute(2), { product_id: 'x' }, { items })])).toBe(false)
    expect(holds(same, [event('a', minute(1)), event('b', minute(2))])).toBe(false)
  })

  test('of what never comes, another one may', () => {
    const steps = [a, { ...b, never: true, same: 'product_id' } as const]
    const viewed = event('a', minute(1), { product_id: 'y' })
    expect(holds(steps, [viewed, event('b', minute(2), { product_id: 'x' })])).toBe(true)
    expect(holds(steps, [viewed, event('b', minute(2), { product_id: 'y' })])).toBe(false)
  })
})

describe('what is the same as of a step further back', () => {
  const c = { event: 'c' }
  const of = (name: string, at: number, product: string) =>
    event(name, minute(at), { product_id: product })

  test('is a property of that step, whatever the ones between have', () => {
    const steps = [a, b, { ...c, same: 'product_id', as: 1 }]
    expect(holds(steps, [of('a', 1, 'x'), of('b', 2, 'y'), of('c', 3, 'x')])).toBe(true)
    expect(holds(steps, [of('a', 1, 'x'), of('b', 2, 'y'), of('c', 3, 'y')])).toBe(false)
    expect(
      holds(
        [a, b, { ...c, same: 'product_id' }],
        [of('a', 1, 'x'), of('b', 2, 'y'), of('c', 3, 'x')],
      ),
    ).toBe(false)
  })

  test('must never come of that one choice of it', () => {
    const steps = [a, b, { ...c, never: true, same: 'product_id', as: 1 } as const]
    const two = [of('a', 1, 'x'), of('a', 2, 'y'), of('b', 3, 'z')]
    expect(holds(steps, [...two, of('c', 4, 'x')])).toBe(true)
    expect(holds(steps, [...two, of('c', 4, 'x'), of('c', 5, 'y')])).toBe(false)
  })

  test('is of one event in all steps that refer to it, though each may share another item', () => {
    const like = { same: 'product_id', as: 1 }
    const steps = [a, b, { ...b, ...like }, { ...c, ...like }]
    const both = event('a', minute(1), {}, { items: [{ product_id: 'x' }, { product_id: 'y' }] })
    const rest = [of('b', 2, 'z'), of('b', 3, 'x'), of('c', 4, 'y')]
    expect(holds(steps, [both, ...rest])).toBe(true)
    expect(holds(steps, [of('a', 1, 'x'), of('a', 1, 'y'), ...rest])).toBe(false)
  })

  test('shows the events by which it holds', () => {
    const steps = [a, b, { ...c, same: 'product_id', as: 1 }]
    const events = [
      of('a', 1, 'x'),
      of('a', 2, 'y'),
      of('a', 3, 'w'),
      of('b', 4, 'w'),
      of('c', 5, 'y'),
      of('c', 6, 'x'),
    ]
    const way = wayThrough({ type: 'sequence', steps }, facts({ events }), context({ now }))
    expect(way).toEqual([events[1], events[3], events[4]])
  })
})

test('months are of the local calendar, the day clamped to the month', () => {
  const at = (text: string) => Date.parse(text)
  const steps = [a, { ...b, within: { n: 1, unit: 'months' } } as const]
  const later = (text: string) => {
    const events = [event('a', at('2026-01-31T12:00:00-03:00')), event('b', at(text))]
    const known = facts({ events })
    const saoPaulo = { now: at('2026-12-31T00:00:00Z'), shop: shopIn('America/Sao_Paulo') }
    return matches({ type: 'sequence', steps }, known, context(saoPaulo))
  }
  expect(later('2026-02-28T12:00:00-03:00')).toBe(true)
  expect(later('2026-02-28T12:00:00.001-03:00')).toBe(false)
})

test('of ten steps over ten thousand events not every choice is tried', () => {
  const events = Array.from({ length: 10_000 }, (_, i) =>
    event('a', i, { product_id: `p${i % 100}` }),
  )
  const steps = Array.from({ length: 10 }, (_, i) => (i === 0 ? a : { ...a, same: 'product_id' }))
  expect(holds(steps, events)).toBe(true)
  expect(holds([...steps.slice(0, 9), { event: 'b' }], events)).toBe(false)
})

const names = ['a', 'b', 'c']
const codes = ['x', 'X', 'y']

const steps = fc
  .array(
    fc.record(
      {
        event: fc.oneof(fc.constantFrom(...names), fc.constant(['a', 'b'])),
        where: fc.constantFrom<NonNullable<Step['where']>>(
          { type: 'property', property: 'n', test: { op: 'atLeast', value: 1 } },
          { type: 'property', property: 'day', test: { op: 'inLast', n: 2, unit: 'minutes' } },
        ),
        within: fc.integer({ min: 1, max: 4 }).map(minutes),
        never: fc.constant(true as const),
        same: fc.constant('product_id'),
      },
      { requiredKeys: ['event'] },
    ),
    { minLength: 2, maxLength: 5 },
  )
  .chain((all) => fc.tuple(fc.constant(all), fc.option(fc.nat(3), { nil: undefined })))
  .map(([[first, ...others], back]): readonly Step[] => {
    const { event: of = 'a', where } = first ?? {}
    const drawn = [{ event: of, ...(where && { where }) }, ...others.map(lessOften)]
    return back === undefined ? drawn : referring(drawn, back)
  })

/** As drawn each part would be there half the time, and few sequences would hold. */
function lessOften({ where, ...step }: Step, i: number): Step {
  return where === undefined || i % 2 === 0 ? step : { ...step, where }
}

const happened = fc.array(
  fc
    .record({
      name: fc.constantFrom(...names),
      // Many at one instant, a few after now.
      at: fc.integer({ min: 90, max: 101 }),
      edge: fc.constantFrom(0, 0, 0, 1, -1),
      n: fc.constantFrom(0, 1),
      own: fc.option(fc.constantFrom(...codes), { nil: undefined }),
      items: fc.array(fc.constantFrom(...codes), { maxLength: 2 }),
    })
    .map(({ name, at, edge, n, own, items }) =>
      event(
        name,
        minute(at) + edge,
        { n, day: new Date(minute(at)).toISOString(), ...(own && { product_id: own }) },
        { items: items.map((code) => ({ product_id: code })) },
      ),
    ),
  { maxLength: 8 },
)
const windows = fc.constantFrom<Window | undefined>(
  undefined,
  undefined,
  { type: 'last', n: 6, unit: 'minutes' },
  { type: 'ago', from: 8, to: 2, unit: 'minutes' },
)

/** By trying every choice of events, one after the other. */
function bySearch({ steps: all, window }: Sequence, events: readonly Event[], at: number): boolean {
  const moment = context({ now: at })
  const seen = events.filter(({ ts }) => ts <= at)
  return choose(0, [])

  /** Of the steps that were reached the events, none for those that never come. */
  function choose(from: number, chosen: readonly (Event | undefined)[]): boolean {
    const rest = all.slice(from)
    const next = rest.findIndex(({ never }) => never !== true)
    const nevers = next === -1 ? rest : rest.slice(0, next)
    const kept = (after: Event | undefined) => nevers.every((each) => isKept(each, chosen, after))
    if (next === -1) return kept(undefined)
    const step = rest[next]
    if (step === undefined) throw new Error('no step')
    const before = chosen.findLast((each) => each !== undefined)
    return seen.some(
      (one) =>
        inWindow(one.ts, window as Exclude<Window, { type: 'since' }>, at, moment.shop) &&
        fits(step, one, chosen) &&
        (before === undefined || one.ts <= end(step, before)) &&
        kept(one) &&
        choose(from + next + 1, [...chosen, ...nevers.map(() => undefined), one]),
    )
  }

  function fits(step: Step, one: Event, chosen: readonly (Event | undefined)[]): boolean {
    const before = chosen.findLast((each) => each !== undefined)
    if (!([] as string[]).concat(step.event).includes(one.name)) return false
    if (!meetsWhere(step.where, one, moment)) return false
    if (before === undefined) return true
    if (one.ts <= before.ts) return false
    const like = step.as === undefined ? before : chosen[step.as - 1]
    if (like === undefined) throw new Error('refers to what never comes')
    const known = step.same === undefined ? [] : keys(like, step.same)
    return step.same === undefined || keys(one, step.same).some((key) => known.includes(key))
  }

  function isKept(
    step: Step,
    chosen: readonly (Event | undefined)[],
    next: Event | undefined,
  ): boolean {
    const before = chosen.findLast((each) => each !== undefined)
    if (before === undefined) throw new Error('never at first')
    if (next === undefined && step.within !== undefined && at < end(step, before)) return false
    return !seen.some(
      (one) =>
        fits(step, one, chosen) &&
        one.ts <= end(step, before) &&
        (next === undefined || one.ts < next.ts),
    )
  }

  function end({ within }: Step, { ts }: Event): number {
    return within === undefined ? Infinity : ts + minute(within.n)
  }

  function keys(one: Event, property: string): readonly string[] {
    const own = one.properties.get(property)
    const values =
      own === undefined ? one.items.map((item) => item.properties.get(property)) : [own]
    return values.flatMap((value) => (value === undefined ? [] : elementsOf(value))).map(keyOf)
  }
}

const asked = fc.record({ steps, window: windows }).map(({ steps: all, window }): Sequence => ({
  type: 'sequence',
  steps: all,
  ...(window && { window }),
}))

test('it is what a search of all choices finds', () => {
  let truths = 0
  let all = 0
  fc.assert(
    fc.property(asked, happened, (sequence, events) => {
      const found = bySearch(sequence, events, now)
      all++
      if (found) truths++
      expect(matches(sequence, facts({ events }), context({ now }))).toBe(found)
    }),
    { numRuns: 5_000 },
  )
  expect(truths / all).toBeGreaterThan(0.05)
  expect(truths / all).toBeLessThan(0.95)
})

describe('when it may next change', () => {
  test('a last step that never comes holds once its time is over', () => {
    const sequence: Sequence = {
      type: 'sequence',
      steps: [a, { ...b, never: true, within: minutes(30) }],
    }
    const known = facts({ events: [event('a', now - minute(10))] })
    expect(nextChangeAt(sequence, known, context({ now }))).toBe(now + minute(20))
  })

  test('it changes at no other instants than it says, and at those', () => {
    let changes = 0
    fc.assert(
      fc.property(asked, happened, (sequence, events) => {
        const known = facts({ events })
        const at = (ms: number) => matches(sequence, known, context({ now: ms }))
        const begin = minute(90)
        const next = nextChangeAt(sequence, known, context({ now: begin }))
        expect(changesAt(sequence, known, context({ now: begin }))).toBe(next)
        const before = at(begin)
        const instants = Array.from({ length: 51 }, (_, i) => minute(90) + i * 30_000)
          .flatMap((ms) => [ms - 1, ms, ms + 1])
          .filter((ms) => ms >= begin && (next === null || ms < next))
        expect(instants.filter((ms) => at(ms) !== before)).toEqual([])
        if (next !== null) changes++
        expect(next === null || at(next) !== before).toBe(true)
      }),
      { numRuns: 400 },
    )
    expect(changes).toBeGreaterThan(80)
  })
})
