import type {
  Compared,
  Condition,
  Did,
  Measure,
  Sequence,
  Window,
} from '../../src/domain/segment/condition.ts'
import { isCompared } from '../../src/domain/segment/windowBefore.ts'
import { dayMs } from '../../src/domain/time/civil.ts'
import type { Database } from '../../src/store/clickhouse/database.ts'
import { faultsIn, type DueFault } from './checkDues.ts'
import { askBoth } from './dues.ts'
import { peopleOf } from './makeCondition.ts'
import type { Tally } from './note.ts'
import { random, type Random } from './random.ts'
import { writeWorld } from './tables.ts'
import { contextOf, type Customer, type EventWrite, type World } from './world.ts'

const event = 'Order Completed'
const property = 'total'

const measures: readonly (Measure | undefined)[] = [
  undefined,
  ...(
    ['sum', 'average', 'minimum', 'maximum', 'distinct', 'first', 'last', 'mostFrequent'] as const
  ).map((of) => ({ of, property })),
  { of: 'sum', property: 'items.quantity' },
  { of: 'maximum', property: 'items.quantity' },
  { of: 'daysSinceFirst' },
  { of: 'daysSinceLast' },
  { of: 'activeDays' },
  { of: 'activeWeeks' },
  { of: 'activeMonths' },
  { of: 'netTotal' },
]

const changes: readonly Measure[] = [
  { of: 'change', in: { of: 'count' } },
  { of: 'change', in: { of: 'sum', property } },
  { of: 'percentChange', in: { of: 'distinct', property } },
]

/** With a date between the events of a world. */
function windowsAround(date: string): readonly (Window | undefined)[] {
  const units = ['day', 'week', 'month'] as const
  return [
    undefined,
    { type: 'last', n: 3, unit: 'hours' },
    { type: 'last', n: 10, unit: 'days' },
    { type: 'last', n: 2, unit: 'months' },
    { type: 'ago', from: 20, to: 5, unit: 'days' },
    { type: 'ago', from: 3, to: 1, unit: 'months' },
    ...units.flatMap((unit) =>
      (['this', 'last'] as const).map((which) => ({ type: 'calendar', which, unit }) as const),
    ),
    { type: 'before', date: '-10d' },
    { type: 'before', date },
    { type: 'after', date: '-10d' },
    { type: 'after', date },
    { type: 'dates', from: '-30d', to: '-5d' },
    { type: 'dates', from: '-20d', to: '-0d' },
    { type: 'dates', from: '-60d', to: date },
    { type: 'dates', from: date, to: '-2d' },
    { type: 'since', field: 'joined' },
  ]
}

function sequencesIn(window: Window | undefined): readonly Sequence[] {
  const [first, second] = [{ event: 'Product Viewed' }, { event }]
  const steps: readonly Sequence['steps'][] = [
    [first, second],
    [first, { ...second, within: { n: 2, unit: 'days' } }, { ...first, never: true }],
    [first, { ...second, never: true, within: { n: 3, unit: 'days' } }],
  ]
  return steps.map((each) => ({
    type: 'sequence',
    steps: each,
    ...(window === undefined ? {} : { window }),
  }))
}

function conditionsAround(date: string): readonly Condition[] {
  return windowsAround(date).flatMap((window) => {
    const of = isCompared(window) && isShort(window) ? [...measures, ...changes] : measures
    return [
      ...of.map((measure): Did => ({
        type: 'did',
        event,
        ...(window === undefined ? {} : { window }),
        ...(measure === undefined ? {} : { measure, test: { op: 'atLeast', value: 1 } }),
      })),
      ...sequencesIn(window),
    ]
  })
}

function isShort(window: Compared): boolean {
  return window.unit !== 'years'
}

/** By zone and an instant near which clocks were changed, with a date somewhat before. */
export const moments = [
  { zone: 'Europe/Lisbon', now: Date.parse('2026-03-30T09:12:13.456Z'), date: '2026-03-20' },
  { zone: 'America/St_Johns', now: Date.parse('2010-11-06T15:00:00Z'), date: '2010-10-31' },
  { zone: 'Pacific/Apia', now: Date.parse('2011-12-29T23:00:00Z'), date: '2011-12-20' },
] as const

const perQuery = 60

/** Every measure in every window, and sequences in each, of people of whom nothing is to come: what is wrong with it. */
export async function checkMeasures(
  database: Database,
  { zone, now, date }: (typeof moments)[number],
  tally: Tally = new Map(),
): Promise<readonly DueFault[]> {
  const r = random(now)
  const customers = r.many(10, 10, () => customerBefore(r, now))
  const world: World = { zone, weekStart: 1, segments: {}, customers }
  await writeWorld(database, world)
  const people = peopleOf(world)
  const all = conditionsAround(date)
  const found: DueFault[] = []
  for (let from = 0; from < all.length; from += perQuery) {
    const conditions = all.slice(from, from + perQuery)
    const cases = await askBoth(database, {
      conditions,
      context: contextOf(world, now),
      whom: () => people,
    })
    found.push(...(await faultsIn(database, cases, tally)))
  }
  return found
}

function customerBefore(r: Random, now: number): Customer {
  const events = r.many(0, 9, () => eventBefore(r, now))
  const again = events.slice(0, 1).map((each) => ({ ...each, id: String(r.below(1e12)) }))
  return {
    id: String(1 + r.below(2 ** 50)),
    fields: r.chance(0.8) ? { joined: Math.floor(now / dayMs) - r.below(60) } : {},
    events: [...events, ...again],
    lists: [],
    pins: {},
  }
}

function eventBefore(r: Random, now: number): EventWrite {
  const days = r.pick([0, 1, 5, 10, 30, 100, 400])
  return {
    id: String(r.below(1e12)),
    event: r.pick([event, event, event, 'Product Viewed', 'Order Refunded']),
    time: now - r.pick([0, 1, r.below(dayMs)]) - r.below(days + 1) * dayMs,
    channel: 'web',
    source: 'shop',
    properties: {
      order_id: r.pick(['a', 'b', 'c']),
      ...(r.chance(0.9) ? { total: r.pick([0, 5, 5, 10, 19.9, -3]) } : {}),
      items: r.many(0, 2, () => ({ quantity: r.below(4) })),
    },
  }
}
