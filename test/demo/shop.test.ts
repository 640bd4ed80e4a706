import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { catalogue, productImage } from '../../src/demo/catalogue.ts'
import { generateShop, type ShopPart, type ShopPlan } from '../../src/demo/shop.ts'

const plan: ShopPlan = { customers: 300, seed: 7, until: Date.UTC(2026, 10, 21, 3) }

test('the same plan gives the same shop', () => {
  expect(digest(plan)).toBe(digest(plan))
  expect(digest({ ...plan, seed: 8 })).not.toBe(digest(plan))
})

test('a customer does not depend on how many others there are', () => {
  const few = eventsOf(plan, 'c-17')
  expect(few.length).toBeGreaterThan(0)
  expect(eventsOf({ ...plan, customers: 50 }, 'c-17')).toEqual(few)
})

test('nothing happens after the end, nor more than about two years before it', () => {
  const times = [...generateShop(plan)].flatMap((part) =>
    part.kind === 'event' ? [part.event.ts] : [],
  )
  expect(times.length).toBeGreaterThan(5_000)
  expect(Math.max(...times)).toBeLessThan(plan.until)
  expect(Math.min(...times)).toBeGreaterThanOrEqual(plan.until - 730 * 86_400_000)
})

test('a message id names one event', () => {
  const ids = [...generateShop(plan)].flatMap((part) =>
    part.kind === 'event' ? [part.messageId] : [],
  )
  expect(new Set(ids).size).toBe(ids.length)
})

test('an order’s total is what its lines cost less the discount', () => {
  let orders = 0
  for (const part of generateShop(plan)) {
    if (part.kind !== 'event' || part.event.name !== 'Order Completed') continue
    orders += 1
    const {
      total,
      discount = 0,
      products,
    } = part.event.properties as {
      total: number
      discount?: number
      products: { price: number; quantity: number }[]
    }
    const cents = products.reduce(
      (sum, line) => sum + Math.round(line.price * 100) * line.quantity,
      0,
    )
    expect(Math.round((total + discount) * 100)).toBe(cents)
  }
  expect(orders).toBeGreaterThan(300)
})

test('every product has a picture that says what it is', () => {
  for (const product of catalogue) {
    expect(productImage(product)).toMatch(/^<svg [^]*<\/svg>\n$/)
    expect(productImage(product)).toContain(product.name)
  }
})

function digest(of: ShopPlan): string {
  const hash = createHash('sha256')
  for (const part of generateShop(of)) hash.update(JSON.stringify(part))
  return hash.digest('hex')
}

function eventsOf(of: ShopPlan, userId: string): ShopPart[] {
  return [...generateShop(of)].filter((part) => part.kind === 'event' && part.userId === userId)
}
