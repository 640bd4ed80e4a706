import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
beforeAll(async () => {
  running = await startRunning()
})
afterAll(async () => await running.close())

async function make(userId: string, fields: Record<string, string | number | null> = {}) {
  const body = { identifiers: { user_id: userId }, fields }
  const answer = await running.ask(routes.customers.create, { body })
  if (!('position' in answer)) return answer
  // A machine that is busy with other tests takes longer than an answer waits.
  await running.applied(answer.position)
  return await running.ask(routes.customers.find, { params: { kind: 'user_id', value: userId } })
}

describe('a customer', () => {
  test('can be read as soon as she is written, by id and by identifier', async () => {
    const made = await make('ana', {
      name: 'Ana Conceição',
      city: 'São Paulo',
      birth_date: '1990-02-28',
    })
    expect(made.fields).toEqual({
      name: 'Ana Conceição',
      city: 'São Paulo',
      birth_date: '1990-02-28',
    })
    expect(await running.ask(routes.customers.read, { params: { id: made.id } })).toEqual({
      ...made,
      place: {},
      calculated: {},
    })
    const params = { kind: 'user_id', value: 'ana' }
    expect(await running.ask(routes.customers.find, { params })).toEqual({
      ...made,
      place: {},
      calculated: {},
    })
  })

  test('is changed where somebody has the identifier already', async () => {
    const made = await make('bia', { city: 'Natal' })
    const again = await make('bia', { state: 'RN' })
    expect(again.id).toBe(made.id)
    expect(again.fields).toEqual({ city: 'Natal', state: 'RN' })
  })

  test('is patched: what is null is taken away, what is not named stays', async () => {
    const { id } = await make('caio', { city: 'Natal', state: 'RN' })
    const body = { fields: { city: null, country: 'BR' } }
    const answer = await running.ask(routes.customers.change, { params: { id }, body })
    if ('position' in answer) await running.applied(answer.position)
    const after = await running.ask(routes.customers.read, { params: { id } })
    expect(after.fields).toEqual({ state: 'RN', country: 'BR' })
  })

  test('refuses what her fields cannot hold, with field and reason', async () => {
    const body = { identifiers: { user_id: 'davi' }, fields: { birth_date: 'yesterday' } }
    const why = await running.refused(routes.customers.create, { body })
    expect(why.code).toBe('invalid')
    expect(`${why.where} ${why.message}`).toContain('birth_date')
    const unknown = { identifiers: { user_id: 'davi' }, fields: { shoe_size: 38 } }
    const told = await running.refused(routes.customers.create, { body: unknown })
    expect(`${told.where} ${told.message}`).toContain('shoe_size')
  })

  test('is gone when she is deleted, and does not come back', async () => {
    const { id } = await make('eva')
    await running.applied((await running.ask(routes.customers.remove, { params: { id } })).position)
    expect((await running.refused(routes.customers.read, { params: { id } })).code).toBe(
      'not_found',
    )
    const again = { identifiers: { user_id: 'eva' } }
    const why = await running.refused(routes.customers.create, { body: again })
    expect(why.message.toLowerCase()).toContain('deleted')
  })

  test('has her events, consents and segments on her page', async () => {
    const { id } = await make('fabi')
    const events = Array.from({ length: 5 }, (_, i) => ({
      event: 'Product Viewed',
      customer: id,
      time: `2026-01-0${i + 1}T12:00:00Z`,
      messageId: `view-${i}`,
      properties: { product_id: 'x', deep: { list: [1, 'two', null] } },
    }))
    const { position } = await running.ask(routes.events.add, { body: { events } })
    // The same again counts once.
    const again = await running.ask(routes.events.add, { body: { events } })
    expect(again.position).toBeGreaterThan(position)
    await running.applied(again.position)
    const first = await running.ask(routes.customers.events, {
      params: { id },
      query: { limit: 3 },
    })
    expect(first.items.map(({ time }) => time.slice(0, 10))).toEqual([
      '2026-01-05',
      '2026-01-04',
      '2026-01-03',
    ])
    expect(first.items[0]?.properties).toEqual({
      product_id: 'x',
      deep: { list: [1, 'two', null] },
    })
    const cursor = first.next ?? ''
    const rest = await running.ask(routes.customers.events, {
      params: { id },
      query: { limit: 3, cursor },
    })
    expect(rest.items.map(({ time }) => time.slice(0, 10))).toEqual(['2026-01-02', '2026-01-01'])
    expect(rest.next).toBeNull()
    const kinds = await running.ask(routes.customers.eventKinds, { params: { id } })
    const channel = kinds.items[0]?.channel ?? ''
    expect(kinds.items).toEqual([{ name: 'Product Viewed', channel, count: 5 }])
    const some = async (query: { name?: string; channel?: string }) =>
      (await running.ask(routes.customers.events, { params: { id }, query })).items.length
    expect(await some({ name: 'Product Viewed', channel })).toBe(5)
    expect(await some({ name: 'Cart Viewed' })).toBe(0)
    expect(await some({ channel: 'nowhere' })).toBe(0)

    const consent = {
      customer: id,
      purpose: 'marketing',
      channel: 'email',
      state: 'granted',
    } as const
    await running.ask(routes.consents.add, { body: consent })
    const denied = await running.ask(routes.consents.add, { body: { ...consent, state: 'denied' } })
    await running.applied(denied.position)
    const { items } = await running.ask(routes.customers.consents, { params: { id } })
    expect(items.map(({ state }) => state)).toEqual(['denied', 'granted'])

    const sizeOf = async (text: string) =>
      (await running.ask(routes.segments.count, { body: { text } })).count
    expect(await sizeOf('denied "marketing" by email')).toBe(1)
    expect(await sizeOf('consented to "marketing"')).toBe(0)
    expect(await sizeOf('not asked for "marketing"')).toBe((await sizeOf('everyone')) - 1)

    await running.ask(routes.segments.create, {
      body: { name: 'Viewers', text: 'did "Product Viewed"' },
    })
    await running.settled()
    const segments = await running.ask(routes.customers.segments, { params: { id } })
    expect(segments.items.map(({ name }) => name)).toEqual(['Viewers'])
  })
})

