import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { open } from '../../src/api/client.ts'
import { routes } from '../../src/api/routes.ts'
import { bodyOf, ended } from './orders.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
let north: number
const ids = new Map<string, string>()
/** Instants between what was done. */
const when: string[] = []

beforeAll(async () => {
  running = await startRunning()
  for (const [name, city] of [
    ['ana', 'Curitiba'],
    ['bia', 'Natal'],
    ['caio', 'Recife'],
  ] as const) {
    await put(name, city)
  }
  await make('South', 'city = "Curitiba"')
  north = await make('North', 'city is any of ("Natal", "Recife")')
  await pause()
  await put('ana', 'Natal')
  await put('davi', 'Curitiba')
  await pause()
  await put('bia', 'Curitiba')
  await running.ask(routes.segments.change, {
    params: { id: north },
    body: { text: 'city = "Natal"' },
  })
  await pause()
})
afterAll(async () => await running.close())

async function put(name: string, city: string): Promise<void> {
  const body = { identifiers: { user_id: name }, fields: { city, name } }
  const made = await running.ask(routes.customers.create, { body })
  if ('id' in made) ids.set(name, String(made.id))
  await running.settled()
}

async function make(name: string, text: string): Promise<number> {
  const { id } = await running.ask(routes.segments.create, { body: { name, text } })
  await running.settled()
  return id
}

/** An instant before which all is noticed that was done, and after which what is done next will be. */
async function pause(): Promise<void> {
  await running.settled()
  await new Promise((resolve) => setTimeout(resolve, 5))
  when.push(new Date().toISOString())
  await new Promise((resolve) => setTimeout(resolve, 5))
}

async function idOf(name: string): Promise<string> {
  const found = await running.ask(routes.customers.find, {
    params: { kind: 'user_id', value: name },
  })
  return found.id
}

async function historyOf(id: number, query: object = {}) {
  const params = { id }
  return await running.ask(routes.segments.history, { params, query: { locale: 'en', ...query } })
}

