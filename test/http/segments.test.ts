import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { open } from '../../src/api/client.ts'
import { exportedCustomer } from '../../src/api/customers.ts'
import { routes } from '../../src/api/routes.ts'
import type { Condition } from '../../src/domain/segment/condition.ts'
import { begin, bodyOf, csv, finish } from './orders.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
beforeAll(async () => {
  running = await startRunning()
  await finish(running, (await begin(running, csv)).id)
})
afterAll(async () => await running.close())

describe('a condition', () => {
  test('is read in either form and answered in both', async () => {
    const text = 'did "Order Completed" at least 2 times and country = "brasil"'
    const read = await running.ask(routes.conditions.read, { body: { text } })
    expect(read.text).toBe(text)
    const again = await running.ask(routes.conditions.read, { body: { condition: read.condition } })
    expect(again).toEqual(read)
  })

  test.each([
    ['neither form', {}],
    ['both forms', { text: 'everyone', condition: { type: 'all', of: [] } as Condition }],
    ['a word that is none', { text: 'everyone but me' }],
    ['nonsense', { condition: { type: 'sql', sql: 'DROP' } as unknown as Condition }],
    ['a segment that is not there', { condition: { type: 'segment', segment: 99 } as Condition }],
  ])('with %s is refused with its place', async (_name, body) => {
    const why = await running.refused(routes.conditions.read, { body })
    expect(why.code).toBe('invalid')
    expect(why.where).toBeDefined()
  })
})

describe('counting', () => {
  const later = '2100-01-01T00:00:00.000Z'
  test.each([
    ['did "Order Completed" at least 2 times', later, 1],
    ['did "Order Completed" at least 2 times', '2026-01-31T00:00:00.000Z', 0],
    ['did "Order Completed" in last 30 days', '2026-02-15T00:00:00.000Z', 2],
    ['did "Order Refunded"', later, 1],
    ['sum of total of "Order Completed" = 14.5', later, 1],
    ['everyone', later, 2],
    ['no one', later, 0],
  ])('%s as of %s', async (text, at, count) => {
    const size = await running.ask(routes.segments.count, { body: { text, at } })
    expect(size).toMatchObject({ count, known: count, anonymous: 0, asOf: at })
  })

  test('refuses an instant without a zone', async () => {
    const why = await running.refused(routes.segments.count, {
      body: { text: 'everyone', at: '2026-01-01' },
    })
    expect(why.where).toBe('body.at')
  })
})