describe('a list of customers', () => {
  const cities = ['Árvore', 'arara', 'Belém', 'Zurique']
  beforeAll(async () => {
    await Promise.all(
      Array.from({ length: 12 }, async (_, i) => {
        const fields = { city: cities[i % 4] ?? '', state: 'XX', name: `Sorted ${i}` }
        await make(`sorted-${i}`, fields)
      }),
    )
  })

  test.each(['asc', 'desc'] as const)(
    'comes in order (%s) and in pages that leave nobody out',
    async (order) => {
      const seen: unknown[] = []
      const ids = new Set<string>()
      let cursor: string | undefined
      do {
        const page = await running.ask(routes.customers.query, {
          body: { text: 'state = "xx"', sort: 'city', order, limit: 5, ...(cursor && { cursor }) },
        })
        for (const { id, fields } of page.items) {
          ids.add(id)
          seen.push(fields['city'])
        }
        cursor = page.next ?? undefined
      } while (cursor !== undefined)
      expect(ids.size).toBe(12)
      const folded = ['arara', 'Árvore', 'Belém', 'Zurique'].flatMap((city) => [city, city, city])
      expect(seen).toEqual(order === 'asc' ? folded : folded.toReversed())
    },
  )

  test('is searched without minding case and accents', async () => {
    const { items } = await running.ask(routes.customers.list, {
      query: { search: 'CONCEICAO ana' },
    })
    expect(items.map(({ fields }) => fields['name'])).toEqual(['Ana Conceição'])
    const none = await running.ask(routes.customers.list, { query: { search: "' OR 1=1 --" } })
    expect(none.items).toEqual([])
  })

  test('refuses a sort, a cursor and a condition that make no sense, with the mend', async () => {
    const sort = await running.refused(routes.customers.list, { query: { sort: 'nothing' } })
    expect([sort.code, sort.where]).toEqual(['invalid', 'sort'])
    const cursor = await running.refused(routes.customers.list, { query: { cursor: 'AAAA' } })
    expect([cursor.code, cursor.where]).toEqual(['invalid', 'cursor'])
    const condition = await running.refused(routes.customers.list, {
      query: { condition: 'ciyt = "x"' },
    })
    expect([condition.code, condition.fix]).toEqual(['invalid', 'Did you mean "city"?'])
  })
})

