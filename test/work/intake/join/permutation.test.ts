import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MemoryShop, meaningOf, type Message } from './memory.ts'

/** Few of each, so that they meet often; `undefined` where it is not said. */
const some = (name: string, n: number): fc.Arbitrary<string | undefined> =>
  fc.option(
    fc.integer({ min: 1, max: n }).map((i) => `${name}${i}`),
    { nil: undefined },
  )

const said = fc.record({
  type: fc.constantFrom('identify', 'track', 'page', 'alias'),
  userId: some('u', 3),
  anonymousId: some('a', 4),
  email: fc.option(fc.constantFrom('e1@x.com', 'e2@x.com'), { nil: undefined }),
  phone: fc.option(fc.constantFrom('+5511987650001', '+5511987650002'), { nil: undefined }),
  device: some('d', 2),
  previous: some('a', 4),
  second: fc.integer({ min: 0, max: 12 }),
})

const messages = fc.array(said, { minLength: 1, maxLength: 14 }).map((all) =>
  all.flatMap(({ type, userId, anonymousId, email, phone, device, previous, second }, i) => {
    const message: Message = {
      type: type === 'alias' && (userId === undefined || previous === undefined) ? 'track' : type,
      event: 'Seen',
      userId,
      anonymousId,
      messageId: `m${i}`,
      timestamp: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(),
      previousId: previous,
      traits: { email, phone, plan: 'gold' },
      context: { device: device === undefined ? {} : { id: device } },
    }
    const names = userId !== undefined || anonymousId !== undefined
    const known = type === 'identify' && (email !== undefined || phone !== undefined)
    return names || known ? [message] : []
  }),
)

/** How they come: in what order, in what portions, and when what follows from them is looked at. */
const course = fc.record({
  order: fc.array(fc.nat(), { minLength: 14, maxLength: 14 }),
  portions: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 14, maxLength: 14 }),
  joins: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 14, maxLength: 14 }),
})

function come(all: readonly Message[], { order, portions, joins }: Course): MemoryShop {
  const shuffled = all
    .map((message, i) => ({ message, at: order[i] ?? 0, i }))
    .toSorted((a, b) => a.at - b.at || a.i - b.i)
    .map(({ message }) => message)
  const shop = new MemoryShop()
  for (let from = 0, set = 0; from < shuffled.length; set += 1) {
    const to = from + (portions[set] ?? 1)
    shop.take(shuffled.slice(from, to))
    for (let n = joins[set] ?? 0; n > 0; n -= 1) shop.join()
    from = to
  }
  while (shop.joins.length > 0) shop.join()
  return shop
}

type Course = {
  readonly order: readonly number[]
  readonly portions: readonly number[]
  readonly joins: readonly number[]
}

test('whatever the order and the portions, the same messages end in the same people with the same events', () => {
  fc.assert(
    fc.property(messages, course, (all, how) => {
      expect(come(all, how).partition()).toEqual(meaningOf(all))
    }),
    { numRuns: 2_000 },
  )
})
