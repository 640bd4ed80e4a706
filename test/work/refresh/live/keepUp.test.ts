import { afterAll, beforeAll, expect, test } from 'vitest'
import { patience } from '../../../patience.ts'
import type { Arrival } from '../../../../src/domain/arrival.ts'
import type { Condition, Where } from '../../../../src/domain/segment/condition.ts'
import { plan } from '../../../../src/store/clickhouse/compile/plan.ts'
import { withRanks } from '../../../../src/store/clickhouse/ranks.ts'
import { createList } from '../../../../src/store/operational/lists.ts'
import { changeSegment, createSegment } from '../../../../src/store/operational/segments.ts'
import { sql, type Sql } from '../../../../src/store/sql/sql.ts'
import { contextAt } from '../../../../src/work/context.ts'
import { startRefresher, type Refresher } from '../../../../src/work/refresh/refresher.ts'
import { readStandings } from '../../../../src/work/refresh/standing.ts'
import { random, type Random } from '../../../agree/random.ts'
import { openUndoWorld, type UndoWorld } from '../../intake/undo/world.ts'
import { who } from '../../intake/world.ts'

let world: UndoWorld
let refresher: Refresher | undefined
const complaints: unknown[] = []
const segments: number[] = []
const lists: number[] = []

const day = 86_400_000
/** Long ago and hardly moving: what time alone would change has its own tests. */
const start = Date.UTC(2026, 9, 14, 9, 26)
let now = start
const clock = (): number => (now += 1)
const cities = ['Recife', 'Natal', 'Olinda'] as const
const eventNames = ['Bought', 'Seen', 'Left'] as const

beforeAll(async () => {
  world = await openUndoWorld(clock)
  const { db } = world.operational
  for (const name of ['A', 'B']) lists.push((await createList(db, { name }, clock())).id)
  begin()
  world.hears((news) => refresher?.hear(news))
  await world.bring({ kind: 'customers', mode: 'upsert', customers: [inCity('p0', 'Recife')] })
  for (const condition of conditions()) {
    const name = `S${segments.length}`
    segments.push((await createSegment(db, { name, condition }, clock())).id)
  }
  await refresher?.request({ segments })
  await settled()
})

afterAll(async () => {
  await refresher?.stop()
  await world.close()
})

/** More customers than `most`, or with more events, are asked by the database. */
function begin(most = 1_000, mostEvents = 1_000): void {
  refresher = startRefresher({
    operational: world.operational,
    database: world.database,
    clock,
    failed: (job, error) => complaints.push([job, error]),
    waits: (error) => complaints.push(error),
    stumbled: (error) => complaints.push(error),
    gatherMs: 10,
    most,
    mostEvents,
  })
}

async function settled(): Promise<void> {
  await refresher?.idle(patience())
}

const city = (value: string): Condition => ({
  type: 'field',
  field: 'city',
  test: { op: 'is', value },
})
/** The place of the one that depends on everyone; so does the one after it. */
const ranked = 17
const within = (segment: number): Condition => ({ type: 'segment', segment })

/** Of every kind; those of later places may speak of earlier ones. */
function* conditions(): Generator<Condition> {
  const at = (place: number): number => segments[place] ?? 0
  yield city('Recife')
  yield { type: 'not', of: city('Natal') }
  yield { type: 'did', event: 'Bought', window: { type: 'last', n: 30, unit: 'days' } }
  yield {
    type: 'did',
    event: ['Bought', 'Seen'],
    measure: { of: 'sum', property: 'total' },
    test: { op: 'atLeast', value: 150 },
  }
  yield { type: 'did', event: 'Seen', test: { op: 'atMost', value: 1 } }
  yield {
    type: 'sequence',
    steps: [{ event: 'Seen' }, { event: 'Bought', within: { n: 10, unit: 'days' } }],
  }
  yield {
    type: 'sequence',
    steps: [{ event: 'Seen' }, { event: 'Bought', never: true, within: { n: 5, unit: 'days' } }],
  }
  yield { type: 'list', list: lists[0] ?? 0 }
  yield { type: 'not', of: { type: 'list', list: lists[1] ?? 0 } }
  yield { type: 'consent', state: 'granted', purpose: 'news' }
  yield { type: 'consent', state: 'unasked', purpose: 'news', channel: 'email' }
  yield { type: 'sample', percent: 50, seed: 'x' }
  yield { type: 'any', of: [within(at(0)), { type: 'did', event: 'Left' }] }
  yield { type: 'all', of: [within(at(2)), { type: 'not', of: within(at(12)) }] }
  yield { type: 'field', field: 'birth_date', test: { op: 'exists' } }
  yield { type: 'did', event: 'Bought', window: { type: 'since', field: 'birth_date' } }
  yield { type: 'all', of: [] }
  yield {
    type: 'rank',
    side: 'top',
    n: 3,
    by: { type: 'did', event: 'Bought', measure: { of: 'sum', property: 'total' } },
  }
  yield { type: 'all', of: [city('Recife'), { type: 'not', of: within(at(ranked)) }] }
  yield {
    type: 'did',
    event: 'Bought',
    window: { type: 'last', n: 20, unit: 'days' },
    measure: { of: 'change', in: { of: 'count' } },
    test: { op: 'atLeast', value: 1 },
  }
  yield { type: 'did', event: 'Bought', where: ofBrand('Acme') }
  yield { type: 'not', of: { type: 'did', event: 'Seen', where: ofBrand('Zeta') } }
  yield { type: 'field', field: 'place.name', test: { op: 'is', value: 'Large' } }
  yield { type: 'not', of: { type: 'field', field: 'place.name', test: { op: 'exists' } } }
}

