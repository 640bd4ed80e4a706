import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { shellOfFile, type Shell } from '../cli/typing.ts'
import { entityOf, febrlHeader, makeFebrl } from '../domain/customer/duplicates/febrl.ts'

const shell = shellOfFile()
const lines = makeFebrl({
  seed: 5,
  originals: 120,
  duplicates: 30,
  mostDuplicates: 1,
  mostChangesOfField: 1,
  mostChangesOfRecord: 2,
})

const ask: Shell['running']['ask'] = async (route, given) => await shell.running.ask(route, given)

test('before anybody has looked there is nothing, and it is said so', async () => {
  const list = await ask(routes.duplicates.list, { query: {} })
  expect(list).toEqual({ items: [], next: null, pairs: 0, found: null })
  const why = await shell.running.refused(routes.duplicates.export, { query: {} })
  expect(why.code).toBe('not_found')
  expect((await shell.type('duplicates')).out).toContain('clientela duplicates find')
})

test('a shop without customers, and with one, has no duplicates', async () => {
  expect(await shell.json('duplicates', 'find')).toMatchObject({ pairs: 0, customers: 0 })
  const body = { identifiers: { user_id: 'first' }, fields: { name: 'Somebody Else' } }
  await ask(routes.customers.create, { body })
  expect(await shell.json('duplicates', 'find')).toMatchObject({ pairs: 0, customers: 1 })
})

