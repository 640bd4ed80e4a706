import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
let ana = ''
let vip = 0
beforeAll(async () => {
  running = await startRunning()
  for (const user of ['ana', 'bia']) {
    const fields = { city: user === 'ana' ? 'Recife' : 'Natal' }
    await running.ask(routes.customers.create, {
      body: { identifiers: { user_id: user }, fields },
    })
  }
  await running.settled()
  const params = { kind: 'user_id', value: 'ana' }
  ana = (await running.ask(routes.customers.find, { params })).id
  const body = { name: 'VIP', text: 'city = "Recife"' }
  vip = (await running.ask(routes.segments.create, { body })).id
  await running.settled()
})
afterAll(async () => await running.close())

const nameIt = async (name: string, label?: string) =>
  await running.ask(routes.segmentFields.read, {
    params: { id: vip },
    body: { name, ...(label === undefined ? {} : { label }) },
  })
const usage = async () => await running.ask(routes.segmentFields.usage, { params: { id: vip } })
const count = async (text: string) =>
  (await running.ask(routes.segments.count, { body: { text } })).count
const open = async (name: string, body: Record<string, unknown> = {}) =>
  await running.ask(routes.segmentFields.open, { params: { name }, body: body as never })

test('a segment is read as a yes or no under a name, in the record, conditions, exports and promotions', async () => {
  const made = await nameIt('vip')
  expect(made).toMatchObject({
    name: 'vip',
    label: 'VIP',
    type: 'boolean',
    text: 'field vip = in segment "VIP"',
  })
  expect(await nameIt('vip')).toEqual(made)
  expect([await count('vip = true'), await count('vip = false')]).toEqual([1, 1])
  const hers = async () => await running.ask(routes.customers.read, { params: { id: ana } })
  expect((await hers()).calculated).toMatchObject({ vip: true })
  const onForm = await running.ask(routes.forms.customer, {
    params: { id: 1, customer: ana },
    query: { locale: 'en' },
  })
  expect(onForm.calculated).toMatchObject([
    { name: 'vip', value: true, text: 'yes', why: expect.stringContaining('VIP') },
  ])
  const exported = await running.fetch('/api/customers/export?format=csv&columns=user_id,vip')
  expect((await exported.text()).trim().split(/\r?\n/).toSorted()).toEqual([
    'ana,true',
    'bia,false',
    'user_id,vip',
  ])
  const promotion = { customers: 'vip = true', benefit: { type: 'percent', percent: 50 } }
  const { id } = await running.ask(routes.promotions.create, {
    body: { name: 'For VIPs', promotion: promotion as never },
  })
  await running.ask(routes.promotions.start, { params: { id }, body: {} })
  const cart = { items: [{ product: 'cup', price: 10 }] }
  const discount = async () =>
    (await running.ask(routes.promotions.evaluate, { body: { cart, customer: ana } })).discount
  expect(await discount()).toBe(5)
  // No copy: who is pinned out is out wherever the name is read.
  const pin = { params: { id: vip, customer: ana }, body: { pinned: 'out' as const } }
  await running.ask(routes.segments.pin, pin)
  await running.settled()
  expect([await count('vip = true'), await discount()]).toEqual([0, 0])
  expect((await hers()).calculated).toMatchObject({ vip: false })
  await running.ask(routes.segments.pin, { ...pin, body: { pinned: null } })
  await running.settled()
  expect(await discount()).toBe(5)
})