describe('a cursor', () => {
  const ask = async (body: object) => await running.refused(routes.customers.query, { body })
  const write = (...parts: string[]) => Buffer.from(JSON.stringify(parts)).toString('base64url')

  test('goes on in the order that it is of, and in no other', async () => {
    const body = { sort: 'city', order: 'asc', limit: 1 } as const
    const cursor = (await running.ask(routes.customers.query, { body })).next ?? ''
    expect(
      (await running.ask(routes.customers.query, { body: { ...body, cursor } })).items,
    ).toHaveLength(1)
    for (const other of [{ sort: 'created' }, { order: 'desc' }, { sort: 'birth_date' }]) {
      const why = await ask({ ...body, ...other, cursor })
      expect([why.code, why.where]).toEqual(['invalid', 'cursor'])
      expect(why.message).toContain('by city, asc')
    }
  })

  test.each([
    ['id', 'abc', '1'],
    ['created', 'abc', '1'],
    ['created', '9'.repeat(19), '1'],
    ['birth_date', '3000000000', '1'],
    ['birth_date', '1990-02-28', '1'],
    ['created', '1', 'x'],
    ['created', '1', '9'.repeat(20)],
  ])('that ends a page by %s at %s, %s is none', async (sort, key, id) => {
    const cursor = write(sort, 'asc', key, 'false', id)
    const why = await ask({ sort, order: 'asc', cursor })
    expect([why.code, why.where]).toEqual(['invalid', 'cursor'])
  })

  test('of the form of another list is none', async () => {
    expect(await ask({ cursor: write('abc', 'false', '1') })).toMatchObject({ where: 'cursor' })
  })
})

describe('a field', () => {
  test('that is not filterable is refused in conditions, named with its mend, until it is', async () => {
    const field = { name: 'shoe', type: 'integer', filterable: false } as const
    await running.ask(routes.fields.create, { body: field })
    const made = await make('gabi', { shoe: 38 })
    const why = await running.refused(routes.segments.count, { body: { text: 'shoe = 38' } })
    expect(why.code).toBe('invalid')
    expect(why.message).toContain('"shoe" is not filterable')
    expect(why.fix).toContain('filterable')
    await running.ask(routes.fields.change, {
      params: { name: 'shoe' },
      body: { filterable: true },
    })
    await running.settled()
    const size = await running.ask(routes.segments.count, { body: { text: 'shoe = 38' } })
    expect(size.count).toBe(1)
    expect(made.fields['shoe']).toBe(38)
  })

  test('that a segment rests on keeps what the segment needs', async () => {
    await running.ask(routes.fields.create, { body: { name: 'hat', type: 'text' } })
    await running.ask(routes.segments.create, { body: { name: 'Hats', text: 'hat exists' } })
    for (const body of [{ filterable: false }, { archived: true }]) {
      const why = await running.refused(routes.fields.change, { params: { name: 'hat' }, body })
      expect(why.code).toBe('conflict')
      expect(why.message).toContain('Hats')
    }
    const why = await running.refused(routes.fields.archive, { params: { name: 'hat' } })
    expect(why.code).toBe('conflict')
  })

  test('of the built-in ones stays', async () => {
    expect((await running.refused(routes.fields.archive, { params: { name: 'city' } })).code).toBe(
      'conflict',
    )
    const taken = await running.refused(routes.fields.create, {
      body: { name: 'city', type: 'text' },
    })
    expect(taken.code).toBe('conflict')
  })

  test('with a hostile name or hostile choices does no harm', async () => {
    const name = await running.refused(routes.fields.create, {
      body: { name: 'a; DROP TABLE x', type: 'text' },
    })
    expect(name.code).toBe('invalid')
    const choices = ["'; DROP TABLE customers; --", '`', '{p0:String}', '😀']
    await running.ask(routes.fields.create, { body: { name: 'odd', type: 'choice', choices } })
    for (const choice of choices) {
      await make(`odd-${choice}`, { odd: choice })
      const condition = {
        type: 'field',
        field: 'odd',
        test: { op: 'exactly', value: choice },
      } as const
      const { count } = await running.ask(routes.segments.count, { body: { condition } })
      expect(count).toBe(1)
    }
  })
})

