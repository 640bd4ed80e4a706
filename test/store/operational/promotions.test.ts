import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Promotion } from '../../../src/domain/promotion/promotion.ts'
import type { Condition } from '../../../src/domain/segment/condition.ts'
import {
  addCoupons,
  couponsNamed,
  couponsOf,
  couponUses,
} from '../../../src/store/operational/coupons.ts'
import { createList, deleteList } from '../../../src/store/operational/lists.ts'
import {
  changePromotion,
  createPromotion,
  listPromotions,
  promotionById,
  promotionVersions,
  type StoredPromotion,
} from '../../../src/store/operational/promotions.ts'
import { renameInDefinitions } from '../../../src/store/operational/renameField.ts'
import { createSegment, deleteSegment } from '../../../src/store/operational/segments.ts'
import type { Db } from '../../../src/store/operational/tables.ts'
import {
  cancelUsages,
  reserveUsages,
  usagesOf,
  usedOf,
  useUsages,
  type Wanted,
} from '../../../src/store/operational/usages.ts'
import { entryArgs, entryUrl } from '../../../src/store/thread.ts'
import { onBoth } from './stores.ts'

const tenPercent: Promotion = {
  benefit: { type: 'percent', percent: 10 },
  stacking: { type: 'cumulative', priority: 0 },
}
const conflict = { failure: { code: 'conflict' } }

async function running(db: Db, name: string, more: Partial<Promotion> = {}) {
  const definition = { ...tenPercent, ...more }
  const made = await createPromotion(db, { name, description: '', definition, by: 'local' }, 1)
  return await changePromotion(db, made, { state: 'running', by: 'local' }, 2)
}

/** An order of one customer that wants one promotion, once. */
function order(id: string, { id: promotion }: StoredPromotion, more: Partial<Wanted> = {}): Wanted {
  return {
    order: id,
    customer: '7',
    usages: [{ promotion, amount: 150 }],
    expires: 1_000_000,
    limitsOf: ({ definition }) => definition.limits ?? {},
    ...more,
  }
}

