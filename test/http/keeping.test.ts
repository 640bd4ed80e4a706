import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
beforeAll(async () => {
  running = await startRunning()
})
afterAll(async () => await running.close())

async function people(city: string, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const body = { identifiers: { user_id: `${city} ${n}` }, fields: { city } }
    const answer = await running.ask(routes.customers.create, { body })
    if ('position' in answer) await running.applied(answer.position)
  }
}

const members = async (id: number) =>
  (await running.ask(routes.lists.list, {})).items.find((list) => list.id === id)?.members

describe('a list', () => {
  test('takes everybody who meets a condition once, and nobody who meets it later', async () => {
    await people('Olinda', 3)
    await people('Recife', 2)
    const { id } = await running.ask(routes.lists.create, { body: { name: 'From Olinda' } })
    const fill = async (text: string) => {
      const { position } = await running.ask(routes.lists.fill, { params: { id }, body: { text } })
      await running.applied(position)
    }
    await fill('city = "Olinda"')
    expect(await members(id)).toBe(3)
    await people('Olinda', 4)
    expect(await members(id)).toBe(3)
    await fill('city = "Olinda"')
    expect(await members(id)).toBe(4)
    await fill('city = "Recife" and not in list "From Olinda"')
    expect(await members(id)).toBe(6)
    const why = await running.refused(routes.lists.fill, {
      params: { id },
      body: { text: 'city = ' },
    })
    expect(why.code).toBe('invalid')
    expect(await members(id)).toBe(6)
  })

  test('is renamed and put into a folder', async () => {
    const folder = await running.ask(routes.folders.create, { body: { name: 'Fairs' } })
    const { id } = await running.ask(routes.lists.create, { body: { name: 'Fair' } })
    const body = { name: 'Fair of 2026', folder: folder.id }
    const after = await running.ask(routes.lists.edit, { params: { id }, body })
    expect(after).toMatchObject({ ...body, members: 0 })
    const nowhere = { params: { id }, body: { folder: 999 } }
    expect(await running.refused(routes.lists.edit, nowhere)).toMatchObject({
      code: 'not_found',
      where: 'folder',
    })
  })
})

describe('folders', () => {
  const make = async (name: string, parent = 0) =>
    await running.ask(routes.folders.create, { body: { name, parent } })

  test('lie in each other, never in themselves, and have one of a name each', async () => {
    const a = await make('A')
    const b = await make('B', a.id)
    const params = { id: a.id }
    expect(
      await running.refused(routes.folders.change, { params, body: { parent: b.id } }),
    ).toMatchObject({ code: 'invalid', where: 'parent' })
    expect(
      await running.refused(routes.folders.change, { params, body: { parent: a.id } }),
    ).toMatchObject({ code: 'invalid' })
    expect(
      await running.refused(routes.folders.create, { body: { name: 'B', parent: a.id } }),
    ).toMatchObject({ code: 'conflict', where: 'name' })
    expect(await make('B')).toMatchObject({ name: 'B', parent: 0 })
  })

  test('are at most eight deep, whichever way they come to be', async () => {
    let parent = 0
    for (let level = 1; level <= 8; level += 1) ({ id: parent } = await make('deep', parent))
    expect(
      await running.refused(routes.folders.create, { body: { name: 'deep', parent } }),
    ).toMatchObject({ where: 'parent' })
    const top = await make('top')
    await make('inside', top.id)
    const { items } = await running.ask(routes.folders.list, {})
    const seventh = items.find(({ id }) => id === parent)?.parent
    const params = { id: top.id }
    expect(
      await running.refused(routes.folders.change, { params, body: { parent: seventh ?? 0 } }),
    ).toMatchObject({ where: 'parent' })
  })

  test('give what is in them back when they are deleted', async () => {
    const outer = await make('Outer')
    const inner = await make('Inner', outer.id)
    const list = await running.ask(routes.lists.create, {
      body: { name: 'Kept', folder: inner.id },
    })
    const segment = await running.ask(routes.segments.create, {
      body: { name: 'Kept too', text: 'city exists', folder: inner.id },
    })
    const deepest = await make('Deepest', inner.id)
    await running.ask(routes.folders.remove, { params: { id: inner.id } })
    const folders = (await running.ask(routes.folders.list, {})).items
    expect(folders.find(({ id }) => id === deepest.id)?.parent).toBe(outer.id)
    const lists = (await running.ask(routes.lists.list, {})).items
    expect(lists.find(({ id }) => id === list.id)?.folder).toBe(outer.id)
    const params = { id: segment.id }
    expect(await running.ask(routes.segments.read, { params })).toMatchObject({ folder: outer.id })
  })
})

