import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../patience.ts'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
beforeAll(async () => {
  running = await startRunning()
})
afterAll(async () => await running.close())

type Fields = Readonly<Record<string, string | number | null>>

async function make(user: string, fields: Fields, source = 'api') {
  const body = { identifiers: { user_id: user }, fields, source }
  const made = await running.ask(routes.customers.create, { body })
  if (!('fields' in made)) throw new Error('it took too long')
  return made
}

async function field(name: string) {
  const { items } = await running.ask(routes.fields.list, {})
  return items.find((each) => each.name === name)
}

async function overFor(name: string): Promise<void> {
  await eventually(async () => {
    const { items } = await running.ask(routes.jobs.list, {})
    expect(items.filter(({ state }) => state === 'waiting' || state === 'running')).toEqual([])
  })
  expect(await field(name)).toBeDefined()
}

describe('a field that is renamed', () => {
  test('keeps its values, and conditions, views and what arrives go on', async () => {
    await running.ask(routes.fields.create, { body: { name: 'roast', type: 'text' } })
    const { id } = await make('r1', { roast: 'dark' })
    const segment = await running.ask(routes.segments.create, {
      body: { name: 'Dark', text: 'roast = "dark" and not (roast = "light")' },
    })
    await running.ask(routes.views.create, {
      body: { name: 'Roasts', text: 'roast exists', sort: 'roast', columns: ['name', 'roast'] },
    })
    await running.settled()
    const params = { name: 'roast' }
    const renamed = await running.ask(routes.fields.change, { params, body: { name: 'torra' } })
    expect(renamed).toMatchObject({ name: 'torra', formerNames: ['roast'] })
    const after = await running.ask(routes.segments.read, { params: { id: segment.id } })
    expect(after).toMatchObject({ version: segment.version })
    expect(after.text).toBe(segment.text.replaceAll('roast', 'torra'))
    const [view] = (await running.ask(routes.views.list, { query: {} })).items
    expect(view).toMatchObject({ sort: 'torra', columns: ['name', 'torra'] })
    expect((await make('r2', { roast: 'dark' })).fields).toEqual({ torra: 'dark' })
    await running.settled()
    const members = await running.ask(routes.segments.count, { body: { segment: 'Dark' } })
    expect(members.count).toBe(2)
    const customer = await running.ask(routes.customers.read, { params: { id } })
    expect(customer.fields).toEqual({ torra: 'dark' })
  })

  test('keeps its former name from others until it gives it up', async () => {
    const taken = await running.refused(routes.fields.create, {
      body: { name: 'roast', type: 'text' },
    })
    expect(taken).toMatchObject({ code: 'conflict', where: 'name' })
    const params = { name: 'torra' }
    const strange = await running.refused(routes.fields.change, {
      params,
      body: { formerNames: ['bean'] },
    })
    expect(strange.where).toBe('formerNames')
    await running.ask(routes.fields.change, { params, body: { formerNames: [] } })
    await running.ask(routes.fields.create, { body: { name: 'roast', type: 'text' } })
    const back = await running.refused(routes.fields.change, { params, body: { name: 'roast' } })
    expect(back.code).toBe('conflict')
  })

  test('is none of the built-in ones, whose names programs know', async () => {
    const why = await running.refused(routes.fields.change, {
      params: { name: 'city' },
      body: { name: 'cidade' },
    })
    expect(why.code).toBe('conflict')
  })
})

describe('a field', () => {
  test('that is archived and brought back has its values', async () => {
    await running.ask(routes.fields.create, { body: { name: 'hat', type: 'text' } })
    const { id } = await make('a1', { hat: 'red' })
    const params = { name: 'hat' }
    await running.ask(routes.fields.archive, { params })
    expect((await running.ask(routes.customers.read, { params: { id } })).fields).toEqual({})
    await running.ask(routes.fields.change, { params, body: { archived: false } })
    await overFor('hat')
    expect((await running.ask(routes.customers.read, { params: { id } })).fields).toEqual({
      hat: 'red',
    })
    const size = await running.ask(routes.segments.count, { body: { text: 'hat = "red"' } })
    expect(size.count).toBe(1)
  })

  test('is made unique by a job, which says which values several have', async () => {
    await running.ask(routes.fields.create, { body: { name: 'card', type: 'text' } })
    await make('c1', { card: 'A1' })
    await make('c2', { card: 'a1' })
    const params = { name: 'card' }
    await running.ask(routes.fields.change, { params, body: { unique: true } })
    await overFor('card')
    expect(await field('card')).toMatchObject({ unique: false })
    const { items } = await running.ask(routes.jobs.list, {})
    const job = items.find(({ kind }) => kind === 'field unique')
    expect(job).toMatchObject({ state: 'failed' })
    expect(job?.problem).toContain('"a1" (2 customers)')
    await make('c2', { card: 'B1' })
    await running.ask(routes.fields.change, { params, body: { unique: true } })
    await overFor('card')
    const card = await running.ask(routes.fields.read, { params })
    expect(card).toMatchObject({ name: 'card', unique: true })
    expect(card.work).toBeUndefined()
    const why = await running.refused(routes.customers.create, {
      body: { identifiers: { user_id: 'c3' }, fields: { card: 'b1' } },
    })
    expect(why).toMatchObject({ code: 'conflict', where: 'fields.card' })
  })

  test('says in a change what cannot be', async () => {
    const params = { name: 'card' }
    for (const [body, where] of [
      [{ default: 'x' }, 'default'],
      [{ currency: 'BRL' }, 'currency'],
      [{ label: ' ' }, 'body.label'],
    ] as const) {
      expect(await running.refused(routes.fields.change, { params, body })).toMatchObject({ where })
    }
  })
})

