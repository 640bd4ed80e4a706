import { describe, expect, test } from 'vitest'
import { eventsLeaning } from '../../../src/domain/segment/calculated/affinity.ts'
import { passed } from '../../../src/domain/segment/calculated/evaluate.ts'
import { inputsOf, resolve } from '../../../src/domain/segment/calculated/resolve.ts'
import { writtenOut } from '../../../src/domain/segment/calculated/written.ts'
import type { Calculation } from '../../../src/domain/segment/calculated/calculation.ts'
import type { Condition, Test } from '../../../src/domain/segment/condition.ts'
import type { Context, Facts } from '../../../src/domain/segment/facts.ts'
import { leavesOf } from '../../../src/domain/segment/leaves.ts'
import { counted } from '../../../src/domain/segment/counted.ts'
import { matches } from '../../../src/domain/segment/matches.ts'
import { observe } from '../../../src/domain/segment/measure.ts'
import { changesAt, nextAsks, nextChangeAt } from '../../../src/domain/segment/nextChange.ts'
import { civilOf, dayMs, dayOf } from '../../../src/domain/time/civil.ts'
import { localDay, midnight } from '../../../src/domain/time/zone.ts'
import { drawn } from '../../agree/check.ts'
import { random, type Random } from '../../agree/random.ts'
import { contextOf } from '../../agree/world.ts'
import { base, said, withField } from './saying.ts'
import { event, facts, shopIn } from './world.ts'

const worlds = 10
const peoplePerCase = 5

/** What is looked at of a calculated field is what it is made of. */
function seenIn(of: Calculation, asked: Test, who: Facts, context: Context): readonly unknown[] {
  if (of.type === 'affinity') return [seen(eventsLeaning(of.affinity), who, context)]
  if (of.type !== 'formula') {
    return leavesOf(writtenOut(of, asked)).map((leaf) => seen(leaf, who, context))
  }
  return inputsOf(resolve(of.formula, context)).map((each) => {
    if (each.type === 'measure') return seen(each.of, who, context)
    return each.type === 'passed' ? passed(each, who, context) : undefined
  })
}

/** What of a condition is looked at, in a form that can be compared. */
function seen(condition: Condition, who: Facts, context: Context): unknown {
  if (condition.type === 'did') {
    const events = counted(condition, who, context)
    const observed = events && observe(condition, events, context)
    if (observed?.type === 'number') return Number(observed.sum) / Number(observed.over)
    if (observed === undefined) return undefined
    const { value } = observed
    return value.type === 'text' ? value.folded : value.value
  }
  const calculation =
    condition.type === 'field' ? context.calculated?.get(condition.field) : undefined
  if (condition.type === 'field' && calculation !== undefined) {
    return JSON.stringify(seenIn(calculation, condition.test, who, context).map((x) => x ?? null))
  }
  if (condition.type === 'consent') {
    const states = ['granted', 'denied', 'unasked'] as const
    return states.find((state) => matches({ ...condition, state }, who, context))
  }
  return matches(condition, who, context)
}

/** Instants at which something may happen, found without knowing how it is worked out. */
function instants(r: Random, who: Facts, { now, shop }: Context): readonly number[] {
  const { zone } = shop
  const today = localDay(zone, now)
  const { year, month } = civilOf(today)
  const times = [...who.events, ...who.consents.map(({ at }) => ({ ts: at }))].map(({ ts }) => ts)
  const days = [
    ...Array.from({ length: 45 }, (_, i) => today + i),
    ...Array.from({ length: 24 }, (_, i) =>
      dayOf(year + Math.floor((month + i) / 12), ((month + i) % 12) + 1, 1),
    ),
    ...Array.from({ length: 12 }, (_, i) => dayOf(year + 1 + i, month, 1)),
    ...times.flatMap((ts) => [1, 7, 28, 30, 31, 365, 366].map((n) => localDay(zone, ts) + n)),
  ]
  return [
    ...days.map((day) => midnight(zone, day)),
    ...times,
    ...times.flatMap((ts) => [1, 2, 7, 30, 60].map((n) => ts + n * dayMs)),
    ...r.many(20, 20, () => now + r.below(400) * dayMs + r.below(dayMs)),
    ...r.many(5, 5, () => now + r.below(20_000) * dayMs),
  ]
    .flatMap((at) => [at - 1, at, at + 1])
    .filter((at) => at > now && at <= now + 36_525 * dayMs)
}

