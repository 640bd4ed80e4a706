import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
beforeAll(async () => (running = await startRunning()))
afterAll(async () => await running.close())

/** Customers `a`, `b` … of those amounts, each spent in one order; in Olinda every other one. */
async function buyers(totals: readonly number[]): Promise<Record<string, string>> {
  const ids: Record<string, string> = {}
  for (const [i, total] of totals.entries()) {
    const name = String.fromCharCode(97 + i)
    const identifiers = { user_id: name }
    const fields = i % 2 === 0 ? { city: 'Olinda' } : {}
    const made = await running.ask(routes.customers.create, { body: { identifiers, fields } })
    ids[name] = (made as { id: string }).id
    await bought(name, total)
  }
  return ids
}

async function bought(name: string, total: number): Promise<void> {
  const { position } = await running.ask(routes.events.add, {
    body: {
      events: [
        {
          event: 'Order Completed',
          identifiers: { user_id: name },
          messageId: `${name} ${total}`,
          properties: { total, currency: 'BRL' },
        },
      ],
    },
  })
  await running.applied(position)
}

test('who is first is counted, listed, explained and kept, and is another when somebody passes them', async () => {
  const ids = await buyers([50, 40, 30, 20, 10])
  const named = (found: readonly string[]) =>
    Object.keys(ids).filter((name) => found.includes(ids[name] ?? ''))
  const text = 'top 40 percent by sum of total of "Order Completed"'
  const counted = await running.ask(routes.segments.count, { body: { text } })
  expect(counted.count).toBe(2)
  const some = `top 1 by sum of total of "Order Completed" among (not city = "Olinda")`
  const listed = await running.ask(routes.segments.query, { body: { text: some, limit: 10 } })
  expect(named(listed.items.map(({ id }) => id))).toEqual(['b'])

  const segment = await running.ask(routes.segments.create, { body: { name: 'First', text } })
  await running.settled()
  const members = async (): Promise<string[]> => {
    const params = { id: segment.id }
    const { items } = await running.ask(routes.segments.members, { params, query: { limit: 10 } })
    return named(items.map(({ id }) => id))
  }
  expect(await members()).toEqual(['a', 'b'])

  const why = await running.ask(routes.explain.customer, {
    params: { id: ids['c'] ?? '' },
    query: { locale: 'en' },
    body: { text },
  })
  expect(why.tree).toMatchObject({
    type: 'rank',
    meets: false,
    observed: 'R$30.00',
    rank: { place: 3, among: 5, taken: 2, last: 'R$40.00' },
  })

  await bought('e', 100)
  await expect.poll(members).toEqual(['a', 'e'])
})
