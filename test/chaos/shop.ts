import type { Random } from '../agree/random.ts'

/** A message of the tracking API with its mark, by which it is found again; the mark is its message id too. */
export type Message = {
  readonly mark: number
  readonly body: Readonly<Record<string, unknown>>
}

/** What the shop knows of its customers beyond what is built in. */
export const shopFields = [
  { name: 'points', type: 'integer' },
  { name: 'vip', type: 'boolean' },
] as const

const order = '"Order Completed"'

/**
 * Segments of all kinds, each with its name: fields, counts, sums, windows that pass while the test goes on,
 * this then that, and segments of segments.
 */
export const shopSegments: readonly (readonly [name: string, text: string])[] = [
  ['Recife', 'city = "Recife"'],
  ['Elsewhere', 'not city is any of ("Recife", "Olinda")'],
  ['Points', 'points >= 50'],
  ['VIP', 'vip = true'],
  ['Bought', `did ${order}`],
  ['Bought in 90 minutes', `did ${order} in last 90 minutes`],
  ['Twice in 2 hours', `did ${order} at least 2 times in last 2 hours`],
  ['Not in an hour', `did ${order} and not did ${order} in last 1 hours`],
  ['Viewed thrice lately', 'did "Product Viewed" at least 3 times in last 30 minutes'],
  ['Large orders', `did ${order} in last 3 hours where total > 150`],
  ['Beans', `did ${order} where any item (category = "beans" and price > 40)`],
  ['Spent 500', `sum of total of ${order} >= 500`],
  ['Spent lately', `sum of total of ${order} in last 45 minutes > 200`],
  ['Average over 100', `average of total of ${order} in last 3 hours > 100`],
  ['Several products', 'distinct product_id of "Product Viewed" in last 50 minutes >= 3'],
  ['Mostly phone', 'most frequent device of "Product Viewed" in last 80 minutes = "phone"'],
  ['Viewed then bought', `"Product Viewed" then ${order} within 20 minutes`],
  ['Left the cart', `"Product Added" then never ${order} within 15 minutes`],
  ['Left it lately', `"Product Added" then never ${order} within 10 minutes in last 1 hours`],
  ['Less often', `change in count of ${order} in last 40 minutes < 0`],
  ['VIP of Recife', 'in segment "VIP" and in segment "Recife"'],
  ['Win back', 'in segment "Not in an hour" and points >= 20 and not in segment "VIP"'],
]

const cities = ['Recife', 'Olinda', 'Natal']
const categories = ['beans', 'cups', 'mills']
const minuteMs = 60_000

/**
 * A message of one of so many people. Whole minutes: what falls out of a window does so at the beginning of a
 * minute, so that memberships can be compared in between.
 */
export function messageOf(r: Random, mark: number, people: number, now: number): Message {
  const user = r.below(people)
  const who = r.chance(0.15) ? { anonymousId: `a${user}` } : { userId: `u${user}` }
  const minute = Math.floor(now / minuteMs) - r.below(r.chance(0.5) ? 4 : 200)
  const head = {
    ...who,
    messageId: `m-${mark}`,
    timestamp: new Date(minute * minuteMs).toISOString(),
  }
  return { mark, body: { ...head, ...said(r, mark, user) } }
}

function said(r: Random, mark: number, user: number): Readonly<Record<string, unknown>> {
  const product = { product_id: `p${r.below(30)}`, device: r.pick(['phone', 'desktop']) }
  const kind = r.below(20)
  if (kind < 9) return track('Product Viewed', { ...product, mark })
  if (kind < 12) return track('Product Added', { ...product, mark })
  if (kind < 17) return track('Order Completed', { ...orderOf(r), mark })
  if (kind < 18) return { type: 'page', name: 'Cafés', properties: { path: '/cafes', mark } }
  // What no field holds is an event: so it can be counted that a message was read once.
  const traits = { points: r.below(100), vip: r.chance(0.5), city: r.pick(cities), mark }
  return { type: 'identify', userId: `u${user}`, anonymousId: `a${user}`, traits }
}

function track(event: string, properties: object) {
  return { type: 'track', event, properties }
}

function orderOf(r: Random) {
  const products = r.many(1, 3, () => ({
    product_id: `p${r.below(30)}`,
    category: r.pick(categories),
    price: r.below(90) + 0.5,
    quantity: 1 + r.below(3),
  }))
  const total = products.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
  return { order_id: `o${r.below(1e9)}`, total, products }
}
