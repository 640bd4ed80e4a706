import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CustomerWrite, CustomersArrival } from '../../../src/domain/arrival.ts'
import { as, ident, sql } from '../../../src/store/sql/sql.ts'
import { openWorld, who, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(async () => await world.close())

function customers(mode: CustomersArrival['mode'], ...writes: CustomerWrite[]): CustomersArrival {
  return { kind: 'customers', mode, source: 'test', customers: writes }
}

test('a customer can be read as soon as her entry is applied', async () => {
  const { outcome } = await world.bring(
    customers('create', { ...who('ana'), fields: { name: 'Ana', city: 'São Paulo' } }),
  )
  expect(outcome).toMatchObject({ made: 1, changed: 1, rejected: 0 })
  const record = await world.customer('user_id', 'ana')
  expect(record?.id).toBe(outcome?.customers[0])
  expect(record?.known).toBe(true)
  expect(await world.fields('user_id', 'ana')).toEqual({ name: 'Ana', city: 'São Paulo' })
})

test('creating somebody who is there is refused, and changes nothing', async () => {
  await world.bring(customers('create', { ...who('bia'), fields: { city: 'Recife' } }))
  const { outcome, rejections } = await world.bring(
    customers('create', { ...who('bia'), fields: { city: 'Olinda' } }),
  )
  expect(outcome).toMatchObject({ made: 0, rejected: 1 })
  expect(rejections[0]?.failure.code).toBe('conflict')
  expect(await world.fields('user_id', 'bia')).toEqual({ city: 'Recife' })
})

test('an upsert makes who is not there and changes who is', async () => {
  await world.bring(customers('upsert', { ...who('caio'), fields: { city: 'Recife' } }))
  await world.bring(customers('upsert', { ...who('caio'), fields: { state: 'PE' } }))
  expect(await world.fields('user_id', 'caio')).toEqual({ city: 'Recife', state: 'PE' })
})

test('a patch of nobody is refused', async () => {
  const { rejections } = await world.bring(customers('patch', { ...who('nobody-yet') }))
  expect(rejections[0]?.failure.code).toBe('not_found')
  const byId = await world.bring(customers('patch', { customer: '123', fields: { city: 'x' } }))
  expect(byId.rejections[0]?.failure.message).toContain('no customer 123')
})

test('null takes a value away', async () => {
  await world.bring(
    customers('upsert', { ...who('davi'), fields: { city: 'Recife', state: 'PE' } }),
  )
  await world.bring(customers('upsert', { ...who('davi'), fields: { city: null } }))
  const record = await world.customer('user_id', 'davi')
  expect([...(record?.values ?? [])].map(([id, [value]]) => [id, value])).toEqual([
    [6, null],
    [7, 'PE'],
  ])
})

test('a value that holds since earlier never replaces a newer one, in whatever order they come', async () => {
  const newer = { city: 'Olinda' }
  await world.bring(
    customers('upsert', { ...who('eva'), fields: newer, at: '2024-05-01T00:00:00Z' }),
  )
  await world.bring(
    customers('upsert', { ...who('eva'), fields: { city: 'Recife' }, at: '2023-05-01T00:00:00Z' }),
  )
  expect(await world.fields('user_id', 'eva')).toEqual(newer)
  await world.bring(
    customers(
      'upsert',
      { ...who('fabio'), fields: newer, at: '2024-05-01T00:00:00Z' },
      { ...who('fabio'), fields: { city: 'Recife' }, at: '2023-05-01T00:00:00Z' },
    ),
  )
  expect(await world.fields('user_id', 'fabio')).toEqual(newer)
})

test('of two values since the same instant the one that arrived later stands', async () => {
  const at = '2024-05-01T00:00:00Z'
  await world.bring(customers('upsert', { ...who('gil'), fields: { city: 'A' }, at }))
  await world.bring(customers('upsert', { ...who('gil'), fields: { city: 'B' }, at }))
  expect(await world.fields('user_id', 'gil')).toEqual({ city: 'B' })
})

test('each change of a record is written down once, with what was before', async () => {
  const before = '2024-05-01T00:00:00Z'
  const { outcome } = await world.bring(
    customers('upsert', { ...who('hugo'), fields: { city: 'Recife' }, at: before }),
  )
  const at = '2024-05-02T00:00:00Z'
  const email = 'hugo@example.com'
  await world.bring(
    customers('upsert', { identifiers: { user_id: 'hugo', email }, fields: { city: 'Natal' }, at }),
  )
  await world.bring(customers('upsert', { ...who('hugo'), fields: { city: 'Natal' }, at }))
  const edits = await editsOf(outcome?.customers[0])
  const none = { added_kinds: [], added: [], made: false }
  expect(edits).toMatchObject([
    { fields: [6], olds: [''], made: true, added_kinds: ['user_id'], added: ['hugo'] },
    { ...none, fields: [6], added_kinds: ['email'], added: [email] },
  ])
  expect(edits.map(({ olds, news }) => [...olds, ...news].map(valueIn))).toEqual([
    [undefined, 'Recife'],
    ['Recife', 'Natal'],
  ])
})

test('wrong values are kept with their reason, and the others are taken', async () => {
  const { outcome, rejections } = await world.bring(
    customers('upsert', {
      ...who('iris'),
      fields: { birth_date: '1990-02-31', city: 'Recife', nonsense: 1, name: { first: 'Iris' } },
    }),
  )
  expect(outcome?.rejected).toBe(3)
  expect(rejections.map(({ failure }) => failure.where)).toEqual(
    expect.arrayContaining(['birth_date', 'name', 'fields.nonsense']),
  )
  expect(await world.fields('user_id', 'iris')).toEqual({ city: 'Recife' })
})

test('what is no arrival of its kind stops nothing else', async () => {
  const odd = { kind: 'customers', mode: 'upsert', customers: [7, null, who('joao'), 'x', [[]]] }
  const { outcome } = await world.bring(odd as never)
  expect(outcome).toMatchObject({ made: 1, rejected: 4 })
  const position = await world.operational.inbox.append('customers', Buffer.from('{"kind":'))
  expect((await world.wait(position)).outcome).toMatchObject({ rejected: 1 })
})

test('a stronger identifier decides between two customers, and the conflict is written down', async () => {
  await world.bring(customers('upsert', who('karl')))
  await world.bring(customers('upsert', { identifiers: { email: 'shared@example.org' } }))
  const { outcome } = await world.bring(
    customers('upsert', {
      identifiers: { email: 'shared@example.org', user_id: 'karl' },
      fields: { city: 'Natal' },
    }),
  )
  const karl = await world.customer('user_id', 'karl')
  const other = await world.customer('email', 'shared@example.org')
  expect(outcome?.customers).toEqual([karl?.id])
  expect(other?.id).not.toBe(karl?.id)
  const rows = await world.database.rows(
    sql`SELECT customer_id, other, kind FROM identity_conflicts FINAL`,
  )
  expect(rows).toContainEqual({ customer_id: karl?.id, other: other?.id, kind: 'email' })
})

async function conflictsOf(id: string | undefined): Promise<unknown[]> {
  return await world.database.rows(sql`SELECT other, kind FROM identity_conflicts FINAL
    WHERE customer_id = ${as('UInt64', id ?? '0')}`)
}

test('who has a user_id or a document does not get another one, and the conflict is written down', async () => {
  await world.bring(
    customers('upsert', { identifiers: { user_id: 'rita', document: '111.222.333-44' } }),
  )
  const rita = await world.customer('user_id', 'rita')
  const more = { identifiers: { user_id: 'rita', document: '555.666.777-88' } }
  await world.bring(customers('upsert', { ...more, fields: { city: 'Natal' } }))
  await world.bring(
    customers('patch', { customer: rita?.id ?? '', identifiers: { user_id: 'rute' } }),
  )
  const after = await world.customer('user_id', 'rita')
  expect(after?.identifiers).toEqual(
    new Map([
      ['user_id', ['rita']],
      ['document', ['11122233344']],
    ]),
  )
  expect(await world.fields('user_id', 'rita')).toEqual({ city: 'Natal' })
  expect(await conflictsOf(rita?.id)).toEqual(
    expect.arrayContaining([
      { other: '0', kind: 'document' },
      { other: '0', kind: 'user_id' },
    ]),
  )
  // What she was not given is for whoever it belongs to.
  await world.bring(customers('upsert', who('rute')))
  const rute = await world.customer('user_id', 'rute')
  expect(rute).toBeDefined()
  expect(rute?.id).not.toBe(rita?.id)
})

test('an event does not give her a second document either', async () => {
  await world.bring(
    customers('upsert', { identifiers: { user_id: 'sara', document: '111.333.555-77' } }),
  )
  await world.bring({
    kind: 'events',
    events: [{ event: 'X', identifiers: { user_id: 'sara', document: '222.444.666-88' } }],
  })
  const sara = await world.customer('user_id', 'sara')
  expect(sara?.identifiers.get('document')).toEqual(['11133355577'])
  expect(await world.customer('document', '22244466688')).toBeUndefined()
})

test('two user_ids, or two documents, in one arrival are refused with place and mend', async () => {
  const { outcome, rejections } = await world.bring(
    customers(
      'upsert',
      { identifiers: { user_id: ['tania', 'tereza'] } },
      { identifiers: { email: 't@example.org', document: ['123.456.789-01', '98765432100'] } },
      { identifiers: { user_id: ['ursula', ' ursula '], email: ['u@a.org', 'u@b.org'] } },
    ),
  )
  expect(outcome).toMatchObject({ made: 1, rejected: 2 })
  expect(rejections.map(({ failure }) => [failure.where, typeof failure.fix])).toEqual([
    ['identifiers.user_id', 'string'],
    ['identifiers.document', 'string'],
  ])
  for (const name of ['tania', 'tereza']) {
    expect(await world.customer('user_id', name)).toBeUndefined()
  }
})

test('two user_ids on one device are two people', async () => {
  const anonymous_id = 'device-1'
  await world.bring(customers('upsert', { identifiers: { anonymous_id } }))
  const before = await world.customer('anonymous_id', anonymous_id)
  expect(before?.known).toBe(false)
  await world.bring(customers('upsert', { identifiers: { anonymous_id, user_id: 'lara' } }))
  await world.bring(customers('upsert', { identifiers: { anonymous_id, user_id: 'mario' } }))
  const lara = await world.customer('user_id', 'lara')
  const mario = await world.customer('user_id', 'mario')
  expect(lara?.id).toBe(before?.id)
  expect(lara?.known).toBe(true)
  expect(mario?.id).not.toBe(lara?.id)
  expect((await world.customer('anonymous_id', anonymous_id))?.id).toBe(lara?.id)
})

test('the same goes for two that come in one entry', async () => {
  const anonymous_id = 'device-2'
  await world.bring(
    customers(
      'upsert',
      { identifiers: { anonymous_id, user_id: 'nina' } },
      { identifiers: { anonymous_id, user_id: 'otto' } },
    ),
  )
  const nina = await world.customer('user_id', 'nina')
  expect((await world.customer('anonymous_id', anonymous_id))?.id).toBe(nina?.id)
  expect((await world.customer('user_id', 'otto'))?.id).not.toBe(nina?.id)
})

test('hostile texts come back as they were; NUL is refused', async () => {
  const hostile = [
    `'; DROP TABLE customers; --`,
    '\\',
    '\\\\n\t\r\n',
    '{p0:String}',
    '"\'`${1}',
    '🧉 ação ﷽ \u202e',
    '\u0001\u001f\u007f',
  ]
  for (const [i, text] of hostile.entries()) {
    await world.bring(
      customers('upsert', { ...who(`hostile-${i}`), fields: { city: `x${text}x` } }),
    )
    expect(await world.fields('user_id', `hostile-${i}`)).toEqual({ city: `x${text}x`.normalize() })
    const kind = `x${text}`.normalize().trim()
    await world.bring(customers('upsert', { identifiers: { anonymous_id: kind } }))
    expect(await world.customer('anonymous_id', kind)).toBeDefined()
  }
  const { rejections } = await world.bring(
    customers('upsert', { ...who('nul'), fields: { city: 'a\0b' } }, who('nul\0')),
  )
  expect(rejections.map(({ failure }) => failure.message)).toEqual([
    expect.stringContaining('NUL'),
    expect.stringContaining('NUL'),
  ])
  const halved = await world.bring(
    customers('upsert', { ...who('half'), fields: { city: 'a\ud83dz' } }),
  )
  expect(halved.outcome?.rejected).toBe(0)
  expect(await world.fields('user_id', 'half')).toEqual({ city: 'a\ufffdz' })
})

test('a field made a moment ago has its column before the first value', async () => {
  const id = await world.field({ name: 'roast', type: 'list', filterable: true })
  await world.bring(customers('upsert', { ...who('pia'), fields: { roast: ['Dark', 'Médium'] } }))
  const rows = await world.database.rows<Record<string, unknown>>(
    sql`SELECT ${ident(`f${id}`)}, ${ident(`f${id}_fold`)} FROM customers FINAL
      WHERE notEmpty(${ident(`f${id}`)})`,
  )
  expect(rows).toEqual([{ [`f${id}`]: ['Dark', 'Médium'], [`f${id}_fold`]: ['tdark', 'tmedium'] }])
})

test('identifying fields are in contacts alone', async () => {
  await world.bring(
    customers('upsert', { ...who('quim'), fields: { name: 'Quim Canary', city: 'Canaryville' } }),
  )
  const rows = await world.database.rows<{ data: string; contact: string; search: string }>(
    sql`SELECT c.data AS data, k.data AS contact, k.search AS search
      FROM customers AS c FINAL INNER JOIN contacts AS k FINAL ON k.customer_id = c.customer_id
      WHERE c.data LIKE '%Canaryville%'`,
  )
  expect(rows).toHaveLength(1)
  expect(rows[0]?.data).not.toContain('Quim')
  expect(rows[0]?.contact).toContain('Quim Canary')
  expect(rows[0]?.search.split('\n').toSorted()).toEqual(['canaryville', 'quim', 'quim canary'])
})

async function editsOf(
  customer: string | undefined,
): Promise<{ olds: string[]; news: string[] }[]> {
  return await world.database.rows(sql`SELECT * FROM edits
    WHERE customer_id = ${as('UInt64', customer ?? '0')} ORDER BY version`)
}

function valueIn(text: string): unknown {
  return text === '' ? undefined : (JSON.parse(text) as unknown[])[0]
}