const ofBrand = (value: string): Where => ({
  type: 'any',
  of: [
    { type: 'property', property: 'product.brand', test: { op: 'is', value } },
    {
      type: 'item',
      of: { type: 'property', property: 'product.brand', test: { op: 'is', value } },
    },
  ],
})

function inCity(name: string, value: string | null) {
  return { ...who(name), fields: { city: value } }
}

const sizes = ['Large', 'Small'] as const

function cityNamed(r: Random) {
  return { by: 'city', key: r.pick(cities) } as const
}

const products = ['beans', 'mug', 'filter'] as const

function branded(r: Random) {
  return { id: r.pick(products), brand: r.pick(['Acme', 'Zeta', null]), price: r.below(50) }
}

const people = Array.from({ length: 12 }, (_, i) => `p${i}`)
let messages = 0
const runs: number[] = []

function eventOf(r: Random) {
  messages += 1
  return {
    ...(r.chance(0.2) ? { identifiers: { anonymous_id: `a${r.below(4)}` } } : who(r.pick(people))),
    event: r.pick(eventNames),
    time: start - r.below(60 * day),
    messageId: `m${messages}`,
    properties: {
      total: r.below(200),
      ...(r.chance(0.3) ? { product_id: r.pick(products) } : {}),
      items: r.many(0, 2, () => ({ product_id: r.pick(products) })),
    },
  }
}

function arrival(r: Random): Arrival {
  return r.some<Arrival>([
    () => ({ kind: 'events', events: r.many(1, 4, () => eventOf(r)) }),
    () => ({ kind: 'events', events: r.many(1, 4, () => eventOf(r)) }),
    () => ({
      kind: 'customers',
      mode: 'upsert',
      customers: r.many(1, 3, () => inCity(r.pick(people), r.chance(0.2) ? null : r.pick(cities))),
    }),
    () => ({
      kind: 'customers',
      mode: 'upsert',
      customers: [
        {
          identifiers: { anonymous_id: `a${r.below(4)}`, user_id: r.pick(people) },
          fields: { birth_date: r.chance(0.5) ? '1990-05-01' : null },
        },
      ],
    }),
    () => ({
      kind: 'list',
      list: r.pick(lists),
      add: r.many(0, 2, () => who(r.pick(people))),
      remove: r.many(0, 2, () => who(r.pick(people))),
      ...(r.chance(0.2) ? { empty: true } : {}),
    }),
    () => ({ kind: 'list', list: r.pick(lists), meets: city(r.pick(cities)) }),
    () => ({
      kind: 'consents',
      consents: [
        {
          ...who(r.pick(people)),
          purpose: 'news',
          channel: r.pick(['email', 'sms']),
          state: r.pick(['granted', 'denied'] as const),
        },
      ],
    }),
    () => ({ kind: 'products', products: r.many(1, 3, () => branded(r)) }),
    () => ({ kind: 'products', products: [branded(r)] }),
    () => ({
      kind: 'products',
      mode: 'remove',
      products: [{ id: r.pick(products) }],
    }),
    () => ({
      kind: 'places',
      places: r.many(1, 2, () => ({ ...cityNamed(r), fields: { name: r.pick(sizes) } })),
    }),
    () => ({ kind: 'places', mode: 'remove', places: [cityNamed(r)] }),
    () => ({
      kind: 'pins',
      segment: r.pick(segments),
      pins: [{ ...who(r.pick(people)), pinned: r.pick(['in', 'out', null] as const) }],
      ...(r.chance(0.1) ? { empty: true } : {}),
    }),
  ])
}

/** One thing that happens; those that other tests wait for are over when it returns. */
async function happens(r: Random): Promise<void> {
  const special = [importing, undoing, merging, deleting, redefining][r.below(20)]
  if (special !== undefined) await special(r)
  else if (r.chance(0.3)) await world.append(arrival(r))
  else await world.bring(arrival(r))
}

