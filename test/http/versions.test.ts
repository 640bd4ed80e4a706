import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
let south: number
let all: number

const cities = ['Curitiba', 'Curitiba', 'Curitiba', 'Natal', 'Natal', 'Recife'] as const

beforeAll(async () => {
  running = await startRunning()
  for (const [i, city] of cities.entries()) {
    const name = `c${i}`
    const body = { identifiers: { user_id: name }, fields: { name, city } }
    await running.ask(routes.customers.create, { body })
  }
  south = await make('South', 'city = "Curitiba"')
  await make('Elsewhere', 'not in segment "South"')
  all = await make('Either', 'in segment "South" or in segment "Elsewhere"')
  await make('Apart', 'city = "Recife"')
  await running.ask(routes.calculated.create, {
    body: { text: 'field warm = in segment "Elsewhere"' },
  })
  await make('By the field', 'warm = true')
  await running.ask(routes.views.create, {
    body: { name: 'Of the south', text: 'in segment "South"' },
  })
  await running.settled()
})
afterAll(async () => await running.close())

async function make(name: string, text: string): Promise<number> {
  return (await running.ask(routes.segments.create, { body: { name, text } })).id
}

async function effect(id: number, body: object) {
  return await running.ask(routes.segments.effect, {
    params: { id },
    query: { locale: 'en' },
    body,
  })
}

describe('the effect of another definition', () => {
  test('is who enters and who leaves, with some of them, and what stays', async () => {
    const { enters, leaves, ...rest } = await effect(south, {
      text: 'city = "Natal" or name = "c0"',
      samples: 1,
    })
    expect(rest).toMatchObject({ before: 3, after: 3, stays: 1 })
    expect(enters.count).toBe(2)
    expect(enters.sample).toHaveLength(1)
    expect(enters.sample[0]?.fields['city']).toBe('Natal')
    expect(leaves.count).toBe(2)
    expect(leaves.sample.map(({ fields }) => fields['city'])).toEqual(['Curitiba'])
    expect(rest.changes.map(({ sentence }) => sentence)).toEqual([
      'Before: City is “Curitiba”. Now: City is “Natal”',
      'Now enough too: Name is “c0”',
    ])
  })

  test('reaches all that speaks of it, and nothing else', async () => {
    const { dependents } = await effect(south, { text: 'city is any of ("Curitiba", "Natal")' })
    expect(dependents).toEqual([
      expect.objectContaining({
        kind: 'segment',
        name: 'Elsewhere',
        enters: 0,
        leaves: 2,
        stays: 1,
      }),
      expect.objectContaining({ kind: 'segment', name: 'Either', enters: 0, leaves: 0, stays: 6 }),
      expect.objectContaining({ kind: 'segment', name: 'By the field', leaves: 2, stays: 1 }),
      expect.objectContaining({ kind: 'field', name: 'warm = yes', leaves: 2, stays: 1 }),
      expect.objectContaining({
        kind: 'view',
        name: 'Of the south',
        enters: 2,
        leaves: 0,
        stays: 3,
      }),
    ])
  })

  test('is what then comes to pass', async () => {
    const id = await make('Tried', 'city = "Recife"')
    await running.settled()
    const [pinned] = (await running.ask(routes.segments.query, { body: { text: 'name = "c5"' } }))
      .items
    await running.ask(routes.segments.pin, {
      params: { id, customer: pinned?.id ?? '' },
      body: { pinned: 'in' },
    })
    const { after } = await effect(id, { text: 'city = "Natal"' })
    expect(after).toBe(3)
    await running.ask(routes.segments.change, { params: { id }, body: { text: 'city = "Natal"' } })
    await running.settled()
    const { size } = await running.ask(routes.segments.read, { params: { id } })
    expect(size?.count).toBe(after)
  })

  test('is told by the ledger of those that speak of it', async () => {
    await running.settled()
    await running.ask(routes.segments.change, {
      params: { id: south },
      body: { text: 'city is any of ("Curitiba", "Natal")' },
    })
    await running.settled()
    const { items } = await running.ask(routes.segments.list, {})
    const params = { id: items.find(({ name }) => name === 'Elsewhere')?.id ?? 0 }
    const history = await running.ask(routes.segments.history, {
      params,
      query: { what: 'left', locale: 'en' },
    })
    expect(history.items.map(({ because }) => because)).toEqual(
      Array.from({ length: 2 }, () => expect.stringContaining('“South”, which it speaks of')),
    )
    await running.ask(routes.segments.rollback, { params: { id: south }, body: { to: 1 } })
  })

  test('is refused where the segment, or one that speaks of it, could not be answered', async () => {
    const circle = await running.refused(routes.segments.effect, {
      params: { id: south },
      body: { text: 'in segment "Either"' },
    })
    expect(circle.message).toContain('circle')
    for (const body of [{}, { text: 'everyone', to: 1 }]) {
      const why = await running.refused(routes.segments.effect, { params: { id: south }, body })
      expect(why.where).toBe('body')
    }
  })

  test('writes nothing', async () => {
    const { items } = await running.ask(routes.segments.versions, { params: { id: south } })
    expect(items.map(({ version }) => version)).toEqual([3, 2, 1])
  })
})

describe('versions', () => {
  test('tell who saved them and what each changed, and one is brought back as a new one', async () => {
    const id = await make('Moving', 'city = "Natal"')
    const change = async (text: string) =>
      await running.ask(routes.segments.change, { params: { id }, body: { text } })
    await change('city = "Natal" or city = "Recife"')
    await change('city = "Recife"')
    const query = { locale: 'pt-BR' } as const
    const { items } = await running.ask(routes.segments.versions, { params: { id }, query })
    expect(items.map(({ version, changes }) => [version, changes])).toEqual([
      [3, ['Deixa de bastar: Cidade é “Natal”']],
      [2, ['Passa a bastar também: Cidade é “Recife”']],
      [1, []],
    ])
    expect(items.every(({ by }) => by !== '')).toBe(true)
    const compared = await running.ask(routes.segments.compareVersions, {
      params: { id },
      query: { from: 1, locale: 'en' },
    })
    expect(compared.to.version).toBe(3)
    expect(compared.changes).toEqual([
      { what: 'changed', sentence: 'Before: City is “Natal”. Now: City is “Recife”' },
    ])
    const before = await effect(id, { to: 1 })
    expect(before.text).toBe('city = "Natal"')
    await running.settled()
    const back = await running.ask(routes.segments.rollback, { params: { id }, body: { to: 1 } })
    expect(back).toMatchObject({ version: 4, text: 'city = "Natal"' })
    await running.settled()
    const { items: entries } = await running.ask(routes.segments.history, {
      params: { id },
      query: { cause: 'definition' },
    })
    expect(entries[0]?.ref).toBe('v4')
  })

  test('one that is not there, or over another that stands, is refused', async () => {
    const params = { id: all }
    const none = await running.refused(routes.segments.rollback, { params, body: { to: 7 } })
    expect(none).toMatchObject({ code: 'not_found', where: 'version' })
    const overtaken = await running.refused(routes.segments.rollback, {
      params,
      body: { to: 1, version: 9 },
    })
    expect(overtaken.code).toBe('conflict')
  })
})

test('a segment that others speak of is not deleted, and they are named', async () => {
  const why = await running.refused(routes.segments.remove, { params: { id: south } })
  expect(why.code).toBe('conflict')
  expect(why.message).toBe('The segment is used by "Elsewhere", "Either", the view "Of the south".')
})