describe('the history of a customer', () => {
  test('tells what changed, who said so and since when, latest first, page by page', async () => {
    const { id } = await make('h1', { city: 'Recife', name: 'Ana' })
    await make('h1', { city: 'Recife' }, 'form')
    await make('h1', { city: 'Olinda', name: null }, 'form')
    const params = { id }
    const { items, next } = await running.ask(routes.customers.history, { params })
    expect(next).toBeNull()
    expect(items).toMatchObject([
      { what: 'value', field: 'name', old: 'Ana', new: null, source: 'form' },
      { what: 'value', field: 'city', old: 'Recife', new: 'Olinda', source: 'form' },
      { what: 'value', field: 'name', old: null, new: 'Ana', source: 'api' },
      { what: 'value', field: 'city', old: null, new: 'Recife', source: 'api' },
      { what: 'identifier', kind: 'user_id', value: 'h1' },
      { what: 'made' },
    ])
    const paged = []
    for (let cursor: string | undefined; ;) {
      const query = { limit: 2, ...(cursor === undefined ? {} : { cursor }) }
      const page = await running.ask(routes.customers.history, { params, query })
      paged.push(...page.items)
      if (page.next === null) break
      cursor = page.next
    }
    expect(paged).toEqual(items)
  })

  test('is of somebody, and its cursor one that it gave', async () => {
    const nobody = await running.refused(routes.customers.history, { params: { id: '77' } })
    expect(nobody.code).toBe('not_found')
    const { id } = await make('h2', {})
    const cursor = Buffer.from('["x","y"]').toString('base64url')
    const why = await running.refused(routes.customers.history, {
      params: { id },
      query: { cursor },
    })
    expect(why.where).toBe('cursor')
  })

  test('is behind each value that is shown', async () => {
    const { id } = await make('h3', { city: 'Recife' }, 'erp')
    const query = { provenance: 'true' } as const
    const { provenance } = await running.ask(routes.customers.read, { params: { id }, query })
    expect(provenance).toEqual({
      city: { source: 'erp', import: null, at: expect.stringMatching(/Z$/) },
    })
  })
})

describe('the type of a field', () => {
  test('is changed where every segment can still be answered', async () => {
    await running.ask(routes.fields.create, { body: { name: 'visits', type: 'text' } })
    const { id } = await make('t1', { visits: '12' })
    await make('t2', { visits: 'many' })
    const { id: segment } = await running.ask(routes.segments.create, {
      body: { name: 'Starts', text: 'visits starts with "1"' },
    })
    const params = { name: 'visits' }
    const type = { type: 'integer' } as const
    const why = await running.refused(routes.fields.changeType, { params, body: type })
    expect(why).toMatchObject({ code: 'conflict', message: expect.stringContaining('"Starts"') })
    await running.ask(routes.segments.change, {
      params: { id: segment },
      body: { text: 'visits exists' },
    })
    await running.ask(routes.fields.changeType, { params, body: { ...type, dryRun: true } })
    await overFor('visits')
    const trial = (await running.ask(routes.jobs.list, {})).items.find(
      ({ kind }) => kind === 'field type trial',
    )
    expect(trial?.result).toMatchObject({ converted: 1, failed: 1 })
    await running.ask(routes.fields.changeType, { params, body: type })
    await overFor('visits')
    expect(await field('visits')).toMatchObject({ type: 'integer' })
    expect((await running.ask(routes.customers.read, { params: { id } })).fields).toEqual({
      visits: 12,
    })
    const size = await running.ask(routes.segments.count, { body: { text: 'visits > 11' } })
    expect(size.count).toBe(1)
    await running.settled()
    const members = await running.ask(routes.segments.count, { body: { segment: 'Starts' } })
    expect(members.count).toBe(1)
  })

  test('of a built-in field, and to what it is already, is refused', async () => {
    for (const [name, type] of [
      ['city', 'integer'],
      ['visits', 'integer'],
    ] as const) {
      const why = await running.refused(routes.fields.changeType, {
        params: { name },
        body: { type },
      })
      expect(why).toMatchObject({ code: 'conflict', where: 'type' })
    }
  })
})