type Asked = { readonly condition: Condition; readonly who: Facts; readonly context: Context }

/** Where what is said of the next change is not so: that it is too late, or that nothing changes then. */
function wrongAbout(r: Random, { condition, who, context }: Asked, next: number | null): unknown[] {
  const until = next ?? Infinity
  const before = seen(condition, who, context)
  const isOther = (at: number) => !Object.is(seen(condition, who, { ...context, now: at }), before)
  const early = [...instants(r, who, context), until - 1].filter(
    (at) => at > context.now && at < until && Number.isFinite(at),
  )
  const missed = early.find(isOther)
  const idle = next !== null && !(next > context.now && isOther(next))
  if (missed === undefined && !idle) return []
  return [{ condition, now: context.now, next, missed, idle, who: String(who.id) }]
}

/** The same of when the whole answer becomes the contrary. */
function wrongAboutUntil(r: Random, { condition, who, context }: Asked): unknown[] {
  const before = matches(condition, who, context)
  const isOther = (at: number) => matches(condition, who, { ...context, now: at }) !== before
  const next = nextChangeAt(condition, who, context) ?? Infinity
  const until = changesAt(condition, who, context) ?? Infinity
  const missed = instants(r, who, context).find((at) => at < until && isOther(at))
  const idle = until < Infinity && (!isOther(until) || isOther(until - 1))
  if (until >= next && missed === undefined && !idle) return []
  return [{ condition, now: context.now, next, until, missed, idle, who: String(who.id) }]
}

/** The same of when somebody is to be asked again of whom only the answer is kept. */
function wrongAboutAsking(r: Random, { condition, who, context }: Asked): unknown[] {
  const before = matches(condition, who, context)
  const asks = nextAsks(who, context)(condition) ?? Infinity
  const until = changesAt(condition, who, context) ?? Infinity
  const missed = instants(r, who, context).find(
    (at) => at < asks && matches(condition, who, { ...context, now: at }) !== before,
  )
  if (asks <= until && missed === undefined) return []
  return [{ condition, now: context.now, asks, until, missed, who: String(who.id) }]
}

/** Before anything is seen to change: where too many instants would have to be looked through. */
function isAskedForNothing({ condition, who, context }: Asked): boolean {
  const next = nextChangeAt(condition, who, context) ?? Infinity
  return (nextAsks(who, context)(condition) ?? Infinity) < next
}

describe.each(Array.from({ length: worlds }, (_, nth) => 700 + nth))('in world %i', (seed) => {
  const r = random(seed)
  const { world, people, cases } = drawn(seed)
  // Who did very much would stand for all of the time.
  const some = people.filter(({ events }) => events.length <= 20)
  const contextAt = (now: number): Context => {
    return contextOf(world, now)
  }

  test('nothing changes before what is said to be the next change, and then something does', () => {
    const asked = cases.flatMap(({ condition, now }) =>
      leavesOf(condition)
        .filter(({ type }) => type !== 'segment')
        .flatMap((leaf) =>
          r.many(peoplePerCase, peoplePerCase, () => {
            return { condition: leaf, who: r.pick(some), context: contextAt(now) }
          }),
        ),
    )
    const answers = asked.map((each) => nextChangeAt(each.condition, each.who, each.context))
    expect(asked.flatMap((each, i) => wrongAbout(r, each, answers[i] ?? null))).toEqual([])
    expect(answers.filter((at) => at !== null).length).toBeGreaterThan(20)
  })

  test('of a whole condition, membership changes at no instant before it is said to', () => {
    const asked = cases.map(({ condition, now }) => {
      return { condition, who: r.pick(some), context: contextAt(now) }
    })
    expect(asked.flatMap((each) => wrongAboutUntil(r, each))).toEqual([])
  })

  test('whoever is asked again only then misses no change of membership', () => {
    const asked = cases.flatMap(({ condition, now }) =>
      leavesOf(condition)
        .filter(({ type }) => type === 'did')
        .map((leaf) => ({ condition: leaf, who: r.pick(some), context: contextAt(now) })),
    )
    expect(asked.flatMap((each) => wrongAboutAsking(r, each))).toEqual([])
    expect(asked.filter(isAskedForNothing).length).toBeLessThan(3)
  })
})