test('customers are found by many identifiers at once, each with what is wrong with it', async () => {
  const { id } = await make('many')
  const identifiers = [
    { kind: 'user_id', value: 'nobody at all' },
    { kind: 'user_id', value: 'many' },
    { kind: 'email', value: 'many@@' },
  ]
  const { items } = await running.ask(routes.customers.findMany, { body: { identifiers } })
  expect(items).toMatchObject([
    { value: 'nobody at all', customer: null, problem: null },
    { value: 'many', customer: id, problem: null },
    { value: 'many@@', customer: null, problem: expect.stringContaining('many@@') },
  ])
})

test('a list is made, filled, emptied, asked about and deleted', async () => {
  const list = await running.ask(routes.lists.create, { body: { name: 'Tasting' } })
  const params = { id: list.id }
  const { id } = await make('hugo')
  const add = [id, { identifiers: { user_id: 'ana' } }]
  await running.applied(
    (await running.ask(routes.lists.change, { params, body: { add } })).position,
  )
  const members = await running.ask(routes.lists.members, { params, query: { limit: 1 } })
  expect(members.items.length).toBe(1)
  const more = await running.ask(routes.lists.members, {
    params,
    query: { cursor: members.next ?? '' },
  })
  expect(more.items.length).toBe(1)
  const counted = await running.ask(routes.segments.count, { body: { text: 'in list "Tasting"' } })
  expect(counted.count).toBe(2)
  await running.applied(
    (await running.ask(routes.lists.change, { params, body: { remove: [id] } })).position,
  )
  expect((await running.ask(routes.lists.members, { params, query: {} })).items.length).toBe(1)
  const user = await running.ask(routes.segments.create, {
    body: { name: 'Tasters', text: 'in list "Tasting"' },
  })
  expect((await running.refused(routes.lists.remove, { params })).message).toContain('Tasters')
  expect(await running.ask(routes.lists.usage, { params })).toEqual({
    segments: [{ id: user.id, name: 'Tasters' }],
    fields: [],
    promotions: [],
    views: [],
  })
  await running.ask(routes.segments.remove, { params: { id: user.id } })
  await running.ask(routes.lists.remove, { params })
  expect((await running.ask(routes.lists.list, {})).items).toEqual([])
})

test('the shop is read and changed, and a zone that is none refused', async () => {
  const before = await running.ask(routes.shop.read, {})
  expect(before).toEqual({
    timezone: 'UTC',
    weekStart: 1,
    currency: 'BRL',
    country: 'BR',
    mergeDuplicatesAbove: null,
    identity: {
      blocked: [],
      limits: { anonymous_id: 500, device_id: 50, email: 10, phone: 10 },
    },
  })
  const body = { timezone: 'America/Sao_Paulo', weekStart: 7 }
  expect(await running.ask(routes.shop.change, { body })).toEqual({ ...before, ...body })
  const why = await running.refused(routes.shop.change, { body: { timezone: 'Mars/Olympus' } })
  expect(why.code).toBe('invalid')
  const nowhere = await running.refused(routes.shop.change, { body: { country: 'XX' } })
  expect(nowhere).toMatchObject({ code: 'invalid', where: 'country' })
})

test('status tells what is there', async () => {
  await running.settled()
  const status = await running.ask(routes.status.read, {})
  expect(status.engine.up).toBe(true)
  expect(status.inbox.waiting).toBe(0)
  expect(status.customers).toBeGreaterThan(15)
  expect(status.events).toBe(5)
})

test('who was deleted stays so until that is lifted', async () => {
  const write = { body: { identifiers: { user_id: 'gone' }, fields: { city: 'Natal' } } }
  const { id } = (await running.ask(routes.customers.create, write)) as { id: string }
  await running.ask(routes.customers.remove, { params: { id } })
  await running.settled()
  const refused = await running.refused(routes.customers.create, write)
  expect(refused).toMatchObject({ code: 'conflict', where: 'identifiers.user_id' })
  const lifted = { body: { identifiers: { user_id: 'gone' } } }
  await running.ask(routes.customers.lift, lifted)
  await running.settled()
  const again = (await running.ask(routes.customers.create, write)) as { id: string }
  expect(again.id).not.toBe(id)
})
