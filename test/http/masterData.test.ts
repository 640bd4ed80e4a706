import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
beforeAll(async () => {
  running = await startRunning()
  for (const [name, type, flag] of [
    ['gold', 'boolean', true],
    ['points', 'integer', true],
    ['hidden', 'text', false],
    ['is_newsletter_opt_in', 'boolean', true],
    ['tags', 'list', true],
    ['badge', 'text', true],
  ] as const) {
    const unique = name === 'badge'
    const body = { name, type, searchable: flag, filterable: flag, unique }
    await running.ask(routes.fields.create, { body })
  }
})
afterAll(async () => await running.close())

const entity = '/api/dataentities/CL'
type Answer = { status: number; headers: Headers; body: never }

async function ask(method: string, path: string, body?: unknown, headers = {}): Promise<Answer> {
  const response = await running.fetch(`${entity}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const { status } = response
  return {
    status,
    headers: response.headers,
    body: (text === '' ? null : JSON.parse(text)) as never,
  }
}
const search = async (query: string, range = 'resources=0-10') =>
  await ask('GET', `/search?${query}`, undefined, { 'REST-Range': range })
const emails = async (query: string, range?: string) =>
  (await search(`_fields=email&_sort=email ASC&${query}`, range)).body as { email: string }[]
const where = async (text: string) =>
  (await emails(`_where=${encodeURIComponent(text)}`)).map(({ email }) => email.slice(0, 3))

let ids: string[] = []

test('documents are made, once each, and say who they are in both spellings', async () => {
  const people = [
    { email: 'ana@x.com', firstName: 'Ana', lastName: 'Lima', gold: true, points: 10 },
    { email: 'bia@x.com', firstName: 'Bia', lastName: 'Souza Lima', gold: false, points: 20 },
    { email: 'caio@x.com', userId: 'u-3', points: 30, isNewsletterOptIn: true, hidden: 'h' },
  ]
  for (const person of people) {
    const { status, body } = await ask('POST', '/documents', person)
    expect(status).toBe(201)
    const made = body as Record<string, string>
    expect(made).toEqual({
      Id: `CL-${made['documentId']}`,
      id: `CL-${made['documentId']}`,
      DocumentId: made['documentId'],
      documentId: made['documentId'],
      Href: made['href'],
      href: `${running.url}${entity}/documents/${made['documentId']}`,
    })
    ids.push(made['documentId'] ?? '')
  }
  const again = await ask('POST', '/documents', people[0])
  expect([again.status, (again.body as { Message: string }).Message]).toEqual([
    409,
    expect.stringContaining('email'),
  ])
  const changed = await ask('PATCH', '/documents', { email: 'ana@x.com', points: 11 })
  expect(changed).toMatchObject({ status: 201, body: { documentId: ids[0] } })
  const strange = await ask('POST', '/documents', { email: 'd@x.com', shoeSize: 40 })
  expect(strange).toMatchObject({ status: 400, body: { where: 'shoeSize' } })
})

test('a document is read, changed, replaced and deleted', async () => {
  const [ana = '', bia = ''] = ids
  const read = async (id: string, fields = '_all') =>
    (await ask('GET', `/documents/${id}?_fields=${fields}`)).body as Record<string, unknown>
  expect(await read(ana)).toMatchObject({
    id: ana,
    dataEntityId: 'CL',
    email: 'ana@x.com',
    firstName: 'Ana',
    lastName: 'Lima',
    gold: true,
    points: 11,
  })
  expect(await read(`CL-${ana}`, 'firstName,points,isNewsletterOptIn')).toEqual({
    firstName: 'Ana',
    points: 11,
    isNewsletterOptIn: null,
  })
  expect(Object.keys(await read(ana, ''))).toEqual([
    'id',
    'accountId',
    'accountName',
    'dataEntityId',
  ])
  expect(await ask('PATCH', `/documents/${bia}`, { lastName: 'Alves' })).toMatchObject({
    status: 204,
    body: null,
  })
  expect(await read(bia, 'firstName,lastName,points')).toEqual({
    firstName: 'Bia',
    lastName: 'Alves',
    points: 20,
  })
  const guid = 'be30ed0b-78ec-11ee-83ab-0eca8d1868e1'
  expect((await ask('GET', `/documents/${guid}`)).status).toBe(404)
  expect((await ask('PATCH', `/documents/${guid}`, { points: 1 })).status).toBe(404)
  expect((await ask('PUT', `/documents/${guid}`, { points: 5, gold: true })).status).toBe(204)
  expect(await read(guid, 'points,gold')).toEqual({ points: 5, gold: true })
  expect((await ask('PUT', `/documents/${guid}`, { points: 6 })).status).toBe(204)
  expect(await read(guid, 'points,gold')).toEqual({ points: 6, gold: null })
  expect((await ask('DELETE', `/documents/${guid}`)).status).toBe(204)
  expect((await ask('GET', `/documents/${guid}`)).status).toBe(404)
})

test('what is refused is not written in part', async () => {
  const [ana = '', bia = '', caio = ''] = ids
  const whole = async (id: string) => (await ask('GET', `/documents/${id}?_fields=_all`)).body
  const refused = async (method: string, path: string, body: object, wanted: object) => {
    const before = [await whole(ana), await whole(bia), await whole(caio)]
    const { count } = await running.ask(routes.segments.count, { body: { text: 'everyone' } })
    expect(await ask(method, path, body)).toMatchObject(wanted)
    expect([await whole(ana), await whole(bia), await whole(caio)]).toEqual(before)
    const now = await running.ask(routes.segments.count, { body: { text: 'everyone' } })
    expect(now.count).toBe(count)
  }
  const invalid = (where: string) => ({ status: 400, body: { where } })
  const conflict = (where: string) => ({ status: 409, body: { where } })
  await ask('PATCH', `/documents/${ana}`, { badge: 'A1' })
  const one = `/documents/${bia}`
  await refused('POST', '/documents', { email: 'e@x.com', gold: 'maybe' }, invalid('gold'))
  await refused('PATCH', '/documents', { email: 'e@x.com', points: 'x' }, invalid('points'))
  await refused('PATCH', one, { lastName: 'Half', gold: 'maybe' }, invalid('gold'))
  await refused('PUT', one, { lastName: 'Half', points: 'x' }, invalid('points'))
  await refused('PATCH', one, { email: 'ana@x.com' }, conflict('email'))
  await refused('PATCH', one, { points: 9, badge: 'a1' }, conflict('badge'))
  await refused('PATCH', '/documents', { email: 'bia@x.com', userId: 'u-3' }, conflict('userId'))
  await refused('PATCH', `/documents/${caio}`, { userId: 'u-4', points: 1 }, conflict('userId'))
})

test('a document says the e-mail that was written last, and tags that the shop has', async () => {
  const [, , caio = ''] = ids
  const written = { email: 'caio.new@x.com', tags: ['vip', 'press'] }
  await ask('PATCH', `/documents/${caio}`, written)
  const read = async (fields: string) =>
    (await ask('GET', `/documents/${caio}?_fields=${fields}`)).body
  expect(await read('_all')).toMatchObject(written)
  expect(await read('email,tags')).toEqual(written)
  await ask('PATCH', `/documents/${caio}`, { email: 'caio@x.com' })
})

test.each<[string, readonly string[]]>([
  ['gold=true', ['ana']],
  ['gold<>true', ['bia', 'cai']],
  ['gold is null', ['cai']],
  ['points between 11 AND 20', ['ana', 'bia']],
  ['(points>15 AND gold is not null) OR isNewsletterOptIn=true', ['bia', 'cai']],
  ['email=*IA@*', ['bia']],
  ['createdIn>2001-01-01', ['ana', 'bia', 'cai']],
  ['createdIn<2001-01-01 OR points=30', ['cai']],
])('_where=%s', async (text, found) => {
  expect(await where(text)).toEqual(found)
})

test('a search says how many there are, filters by parameters and words, and refuses what is not filterable', async () => {
  const first = await search('_fields=email&_sort=points DESC', 'resources=0-2')
  expect(first.headers.get('rest-content-range')).toBe('resources 0-2/3')
  expect(first.body).toEqual([{ email: 'caio@x.com' }, { email: 'bia@x.com' }])
  const rest = await search('_fields=email&_sort=points DESC', 'resources=2-4')
  expect(rest.headers.get('rest-content-range')).toBe('resources 2-3/3')
  expect(rest.body).toEqual([{ email: 'ana@x.com' }])
  expect(await emails('gold=true&points=11')).toEqual([{ email: 'ana@x.com' }])
  expect(await emails(`id=${ids[1]}`)).toEqual([{ email: 'bia@x.com' }])
  expect(await emails('_keyword=caio')).toEqual([{ email: 'caio@x.com' }])
  expect(await emails('_keyword=h')).toEqual([])
  const refused = await search('_where=hidden=h')
  expect(refused).toMatchObject({ status: 400, body: { code: 'invalid', where: 'hidden' } })
  expect((refused.body as { Message: string }).Message).toContain('"hidden" is not filterable')
  for (const [query, range, place] of [
    ['_fields=nothing', 'resources=0-1', 'nothing'],
    ['_where=(points=1', 'resources=0-1', undefined],
    ['_sort=points UP', 'resources=0-1', '_sort'],
    ['', 'resources=0-101', 'REST-Range'],
    ['', 'resources=10-5', 'REST-Range'],
    ['', 'resources=10000-10001', 'REST-Range'],
  ] as const) {
    const { status, body } = await search(query, range)
    expect([status, (body as { where?: string }).where]).toEqual([400, place])
  }
})

test('a scroll gives everybody once by one token, until nothing comes', async () => {
  const first = await ask('GET', '/scroll?_fields=email&_size=2&_where=points>0')
  const token = first.headers.get('x-vtex-md-token') ?? ''
  expect(first.headers.get('rest-content-total')).toBe('3')
  const next = async () => await ask('GET', `/scroll?_token=${token}`)
  const second = await next()
  expect(second.headers.get('x-vtex-md-token')).toBe(token)
  const parts = [first, second].flatMap(({ body }) => body as { email: string }[])
  expect(parts.map(({ email }) => email).toSorted()).toEqual([
    'ana@x.com',
    'bia@x.com',
    'caio@x.com',
  ])
  expect((await next()).body).toEqual([])
  expect((await ask('GET', '/scroll?_token=none')).status).toBe(400)
  expect((await ask('GET', '/scroll?_size=1001')).status).toBe(400)
})

test('a document is held against rules, and fields say their flags', async () => {
  const rules = [
    { name: 'gold', rule: 'gold=true' },
    { name: 'rich', rule: '(points>100 OR points is null)' },
    { name: 'new', rule: 'createdIn between 2001-01-01 AND 2999-01-01' },
  ]
  const path = `/documents/${ids[0]}/clusters`
  expect((await ask('POST', path, rules)).body).toEqual([
    { name: 'gold', isValid: true },
    { name: 'rich', isValid: false },
    { name: 'new', isValid: true },
  ])
  const six = Array.from({ length: 6 }, () => ({ name: 'x', rule: 'gold=true' }))
  expect((await ask('POST', path, six)).status).toBe(400)
  expect((await ask('POST', path, [{ name: 'x', rule: 'hidden=h' }])).status).toBe(400)
  const { fields } = (await ask('GET', '')).body as { fields: Record<string, unknown>[] }
  const flags = fields.filter(({ name }) => name === 'gold' || name === 'hidden')
  expect(flags).toMatchObject([
    { name: 'gold', isSearchable: true, isFilter: true },
    { name: 'hidden', isSearchable: false, isFilter: false },
  ])
})

test('the structure names each field of customers once, and none of places', async () => {
  await running.ask(routes.fields.create, {
    body: { of: 'place', name: 'population', type: 'integer' },
  })
  const { fields } = (await ask('GET', '')).body as { fields: { name: string }[] }
  const names = fields.map(({ name }) => name)
  expect(names).toContain('gold')
  expect(names).not.toContain('population')
  expect(new Set(names).size).toBe(names.length)
  const written = await ask('POST', '/documents', { email: 'x@x.com', 'place.population': 1 })
  expect(written.status).toBe(400)
})

test('documents are found by who they are, and by the parts of their names', async () => {
  await running.ask(routes.customers.create, {
    body: { identifiers: { email: 'dora@x.com', document: '529.982.247-25' }, fields: {} },
  })
  await running.settled()
  const found = async (text: string) =>
    ((await search(`_fields=email&_where=${encodeURIComponent(text)}`)).body as { email: string }[])
      .map(({ email }) => email.slice(0, 3))
      .toSorted()
  expect(await found('userId=u-3')).toEqual(['cai'])
  expect(await found('document=52998224725')).toEqual(['dor'])
  expect(await found('document is not null')).toEqual(['dor'])
  expect(await found('userId<>u-3 AND gold is not null')).toEqual(['ana', 'bia'])
  expect(await found('email=dora@x.com')).toEqual(['dor'])
  expect(await found('firstName=ana')).toEqual(['ana'])
  expect(await found('firstName=An*')).toEqual(['ana'])
  expect(await found('firstName=A')).toEqual([])
  expect(await found('firstName=*i*')).toEqual(['bia'])
  expect(await found('lastName=lima OR lastName=alves')).toEqual(['ana', 'bia'])
  expect(await found('firstName is null AND email is not null')).toEqual(['cai'])
  expect(await search('_where=document=0')).toMatchObject({ status: 400 })
  expect(await search('_sort=hidden ASC')).toMatchObject({ status: 400, body: { where: '_sort' } })
  const [first] = (await search('_fields=email&_sort=firstName ASC')).body as object[]
  expect(first).toEqual({ email: 'ana@x.com' })
})