async function importing(r: Random): Promise<void> {
  runs.push(await world.run(r.many(1, 6, () => inCity(r.pick(people), r.pick(cities)))))
}

async function undoing(r: Random): Promise<void> {
  if (runs.length > 0) runs.push((await world.undo(r.pick(runs))).id)
}

async function merging(r: Random): Promise<void> {
  const [keep, drop] = [await idOf(r.pick(people)), await idOf(r.pick(people))]
  if (keep === undefined || drop === undefined || keep === drop) return
  runs.push((await world.merge([{ keep, drop }])).id)
}

async function deleting(r: Random): Promise<void> {
  const customer = await idOf(r.pick(people))
  if (customer !== undefined) await world.bring({ kind: 'delete customer', customer })
}

async function redefining(r: Random): Promise<void> {
  const change = { condition: { type: 'not', of: city(r.pick(cities)) } as const }
  await changeSegment(world.operational.db, segments[1] ?? 0, change, clock())
  await refresher?.request({ segments: segments.slice(1, 2) })
}

async function idOf(name: string): Promise<string | undefined> {
  return (await world.customer('user_id', name))?.id
}

/** Of a query of (segment, customer_id): by segment, who. */
async function bySegment(query: Sql): Promise<ReadonlyMap<number, readonly string[]>> {
  const rows = await world.database.rows<{ segment: number; customer_id: string }>(query)
  return new Map(
    segments.map((segment) => [
      segment,
      rows.flatMap((row) => (row.segment === segment ? [row.customer_id] : [])).toSorted(),
    ]),
  )
}

type Entry = Record<'customer_id' | 'at' | 'noticed' | 'cause' | 'ref', string> & {
  readonly segment: number
  readonly entered: boolean
}

/** Of each segment: what is stored is what all of it asked anew says, and what the ledger says. */
async function check(): Promise<void> {
  const { operational, database } = world
  const standings = await readStandings(operational.db)
  const asked = await contextAt(operational.db, clock())
  const wanted = segments.map((segment) => ({ segment, condition: within(segment) }))
  const conditions = wanted.map(({ condition }) => condition)
  const context = await withRanks(database, asked, conditions)
  const all = plan(wanted, context, { customers: 1, events: 1 }).members('everyone')
  const [expected, stored, byCustomer, known, entries] = await Promise.all([
    bySegment(all),
    bySegment(sql`SELECT segment, customer_id FROM memberships FINAL`),
    bySegment(sql`SELECT segment, customer_id FROM memberships_by_customer FINAL`),
    bySegment(sql`SELECT segment, customer_id FROM memberships FINAL
      WHERE customer_id IN (SELECT customer_id FROM customers FINAL WHERE known)`),
    database.rows<Entry>(sql`SELECT * FROM changes ORDER BY noticed`),
  ])
  expect(stored).toEqual(expected)
  expect(byCustomer).toEqual(expected)
  for (const [place, segment] of segments.entries()) {
    const members = expected.get(segment) ?? []
    const size = { count: members.length, known: known.get(segment)?.length }
    const live = place !== ranked && place !== ranked + 1
    expect([segment, standings.get(segment)]).toMatchObject([segment, size])
    expect([segment, standings.get(segment)?.live ?? false]).toEqual([segment, live])
    const own = entries.filter((each) => each.segment === segment)
    const inside = new Set<string>()
    expect(own.filter(({ cause, at, noticed }) => cause !== 'clock' && at !== noticed)).toEqual([])
    for (const { customer_id: customer, entered } of own) {
      expect([segment, customer, inside.has(customer)]).toEqual([segment, customer, !entered])
      if (entered) inside.add(customer)
      else inside.delete(customer)
    }
    expect([...inside].toSorted()).toEqual(members)
    const causes = own.map((each) => `${each.customer_id} ${each.cause} ${each.ref} ${each.at}`)
    expect(new Set(causes).size).toBe(causes.length)
  }
}

test.each([
  ['by the definition in memory', 1, 1_000, 1_000],
  ['by the database', 2, 1, 1_000],
  ['by the one or the other', 3, 3, 1_000],
  ['by the one or the other, by how many events they have', 4, 1_000, 4],
])(
  'what is kept up with arrivals %s is what all of it found anew would be',
  async (_, seed, most, mostEvents) => {
    await refresher?.stop()
    begin(most, mostEvents)
    const r = random(seed)
    for (let round = 0; round < 15; round += 1) {
      for (let nth = 0; nth <= r.below(4); nth += 1) await happens(r)
      if (r.chance(0.15)) {
        await refresher?.stop()
        await happens(r)
        begin(most, mostEvents)
      }
      await settled()
      await check()
    }
    expect(complaints).toEqual([])
  },
)
