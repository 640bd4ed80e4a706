import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'
import { goodPassword, setUp, signInAs, type Browser } from './signing.ts'

let running: Running
let owner: Browser
beforeAll(async () => {
  running = await startRunning()
  owner = await setUp(running)
})
afterAll(async () => await running.close())

/** The newest entries, each as a line. */
async function latest(limit: number): Promise<string[]> {
  const { items } = await running.ask(routes.audit.list, { query: { limit } })
  return items
    .map(({ who, action, subject, status }) => `${who} ${action} [${subject}] ${status}`)
    .toReversed()
}

test('signing in and failing to are noted, by the user or by a hash of the e-mail', async () => {
  await signInAs(running, 'Ana@shop.example', 'not this one')
  await signInAs(running, 'ana@shop.example')
  await signInAs(running, 'nobody@shop.example')
  const [made, failed, came, nobody] = await latest(4)
  expect(made).toBe('user:1 POST /api/setup [] 200')
  expect(failed).toMatch(/^nobody POST \/api\/session \[email=#[0-9a-f]{32}\] 401$/)
  const [hash = ''] = /#[0-9a-f]+/.exec(failed ?? '') ?? []
  expect(came).toBe(`user:1 POST /api/session [email=${hash}] 200`)
  expect(nobody).not.toContain(hash)
})

test('who changes something, what, and how it was answered; reading is not noted', async () => {
  const before = (await running.ask(routes.audit.verify, {})).entries
  const list = await running.ask(routes.lists.create, { body: { name: 'VIP' } })
  await running.ask(routes.lists.list, {})
  await running.refused(routes.lists.remove, { params: { id: 4_000_000 } })
  const { id, key } = await running.ask(routes.keys.create, { body: { name: 'r', scope: 'read' } })
  await running.fetch('/api/keys', { method: 'POST', key, body: '{}' })
  await running.fetch(`/api/lists/${list.id}`, {
    method: 'DELETE',
    key: '',
    headers: owner.headers,
  })
  await running.fetch('/api/lists/1', { method: 'DELETE', key: 'nobody' })
  await running.fetch('/api/customers/export?format=jsonl', { key })
  await running.fetch('/api/products/export?format=csv', { key })
  expect(await latest(7)).toEqual([
    `local POST /api/lists [id=${list.id}] 201`,
    'local DELETE /api/lists/:id [id=4000000] 404',
    `local POST /api/keys [id=${id}] 201`,
    `${id} POST /api/keys [] 403`,
    `user:1 DELETE /api/lists/:id [id=${list.id}] 200`,
    `${id} GET /api/customers/export [] 200`,
    `${id} GET /api/products/export [] 200`,
  ])
  expect((await running.ask(routes.audit.verify, {})).entries).toBe(before + 7)
})

test('customers are named by a hash, by which what was done to one is found', async () => {
  const customer = await running.customer('u17', { city: 'Recife' })
  const params = { id: customer }
  await running.ask(routes.customers.change, { params, body: { fields: { city: 'Olinda' } } })
  await running.ask(routes.customers.remove, { params })
  const [changed, removed] = await latest(2)
  expect(changed).toMatch(/^local PATCH \/api\/customers\/:id \[id=#[0-9a-f]{32}\] 200$/)
  expect(removed).toContain('DELETE /api/customers/:id')
  const { items } = await running.ask(routes.audit.list, { query: { customer } })
  expect(items.map(({ action }) => action)).toEqual([
    'DELETE /api/customers/:id',
    'PATCH /api/customers/:id',
  ])
  const all = JSON.stringify(await running.ask(routes.audit.list, { query: { limit: 1000 } }))
  for (const told of [customer, 'Olinda', 'u17', 'ana@shop', goodPassword]) {
    expect(all).not.toContain(told)
  }
})

test('pages go back to the first entry, and filters choose', async () => {
  const seen: number[] = []
  let cursor: string | undefined
  do {
    const query = { limit: 3, ...(cursor === undefined ? {} : { cursor }) }
    const page = await running.ask(routes.audit.list, { query })
    seen.push(...page.items.map(({ seq }) => seq))
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  expect(seen).toEqual(Array.from({ length: seen.length }, (_, i) => seen.length - i))
  const query = { who: 'user:1', action: 'DELETE /api/lists/:id' }
  expect((await running.ask(routes.audit.list, { query })).items).toHaveLength(1)
  const wrong = await running.refused(routes.audit.list, { query: { cursor: 'x' } })
  expect(wrong).toMatchObject({ code: 'invalid', where: 'query.cursor' })
})

test('an earlier head is in it, another is not', async () => {
  const { ok, head, entries } = await running.ask(routes.audit.verify, {})
  expect([ok, entries > 10]).toEqual([true, true])
  await running.ask(routes.lists.create, { body: { name: 'more' } })
  const later = await running.ask(routes.audit.verify, { query: { head } })
  expect(later).toMatchObject({ ok: true, entries: entries + 1, problem: null })
  const strange = await running.ask(routes.audit.verify, { query: { head: '0'.repeat(64) } })
  expect(strange).toMatchObject({ ok: false, problem: { seq: entries + 1 } })
})