describe('who is asked again', () => {
  const days = (...ofMarch: number[]) =>
    facts({ events: ofMarch.map((day) => event('Bought', `2026-03-${day}T08:00:00Z`)) })
  const asks = (text: string, who: Facts) => {
    const at = nextAsks(who, { ...base, now: Date.parse('2026-03-15T12:00:00Z') })(said(text))
    return at === null ? null : new Date(at).toISOString()
  }

  test.each([
    // Of the 10th, 11th and 12th: the one by which it ceases to be enough.
    ['did "Bought" in last 30 days', '2026-04-11T08:00:00.000Z'],
    ['did "Bought" at least 2 times in last 30 days', '2026-04-10T08:00:00.000Z'],
    ['did "Bought" at least 3 times in last 30 days', '2026-04-09T08:00:00.000Z'],
    ['did "Bought" at least 4 times in last 30 days', null],
    ['did "Bought" at most 1 time in last 30 days', '2026-04-10T08:00:00.000Z'],
    // Three are too many, and from then on there are two.
    ['count of "Bought" in last 30 days between 2 and 2', '2026-04-09T08:00:00.000Z'],
    ['did "Bought" exactly 1 time in last 30 days', '2026-04-10T08:00:00.000Z'],
    ['active days of "Bought" in last 30 days > 1', '2026-04-10T08:00:00.000Z'],
    ['days since last "Bought" > 10', '2026-03-23T08:00:00.000Z'],
  ])('about %s at %s', (text, at) => {
    expect(asks(text, days(10, 11, 12))).toBe(at)
  })

  test('when what is to come has come, whatever the window', () => {
    expect(asks('did "Bought" at least 2 times in last 30 days', days(10, 20))).toBe(
      '2026-03-20T08:00:00.000Z',
    )
  })

  test('at the latest after so many changes, so that to find it takes no time to speak of', () => {
    const far = asks('days since last "Bought" > 10000', days(10))
    expect(far).toBe('2026-04-16T08:00:00.000Z')
  })
})