describe('a view', () => {
  const look = { name: 'Newest of Recife', text: 'city = "Recife"', columns: ['name', 'city'] }

  test('shows the customers as it was saved, in pages', async () => {
    await people('Recife', 2)
    const { id, ...view } = await running.ask(routes.views.create, {
      body: { ...look, sort: 'city', order: 'asc' },
    })
    expect(view).toMatchObject({ text: look.text, sort: 'city', order: 'asc' })
    const params = { id }
    const first = await running.ask(routes.views.customers, { params, query: { limit: 1 } })
    expect(first.items.map(({ fields }) => fields['city'])).toEqual(['Recife'])
    const cursor = first.next ?? ''
    const rest = await running.ask(routes.views.customers, { params, query: { cursor } })
    expect([rest.items.length, rest.next]).toEqual([1, null])
  })

  test('is replaced as a whole, and refuses what it could not show', async () => {
    const { id } = await running.ask(routes.views.create, { body: { ...look, name: 'Mine' } })
    const params = { id }
    const after = await running.ask(routes.views.change, { params, body: { name: 'Ours' } })
    expect(after).toMatchObject({ name: 'Ours', condition: null, text: null, columns: [] })
    const unseen = [
      { says: 'columns', body: { ...look, columns: ['shoe_size'] } },
      { says: 'sort', body: { ...look, sort: 'shoe_size' } },
      { says: 'text', body: { ...look, text: 'shoe_size = 3' } },
    ]
    for (const { says, body } of unseen) {
      const why = await running.refused(routes.views.change, { params, body })
      expect(why.where).toContain(says)
    }
    const taken = await running.refused(routes.views.create, { body: { ...look, name: 'Ours' } })
    expect(taken).toMatchObject({ code: 'conflict', where: 'name' })
    await running.ask(routes.views.remove, { params })
    expect(await running.refused(routes.views.remove, { params })).toMatchObject({
      code: 'not_found',
    })
  })

  test('of products and of places are their own, asked in their own fields', async () => {
    const products = ['dark', 'light', 'dark'].map((roast, i) => ({
      id: `view-${i}`,
      name: `Torra ${i}`,
      price: 30 - i,
      fields: { roast },
    }))
    const places = [
      { by: 'city' as const, key: 'Recife/PE', fields: { rain: 2_400 } },
      { by: 'state' as const, key: 'PE', fields: { rain: 1_100 } },
    ]
    await running.ask(routes.fields.create, {
      body: { of: 'product', name: 'roast', type: 'text' },
    })
    await running.ask(routes.fields.create, {
      body: { of: 'place', name: 'rain', type: 'integer' },
    })
    await running.ask(routes.products.put, { body: { products } })
    const { position } = await running.ask(routes.places.put, { body: { places } })
    await running.applied(position)
    const body = { name: 'Mine again', text: 'roast = "dark"', columns: ['roast', 'price'] }
    const asked = { ...body, of: 'product' as const, sort: 'price', search: 'torra' }
    const view = await running.ask(routes.views.create, { body: asked })
    expect(view).toMatchObject({ of: 'product', text: body.text, sort: 'price', order: 'asc' })
    // The same name is another view of another kind.
    const wet = { name: body.name, of: 'place' as const, text: 'rain > 1000' }
    const rainy = await running.ask(routes.views.create, { body: wet })
    expect(rainy).toMatchObject({ of: 'place', sort: 'id', order: 'asc', columns: [] })
    const again = await running.refused(routes.views.create, { body: asked })
    expect(again).toMatchObject({ code: 'conflict', where: 'name' })
    const at = { params: { id: view.id } }
    const first = await running.ask(routes.views.products, { ...at, query: { limit: 1 } })
    const cursor = first.next ?? ''
    const rest = await running.ask(routes.views.products, { ...at, query: { cursor } })
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(['view-2', 'view-0'])
    const there = { params: { id: rainy.id } }
    const all = await running.ask(routes.views.places, { ...there, query: {} })
    expect(all.items.map(({ id }) => id)).toEqual(['city:recife/PE', 'state:PE'])
    const states = await running.ask(routes.views.places, { ...there, query: { by: 'state' } })
    expect(states.items.map(({ id }) => id)).toEqual(['state:PE'])
    const other = await running.refused(routes.views.customers, { ...at, query: {} })
    expect(other).toMatchObject({ code: 'not_found', fix: expect.stringContaining('/products') })
    const listed = await running.ask(routes.views.list, { query: { of: 'product' } })
    expect(listed.items.map(({ name }) => name)).toEqual([body.name])
    const customers = await running.ask(routes.views.list, { query: {} })
    expect(customers.items.map(({ id }) => id)).not.toContain(view.id)
    for (const wrong of [
      { ...asked, name: 'Other', text: 'did "Order Completed"' },
      { ...asked, name: 'Other', sort: 'created' },
      { ...asked, name: 'Other', columns: ['city'] },
    ]) {
      expect((await running.refused(routes.views.create, { body: wrong })).code).toBe('invalid')
    }
  })

  test('of products goes on with a field that is renamed, and is named as its user', async () => {
    const query = { of: 'product' as const }
    const usage = { params: { name: 'roast' }, query }
    const before = await running.ask(routes.fields.usage, usage)
    expect(before.views.map(({ name }) => name)).toEqual(['Mine again'])
    const rename = { params: { name: 'roast' }, query, body: { name: 'roasting' } }
    await running.ask(routes.fields.change, rename)
    const { items } = await running.ask(routes.views.list, { query })
    expect(items[0]).toMatchObject({ text: 'roasting = "dark"', columns: ['roasting', 'price'] })
    const params = { id: items[0]?.id ?? 0 }
    const found = await running.ask(routes.views.products, { params, query: {} })
    expect(found.items).toHaveLength(2)
    const change = { params, body: { name: 'All of them' } }
    const after = await running.ask(routes.views.change, change)
    expect(after).toMatchObject({ of: 'product', text: null, sort: 'id', order: 'asc' })
  })

  test('that speaks of a list which is gone says so when it is asked', async () => {
    const list = await running.ask(routes.lists.create, { body: { name: 'Soon gone' } })
    const text = 'in list "Soon gone"'
    const { id } = await running.ask(routes.views.create, { body: { name: 'Of a list', text } })
    await running.ask(routes.lists.remove, { params: { id: list.id } })
    const { items } = await running.ask(routes.views.list, { query: {} })
    expect(items.find((view) => view.id === id)?.text).toBeNull()
    const why = await running.refused(routes.views.customers, { params: { id }, query: {} })
    expect(why.message).toContain('list')
  })
})
