import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from '../../src/api/route.ts'
import { routes, type Routes } from '../../src/api/routes.ts'
import { templates } from '../../src/domain/segment/templates/all.ts'
import { openShell, type Shell } from '../cli/typing.ts'
import { liveAt } from '../liveAt.ts'

type Offer = Answer<Routes['templates']['read']>

const customers = 1_200

let shell: Shell
beforeAll(async () => {
  // What is asked is of the days before.
  liveAt('2026-11-21T15:00:00Z')
  shell = await openShell()
  await shell.json('demo', '--customers', String(customers), '--until', '2026-11-21')
})
afterAll(async () => await shell.close())

const offer = async (id: string, body: object = {}): Promise<Offer> =>
  await shell.running.ask(routes.templates.offer, {
    params: { id },
    body,
    query: { locale: 'en' },
  })

describe('on the demo shop each template fits, with some in it and not all', () => {
  test.each(templates)('$id', async ({ id, parameters }) => {
    const { lacks, size, reading, condition } = await offer(id)
    expect(lacks).toEqual([])
    expect(condition).not.toBeNull()
    expect(reading).toMatch(/^[A-Z“]/)
    expect(size?.count).toBeGreaterThan(customers * 0.002)
    expect(size?.count).toBeLessThan(customers * 0.8)
    const choices = parameters.flatMap((each) =>
      each.type === 'choice' ? each.choices.map(({ value }) => [each.name, value] as const) : [],
    )
    const empty: string[] = []
    for (const [name, value] of choices) {
      const chosen = await offer(id, { parameters: { [name]: value } })
      expect(chosen.reading).not.toBe('')
      if (chosen.size?.count === 0) empty.push(value)
    }
    // It is e-mail alone that the demo shop asks for.
    expect(empty).toEqual(id === 'subscribers' ? ['sms', 'whatsapp'] : [])
  })
})

test('each buyer is in one RFM group, and in one only', async () => {
  const groups = [
    'champions',
    'loyal',
    'promising',
    'cannot-lose',
    'needs-attention',
    'hibernating',
  ]
  const texts = await Promise.all(
    groups.map(async (group) => (await offer('rfm-groups', { parameters: { group } })).text),
  )
  const count = async (text: string) =>
    (await shell.running.ask(routes.segments.count, { body: { text } })).count
  const each = await Promise.all(texts.map(async (text) => await count(text ?? '')))
  const buyers = await count('did "Order Completed"')
  expect(each.reduce((sum, n) => sum + n, 0)).toBe(buyers)
  expect(await count(texts.map((text) => `(${text})`).join(' or '))).toBe(buyers)
})

test('a threshold that is suggested says why, and is what it says', async () => {
  const { parameters } = await offer('big-spenders')
  const [amount] = parameters
  expect(amount).toMatchObject({ name: 'amount', from: 'shop', unit: 'money' })
  const [, customers = '', percent = ''] =
    /of the ([\d,]+) customers .* (\d+) % have/.exec(amount?.basis ?? '') ?? []
  const spent = 'sum of total of "Order Completed" in last 365 days'
  const all = await shell.json('segments', 'count', 'did "Order Completed" in last 365 days')
  expect(Number(customers.replace(',', ''))).toBe(all['count'])
  const above = await shell.json('segments', 'count', `${spent} >= ${String(amount?.value)}`)
  // Rounded to two digits, it is near.
  const share = 1 - Number(above['count']) / Number(all['count'])
  expect(Math.abs(share - Number(percent) / 100)).toBeLessThan(0.02)
})
