import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer, Given } from '../../src/api/route.ts'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
let [ana, bia] = ['', '']
beforeAll(async () => {
  running = await startRunning()
  ana = await running.customer('ana', { name: 'ana' })
  bia = await running.customer('bia', { name: 'bia' })
})
afterAll(async () => await running.close())

type Wanted = Given<typeof routes.clusters.create>['body']
type Cluster = Answer<typeof routes.clusters.create>
const create = async (body: Wanted) => await running.ask(routes.clusters.create, { body })
const refused = async (body: Wanted) => await running.refused(routes.clusters.create, { body })
const read = async (id: number) => await running.ask(routes.clusters.read, { params: { id } })
const remove = async (id: number, dryRun: 'true' | 'false' = 'false') =>
  await running.ask(routes.clusters.remove, { params: { id }, query: { dryRun } })
const states = ({ steps }: Cluster) => steps.map(({ step, state }) => `${step} ${state}`)
const doings = ({ steps }: Cluster) => steps.map(({ step, now }) => `${step} ${now}`)
const percent = (name: string, more: Record<string, unknown> = {}) => ({
  name,
  promotion: { benefit: { type: 'percent', percent: 10 }, ...more } as never,
})
const discountOf = async (id: string) => {
  const cart = { items: [{ product: 'beans', quantity: 1, price: 100 }] }
  return (await running.ask(routes.promotions.evaluate, { body: { cart, customer: id } })).discount
}
const orderOf = async (user: string, messageId: string) => {
  const event = {
    event: 'Order Completed',
    messageId,
    time: '2026-01-05T12:00:00Z',
    identifiers: { user_id: user },
    properties: { order_id: messageId, total: 10 },
  }
  const { position } = await running.ask(routes.events.add, { body: { events: [event] } })
  await running.applied(position)
}

test('a cluster goes from its name to a discounted cart, and the same call says what was there', async () => {
  const wanted = { name: 'Clube do Café', promotion: percent('For the club'), start: true }
  const made = await create(wanted)
  expect(made).toMatchObject({
    name: 'Clube do Café',
    field: 'clube_do_cafe',
    type: 'yes-no',
    filling: 'values',
    customers: 0,
    usage: { promotions: [{ name: 'For the club', state: 'running' }] },
  })
  expect(states(made)).toEqual([
    'field done',
    'flags done',
    'form done',
    'filled open',
    'promotion done',
  ])
  expect(doings(made)).toEqual([
    'field made',
    'flags made',
    'form made',
    'filled null',
    'promotion made',
  ])
  await running.ask(routes.customers.change, {
    params: { id: ana },
    body: { fields: { clube_do_cafe: true } },
  })
  await running.settled()
  expect([await discountOf(ana), await discountOf(bia)]).toEqual([10, 0])
  const again = await create(wanted)
  expect(again).toMatchObject({ id: made.id, customers: 1 })
  expect(doings(again)).toEqual([
    'field there',
    'flags there',
    'form there',
    'filled null',
    'promotion there',
  ])
  const usage = await running.ask(routes.fields.usage, { params: { name: 'clube_do_cafe' } })
  expect(usage.clusters).toEqual([{ id: made.id, name: 'Clube do Café' }])
})

