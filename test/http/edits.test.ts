import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
let list: number
beforeAll(async () => {
  running = await startRunning()
  await running.ask(routes.fields.create, { body: { name: 'tags', type: 'list' } })
  ;({ id: list } = await running.ask(routes.lists.create, { body: { name: 'Regulars' } }))
})
afterAll(async () => await running.close())

type Edit = Parameters<typeof edit>[0]

async function make(user: string, fields: Record<string, string | string[]>): Promise<void> {
  const body = { identifiers: { user_id: user }, fields }
  const answer = await running.ask(routes.customers.create, { body })
  if ('position' in answer) await running.applied(answer.position)
}

async function fieldsOf(user: string): Promise<unknown> {
  const params = { kind: 'user_id', value: user }
  return (await running.ask(routes.customers.find, { params })).fields
}

const empty = { set: {}, include: {}, exclude: {}, addTo: [], removeFrom: [] }

async function ended(id: number) {
  for (;;) {
    const run = await running.ask(routes.imports.read, { params: { id } })
    if (!['waiting', 'running'].includes(run.state)) return run
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function edit(change: {
  text?: string
  customers?: string[]
  set?: Record<string, string | null>
  include?: Record<string, string[]>
  exclude?: Record<string, string[]>
  addTo?: number[]
  removeFrom?: number[]
}) {
  const { id } = await running.ask(routes.customers.edit, { body: { ...empty, ...change } })
  return await ended(id)
}

async function undo(id: number): Promise<void> {
  const begun = await running.ask(routes.imports.undo, { params: { id } })
  expect(await ended(begun.undo)).toMatchObject({ state: 'done' })
}

const members = async () =>
  (await running.ask(routes.lists.list, {})).items.find(({ id }) => id === list)?.members

test('an edit changes who meets its condition when it begins, though it changes who that is', async () => {
  await make('a1', { city: 'sao paulo', tags: ['old', 'Vip'] })
  await make('a2', { city: 'SAO PAULO' })
  await make('a3', { city: 'Natal', tags: ['old'] })
  const run = await edit({
    text: 'city = "são paulo"',
    set: { city: 'Campinas' },
    include: { tags: ['vip', 'new'] },
    exclude: { tags: ['OLD'] },
    addTo: [list],
  })
  expect(run).toMatchObject({
    kind: 'bulk',
    state: 'done',
    result: { rows: 2, changed: 2, rejected: 0 },
  })
  expect(await fieldsOf('a1')).toEqual({ city: 'Campinas', tags: ['Vip', 'new'] })
  expect(await fieldsOf('a2')).toEqual({ city: 'Campinas', tags: ['vip', 'new'] })
  expect(await fieldsOf('a3')).toEqual({ city: 'Natal', tags: ['old'] })
  expect(await members()).toBe(2)

  await undo(run.id)
  expect(await fieldsOf('a1')).toEqual({ city: 'sao paulo', tags: ['old', 'Vip'] })
  expect(await fieldsOf('a2')).toEqual({ city: 'SAO PAULO' })
  expect(await members()).toBe(0)
})

test('what goes from a list comes back when the edit is undone', async () => {
  await make('b1', { city: 'Belém' })
  const on = await edit({ text: 'city = "Belém"', addTo: [list] })
  const off = await edit({ text: 'in list "Regulars"', removeFrom: [list], set: { city: null } })
  expect(await members()).toBe(0)
  expect(await fieldsOf('b1')).toEqual({})
  await undo(off.id)
  expect([await members(), await fieldsOf('b1')]).toEqual([1, { city: 'Belém' }])
  await undo(on.id)
  expect(await members()).toBe(0)
})

test('a preview says of how many and of whom, and changes nothing', async () => {
  await make('c1', { city: 'Manaus', tags: ['x'] })
  await make('c2', { city: 'Palmas' })
  const text = 'city is any of ("Manaus", "Palmas")'
  const preview = await running.ask(routes.customers.previewEdit, {
    body: { ...empty, text, set: { city: 'Palmas' }, include: { tags: ['x'] } },
  })
  expect(preview.count).toBe(2)
  const changes = preview.sample.flatMap((each) => each.changes)
  expect(changes).toEqual(
    expect.arrayContaining([
      { field: 'city', before: 'Manaus', after: 'Palmas' },
      { field: 'tags', before: null, after: ['x'] },
    ]),
  )
  expect(changes).toHaveLength(2)
  expect(await fieldsOf('c1')).toEqual({ city: 'Manaus', tags: ['x'] })
})

test.each([
  ['nothing to do', {}, 'body'],
  ['an unknown field', { set: { shoe_size: '3' } }, 'set.shoe_size'],
  ['a value that the field cannot hold', { set: { birth_date: 'soon' } }, 'birth_date'],
  ['elements for what is no list', { include: { city: ['x'] } }, 'include.city'],
  [
    'a field that is set and filled',
    { set: { tags: ['a'] }, include: { tags: ['b'] } },
    'include.tags',
  ],
  ['a list that there is not', { addTo: [999] }, ''],
] as const)('%s is refused before anything is begun', async (_, change, where) => {
  const before = (await running.ask(routes.imports.list, {})).items.length
  const body = { ...empty, text: 'everyone', ...(change as Edit) }
  const why = await running.refused(routes.customers.edit, { body })
  expect(why.where ?? '').toContain(where)
  expect((await running.ask(routes.imports.list, {})).items).toHaveLength(before)
})