describe('the history of a segment', () => {
  test('tells who came and went, when and why, the latest first', async () => {
    const { items, next, asOf } = await historyOf(north)
    expect(next).toBeNull()
    expect(asOf).not.toBeNull()
    expect(items.map(({ name, what, cause }) => [name, what, cause])).toEqual([
      ['caio', 'left', 'definition'],
      ['bia', 'left', 'arrivals'],
      ['ana', 'entered', 'arrivals'],
      ...items.slice(3).map(({ name }) => [name, 'entered', 'baseline']),
    ])
    expect(new Set(items.slice(3).map(({ name }) => name))).toEqual(new Set(['bia', 'caio']))
    expect(items.map(({ because }) => because)).toContain('the definition was changed to version 2')
  })

  test('comes in pages that miss nothing and repeat nothing', async () => {
    const whole = await historyOf(north)
    const paged = []
    let cursor: string | undefined
    do {
      const page = await historyOf(north, { limit: 1, ...(cursor === undefined ? {} : { cursor }) })
      expect(page.items).toHaveLength(1)
      paged.push(...page.items)
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    expect(paged).toEqual(whole.items)
  })

  test('is asked by period, by cause and by direction', async () => {
    const [first = '', second = ''] = when
    const among = async (query: object) =>
      (await historyOf(north, query)).items.map(({ name, what }) => `${name} ${what}`)
    expect(await among({ from: first, to: second })).toEqual(['ana entered'])
    expect(await among({ from: second })).toEqual(['caio left', 'bia left'])
    expect(await among({ cause: 'definition' })).toEqual(['caio left'])
    expect(await among({ what: 'left', to: new Date().toISOString().slice(0, 10) })).toHaveLength(2)
    expect(await among({ from: '2020-01-01', to: '2020-12-31' })).toEqual([])
  })

  test('says causes in the language that is asked for', async () => {
    const { items } = await historyOf(north, { locale: 'pt-BR', cause: 'baseline', limit: 1 })
    expect(items[0]?.because).toBe('já estava quando o segmento foi preenchido pela primeira vez')
  })

  test('of none that is there is refused, and so is a cursor of another page', async () => {
    const gone = await running.refused(routes.segments.history, { params: { id: 999 } })
    expect(gone.code).toBe('not_found')
    const other = Buffer.from('["1"]').toString('base64url')
    const why = await running.refused(routes.segments.history, {
      params: { id: north },
      query: { cursor: other },
    })
    expect(why.where).toBe('cursor')
  })
})

describe("a customer's segments over time", () => {
  test('are told with what brought them about', async () => {
    const { items } = await running.ask(routes.customers.segmentHistory, {
      params: { id: await idOf('ana') },
      query: { locale: 'en' },
    })
    expect(items.map(({ name, what }) => `${what} ${name}`).toSorted()).toEqual([
      'entered North',
      'entered South',
      'left South',
    ])
  })
})

describe('who was believed to be in a segment', () => {
  const believed = async (at: string) => {
    const body = { segment: 'North', at, believed: true }
    const page = await running.ask(routes.segments.query, { body })
    const size = await running.ask(routes.segments.count, { body })
    expect(size).toMatchObject({ count: page.items.length, gone: 0, asOf: at })
    const lines = await bodyOf(
      open(running.server, routes.segments.export, { body: { ...body, format: 'jsonl' } }),
    )
    expect(lines.split('\n').filter((line) => line !== '')).toHaveLength(page.items.length)
    return page.items
      .map(({ fields }) => JSON.stringify(fields['name']))
      .toSorted((a, b) => (a < b ? -1 : 1))
  }

  test('is what had been noticed by then, whatever the definition says now', async () => {
    const [first = '', second = '', third = ''] = when
    expect(await believed('2020-01-01T00:00:00.000Z')).toEqual([])
    expect(await believed(first)).toEqual(['"bia"', '"caio"'])
    expect(await believed(second)).toEqual(['"ana"', '"bia"', '"caio"'])
    expect(await believed(third)).toEqual(['"ana"'])
    // By the present definition and the present fields it is another question.
    const now = await running.ask(routes.segments.query, { body: { segment: 'North', at: first } })
    expect(now.items.map(({ fields }) => fields['name'])).toEqual(['ana'])
  })

  test('is asked of a saved segment at an instant only', async () => {
    for (const body of [
      { segment: 'North', believed: true },
      { text: 'everyone', at: when[0] ?? '', believed: true },
    ]) {
      const why = await running.refused(routes.segments.count, { body })
      expect(why.where).toBe('believed')
    }
  })
})

describe('sizes and moves', () => {
  test('the size of a segment over time ends with how many are in it', async () => {
    for (const by of ['hour', 'day', 'week', 'month'] as const) {
      const { items } = await running.ask(routes.segments.sizes, {
        params: { id: north },
        query: { by },
      })
      const last = items.at(-1)
      expect(last).toMatchObject({ size: 1 })
      expect(items.reduce((sum, { entered, left }) => sum + (entered ?? 0) - (left ?? 0), 0)).toBe(
        1,
      )
      const begins = items.map(({ from }) => from)
      expect(begins).toEqual(begins.toSorted())
    }
    const why = await running.refused(routes.segments.sizes, {
      params: { id: north },
      query: { by: 'hour', from: '2020-01-01' },
    })
    expect(why.code).toBe('too_large')
  })

  test('a matrix tells who went from where to where', async () => {
    const [first = '', , third = ''] = when
    const body = { segments: ['South', north], from: first, to: third }
    const { places, flows } = await running.ask(routes.segments.flows, { body })
    expect(places).toEqual([
      { name: 'South', before: 1, entered: 2, left: 1, after: 2 },
      { name: 'North', before: 2, entered: 1, left: 2, after: 1 },
    ])
    const asText = flows.map(({ from, to, customers }) => `${from} ${to} ${customers}`).toSorted()
    expect(asText).toEqual(
      ['null South 1', 'South North 1', 'North South 1', 'North null 1'].toSorted(),
    )
  })

  test('who is in several counts in each, or in the first of them', async () => {
    const all = await make('All', 'everyone')
    await pause()
    const from = when.at(-1) ?? ''
    const body = { segments: [all, 'South'], from }
    const each = await running.ask(routes.segments.flows, { body })
    expect(each.flows.map(({ from: a, to: b, customers }) => [a, b, customers])).toEqual([
      ['All', 'All', 4],
      ['All', 'South', 2],
      ['South', 'All', 2],
      ['South', 'South', 2],
    ])
    const first = await running.ask(routes.segments.flows, { body: { ...body, first: true } })
    expect(first.flows).toEqual([{ from: 'All', to: 'All', customers: 4 }])
  })
})

describe('what is computed in place of read', () => {
  const buyers = 'did "Order Completed"'
  beforeAll(async () => {
    const order = (name: string, time: string) => ({
      event: 'Order Completed',
      identifiers: { user_id: name },
      time,
      messageId: `${name} ${time}`,
      properties: { order_id: `${name} ${time}`, total: 10 },
    })
    const events = [
      order('ana', '2026-01-10T12:00:00Z'),
      order('bia', '2026-02-10T12:00:00Z'),
      order('ana', '2026-02-20T12:00:00Z'),
      order('caio', '2026-03-10T12:00:00Z'),
    ]
    await running.ask(routes.events.add, { body: { events } })
    await running.ask(routes.calculated.create, {
      body: {
        text: `field stage = "repeat" when ${buyers} at least 2 times, "first" when ${buyers}, else "none yet"`,
      },
    })
    await running.settled()
  })

  test('is the size that a segment would have had', async () => {
    const id = await make('Buyers', buyers)
    const { items } = await running.ask(routes.segments.sizes, {
      params: { id },
      query: { by: 'month', from: '2026-01-01', to: '2026-03-31', computed: 'true' },
    })
    expect(items.map(({ size }) => size)).toEqual([1, 2, 3])
    const ledger = await running.ask(routes.segments.sizes, {
      params: { id },
      query: { by: 'month', from: '2026-01-01', to: '2026-03-31' },
    })
    expect(ledger.items.map(({ size }) => size)).toEqual([null, null, null])
  })

  test('is how customers moved between the values of a segmentation, each in one', async () => {
    const body = { field: 'stage', from: '2026-01-31', to: '2026-02-28' }
    const { places, flows } = await running.ask(routes.segments.flows, { body })
    expect(places.map(({ name, before, after }) => [name, before, after])).toEqual([
      ['repeat', 0, 1],
      ['first', 1, 1],
      ['none yet', 3, 2],
    ])
    expect(flows.map(({ from, to, customers }) => `${from} → ${to}: ${customers}`)).toEqual(
      expect.arrayContaining([
        'first → repeat: 1',
        'none yet → first: 1',
        'none yet → none yet: 2',
      ]),
    )
    const why = await running.refused(routes.segments.flows, { body: { ...body, field: 'stages' } })
    expect(why).toMatchObject({ where: 'field', fix: expect.stringContaining('stage') })
  })

  test('agrees with the segments of the same conditions', async () => {
    const [first, repeat] = [
      await make('First', `${buyers} exactly 1 times`),
      await make('Repeat', `${buyers} at least 2 times`),
    ]
    const body = { segments: [repeat, first], computed: true, from: '2026-01-31', to: '2026-02-28' }
    const { places } = await running.ask(routes.segments.flows, { body })
    expect(
      places.map(({ before, entered, left, after }) => [before, entered, left, after]),
    ).toEqual([
      [0, 1, 0, 1],
      [1, 1, 1, 1],
    ])
  })
})

describe('whoever is merged or deleted', () => {
  test('keeps her history: of the one by the other, and in what was believed as gone', async () => {
    await put('eva', 'Natal')
    await put('fabi', 'Curitiba')
    await pause()
    const [keep, drop] = [await idOf('fabi'), await idOf('eva')]
    const { import: run } = await running.ask(routes.customers.merge, { body: { keep, drop } })
    await ended(running, run)
    await running.settled()
    const { items } = await running.ask(routes.customers.segmentHistory, {
      params: { id: drop },
      query: { locale: 'en' },
    })
    expect(items.map(({ customer, what, name }) => `${customer} ${what} ${name}`)).toEqual(
      expect.arrayContaining([
        `${drop} entered North`,
        `${drop} left North`,
        `${keep} entered South`,
      ]),
    )
    const body = { segment: 'North', at: when.at(-1) ?? '', believed: true }
    expect(await running.ask(routes.segments.count, { body })).toMatchObject({ count: 1, gone: 1 })
  })
})