describe('of customers that were brought', () => {
  beforeAll(async () => {
    for (const name of febrlHeader.slice(1)) {
      if (name !== 'state') await ask(routes.fields.create, { body: { name, type: 'text' } })
    }
    await Promise.all(
      lines.map(async ([recId = '', ...cells]) => {
        const fields = Object.fromEntries(cells.map((cell, at) => [febrlHeader[at + 1], cell]))
        await ask(routes.customers.create, { body: { identifiers: { user_id: recId }, fields } })
      }),
    )
  })

  test('the command finds the pairs, and what was only just brought is among them', async () => {
    const found = await shell.json('duplicates', 'find')
    const there = lines.filter(([recId = '']) => recId.includes('dup')).length
    expect(there).toBeGreaterThan(20)
    expect(found['pairs']).toBeGreaterThan(there * 0.9)
    expect(found['pairs']).toBeLessThanOrEqual(there)
    expect(found['clues']).toContain('date_of_birth')
    expect(found['clues']).not.toContain('user_id')
  })

  test('the file names them by the key of the import, with score and reasons', async () => {
    const file = shell.file('pairs.csv', '')
    await shell.json('duplicates', 'export', file)
    const rows: Record<string, string>[] = parse(readFileSync(file), { columns: true })
    expect(Object.keys(rows[0]!)).toEqual(['left', 'right', 'score', 'reasons'])
    for (const { left = '', right = '', score, reasons } of rows) {
      expect(entityOf(left)).toBe(entityOf(right))
      expect(Number(score)).toBeGreaterThanOrEqual(0.5)
      expect(reasons).toMatch(/\bsame /)
    }
    const portuguese = shell.file('pares.csv', '')
    await shell.json('duplicates', 'export', portuguese, '--language', 'pt')
    expect(readFileSync(portuguese, 'utf8')).toContain(': igual')
  })

  test('pages hold each pair once, the surest first', async () => {
    const seen: string[] = []
    const scores: number[] = []
    let cursor: string | undefined
    do {
      const query = { limit: 7, ...(cursor === undefined ? {} : { cursor }) }
      const page = await ask(routes.duplicates.list, { query })
      seen.push(...page.items.map(({ left, right }) => `${left.id} ${right.id}`))
      scores.push(...page.items.map(({ score }) => score))
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    const { pairs } = await ask(routes.duplicates.list, { query: { limit: 1 } })
    expect(new Set(seen).size).toBe(pairs)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    const query = { cursor: 'bm90aGluZw' }
    expect((await shell.running.refused(routes.duplicates.list, { query })).where).toBe('cursor')
  })

  test('what is not the same, or is for later, stays so when somebody looks again', async () => {
    const before = await ask(routes.duplicates.list, { query: {} })
    const [first, second] = before.items
    const said = await shell.type(
      'duplicates',
      'decide',
      first!.left.id,
      first!.right.id,
      'not-the-same',
    )
    expect(said.code).toBe(0)
    const names = [second!.right, second!.left].map(
      (each) => `user_id:${each.identifiers['user_id']![0]}`,
    )
    await shell.json('duplicates', 'decide', ...names, 'later')
    expect(await shell.json('duplicates', 'find')).toMatchObject({ pairs: before.pairs - 2 })
    const later = await shell.json('duplicates', '--state', 'later')
    expect(later).toMatchObject({ pairs: 1, items: [{ left: { id: second!.left.id } }] })
    await shell.json('duplicates', 'decide', ...names, 'open')
    const now = await ask(routes.duplicates.list, { query: {} })
    expect(now.pairs).toBe(before.pairs - 1)
    const wrong = await shell.type('duplicates', 'decide', ...names, 'perhaps')
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('not-the-same')])
  })

  test('of a pair it is said who else may be the same', async () => {
    const both = { name: 'Wilhelmina Quackenbush', city: 'Nowhere' }
    const born = { date_of_birth: '19010203', soc_sec_id: '7654321', ...both }
    for (const id of ['one', 'two', 'three']) {
      const body = { identifiers: { user_id: id }, fields: born }
      await ask(routes.customers.create, { body })
    }
    await shell.json('duplicates', 'find')
    const { items } = await ask(routes.duplicates.list, { query: {} })
    const group = items.filter(({ left }) => left.fields['name'] === both.name)
    expect(group).toHaveLength(3)
    for (const { left, right, also } of group) {
      expect(new Set([left.id, right.id, ...also]).size).toBe(3)
    }
    expect((await shell.type('duplicates', '--limit', '500')).out).toContain(
      `perhaps the same too: ${group[0]!.also[0]}`,
    )
    for (const id of new Set(group.flatMap(({ left, right }) => [left.id, right.id]))) {
      await ask(routes.customers.remove, { params: { id } })
    }
    await shell.running.settled()
  })

  test('nothing is said of somebody with herself, or with nobody', async () => {
    const { items } = await ask(routes.duplicates.list, { query: { limit: 1 } })
    const { id } = items[0]!.left
    for (const right of [id, '9223372036854775806']) {
      const body = { left: id, right, decision: 'later' as const }
      expect((await shell.running.refused(routes.duplicates.decide, { body })).code).toBe(
        'not_found',
      )
    }
  })

  test('who was deleted is in no pair, before and after the next search', async () => {
    const { items, pairs } = await ask(routes.duplicates.list, { query: {} })
    const { id } = items[0]!.left
    await ask(routes.customers.remove, { params: { id } })
    await shell.running.settled()
    for (const again of [false, true]) {
      if (again) await shell.json('duplicates', 'find')
      const now = await ask(routes.duplicates.list, { query: {} })
      expect(now.pairs).toBeLessThan(pairs)
      expect(JSON.stringify(now.items)).not.toContain(`"${id}"`)
    }
  })

  test('the surest are merged as one run, and parted again by its undo', async () => {
    const { pairs } = await ask(routes.duplicates.list, { query: {} })
    const everybody = async () => (await customers()).toSorted()
    const before = await everybody()
    const merged = await shell.json('duplicates', 'merge', '--score', '0.9', '--yes')
    const many = Number(merged['pairs'])
    expect(many).toBeGreaterThan(5)
    expect((await customers()).length).toBe(before.length - many)
    expect((await ask(routes.duplicates.list, { query: {} })).pairs).toBe(pairs - many)
    const none = await shell.json('duplicates', 'merge', '--score', '0.9', '--yes')
    expect(none).toMatchObject({ import: null, pairs: 0 })
    await shell.json('imports', 'undo', String(merged['import']), '--yes')
    expect(await everybody()).toEqual(before)
  })

  test('a shop that says so has the surest merged after each search, without being asked', async () => {
    const before = (await customers()).length
    const change = { mergeDuplicatesAbove: 0.9 }
    expect(await ask(routes.shop.change, { body: change })).toMatchObject(change)
    await shell.json('duplicates', 'find')
    await shell.running.settled()
    expect((await customers()).length).toBeLessThan(before - 5)
    await ask(routes.shop.change, { body: { mergeDuplicatesAbove: null } })
  })
})

/** Each with all that is known of her. */
async function customers(): Promise<string[]> {
  const found: string[] = []
  for (let cursor: string | undefined; ;) {
    const query = { limit: 500, ...(cursor === undefined ? {} : { cursor }) }
    const page = await ask(routes.customers.list, { query })
    found.push(...page.items.map((each) => JSON.stringify(each)))
    if (page.next === null) return found
    cursor = page.next
  }
}
