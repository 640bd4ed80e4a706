import { expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { shellOfFile } from './typing.ts'

const shell = shellOfFile()

const cart = (more: object = {}) =>
  shell.file(
    'cart.json',
    JSON.stringify({
      ...more,
      items: [
        { product: 'beans', quantity: 3, price: 33.33, category: 'Coffee' },
        { product: 'cup', price: 20 },
      ],
      shipping: 15.5,
    }),
  )

test('a promotion goes from a file to a discounted cart', async () => {
  const file = shell.file(
    'resellers.json',
    JSON.stringify({
      name: 'Resellers',
      description: 'A tenth off coffee',
      customers: 'city = "Recife"',
      benefit: {
        type: 'percent',
        percent: 10,
        on: { type: 'property', property: 'category', test: { op: 'is', value: 'coffee' } },
      },
    }),
  )
  const made = await shell.json('promotions', 'create', file)
  expect(made).toMatchObject({ id: 1, state: 'draft', customers: 'city = "Recife"' })
  const { running } = shell
  await running.ask(routes.customers.create, {
    body: { identifiers: { user_id: 'ana' }, fields: { city: 'Recife' } },
  })
  await running.settled()
  expect(await shell.json('promotions', 'start', 'Resellers')).toMatchObject({ state: 'running' })
  const hers = ['promotions', 'evaluate', cart(), '--customer', 'user_id:ana']
  expect(await shell.json(...hers)).toMatchObject({
    subtotal: 119.99,
    shipping: 15.5,
    discount: 10,
    total: 125.49,
    items: [
      { id: '1', before: 99.99, after: 89.99, discounts: [{ promotion: 1, amount: 10 }] },
      { id: '2', before: 20, after: 20, discounts: [] },
    ],
    applied: [{ promotion: 1, name: 'Resellers', amount: 10 }],
    refused: [],
  })
  const shown = await shell.type(...hers, '--locale', 'en')
  expect(shown.code).toBe(0)
  expect(shown.out).toContain('1     beans    3       R$33.33  R$99.99  R$89.99')
  expect(shown.out).toContain('discount  -R$10.00')
  expect(shown.out).toContain('✓ Resellers -R$10.00 — ')
  const unknown = await shell.type('promotions', 'evaluate', cart(), '--locale', 'en')
  expect(unknown.out).toContain('✗ Resellers — ')
  expect(unknown.out).toContain('discount  R$0.00')
  expect(unknown.out).toContain('total     R$135.49')
  const coupons = ['promotions', 'evaluate', cart({ coupons: ['none'] }), '--locale', 'pt-BR']
  expect((await shell.type(...coupons)).out).toContain('✗ NONE — Um cupom de nenhuma promoção')
})

test('a field without its flag is named, with what mends it', async () => {
  const file = shell.file(
    'birthday.json',
    JSON.stringify({
      name: 'Birthday',
      customers: 'birth_date exists',
      benefit: { type: 'freeShipping' },
    }),
  )
  await shell.json('promotions', 'create', file)
  const refused = await shell.type('promotions', 'start', 'Birthday')
  expect(refused.code).toBe(1)
  expect(refused.err).toContain('The field "birth_date" is not searchable')
  expect(refused.err).toContain('clientela fields change birth_date --searchable on')
  const mended = await shell.type('promotions', 'start', 'Birthday', '--mend')
  // On a busy machine indexing takes longer than an answer waits.
  expect([0, 1]).toContain(mended.code)
  await shell.running.settled()
  const started = await shell.json('promotions', 'start', 'Birthday')
  expect(started).toMatchObject({ state: 'running' })
  const paused = await shell.json('promotions', 'pause', 'Birthday')
  expect(paused).toMatchObject({ state: 'paused' })
})

test('it is changed, shown, listed and put away', async () => {
  const file = shell.file(
    'again.json',
    JSON.stringify({ promotion: { benefit: { type: 'percent', percent: 20 } } }),
  )
  const change = ['promotions', 'change', 'Resellers', file, '--name', 'Everybody']
  expect(await shell.json(...change)).toMatchObject({ version: 2, customers: null })
  const shown = await shell.json('promotions', 'show', 'Everybody')
  expect(shown).toMatchObject({ versions: [{ version: 2 }, { version: 1 }], usages: [] })
  const listed = await shell.type('promotions')
  expect(listed.out).toContain('Everybody')
  expect(listed.out).toMatch(/^2 +Birthday +paused/m)
  expect(await shell.json('promotions', 'archive', '2')).toMatchObject({ state: 'archived' })
  const nothing = await shell.type('promotions', 'change', 'Everybody')
  expect(nothing.code).toBe(2)
})

test('what a cart earns is reserved, used and cancelled for its order', async () => {
  const reserve = ['promotions', 'reserve', '1017', cart(), '--minutes', '5']
  expect(await shell.json(...reserve)).toMatchObject({
    discount: 24,
    usages: [{ order: '1017', promotion: 1, amount: 24, state: 'reserved' }],
  })
  expect((await shell.type('promotions', 'use', '1017')).out).toBe(
    'order 1017: promotion 1 used (24)\n',
  )
  expect((await shell.type('promotions', 'cancel', '1017')).out).toContain('cancelled')
  const never = await shell.type('promotions', 'use', 'never')
  expect(never.code).toBe(1)
  expect(never.err).toContain('Nothing is reserved')
})

test('a draft is tried, at any instant, and a file that is no JSON is told', async () => {
  const draft = shell.file(
    'draft.json',
    JSON.stringify({
      name: 'Later',
      when: { from: '2030-01-01T00:00:00Z' },
      benefit: { type: 'percent', percent: 50 },
    }),
  )
  const tried = ['promotions', 'evaluate', cart(), '--draft', draft, '--promotion', 'Birthday']
  const before = await shell.json(...tried, '--at', '2029-12-31T23:59:59Z')
  expect(before).toMatchObject({ refused: [{ promotion: 2 }, { promotion: 0, because: 'notYet' }] })
  const after = await shell.json(...tried, '--at', '2030-01-01T00:00:00Z')
  expect(after).toMatchObject({ applied: [{ promotion: 0, amount: 60 }] })
  const broken = await shell.type('promotions', 'evaluate', shell.file('broken.json', '{'))
  expect([broken.code, broken.out]).toEqual([1, ''])
  expect(broken.err).toContain('is no JSON')
  const missing = await shell.type('promotions', 'evaluate', 'there-is-none.json')
  expect(missing.err).toContain('There is no file there-is-none.json')
})

test('codes are given, made and listed', async () => {
  const file = shell.file(
    'coupon.json',
    JSON.stringify({
      name: 'Christmas',
      coupon: true,
      benefit: { type: 'percent', percent: 10 },
    }),
  )
  await shell.json('promotions', 'create', file, '--start')
  const coupons = ['promotions', 'coupons', 'Christmas']
  expect((await shell.type(...coupons)).out).toContain('It has none yet.')
  expect((await shell.type(...coupons, '--code', 'natal10', '--uses', 'any')).out).toBe('NATAL10\n')
  const made = await shell.type(...coupons, '--generate', '3', '--prefix', 'x')
  expect(made.out).toMatch(/^(?:X[A-Z0-9]{10}\n){3}$/)
  expect((await shell.type(...coupons)).out).toContain('NATAL10      0     any')
  expect((await shell.type(...coupons, '--generate', 'many')).code).toBe(2)
})
