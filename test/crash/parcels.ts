import { random } from '../agree/random.ts'

/** What is posted in one request. */
export type Parcel = {
  readonly path: string
  readonly type: 'application/json' | 'application/octet-stream'
  readonly body: string
  /** Of the events in it. */
  readonly messageIds: readonly string[]
}

const eventsEach = 40
const people = 400
const start = Date.UTC(2025, 0, 1)

/**
 * Those of whom parcels speak. They are there from the start: a consent of somebody who is not known yet is
 * refused, so that what is stored would hang on which parcel comes first.
 */
export function everybodyOf(): Parcel {
  const customers = Array.from({ length: people }, (_, i) => ({
    identifiers: { user_id: String(i + 1) },
  }))
  const line = { kind: 'customers', mode: 'upsert', source: 'file', customers }
  const body = `${JSON.stringify(line)}\n`
  return { path: '/api/bulk', type: 'application/octet-stream', body, messageIds: [] }
}

/**
 * The nth parcel of a seed, always the same: mostly events, among them some that an earlier parcel has
 * brought already; now and then a consent, or a file with values of fields and members of the list.
 * What is stored in the end does not depend on the order in which parcels arrive.
 */
export function parcelOf(seed: number, n: number, list: number): Parcel {
  if (n % 10 === 8) return consent(seed, n)
  if (n % 10 === 9) return bulk(n, list)
  const { below, chance } = random(seed * 1_000_003 + n)
  const events = Array.from({ length: eventsEach }, (_, i) => {
    // The same message again, perhaps before the first has arrived.
    const from = n > 10 && chance(0.05) ? n - 1 - below(10) : n
    return event(seed, from % 10 >= 8 ? n : from, i)
  })
  return json(
    '/api/events',
    { source: 'till', events },
    events.map(({ messageId }) => messageId),
  )
}

function event(seed: number, n: number, i: number) {
  const { below, chance } = random(seed * 7_919 + n * eventsEach + i)
  const messageId = `${n}-${i}`
  const who = 1 + below(people)
  const bought = chance(0.3)
  return {
    event: bought ? 'Order Completed' : 'Product Viewed',
    identifiers: { user_id: String(who), email: `pessoa${who}@example.org` },
    time: new Date(start + n * 60_000 + i * 1_000).toISOString(),
    messageId,
    channel: 'store',
    properties: {
      // By this the driver finds it again.
      n: messageId,
      ...(bought
        ? {
            order_id: messageId,
            total: below(100_000) / 100,
            products: [
              { product_id: `P${below(50)}`, quantity: 1 + below(3), price: below(999) / 100 },
            ],
          }
        : { product_id: `P${below(50)}` }),
    },
  }
}

function consent(seed: number, n: number): Parcel {
  const { below, chance } = random(seed * 31 + n)
  return json('/api/consents', {
    identifiers: { user_id: String(1 + below(people)) },
    purpose: 'newsletter',
    channel: 'email',
    state: chance(0.5) ? 'granted' : 'denied',
    at: new Date(start + n * 60_000).toISOString(),
  })
}

function bulk(n: number, list: number): Parcel {
  const some = Array.from({ length: 30 }, (_, i) => ({
    identifiers: { user_id: `${n}-of-a-file-${i}` },
    fields: { city: i % 2 === 0 ? 'São Paulo' : 'Recife', name: `Pessoa ${n} ${i}` },
    at: start + n * 60_000,
  }))
  const lines = [
    { kind: 'customers', mode: 'upsert', source: 'file', customers: some },
    { kind: 'list', list, add: some.slice(0, 10).map(({ identifiers }) => ({ identifiers })) },
  ]
  const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  return { path: '/api/bulk', type: 'application/octet-stream', body, messageIds: [] }
}

function json(path: string, body: unknown, messageIds: readonly string[] = []): Parcel {
  return { path, type: 'application/json', body: JSON.stringify(body), messageIds }
}