describe('a segment', () => {
  const make = async (name: string, text: string) =>
    await running.ask(routes.segments.create, { body: { name, text } })

  test('has the same members counted, listed, paged, exported and asked one by one', async () => {
    const { id } = await make('Buyers', 'did "Order Completed"')
    await running.settled()
    const read = await running.ask(routes.segments.read, { params: { id } })
    expect(read.size).toMatchObject({ count: 2, known: 2 })
    const counted = await running.ask(routes.segments.count, { body: { segment: 'Buyers' } })
    expect(counted.count).toBe(2)
    const listed = await running.ask(routes.segments.members, {
      params: { id },
      query: { limit: 1 },
    })
    const cursor = listed.next ?? ''
    const rest = await running.ask(routes.segments.members, {
      params: { id },
      query: { limit: 1, cursor },
    })
    expect(rest.next).toBeNull()
    const ids = [...listed.items, ...rest.items].map((each) => each.id)
    expect(new Set(ids).size).toBe(2)
    for (const question of [{ segment: id }, { text: 'in segment "Buyers"' }]) {
      const lines = await bodyOf(
        open(running.server, routes.segments.export, { body: { ...question, format: 'jsonl' } }),
      )
      const people = lines
        .trimEnd()
        .split('\n')
        .map((line) => exportedCustomer.parse(JSON.parse(line)))
      expect(people.map((each) => each.id)).toEqual(ids)
    }
    for (const each of ids) {
      const params = { id, customer: each }
      expect((await running.ask(routes.segments.isIn, { params, query: {} })).member).toBe(true)
    }
    const nobody = { id, customer: '1' }
    expect(await running.ask(routes.segments.isIn, { params: nobody, query: {} })).toMatchObject({
      member: false,
      since: null,
    })
  })

  test('is exported as CSV that no spreadsheet runs', async () => {
    const name = '=HYPERLINK("http://x")'
    const body = {
      identifiers: { user_id: 'evil', phone: '+5581999990000' },
      fields: { name, city: 'a "b", c' },
    }
    await running.ask(routes.customers.create, { body })
    const response = open(running.server, routes.segments.export, {
      body: { text: 'city contains "b"' },
    })
    const [head = '', line = '', end] = (await bodyOf(response)).split('\r\n')
    expect(head.startsWith('clientela_id,user_id')).toBe(true)
    expect(line).toContain(`"'=HYPERLINK(""http://x"")"`)
    expect(line).toContain('"a ""b"", c"')
    expect(line).toMatch(/(?:^|,)\+5581999990000(?:,|$)/)
    expect(end).toBe('')
    const none = await bodyOf(
      open(running.server, routes.segments.export, { body: { text: 'no one' } }),
    )
    expect(none).toBe(`${head}\r\n`)
  })

  test('is not changed so that another that speaks of it could no longer be answered', async () => {
    const long = (n: number, than: string): string =>
      Array.from({ length: n }, (_, i) => `city ${than} "${i}"`).join(' or ')
    const { id } = await make('Base', 'country = "Brasil"')
    const middle = await make('Middle', `in segment "Base" or ${long(900, '>')}`)
    const top = await make('Top', `in segment "Middle" or ${long(900, '<')}`)
    const changing = running.ask(routes.segments.change, {
      params: { id },
      body: { text: long(900, '<=') },
    })
    await expect(changing).rejects.toThrow(/"Top", which speaks of "Base"/)
    const read = await running.ask(routes.segments.read, { params: { id } })
    expect(read.text).toBe('country = "Brasil"')
    // They are long: what comes later need not wait for them.
    for (const each of [top, middle]) {
      await running.ask(routes.segments.remove, { params: { id: each.id } })
    }
  })

  test('has versions; an older one cannot be changed unseen', async () => {
    const { id } = await make('Versioned', 'country = "Brasil"')
    const text = 'country = "Portugal"'
    const after = await running.ask(routes.segments.change, {
      params: { id },
      body: { text, version: 1 },
    })
    expect(after.version).toBe(2)
    const stale = { params: { id }, body: { text: 'everyone', version: 1 } }
    expect((await running.refused(routes.segments.change, stale)).code).toBe('conflict')
    const { items } = await running.ask(routes.segments.versions, { params: { id } })
    expect(items.map(({ version }) => version)).toEqual([2, 1])
    await running.settled()
    expect((await running.ask(routes.segments.read, { params: { id } })).size?.count).toBe(1)
    // A new name is no new version.
    const named = await running.ask(routes.segments.change, {
      params: { id },
      body: { name: 'Renamed' },
    })
    expect([named.name, named.version]).toEqual(['Renamed', 2])
  })

  test('that another speaks of changes it too, and is not deleted under it', async () => {
    const inner = await make('Inner', 'country = "Brasil"')
    const outer = await make('Outer', 'not in segment "Inner"')
    await running.settled()
    const before = await running.ask(routes.segments.read, { params: { id: outer.id } })
    await running.ask(routes.segments.change, {
      params: { id: inner.id },
      body: { text: 'everyone' },
    })
    await running.settled()
    const after = await running.ask(routes.segments.read, { params: { id: outer.id } })
    expect(before.size?.count).toBeGreaterThan(0)
    expect(after.size?.count).toBe(0)
    const why = await running.refused(routes.segments.remove, { params: { id: inner.id } })
    expect(why.message).toContain('Outer')
    const circle = { params: { id: inner.id }, body: { text: 'in segment "Outer"' } }
    expect((await running.refused(routes.segments.change, circle)).message).toMatch(/Inner|Outer/)
    await running.ask(routes.segments.remove, { params: { id: outer.id } })
    await running.ask(routes.segments.remove, { params: { id: inner.id } })
  })

  test('counts who is pinned', async () => {
    const { id } = await make('Pinned', 'no one')
    const [someone] = (await running.ask(routes.customers.list, { query: { limit: 1 } })).items
    const params = { id, customer: someone?.id ?? '' }
    await running.ask(routes.segments.pin, { params, body: { pinned: 'in' } })
    await running.settled()
    expect((await running.ask(routes.segments.isIn, { params, query: {} })).member).toBe(true)
    await running.ask(routes.segments.pin, { params, body: { pinned: null } })
    await running.settled()
    expect((await running.ask(routes.segments.isIn, { params, query: {} })).member).toBe(false)
  })

  test('is the same whether its members are asked for or whether she is one, filled or not yet', async () => {
    const [someone] = (await running.ask(routes.customers.list, { query: { limit: 1 } })).items
    const customer = someone?.id ?? ''
    const { id, name } = await make('Everyone at once', 'everyone')
    const params = { id, customer }
    const told = async () => {
      const { member } = await running.ask(routes.segments.isIn, { params, query: {} })
      const { count } = await running.ask(routes.segments.count, { body: { segment: id } })
      const of = await running.ask(routes.customers.segments, { params: { id: customer } })
      return [member, count > 0, of.items.some((each) => each.name === name)]
    }
    expect(await told()).toEqual([true, true, true])
    await running.settled()
    expect(await told()).toEqual([true, true, true])
    await running.ask(routes.segments.change, { params: { id }, body: { text: 'no one' } })
    expect(await told()).toEqual([false, false, false])
    await running.settled()
    expect(await told()).toEqual([false, false, false])
    await running.ask(routes.segments.remove, { params: { id } })
  })

  test('of a customer need not be sent again as long as she is in the same', async () => {
    const [someone] = (await running.ask(routes.customers.list, { query: { limit: 1 } })).items
    const { id, name } = await make('Asked at each page', 'everyone')
    await running.settled()
    const path = `/api/customers/${someone?.id}/segments`
    const first = await running.fetch(path)
    const tag = first.headers.get('etag') ?? ''
    expect(await first.text()).toContain(name)
    const again = await running.fetch(path, { headers: { 'if-none-match': `"other", ${tag}` } })
    expect([again.status, await again.text()]).toEqual([304, ''])
    await running.ask(routes.segments.change, { params: { id }, body: { name: 'Another name' } })
    const later = await running.fetch(path, { headers: { 'if-none-match': tag } })
    expect([later.status, (await later.text()).includes('Another name')]).toEqual([200, true])
    await running.ask(routes.segments.remove, { params: { id } })
  })

  test('of two changes at once that together make a circle, one is refused', async () => {
    const a = await make('Circle A', 'everyone')
    const b = await make('Circle B', 'everyone')
    const change = (id: number, text: string) =>
      running.ask(routes.segments.change, { params: { id }, body: { text } }).then(
        () => 'saved',
        (error: unknown) => String(error),
      )
    const came = await Promise.all([
      change(a.id, 'in segment "Circle B"'),
      change(b.id, 'in segment "Circle A"'),
    ])
    expect(came.filter((each) => each === 'saved')).toHaveLength(1)
    const gone = running.ask(routes.segments.remove, { params: { id: a.id } })
    const named = make('Circle C', 'not in segment "Circle A"')
    const ends = await Promise.allSettled([gone, named])
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    for (const each of (await running.ask(routes.segments.list, {})).items) {
      await running.ask(routes.segments.count, { body: { segment: each.id } })
    }
  })

  test('and a condition beside it are refused: one would be passed over', async () => {
    const { id } = await make('Beside', 'everyone')
    const body = { segment: id, text: 'no one' }
    expect((await running.refused(routes.segments.count, { body })).message).toBe(
      'Exactly one of segment, text and condition is needed',
    )
    const params = { id: '1' }
    expect((await running.refused(routes.customers.meets, { params, body })).code).toBe('invalid')
  })

  test('is answered before its first fill too', async () => {
    await make('Fresh', 'country = "Portugal"')
    const { count } = await running.ask(routes.segments.count, { body: { segment: 'Fresh' } })
    expect(count).toBe(1)
  })

  test('needs a name of its own', async () => {
    await make('Taken', 'everyone')
    const twice = { body: { name: 'Taken', text: 'everyone' } }
    expect((await running.refused(routes.segments.create, twice)).code).toBe('conflict')
    const empty = { body: { name: '  ', text: 'everyone' } }
    expect((await running.refused(routes.segments.create, empty)).where).toBe('body.name')
  })
})

test('a refresh is a job that can be followed', async () => {
  const job = await running.ask(routes.segments.refresh, { body: {} })
  await running.settled()
  const done = await running.ask(routes.jobs.read, { params: { id: job.id } })
  expect(done.state).toBe('done')
  expect((await running.ask(routes.jobs.list, {})).items[0]?.kind).toBe('refresh')
})

test('a hostile text is only ever a value', async () => {
  const texts = [
    "'; DROP TABLE customers; --",
    '\\',
    '`',
    '{p0:String}',
    '😀',
    '\u0001',
    'x'.repeat(990),
  ]
  for (const value of texts) {
    const condition: Condition = {
      type: 'did',
      event: value,
      where: { type: 'property', property: `a${value}`, test: { op: 'is', value } },
    }
    const { count } = await running.ask(routes.segments.count, { body: { condition } })
    expect(count).toBe(0)
  }
})

test('a segment that is not there is told with what was probably meant', async () => {
  await running.ask(routes.segments.create, { body: { name: 'Regulars', text: 'everyone' } })
  const refused = await running.refused(routes.segments.count, { body: { segment: 'Regulras' } })
  expect(refused).toMatchObject({ code: 'not_found', fix: 'Did you mean "Regulars"?' })
})
