import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { call } from '../../src/api/client.ts'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
beforeAll(async () => {
  running = await startRunning()
})
afterAll(async () => await running.close())

async function namesOn(id: number): Promise<string[]> {
  const { sections } = await running.ask(routes.forms.read, { params: { id } })
  return sections.flatMap(({ fields }) => fields.map((each) => each.field))
}

describe('the first form', () => {
  test('lays itself out, with fields that are made later, and stays', async () => {
    expect(await namesOn(1)).toContain('email')
    await running.ask(routes.fields.create, { body: { name: 'roast', type: 'text', form: 1 } })
    expect(await namesOn(1)).toContain('roast')
    expect((await running.refused(routes.forms.remove, { params: { id: 1 } })).code).toBe(
      'conflict',
    )
  })
})

describe('a form', () => {
  test('shows a customer in the language, with where each value is from, to who may see it', async () => {
    const form = await running.ask(routes.forms.create, {
      body: {
        name: 'Counter',
        sections: [
          {
            title: 'Who',
            fields: [
              { field: 'name', width: 'half' },
              { field: 'birth_date', visible: 'write' },
            ],
          },
          { title: 'For us', fields: [{ field: 'roast', visible: 'admin' }] },
        ],
      },
    })
    const made = await running.ask(routes.customers.create, {
      body: {
        identifiers: { user_id: 'f1' },
        fields: { name: 'Ana', birth_date: '1990-05-01', roast: 'dark' },
        source: 'form',
      },
    })
    const customer = 'id' in made ? made.id : ''
    const params = { id: form.id, customer }
    const mine = await running.ask(routes.forms.customer, { params })
    expect(mine.sections).toMatchObject([
      {
        title: 'Who',
        fields: [
          { name: 'name', width: 'half', value: 'Ana', from: { source: 'form', import: null } },
          { name: 'birth_date', value: '1990-05-01', text: '01/05/1990' },
        ],
      },
      { title: 'For us', fields: [{ name: 'roast', text: 'dark' }] },
    ])
    const { key } = await running.ask(routes.keys.create, { body: { name: 'r', scope: 'read' } })
    const reader = { url: running.url, key }
    const theirs = await call(reader, routes.forms.customer, { params })
    expect(theirs.sections.map(({ fields }) => fields.map(({ name }) => name))).toEqual([['name']])
  })

  test('goes on when a field is renamed, and leaves out one that is archived until it is back', async () => {
    const { items } = await running.ask(routes.forms.list, {})
    const id = items.find(({ name }) => name === 'Counter')?.id ?? 0
    await running.ask(routes.fields.change, { params: { name: 'roast' }, body: { name: 'torra' } })
    expect(await namesOn(id)).toEqual(['name', 'birth_date', 'torra'])
    await running.ask(routes.fields.archive, { params: { name: 'torra' } })
    expect(await namesOn(id)).toEqual(['name', 'birth_date'])
    await running.ask(routes.fields.change, {
      params: { name: 'torra' },
      body: { archived: false },
    })
    expect(await namesOn(id)).toEqual(['name', 'birth_date', 'torra'])
    await running.ask(routes.fields.create, { body: { name: 'hat', type: 'text', form: id } })
    expect(await namesOn(id)).toEqual(['name', 'birth_date', 'torra', 'hat'])
    const usage = await running.ask(routes.fields.usage, { params: { name: 'hat' } })
    expect(usage.forms.map(({ name }) => name)).toEqual(['Customer', 'Counter'])
  })

  test('with a field that is not there is refused with its place, and the new field of a form that is not', async () => {
    const sections = [{ title: '', fields: [{ field: 'nmae' }] }]
    const why = await running.refused(routes.forms.create, { body: { name: 'Bad', sections } })
    expect(why).toMatchObject({ where: 'sections[0].fields[0].field', code: 'invalid' })
    const lost = await running.refused(routes.fields.create, {
      body: { name: 'lost', type: 'text', form: 99 },
    })
    expect(lost.code).toBe('not_found')
    const { items } = await running.ask(routes.fields.list, {})
    expect(items.some(({ name }) => name === 'lost')).toBe(false)
  })

  test('can be the usual one, and when it goes the first is again', async () => {
    const usual = async () =>
      (await running.ask(routes.forms.list, {})).items.flatMap((form) =>
        form.usual ? [form.id] : [],
      )
    expect(await usual()).toEqual([1])
    const params = { id: 2 }
    const made = await running.ask(routes.forms.change, { params, body: { usual: true } })
    expect(made).toMatchObject({ name: 'Counter', usual: true })
    expect(await usual()).toEqual([2])
    expect(await running.ask(routes.forms.remove, { params })).toEqual({ ok: true })
    expect(await usual()).toEqual([1])
  })
})

describe('the usage of a field', () => {
  test('is what names it, how filled it is and who filled it', async () => {
    const write = async (user: string, city: string | null, source: string) =>
      await running.ask(routes.customers.create, {
        body: { identifiers: { user_id: user }, fields: { city }, source },
      })
    await write('u1', 'Recife', 'erp')
    await write('u2', 'Olinda', 'erp')
    await write('u3', 'Olinda', 'form')
    await write('u3', null, 'form')
    await write('u4', 'Natal', 'form')
    await running.ask(routes.segments.create, { body: { name: 'North', text: 'city = "Natal"' } })
    const usage = await running.ask(routes.fields.usage, { params: { name: 'city' } })
    expect(usage).toMatchObject({
      segments: [{ name: 'North' }],
      total: 5,
      filled: 3,
      share: 0.6,
      distinct: 3,
      moreDistinct: false,
      sources: [
        { source: 'erp', count: 2 },
        { source: 'form', count: 1 },
      ],
    })
    await running.ask(routes.customers.create, {
      body: { identifiers: { user_id: 'u5' }, fields: { name: 'Bia' } },
    })
    const name = await running.ask(routes.fields.usage, { params: { name: 'name' } })
    expect(name).toMatchObject({ filled: 2, distinct: 2 })
  })
})