describe('filled by a condition', () => {
  const bought = 'did "Order Completed"'

  test('an order makes her a reseller, and the next cart has the price', async () => {
    const from = bought
    const made = await create({ name: 'Resellers', from, promotion: percent('Trade'), start: true })
    expect(made).toMatchObject({ filling: 'condition', text: bought, customers: 0 })
    expect(states(made).filter((each) => !each.endsWith('done'))).toEqual([])
    expect(await discountOf(bia)).toBe(0)
    await orderOf('bia', 'o1')
    expect(await discountOf(bia)).toBe(10)
    expect(await read(made.id)).toMatchObject({ customers: 1 })
    const params = { id: bia }
    const { calculated } = await running.ask(routes.customers.read, { params })
    expect(calculated).toMatchObject({ resellers: true })
  })

  test('of a choice each customer has one value', async () => {
    const from = `"gold" when ${bought} at least 2 times, "silver" when ${bought}, else "none"`
    const made = await create({ name: 'Tier', type: 'choice', from })
    expect(made).toMatchObject({
      type: 'choice',
      choices: ['gold', 'silver', 'none'],
      customers: 2,
      values: [
        { value: 'gold', customers: 0 },
        { value: 'silver', customers: 1 },
        { value: 'none', customers: 1 },
      ],
    })
  })

  test('what is wrong with it is shown in it', async () => {
    expect(await refused({ name: 'Odd', from: 'did and' })).toMatchObject({
      code: 'invalid',
      where: 'from: line 1, column 5',
    })
    expect(await refused({ name: 'Odd', from: 'count of "Order Completed"' })).toMatchObject({
      where: 'type',
      message: 'A cluster is a yes or no, or a choice',
    })
    expect(await refused({ name: 'Odd', type: 'choice', from: bought })).toMatchObject({
      where: 'type',
    })
    const { items } = await running.ask(routes.clusters.list, {})
    expect(items.map(({ name }) => name)).not.toContain('Odd')
  })
})

describe('wherever an earlier call or person stopped, the same call comes to the same end', () => {
  const field = (name: string, more: Record<string, unknown> = {}) =>
    running.ask(routes.fields.create, { body: { name, type: 'boolean', ...more } })
  const nothing = async () => {}
  const whole = (name: string): Wanted => ({
    name,
    field: name.toLowerCase(),
    promotion: percent(`Of ${name}`),
    start: true,
  })
  const stops: [string, string, (name: string) => Promise<unknown>][] = [
    ['nothing', 'Ca', nothing],
    ['the field alone', 'Cb', (name) => field(name)],
    ['a field without flags', 'Cc', (name) => field(name, { filterable: false })],
    [
      'an archived field',
      'Cd',
      async (name) => {
        await field(name)
        await running.ask(routes.fields.archive, { params: { name } })
      },
    ],
    ['a cluster', 'Ce', () => create({ name: 'Ce' })],
    ['off the form', 'Cf', () => create({ name: 'Cf', form: false })],
    ['a draft', 'Cg', () => create({ name: 'Cg', promotion: percent('Of Cg') })],
    [
      'a paused promotion',
      'Ch',
      async () => {
        const { usage } = await create(whole('Ch'))
        const params = { id: usage.promotions[0]?.id ?? 0 }
        await running.ask(routes.promotions.pause, { params })
      },
    ],
    ['all', 'Ci', () => create(whole('Ci'))],
    [
      'all, taken away',
      'Cj',
      async () => {
        const { id, usage } = await create(whole('Cj'))
        const params = { id: usage.promotions[0]?.id ?? 0 }
        await running.ask(routes.promotions.pause, { params })
        await remove(id)
      },
    ],
  ]
  test.each(stops)('%s', async (_, name, before) => {
    await before(name.toLowerCase())
    await running.settled()
    await create(whole(name))
    await running.settled()
    const end = await create(whole(name))
    expect(states(end).filter((each) => !each.endsWith('done'))).toEqual(['filled open'])
    expect(end).toMatchObject({
      name,
      field: name.toLowerCase(),
      customers: 0,
      usage: { promotions: [{ name: `Of ${name}`, state: 'running' }] },
    })
    const { items } = await running.ask(routes.clusters.list, {})
    expect(items.filter((each) => each.name === name)).toHaveLength(1)
    const promotions = await running.ask(routes.promotions.list, {})
    expect(promotions.items.filter((each) => each.name === `Of ${name}`)).toHaveLength(1)
  })
})

test('two who make it at once come to one cluster', async () => {
  const both = await Promise.allSettled([create({ name: 'Both' }), create({ name: 'Both' })])
  expect(both.some(({ status }) => status === 'fulfilled')).toBe(true)
  const end = await create({ name: 'Both' })
  expect(doings(end)[0]).toBe('field there')
})

