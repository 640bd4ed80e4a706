import { random } from '../agree/random.ts'
import { startReceiver, type Received, type Receiver, type Reply } from '../http/receiver.ts'
import type { LedgerEntry } from './compare.ts'

type Said = {
  readonly type: string
  readonly data: {
    readonly segment: { readonly id: number }
    readonly customer: { readonly id: string }
    readonly at: string
    readonly noticed: string
  }
}

type Delivered = { readonly id: string; readonly key: string; readonly customer: string }

/**
 * A receiver of webhooks that keeps what it was told and how it answered, and what the ledger has beside
 * that: each entry is delivered at least once, always by the same id, each customer's in order.
 */
export class Told {
  readonly url: string
  /** In the order in which they came. */
  readonly #taken: Delivered[] = []
  readonly #refused = new Set<string>()
  readonly #keyOf = new Map<string, string>()
  readonly #idOf = new Map<string, string>()
  readonly #problems: string[] = []
  readonly #receiver: Receiver
  refusals = 0
  /** Of what was taken, how much came again. */
  repeats = 0

  private constructor(receiver: Receiver) {
    this.url = receiver.url
    this.#receiver = receiver
  }

  /** A rude one: it refuses some, and asks to be left alone for a second now and then. */
  static async start(seed: number): Promise<Told> {
    const receiver = await startReceiver()
    const told = new Told(receiver)
    const r = random(seed ^ 0x3e110)
    receiver.reply = (message) => {
      // All that is to be known of it is kept here.
      receiver.received.length = 0
      const isNew = !told.#refused.has(String(message.headers['webhook-id']))
      // Once each: who is refused twice comes again after minutes.
      const rude = isNew && r.chance(0.004)
      return told.#hear(message, rude ? r.pick([429, 500]) : 204)
    }
    return told
  }

  get taken(): number {
    return this.#taken.length
  }

  #hear({ headers, body }: Received, status: 204 | 429 | 500): Reply {
    const { type, data } = JSON.parse(body) as Said
    if (!type.startsWith('segment.')) return { status: 204 }
    const id = String(headers['webhook-id'])
    const key = keyOf({
      segment: data.segment.id,
      customer: data.customer.id,
      entered: type === 'segment.entered',
      at: new Date(data.at).getTime(),
      noticed: new Date(data.noticed).getTime(),
    })
    if ((this.#keyOf.get(id) ?? key) !== key) this.#problems.push(`${id} is of two entries`)
    if ((this.#idOf.get(key) ?? id) !== id) this.#problems.push(`${key} has two ids`)
    if (this.#keyOf.has(id)) this.repeats += 1
    this.#keyOf.set(id, key)
    this.#idOf.set(key, id)
    if (status !== 204) {
      this.refusals += 1
      this.#refused.add(id)
      return { status, ...(status === 429 ? { headers: { 'retry-after': '1' } } : {}) }
    }
    this.#taken.push({ id, key, customer: data.customer.id })
    return { status }
  }

  /** What is otherwise than the ledger says, which is in its order. */
  compare(ledger: readonly LedgerEntry[]): string[] {
    const placeOf = new Map(ledger.map((entry, i) => [keyOf(entry), i]))
    const first = new Map<string, Delivered>()
    for (const each of this.#taken) if (!first.has(each.key)) first.set(each.key, each)
    const missing = ledger.filter((entry) => !first.has(keyOf(entry)))
    const unknown = [...first.keys()].filter((key) => !placeOf.has(key))
    const last = new Map<string, number>()
    const late: string[] = []
    for (const { key, customer } of first.values()) {
      const place = placeOf.get(key) ?? 0
      const entry = ledger[place]
      // What a refresh writes has the instant at which it began, and is told when it is over.
      if (entry === undefined || !inTurn.has(entry.cause)) continue
      if (place < (last.get(customer) ?? -1)) late.push(key)
      else last.set(customer, place)
    }
    const say = (what: string, keys: readonly string[]): string[] =>
      keys.length === 0 ? [] : [`${keys.length} ${what}: ${keys.slice(0, 3).join('; ')}`]
    return [
      ...say('entries were not told of', missing.map(keyOf)),
      ...say('messages are of no entry', unknown),
      ...say('messages came before an earlier one of the customer', late),
      ...this.#problems,
    ]
  }

  async close(): Promise<void> {
    await this.#receiver.close()
  }
}

const inTurn: ReadonlySet<string> = new Set(['arrivals', 'clock'])

function keyOf({ segment, customer, entered, at, noticed }: Omit<LedgerEntry, 'cause'>): string {
  return `${segment} ${customer} ${entered} ${at} ${noticed}`
}
