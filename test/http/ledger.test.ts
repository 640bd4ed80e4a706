import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { open } from '../../src/api/client.ts'
import { routes } from '../../src/api/routes.ts'
import { bodyOf, ended } from './orders.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
let south: number
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
  south = await make('South', 'city = "Curitiba"')
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
      expect(items.reduce((sum, { entered, left }) => sum + entered - left, 0)).toBe(1)
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
    const { segments, flows } = await running.ask(routes.segments.flows, { body })
    expect(segments).toEqual([
      { id: south, name: 'South', before: 1, entered: 2, left: 1, after: 2 },
      { id: north, name: 'North', before: 2, entered: 1, left: 2, after: 1 },
    ])
    const asText = flows.map(({ from, to, customers }) => `${from} ${to} ${customers}`).toSorted()
    expect(asText).toEqual(
      [
        `null ${south} 1`,
        `${south} ${north} 1`,
        `${north} ${south} 1`,
        `${north} null 1`,
      ].toSorted(),
    )
  })

  test('who is in several counts in each, or in the first of them', async () => {
    const all = await make('All', 'everyone')
    await pause()
    const from = when.at(-1) ?? ''
    const body = { segments: [all, south], from }
    const each = await running.ask(routes.segments.flows, { body })
    expect(each.flows.map(({ from: a, to: b, customers }) => [a, b, customers])).toEqual([
      [all, all, 4],
      [all, south, 2],
      [south, all, 2],
      [south, south, 2],
    ])
    const first = await running.ask(routes.segments.flows, { body: { ...body, first: true } })
    expect(first.flows).toEqual([{ from: all, to: all, customers: 4 }])
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