describe('what is there and says something else is not changed', () => {
  test('a field of another type, other choices, another condition, another promotion', async () => {
    expect(await refused({ name: 'Email' })).toMatchObject({ code: 'invalid', where: 'type' })
    await create({ name: 'Level', type: 'choice', choices: ['a', 'b'], promotion: percent('Lvl') })
    expect(await refused({ name: 'Level', type: 'yes-no' })).toMatchObject({ where: 'type' })
    const other = { name: 'Level', choices: ['a', 'c'] }
    expect(await refused(other)).toMatchObject({ code: 'conflict', where: 'choices' })
    expect(await refused({ name: 'Level', from: 'everyone' })).toMatchObject({ where: 'from' })
    const says = { name: 'Level', promotion: percent('Lvl', { coupon: true }) }
    expect(await refused(says)).toMatchObject({ code: 'conflict', where: 'promotion' })
    expect(await refused({ name: 'Level', field: 'grade' })).toMatchObject({ where: 'field' })
    await create({ name: 'Every', from: 'everyone' })
    expect(await refused({ name: 'Every', from: 'no one' })).toMatchObject({ where: 'from' })
    expect(await refused({ name: 'Ωμέγα' })).toMatchObject({ where: 'field' })
  })

  test('a field is of one cluster', async () => {
    await create({ name: 'First', field: 'one_of_it' })
    expect(await refused({ name: 'Second', field: 'one_of_it' })).toMatchObject({
      code: 'conflict',
      message: 'There is a cluster "First" already.',
    })
  })
})

describe('taken away', () => {
  test('it says what goes, and is refused while something uses it', async () => {
    const made = await create({ name: 'Gone', promotion: percent('For the gone'), start: true })
    const params = { id: made.id }
    const asked = { params, query: {} }
    const running1 = await running.refused(routes.clusters.remove, asked)
    expect(running1).toMatchObject({
      code: 'conflict',
      message: 'The cluster is used by the promotion "For the gone".',
    })
    const promotion = { params: { id: made.usage.promotions[0]?.id ?? 0 } }
    await running.ask(routes.promotions.pause, promotion)
    const segment = await running.ask(routes.segments.create, {
      body: { name: 'Who is gone', text: 'gone = true' },
    })
    const used = await running.refused(routes.clusters.remove, asked)
    expect(used.message).toBe('The cluster is used by "Who is gone".')
    await running.ask(routes.segments.remove, { params: { id: segment.id } })
    const would = await remove(made.id, 'true')
    expect(would).toEqual({
      removed: false,
      takes: [
        'The cluster "Gone" is no more',
        'The promotion "For the gone" is archived',
        'The field gone is archived, off the forms too; its values stay and come back with it',
      ],
    })
    expect(await read(made.id)).toMatchObject({ name: 'Gone' })
    expect(await remove(made.id)).toEqual({ ...would, removed: true })
    expect(await running.refused(routes.clusters.read, { params })).toMatchObject({
      code: 'not_found',
    })
    const { state } = await running.ask(routes.promotions.read, promotion)
    expect(state).toBe('archived')
  })

  test('its values come back with it', async () => {
    const made = await create({ name: 'Back' })
    await running.ask(routes.customers.change, {
      params: { id: ana },
      body: { fields: { back: true } },
    })
    await running.settled()
    await remove(made.id)
    await running.settled()
    const hers = await running.ask(routes.customers.read, { params: { id: ana } })
    expect(hers.fields).not.toHaveProperty('back')
    await create({ name: 'Back' })
    await running.settled()
    expect(await create({ name: 'Back' })).toMatchObject({ customers: 1 })
  })

  test('a field that was there before stays', async () => {
    await running.ask(routes.fields.create, { body: { name: 'older', type: 'boolean' } })
    const made = await create({ name: 'Older' })
    const { takes } = await remove(made.id)
    expect(takes[1]).toBe('The field older was there before, and stays as it is')
    const { items } = await running.ask(routes.fields.list, { query: {} })
    expect(items.find(({ name }) => name === 'older')).toMatchObject({ archived: false })
  })

  test('one that fills itself goes with its definition', async () => {
    const made = await create({ name: 'Itself', from: 'everyone' })
    await remove(made.id)
    const params = { name: 'itself' }
    expect(await running.ask(routes.calculated.read, { params })).toMatchObject({ archived: true })
    expect(doings(await create({ name: 'Itself', from: 'everyone' }))[0]).toBe('field there')
    expect(await running.ask(routes.calculated.read, { params })).toMatchObject({ archived: false })
  })
})
