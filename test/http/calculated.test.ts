import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { begin, csv, finish } from './orders.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
beforeAll(async () => {
  running = await startRunning()
  await finish(running, (await begin(running, csv)).id)
})
afterAll(async () => await running.close())

const make = async (text: string) => await running.ask(routes.calculated.create, { body: { text } })
const count = async (text: string) =>
  (await running.ask(routes.segments.count, { body: { text, at: '2100-01-01T00:00:00Z' } })).count

test('a measure is made by its text and used as any field is', async () => {
  const made = await make('field bought = count of "Order Completed"')
  expect(made).toMatchObject({
    name: 'bought',
    label: 'Bought',
    type: 'integer',
    version: 1,
    text: 'field bought = count of "Order Completed"',
  })
  expect(await count('bought >= 2')).toBe(await count('did "Order Completed" at least 2 times'))
  expect(await count('bought >= 2')).toBe(1)
  const read = await running.ask(routes.conditions.read, { body: { text: 'bought >= 2' } })
  expect(read).toMatchObject({ text: 'bought >= 2', reading: 'Bought é no mínimo 2' })
})

test('what rests on one is found anew when it changes, and seen before', async () => {
  const segment = await running.ask(routes.segments.create, {
    body: { name: 'Often', text: 'bought >= 2' },
  })
  await make('field often = in segment "Often"')
  await running.settled()
  const stored = async () => {
    await running.settled()
    const params = { id: segment.id }
    return (await running.ask(routes.segments.members, { params })).items.length
  }
  expect(await stored()).toBe(1)
  const text = 'field bought = count of any of ("Order Completed", "Order Refunded")'
  const effect = await running.ask(routes.calculated.effect, { body: { text } })
  expect(effect).toMatchObject({ exists: true, fields: ['often'] })
  expect(effect.segments).toEqual([{ id: segment.id, name: 'Often', before: 1, after: 2 }])
  expect(await stored()).toBe(1)
  const changed = await running.ask(routes.calculated.change, {
    params: { name: 'bought' },
    body: { text, version: 1 },
  })
  expect(changed.version).toBe(2)
  expect(await stored()).toBe(2)
  expect(await count('often = true')).toBe(2)
  const late = { params: { name: 'bought' }, body: { text, version: 1 } }
  expect(await running.refused(routes.calculated.change, late)).toMatchObject({ code: 'conflict' })
  const { items } = await running.ask(routes.calculated.versions, { params: { name: 'bought' } })
  expect(items.map(({ version }) => version)).toEqual([2, 1])
})

test('another name is taken up by segments, other fields and views', async () => {
  await running.ask(routes.views.create, {
    body: { name: 'Buyers', text: 'bought >= 1', columns: ['email'] },
  })
  const body = { name: 'purchases' }
  await running.ask(routes.calculated.change, { params: { name: 'bought' }, body })
  const read = await running.ask(routes.calculated.read, { params: { name: 'purchases' } })
  expect(read.usedBy).toMatchObject({
    segments: [{ name: 'Often' }],
    views: [{ name: 'Buyers' }],
  })
  expect(await count('purchases >= 2')).toBe(2)
  expect(
    await running.refused(routes.segments.count, { body: { text: 'bought > 1' } }),
  ).toMatchObject({ message: expect.stringContaining('There is no field "bought"') as string })
})

test('it is a column of a view, worked out of whoever is shown, until it is archived', async () => {
  const columns = ['city', 'purchases', 'often']
  const look = { name: 'How often', text: 'purchases >= 2', columns }
  const { id } = await running.ask(routes.views.create, { body: look })
  const view = { params: { id }, query: {} }
  const { items } = await running.ask(routes.views.customers, view)
  expect(items.map(({ calculated }) => calculated)).toEqual([
    { purchases: 2, often: true },
    { purchases: 2, often: true },
  ])
  await running.ask(routes.calculated.create, { body: { text: 'field brief = count of "A"' } })
  const body = { ...look, columns: ['brief'] }
  await running.ask(routes.views.change, { params: { id }, body })
  const archived = { params: { name: 'brief' }, body: { archived: true } }
  await running.ask(routes.calculated.change, archived)
  const [after] = (await running.ask(routes.views.customers, view)).items
  expect(after).not.toHaveProperty('calculated')
  expect(await running.refused(routes.views.change, { params: { id }, body })).toMatchObject({
    where: 'columns',
    message: 'There is no field "brief" for that',
  })
})

test('it is explained by its value and what it is made of', async () => {
  const { items } = await running.ask(routes.customers.list, { query: {} })
  const [customer] = items
  const why = await running.ask(routes.explain.customer, {
    params: { id: customer?.id ?? '' },
    query: { locale: 'pt-BR' },
    body: { text: 'purchases >= 1' },
  })
  expect(why.tree).toMatchObject({ type: 'field', meets: true })
  expect(Number(why.tree.observed)).toBeGreaterThan(0)
  expect(why.tree.of?.[0]).toMatchObject({ type: 'did', meets: true })
})

