import {
  dueDeliveries,
  hastenDeliveries,
  nextDue,
  noteAttempts,
  type Delivery,
} from '../../store/operational/deliveries.ts'
import type { Operational } from '../../store/operational/open.ts'
import { inTransaction, type Db } from '../../store/operational/tables.ts'
import { changeWebhook, webhookById, type Webhook } from '../../store/operational/webhooks.ts'
import { repeat, rest, type Patience } from '../refresh/patience.ts'
import { attemptOf, changeBy, fewFailures, isTaken, type Back } from './attempts.ts'
import { makeBell } from './bell.ts'
import type { Sender } from './send.ts'

export type SendingMeans = {
  readonly operational: Operational
  readonly clock: () => number
  readonly sender: Sender
  readonly waits: Patience['waits']
  /** From 0 to 1, by which what failed together is sent again apart. */
  readonly random: () => number
}

/** So many messages are on the way at once, of different customers. */
const mostAtOnce = 16
/** So many are held in memory at once, those among them that were sent and are not noted yet. */
const mostHeld = 200
/** While there is more to send, what comes back within so long is noted together. */
const gatherMs = 30
/** Looked at even where nobody says that there is anything. */
export const longestRestMs = 30_000

/**
 * Sends one webhook the messages that wait for it, each customer's in order: the next only when the one
 * before was taken or given up. One message at a time after a failure, until one succeeds.
 *
 * Of each customer the first that waits is held in memory, and goes out as soon as there is room; what
 * comes back is noted meanwhile, and what is next is read in the same transaction.
 */
export class Sending {
  readonly #means: SendingMeans
  readonly #id: number
  readonly #signal: AbortSignal
  readonly #noted: () => void
  readonly #bell = makeBell()
  readonly #working: Promise<unknown>
  #turn: Promise<unknown> = Promise.resolve()
  #webhook: Webhook | undefined
  /** What is next, of each customer one. */
  #next: Delivery[] = []
  /** By place, the customer: what was begun and is not noted yet. */
  readonly #begun = new Map<number, string>()
  #onTheWay = 0
  /** What has come back and is not noted yet. */
  #back: readonly Back[] = []
  /** So many came back in a row that were not taken, as far as is noted. */
  #failures = 0
  /** The last that came back was not taken. */
  #isCareful = false

  /** `noted`: called when some that waited do not any more. It ends with the signal, once {@link wake} is called. */
  constructor(
    means: SendingMeans,
    id: number,
    { signal, noted }: { readonly signal: AbortSignal; readonly noted: () => void },
  ) {
    this.#means = means
    this.#id = id
    this.#signal = signal
    this.#noted = noted
    signal.addEventListener('abort', () => this.#bell.ring(), { once: true })
    this.#working = repeat({ signal, waits: means.waits }, async () => await this.#work())
  }

  /** There is something new, or the webhook has been changed. */
  wake(): void {
    this.#bell.ring()
  }

  /**
   * Takes away what waits about those customers by that work: from its beginning on nothing about them is
   * sent but what the work leaves.
   */
  async without(customers: readonly string[], work: () => Promise<void>): Promise<void> {
    const gone = new Set(customers)
    await this.#alone(async () => {
      this.#next = this.#next.filter(({ customer }) => !gone.has(customer))
      await work()
    })
  }

  /** When it has ended, and what had come back by then is noted. */
  async ended(): Promise<void> {
    await this.#working
    const { db } = this.#means.operational
    const back = this.#back
    if (back.length === 0) return
    await inTransaction(db, async (open) => await this.#note(open, back)).catch(() => {})
  }

  async #work(): Promise<void> {
    this.#bell.listen()
    // Whoever stops it rings too.
    if (this.#signal.aborted) return
    const restMs = await this.#alone(async () => await this.#look())
    await this.#bell.wait(restMs)
    if (this.#next.length > 0) await rest(gatherMs, this.#signal)
  }

  /** Notes what has come back, holds what is next and begins with it; says how long there is nothing to do. */
  async #look(): Promise<number> {
    const { operational, clock } = this.#means
    const back = this.#back
    const { webhook, due, restMs } = await inTransaction(operational.db, async (open) => {
      await this.#note(open, back)
      return await this.#read(open, clock())
    })
    this.#webhook = webhook
    // What came back meanwhile is noted the next time.
    this.#back = this.#back.slice(back.length)
    for (const { delivery } of back) this.#begun.delete(delivery.seq)
    if (back.length > 0) {
      const isAnyTaken = back.some(({ sent }) => sent.problem === undefined)
      this.#failures = isAnyTaken ? 0 : this.#failures + back.length
      this.#noted()
    }
    const busy = new Set(this.#begun.values())
    this.#next = this.#back.some(asksToWait)
      ? []
      : due.filter(({ seq, customer }) => !this.#begun.has(seq) && !busy.has(customer))
    this.#begin()
    return this.#onTheWay > 0 ? longestRestMs : restMs
  }

  /** What is due, and how long there is nothing to do where it is nothing. */
  async #read(open: Db, now: number) {
    const webhook = await webhookById(open, this.#id)
    const nothing = { webhook, due: [], restMs: longestRestMs }
    if (webhook?.state !== 'active') return nothing
    const restingMs = webhook.restingUntil - now
    if (restingMs > 0) return { ...nothing, restMs: Math.min(longestRestMs, restingMs) }
    const due = await dueDeliveries(open, this.#id, now, mostHeld)
    if (due.length > 0) return { ...nothing, due }
    const again = await nextDue(open, this.#id)
    if (again === undefined) return nothing
    return { ...nothing, restMs: Math.min(longestRestMs, Math.max(1, again - now)) }
  }

  /** Sends what is next, as far as there is room. */
  #begin(): void {
    const webhook = this.#webhook
    if (webhook === undefined || this.#signal.aborted) return
    while (this.#onTheWay < (this.#isCareful ? 1 : mostAtOnce)) {
      const delivery = this.#next.shift()
      if (delivery === undefined) return
      this.#begun.set(delivery.seq, delivery.customer)
      this.#onTheWay += 1
      void this.#send(webhook, delivery)
    }
  }

  async #send(webhook: Webhook, delivery: Delivery): Promise<void> {
    const back = { delivery, sent: await this.#means.sender.send(webhook, delivery) }
    this.#onTheWay -= 1
    this.#back = [...this.#back, back]
    this.#isCareful = back.sent.problem !== undefined
    // Until that is noted nothing more is sent.
    if (asksToWait(back)) this.#next = []
    this.#begin()
    this.#bell.ring()
  }

  async #note(open: Db, back: readonly Back[]): Promise<void> {
    if (back.length === 0) return
    const now = this.#means.clock()
    const attempts = back.map((each) => attemptOf(each, now, this.#means.random()))
    await noteAttempts(open, this.#id, attempts, now)
    const change = changeBy(attempts, this.#failures, now)
    if (change !== undefined) await changeWebhook(open, this.#id, change, now)
    const isBack = this.#failures >= fewFailures && attempts.some(isTaken)
    if (isBack) await hastenDeliveries(open, this.#id, now)
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => {})
    return await turn
  }
}

/** The receiver wants no more of them, or none for a while. */
function asksToWait({ sent }: Back): boolean {
  return sent.isGone || sent.pauseMs !== undefined
}