test('what uses what is known both ways, and guards names', async () => {
  await running.ask(routes.segments.create, {
    body: { name: 'Ours', text: '@VIP and city exists' },
  })
  expect(await usage()).toEqual({
    fields: [{ name: 'vip', reads: true }],
    segments: [{ id: vip + 1, name: 'Ours' }],
    promotions: [],
    views: [],
    uses: { fields: ['city'], events: [], segments: [], lists: [] },
  })
  const { usedBy } = await running.ask(routes.calculated.read, { params: { name: 'vip' } })
  expect(usedBy.promotions).toMatchObject([{ name: 'For VIPs' }])
  const deleted = await running.refused(routes.segments.remove, { params: { id: vip } })
  expect(deleted).toMatchObject({ code: 'conflict', message: expect.stringContaining('"vip"') })
  const away = { params: { name: 'vip' }, body: { archived: true } }
  expect(await running.refused(routes.calculated.change, away)).toMatchObject({
    code: 'conflict',
    message: 'The field is used by the promotion "For VIPs".',
  })
  for (const name of ['city', 'vip_not', 'created']) {
    if (name === 'vip_not') {
      await running.ask(routes.calculated.create, { body: { text: 'field vip_not = not @VIP' } })
    }
    const asked = { params: { id: vip }, body: { name } }
    const { code } = await running.refused(routes.segmentFields.read, asked)
    expect([name, code]).toEqual([name, name === 'created' ? 'invalid' : 'conflict'])
  }
  // Renamed, it is read by the new name wherever it was by the old.
  const renamed = { params: { name: 'vip' }, body: { name: 'best' } }
  await running.ask(routes.calculated.change, renamed)
  const { items } = await running.ask(routes.promotions.list, {})
  expect(items.map(({ customers }) => customers)).toEqual(['best = true'])
})

test('a value of a yes or no or a choice is opened as a segment, once', async () => {
  await running.ask(routes.fields.create, {
    body: { name: 'tier', type: 'choice', choices: ['Gold', 'Silver'], label: 'Tier' },
  })
  const gold = await open('tier', { value: 'gold' })
  expect(gold).toMatchObject({ name: 'Tier: Gold', text: 'tier = "Gold"' })
  expect(await open('tier', { value: 'GOLD', name: 'Another' })).toMatchObject({ id: gold.id })
  const best = await open('best', { value: false, name: 'Best: no' })
  expect(best).toMatchObject({ name: 'Best: no', text: 'best = false' })
  await running.settled()
})

test('what is no such field or value is refused with what there is', async () => {
  const asked = (name: string, value?: string) => ({
    params: { name },
    body: value === undefined ? {} : { value },
  })
  const refused = async (name: string, value?: string) =>
    await running.refused(routes.segmentFields.open, asked(name, value))
  expect(await refused('city')).toMatchObject({ code: 'invalid', where: 'name' })
  expect(await refused('nothing')).toMatchObject({ code: 'not_found' })
  const wrong = await refused('tier', 'golden')
  expect([wrong.where, wrong.fix]).toEqual(['value', expect.stringContaining('Gold')])
  expect(await refused('best', 'perhaps')).toMatchObject({ where: 'value' })
})

test('another definition that would leave a promotion or segment unanswerable is refused', async () => {
  const change = async (text: string) =>
    await running.refused(routes.calculated.change, { params: { name: 'kept' }, body: { text } })
  await running.ask(routes.calculated.create, { body: { text: 'field kept = city exists' } })
  const promotion = { customers: 'kept = true', benefit: { type: 'percent', percent: 5 } }
  const { id } = await running.ask(routes.promotions.create, {
    body: { name: 'Of those kept', promotion: promotion as never },
  })
  const number = 'field kept = count of "Order Completed"'
  expect(await change(number)).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('The promotion "Of those kept" could no longer be answered'),
  })
  await running.ask(routes.promotions.archive, { params: { id } })
  const body = { name: 'Kept', text: 'kept = true' }
  const segment = await running.ask(routes.segments.create, { body })
  expect((await change(number)).message).toContain('The segment "Kept" could no longer')
  await running.ask(routes.segments.remove, { params: { id: segment.id } })
  const changed = { params: { name: 'kept' }, body: { text: number } }
  expect(await running.ask(routes.calculated.change, changed)).toMatchObject({ type: 'integer' })
})

test('a segment that is read as a field fills the roles of templates, by its name or where somebody says so', async () => {
  await nameIt('revendedores')
  const offered = async (mapping: Record<string, string>) =>
    await running.ask(routes.templates.offer, { params: { id: 'resellers' }, body: { mapping } })
  expect((await offered({})).text).toBe('revendedores = true')
  await nameIt('vip')
  expect((await offered({ reseller: 'vip' })).text).toBe('vip = true')
})