describe('the next change', () => {
  const bought = (...times: string[]) => facts({ events: times.map((at) => event('Bought', at)) })
  const next = (text: string, who: Facts, now = '2026-03-15T12:00:00Z') => {
    const at = nextChangeAt(said(text), who, { ...base, now: Date.parse(now) })
    return at === null ? null : new Date(at).toISOString()
  }

  test.each([
    // The millisecond at which the event is 30 days old.
    ['did "Bought" in last 30 days', '2026-03-31T08:00:00.001Z'],
    ['did "Bought" between 60 and 30 days ago', '2026-03-31T08:00:00.001Z'],
    ['did "Bought" this month', '2026-04-01T00:00:00.000Z'],
    ['did "Bought" last month', '2026-04-01T00:00:00.000Z'],
    ['did "Bought" after -20d', '2026-03-21T00:00:00.000Z'],
    ['days since last "Bought" > 90', '2026-03-16T08:00:00.001Z'],
    ['change in count of "Bought" in last 30 days > 0', '2026-03-31T08:00:00.001Z'],
    // From the window into the one before: it was missing, and is now a hundred percent less.
    ['percent change in count of "Bought" in last 30 days < 0', '2026-03-31T08:00:00.001Z'],
    ['change in count of "Bought" this month > 0', '2026-04-01T00:00:00.000Z'],
    // As late in this day as it was in its own.
    ['change in count of "Bought" today < 0', null],
    ['did "Bought"', null],
    ['did "Bought" before 2027-01-01', null],
    ['city = "Recife"', null],
  ])('of %s is %s', (text, at) => {
    expect(next(text, bought('2026-03-01T08:00:00.001Z'))).toBe(at)
  })

  test('is when an event that is to come comes', () => {
    expect(next('did "Bought"', bought('2026-04-01T00:00:00Z'))).toBe('2026-04-01T00:00:00.000Z')
  })

  test('passes over what makes no difference', () => {
    const who = bought('2026-03-01T08:00:00Z', '2026-03-02T08:00:00Z', '2026-03-02T09:00:00Z')
    expect(next('active days of "Bought" in last 30 days >= 1', who)).toBe(
      '2026-03-31T08:00:00.000Z',
    )
    // Of the second day one event leaves, and the other still counts.
    const later = '2026-03-31T08:00:00Z'
    const gone = next('active days of "Bought" in last 30 days >= 1', who, later)
    expect(gone).toBe('2026-04-01T09:00:00.000Z')
  })

  test('of a segment is not that of its condition for who is pinned', () => {
    const who = bought('2026-03-01T08:00:00Z')
    const segments = new Map([[1, said('did "Bought" in last 30 days')]])
    const of = (pins: Facts['pins']) =>
      nextChangeAt(said('in segment "buyers"'), { ...who, pins }, { ...base, segments })
    expect(of(new Map())).toBe(Date.parse('2026-03-31T08:00:00Z'))
    expect(of(new Map([[1, 'out']]))).toBe(null)
  })

  test('comes three times where clocks go back over midnight', () => {
    // St. John's: at 00:01 of 7 November clocks show 23:01 of the 6th again.
    const shop = shopIn('America/St_Johns')
    const born = facts(withField('birth_date', 'date', dayOf(2010, 11, 7)))
    const changes: string[] = []
    for (let now: number | null = Date.parse('2010-11-06T12:00:00Z'); changes.length < 4;) {
      now = nextChangeAt(said('birth_date on -0d'), born, { ...base, shop, now })
      if (now === null) break
      changes.push(new Date(now).toISOString())
    }
    expect(changes).toEqual([
      '2010-11-07T02:30:00.000Z',
      '2010-11-07T02:31:00.000Z',
      '2010-11-07T03:30:00.000Z',
      '2010-11-08T03:30:00.000Z',
    ])
  })

  test.each(['Europe/Lisbon', 'America/Sao_Paulo', 'America/St_Johns', 'UTC'])(
    'of an instant that is to come is exact over months of any length, in %s',
    (name) => {
      const r = random(42)
      const shop = shopIn(name)
      const wrong = r.many(400, 400, () => {
        const to = Date.parse('2017-01-01') + r.below(1_000) * dayMs + r.below(dayMs)
        const now = to - r.below(500) * dayMs
        const condition = said(
          `last_seen in next ${1 + r.below(14)} ${r.pick(['months', 'years'])}`,
        )
        const who = facts(withField('last_seen', 'datetime', to))
        const next = nextChangeAt(condition, who, { ...base, shop, now })
        const at = (instant: number) => matches(condition, who, { ...base, shop, now: instant })
        const right =
          next === null ? now >= to && !at(now) : at(next - 1) === at(now) && at(next) !== at(now)
        return right ? [] : [{ to, now, next, condition }]
      })
      expect(wrong.flat()).toEqual([])
    },
  )

  test('of membership may be long after something is seen to change', () => {
    const who = bought('2026-03-01T08:00:00Z')
    const rests = said('days since last "Bought" > 90')
    expect(changesAt(rests, who, base)).toBe(Date.parse('2026-05-31T08:00:00Z'))
    expect(changesAt(said('not did "Bought"'), who, base)).toBe(null)
  })
})