onBoth((stores) => {
  test('a promotion keeps its versions, and another name makes none', async () => {
    const { db } = await stores.open()
    const made = await createPromotion(
      db,
      { name: ' Resellers ', description: 'Ten off', definition: tenPercent, by: 'local' },
      10,
    )
    expect(made).toMatchObject({ id: 1, name: 'Resellers', state: 'draft', version: 1 })
    const again = { name: 'Resellers', description: '', definition: tenPercent, by: 'local' }
    await expect(createPromotion(db, again, 11)).rejects.toMatchObject(conflict)
    const named = await changePromotion(db, made, { name: 'Trade', by: 'a' }, 12)
    expect(named).toMatchObject({ name: 'Trade', version: 1, updated: 12 })
    const definition: Promotion = { ...tenPercent, benefit: { type: 'percent', percent: 12 } }
    const changed = await changePromotion(db, named, { definition, version: 1, by: 'b' }, 13)
    expect(changed.version).toBe(2)
    await expect(
      changePromotion(db, changed, { definition: tenPercent, version: 1, by: 'c' }, 14),
    ).rejects.toMatchObject(conflict)
    expect(await promotionById(db, 1)).toEqual(changed)
    expect(await listPromotions(db)).toEqual([changed])
    expect(await promotionVersions(db, 1)).toEqual([
      { version: 2, definition, at: 13, by: 'b' },
      { version: 1, definition: tenPercent, at: 10, by: 'local' },
    ])
  })

  test('a segment and a list that a promotion rests on stay, until it is archived', async () => {
    const { db } = await stores.open()
    const vip = await createSegment(db, { name: 'VIP', condition: { type: 'all', of: [] } }, 1)
    const list = await createList(db, { name: 'Guests' }, 1)
    const customers: Condition = {
      type: 'any',
      of: [
        { type: 'segment', segment: vip.id },
        { type: 'list', list: list.id },
      ],
    }
    const made = await running(db, 'For them', { customers })
    const named = { failure: { message: expect.stringContaining('the promotion "For them"') } }
    await expect(deleteSegment(db, vip.id, 2)).rejects.toMatchObject(named)
    await expect(deleteList(db, list.id, 2)).rejects.toMatchObject(named)
    await changePromotion(db, made, { state: 'archived', by: 'local' }, 3)
    expect(await deleteSegment(db, vip.id, 4)).toBe(true)
    expect(await deleteList(db, list.id, 4)).toBe(true)
  })

  test('a field that is renamed keeps its promotions, in every version', async () => {
    const { db } = await stores.open()
    const inField = (field: string): Condition => ({
      type: 'field',
      field,
      test: { op: 'is', value: true },
    })
    const made = await running(db, 'For resellers', { customers: inField('reseller') })
    const definition = { ...made.definition, benefit: { type: 'percent', percent: 20 } } as const
    await changePromotion(db, made, { definition, by: 'local' }, 3)
    await db.transaction().execute(async (open) => {
      await renameInDefinitions(open, 'reseller', 'trade')
    })
    const versions = await promotionVersions(db, made.id)
    expect(versions.map(({ definition: { customers } }) => customers)).toEqual([
      inField('trade'),
      inField('trade'),
    ])
  })

  test('what an order has reserved is used once, however often it is said', async () => {
    const { db } = await stores.open()
    const one = await running(db, 'One', { limits: { uses: 1 } })
    const [first] = await reserveUsages(db, order('A', one), 100)
    expect(first).toEqual({
      order: 'A',
      promotion: one.id,
      customer: '7',
      amount: 150,
      state: 'reserved',
      at: 100,
      expires: 1_000_000,
    })
    await reserveUsages(db, order('A', one), 101)
    await useUsages(db, 'A', 102)
    await useUsages(db, 'A', 103)
    expect(await reserveUsages(db, order('A', one), 104)).toMatchObject([
      { state: 'used', at: 102 },
    ])
    const more = order('A', one, { usages: [{ promotion: one.id, amount: 151 }] })
    await expect(reserveUsages(db, more, 105)).rejects.toMatchObject(conflict)
    expect((await usedOf(db, {}, 106)).get(one.id)).toEqual({ uses: 1, byCustomer: 0, spent: 150 })
    await expect(reserveUsages(db, order('B', one), 107)).rejects.toMatchObject({
      failure: { code: 'conflict', message: expect.stringContaining('"One"') as string },
    })
  })

  test('what is cancelled gives its room back, once, and stays cancelled', async () => {
    const { db } = await stores.open()
    const one = await running(db, 'One', { limits: { budget: 200 } })
    await reserveUsages(db, order('A', one), 100)
    await expect(reserveUsages(db, order('B', one), 101)).rejects.toMatchObject(conflict)
    await useUsages(db, 'A', 102)
    await cancelUsages(db, 'A', 103)
    await cancelUsages(db, 'A', 104)
    expect((await usedOf(db, {}, 105)).get(one.id)).toEqual({ uses: 0, byCustomer: 0, spent: 0 })
    await reserveUsages(db, order('B', one), 106)
    await expect(useUsages(db, 'A', 107)).rejects.toMatchObject(conflict)
    await expect(reserveUsages(db, order('A', one), 108)).rejects.toMatchObject(conflict)
    await expect(useUsages(db, 'C', 109)).rejects.toMatchObject({ failure: { code: 'not_found' } })
    expect((await usagesOf(db, one.id, 10)).map((each) => [each.order, each.state])).toEqual([
      ['B', 'reserved'],
      ['A', 'cancelled'],
    ])
  })

  test('reserving anew takes the place of what was reserved, and what is late is let go of', async () => {
    const { db } = await stores.open()
    const one = await running(db, 'One', { limits: { uses: 1 } })
    const two = await running(db, 'Two', { limits: { uses: 1 } })
    await reserveUsages(db, order('A', one), 100)
    await reserveUsages(db, order('A', two), 101)
    await reserveUsages(db, order('B', one, { expires: 500 }), 102)
    const used = async (now: number, own?: string) =>
      (await usedOf(db, { customers: ['7'], ...(own && { order: own }) }, now)).get(one.id)
    expect(await used(103)).toEqual({ uses: 1, byCustomer: 1, spent: 150 })
    expect(await used(103, 'B')).toEqual({ uses: 0, byCustomer: 0, spent: 0 })
    expect(await used(500)).toEqual({ uses: 0, byCustomer: 0, spent: 0 })
    expect(await used(500, 'B')).toEqual({ uses: 0, byCustomer: 0, spent: 0 })
    await reserveUsages(db, order('C', one), 501)
    await expect(useUsages(db, 'B', 502)).rejects.toMatchObject({ failure: { code: 'not_found' } })
  })

  test('one that has no room, does not run or wants a name leaves the whole order without', async () => {
    const { db } = await stores.open()
    const open = await running(db, 'Open')
    const once = await running(db, 'Once each', { limits: { usesPerCustomer: 1 } })
    const both = (id: string, customer: string): Wanted =>
      order(id, once, {
        customer,
        merged: ['6'],
        usages: [
          { promotion: open.id, amount: 10 },
          { promotion: once.id, amount: 10 },
        ],
      })
    await reserveUsages(db, { ...both('A', '6'), merged: [] }, 100)
    // Whom she was merged with has had it, and so has she.
    await expect(reserveUsages(db, both('B', '7'), 101)).rejects.toMatchObject(conflict)
    await expect(reserveUsages(db, both('C', ''), 102)).rejects.toMatchObject(conflict)
    await reserveUsages(db, { ...both('D', '8'), merged: [] }, 103)
    await changePromotion(db, once, { state: 'paused', by: 'local' }, 104)
    await expect(reserveUsages(db, both('E', '9'), 105)).rejects.toMatchObject(conflict)
    expect((await usedOf(db, {}, 106)).get(open.id)).toMatchObject({ uses: 2 })
  })

  test('of 200 carts at once 50 get what there are 50 of, from two processes too', async () => {
    const where = await stores.place()
    const first = await stores.open(where)
    // A file is one process's alone; a server is asked by several.
    const second = stores.engine === 'postgres' ? await stores.open(where) : first
    const fifty = await running(first.db, 'Fifty', { limits: { uses: 50, budget: 50 * 150 } })
    const each = await Promise.allSettled(
      Array.from({ length: 200 }, async (_, i) => {
        const { db } = i % 2 === 0 ? first : second
        return await reserveUsages(db, order(`order ${i}`, fifty, { customer: String(i) }), 100)
      }),
    )
    expect(each.filter(({ status }) => status === 'fulfilled')).toHaveLength(50)
    const refused = each.flatMap((one) =>
      one.status === 'rejected' ? [one.reason as { failure?: { code: string } }] : [],
    )
    expect(new Set(refused.map(({ failure }) => failure?.code))).toEqual(new Set(['conflict']))
    const used = (await usedOf(first.db, {}, 101)).get(fifty.id)
    expect(used).toEqual({ uses: 50, byCustomer: 0, spent: 50 * 150 })
    expect(await usagesOf(first.db, fifty.id, 1_000)).toHaveLength(50)
  })

  test('a coupon is of one promotion, and of carts that bring it at once as many get it as it has uses', async () => {
    const { db } = await stores.open()
    const withCode = await running(db, 'With a code', { coupon: true })
    const other = await running(db, 'Another', { coupon: true })
    await addCoupons(db, { promotion: withCode.id, codes: ['A', 'B'], uses: 2, expires: 500 }, 1)
    const again = { promotion: other.id, codes: ['C', 'B'] }
    await expect(addCoupons(db, again, 2)).rejects.toMatchObject(conflict)
    expect(await couponsNamed(db, ['A', 'C'])).toEqual([
      { code: 'A', promotion: withCode.id, uses: 2, expires: 500 },
    ])
    const wanting = (id: string, { id: promotion }: StoredPromotion, coupon: string) =>
      order(id, withCode, { usages: [{ promotion, amount: 5, coupon }], expires: 400 })
    const each = await Promise.allSettled(
      Array.from({ length: 8 }, async (_, i) =>
        reserveUsages(db, wanting(`order ${i}`, withCode, 'A'), 100),
      ),
    )
    expect(each.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    expect(await couponUses(db, ['A', 'B'], { now: 101 })).toEqual(new Map([['A', 2]]))
    expect(await couponUses(db, ['A'], { now: 400 })).toEqual(new Map())
    const strange = wanting('strange', other, 'B')
    await expect(reserveUsages(db, strange, 102)).rejects.toMatchObject(conflict)
    const late = { ...wanting('late', withCode, 'B'), expires: 900 }
    await expect(reserveUsages(db, late, 500)).rejects.toMatchObject(conflict)
    const some = await couponsOf(db, withCode.id, { after: 'A', limit: 10 })
    expect(some.map(({ code }) => code)).toEqual(['B'])
  })

  test('whoever is killed while reserving leaves what was acknowledged, and no more than there is', async () => {
    const where = await stores.place()
    const store = await stores.open(where)
    const many = await running(store.db, 'Many', { limits: { uses: 120 } })
    await store.close()
    const acknowledged = new Set<string>()
    for (let round = 0; round < 3; round += 1) {
      const known = acknowledged.size
      const child = spawn(process.execPath, [
        ...entryArgs(reserver),
        fileURLToPath(reserver),
        JSON.stringify(where),
        String(many.id),
        String(round),
      ])
      const lines = createInterface(child.stdout)
      lines.on('line', (line) => {
        acknowledged.add(line)
        if (acknowledged.size >= known + 20) child.kill('SIGKILL')
      })
      await new Promise((resolve) => lines.once('close', resolve))
    }
    const after = await stores.open(where)
    const kept = await usagesOf(after.db, many.id, 1_000)
    const orders = new Set(kept.map((usage) => usage.order))
    expect(acknowledged.size).toBeGreaterThanOrEqual(60)
    expect([...acknowledged].filter((each) => !orders.has(each))).toEqual([])
    expect(kept.length).toBeLessThanOrEqual(120)
    const used = (await usedOf(after.db, {}, 10_000)).get(many.id)
    expect(used).toMatchObject({ uses: kept.length, spent: kept.length * 150 })
  })
})

const reserver = entryUrl('./reserver.ts', import.meta.url)