test('what is used is not put away, what is put away is not used, and all of it is said', async () => {
  const refused = await running.refused(routes.calculated.change, {
    params: { name: 'purchases' },
    body: { archived: true },
  })
  expect(refused).toMatchObject({ code: 'conflict' })
  expect(refused.message).toContain('"Often"')
  const params = { name: 'often' }
  await running.ask(routes.calculated.change, { params, body: { archived: true } })
  expect(
    (await running.refused(routes.segments.count, { body: { text: 'often = true' } })).code,
  ).toBe('invalid')
  await running.ask(routes.calculated.change, { params, body: { archived: false } })
  expect(await count('often = true')).toBe(2)
  const [segment] = (await running.ask(routes.segments.list, { query: {} })).items
  const id = segment?.id ?? 0
  const inUse = await running.refused(routes.segments.remove, { params: { id } })
  expect(inUse.message).toContain('"often"')
})

test.each([
  ['a circle', 'field purchases = in segment "Often"', 'conflict', '"purchases" → "Often"'],
  ['a name that a field has', 'field city = everyone', 'conflict', 'There is a field city'],
  ['a name that there is not', 'field x = nothing', 'invalid', 'no field "nothing"'],
  ['what is no value', 'field x = often = "yes"', 'invalid', 'calculation'],
])('%s is refused', async (_, text, code, says) => {
  const route = code === 'conflict' ? routes.calculated.effect : routes.calculated.create
  const failure = await running.refused(route, { body: { text } })
  expect(failure.code).toBe(code)
  expect(`${failure.message} ${failure.where}`).toContain(says)
})

test('a field of the same name cannot be made beside it', async () => {
  const body = { name: 'purchases', type: 'text' } as const
  expect(await running.refused(routes.fields.create, { body })).toMatchObject({ code: 'conflict' })
})

test('a field on which one rests is neither put away nor made unusable', async () => {
  await running.ask(routes.fields.create, { body: { name: 'roast', type: 'text' } })
  await make('field dark = roast = "dark"')
  const params = { name: 'roast' }
  const refused = await running.refused(routes.fields.change, { params, body: { archived: true } })
  expect(refused.message).toContain('"dark"')
  await running.ask(routes.fields.change, { params, body: { name: 'torra' } })
  const read = await running.ask(routes.calculated.read, { params: { name: 'dark' } })
  expect(read.text).toBe('field dark = torra = "dark"')
})

test('a formula is worked out of measures and dates, by the database too', async () => {
  await make('field spent = sum of total of "Order Completed"')
  await make('field ticket = spent / purchases')
  const { items } = await running.ask(routes.customers.list, { query: {} })
  expect(await count('ticket exists')).toBe(items.length)
  expect(await count('ticket >= 0.01 and not ticket > 1000000')).toBe(items.length)
  await running.ask(routes.fields.create, { body: { name: 'born', type: 'date' } })
  await make('field age = years since born')
  const [customer] = items
  const params = { id: customer?.id ?? '' }
  await running.ask(routes.customers.change, { params, body: { fields: { born: '1990-02-28' } } })
  await running.settled()
  expect(await count('age = 109')).toBe(1)
  const why = await running.ask(routes.explain.customer, {
    params,
    query: { locale: 'en' },
    body: { text: 'age >= 18', at: '2026-02-27T00:00:00Z' },
  })
  expect(why.tree).toMatchObject({ reading: 'Age is at least 18', observed: '35' })
})

test('what they say of somebody is on her page, in the list and in exports, where it is asked for', async () => {
  const query = { calculated: 'purchases, often,dark' }
  const { items } = await running.ask(routes.customers.list, { query })
  const [one] = items
  expect(one?.calculated).toMatchObject({ often: true, dark: false })
  expect(items.map((each) => each.calculated?.['purchases'])).toEqual(
    await Promise.all(
      items.map(async ({ id }) => {
        const read = await running.ask(routes.customers.read, { params: { id }, query: {} })
        return read.calculated?.['purchases']
      }),
    ),
  )
  const csv = await running.fetch('/api/customers/export?columns=clientela_id,purchases,often')
  const lines = (await csv.text()).trim().split(/\r?\n/)
  expect(lines[0]).toBe('clientela_id,purchases,often')
  const shown = items.map(
    ({ id, calculated }) => `${id},${JSON.stringify(calculated?.['purchases'])},true`,
  )
  expect(lines.slice(1).toSorted()).toEqual(shown.toSorted())
  const plain = await running.fetch('/api/customers/export')
  expect((await plain.text()).split('\n')[0]).not.toContain('purchases')
  const bad = { query: { calculated: 'purchase' } }
  expect(await running.refused(routes.customers.list, bad)).toMatchObject({
    fix: 'Did you mean "purchases"?',
  })
})
