import { mostAttempts, nextAttempt } from '../../domain/webhook/webhook.ts'
import {
  dueDeliveries,
  hastenDeliveries,
  nextDue,
  noteAttempts,
  type Attempt,
  type Delivery,
} from '../../store/operational/deliveries.ts'
import { inTransaction } from '../../store/operational/tables.ts'
import { changeWebhook, webhookById, type Webhook } from '../../store/operational/webhooks.ts'
import { repeat, rest, type Patience } from '../refresh/patience.ts'
import { reachedForm, type Reached } from './horizon.ts'
import { readMore, type ReadingMeans } from './read.ts'
import type { Sender, Sent } from './send.ts'

export type EndpointMeans = ReadingMeans & {
  readonly sender: Sender
  readonly waits: Patience['waits']
  /** From 0 to 1, by which what failed together is sent again apart. */
  readonly random: () => number
}

/** A message, and what came of sending it. */
type Back = { readonly delivery: Delivery; readonly sent: Sent }

/** So many messages are on the way at once, of different customers. */
const mostAtOnce = 16
const mostQueued = 200
/** After so many failures in a row it is the receiver that was away, not a message that it does not like. */
const fewFailures = 3
/** Looked at even where nobody says that there is anything. */
const longestRestMs = 30_000

/**
 * Sends one webhook what it is told of, each customer's messages in order: the next only when the one
 * before was taken or given up. One message at a time after a failure, until one succeeds.
 */
export class Endpoint {
  readonly #means: EndpointMeans
  readonly #id: number
  readonly #stopping = new AbortController()
  readonly #working: Promise<unknown>
  #wake: () => void = () => {}
  #turn: Promise<unknown> = Promise.resolve()
  /** By place: what is on the way. */
  readonly #sending = new Map<number, Promise<void>>()
  /** What has come back and is not noted yet. */
  #back: readonly Back[] = []
  /** So many came back in a row that were not taken. */
  #failures = 0

  constructor(means: EndpointMeans, id: number) {
    this.#means = means
    this.#id = id
    const patience = { signal: this.#stopping.signal, waits: means.waits }
    this.#working = repeat(patience, async () => await this.#work())
  }

  /** There is something new, or it has been changed. */
  wake(): void {
    this.#wake()
  }

  /** Changes how far the ledger was read for it, while nothing is being read. */
  async reach(change: (reached: Reached) => Reached): Promise<void> {
    const { operational, clock } = this.#means
    await this.#alone(async () => {
      const webhook = await webhookById(operational.db, this.#id)
      if (webhook === undefined) return
      const reached = change(reachedForm.parse(webhook.reached))
      await changeWebhook(operational.db, this.#id, { reached }, clock())
    })
    this.wake()
  }

  /** Ends within a moment: what is on the way is noted as far as it has come back. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#wake()
    await this.#working
    await this.#note().catch(() => {})
  }

  async #work(): Promise<void> {
    const { db } = this.#means.operational
    const woken = new Promise<void>((resolve) => (this.#wake = resolve))
    await this.#note()
    const webhook = await webhookById(db, this.#id)
    if (webhook === undefined) return await this.#rest(woken, longestRestMs)
    const isMore = await this.#alone(async () => await readMore(this.#means, webhook))
    const begun = webhook.state === 'active' && (await this.#begin(webhook))
    if (isMore || begun) return
    await this.#rest(woken, await this.#pause(webhook))
  }

  /** Until somebody wakes it, something comes back, or so long. */
  async #rest(woken: Promise<void>, ms: number): Promise<void> {
    // Whoever stops it wakes it too.
    if (this.#stopping.signal.aborted) return
    const over = new AbortController()
    await Promise.race([woken, rest(ms, over.signal)])
    over.abort()
  }

  async #pause({ state, restingUntil }: Webhook): Promise<number> {
    const { operational, clock } = this.#means
    if (state !== 'active') return longestRestMs
    if (this.#sending.size > 0) return longestRestMs
    const due = await nextDue(operational.db, this.#id)
    if (due === undefined) return longestRestMs
    return Math.min(longestRestMs, Math.max(1, Math.max(due, restingUntil) - clock()))
  }

  /** Sends what is due, as far as there is room; says whether there was any. */
  async #begin(webhook: Webhook): Promise<boolean> {
    const { operational, clock } = this.#means
    const room = (this.#failures > 0 ? 1 : mostAtOnce) - this.#sending.size
    if (room <= 0 || webhook.restingUntil > clock()) return false
    const due = await dueDeliveries(operational.db, this.#id, clock(), mostQueued)
    // What waits in the store is on the way too until it is noted.
    const next = due.filter(({ seq }) => !this.#sending.has(seq)).slice(0, room)
    for (const delivery of next) this.#sending.set(delivery.seq, this.#send(webhook, delivery))
    return next.length > 0
  }

  async #send(webhook: Webhook, delivery: Delivery): Promise<void> {
    const sent = await this.#means.sender.send(webhook, delivery)
    this.#back = [...this.#back, { delivery, sent }]
    this.#wake()
  }

  /** What has come back, in one transaction. */
  async #note(): Promise<void> {
    // What comes back meanwhile is noted the next time.
    const back = this.#back
    if (back.length === 0) return
    this.#back = []
    try {
      await this.#keep(back)
    } catch (error) {
      this.#back = [...back, ...this.#back]
      throw error
    }
    for (const { delivery } of back) this.#sending.delete(delivery.seq)
  }

  async #keep(back: readonly Back[]): Promise<void> {
    const { operational, clock } = this.#means
    const now = clock()
    const attempts = back.map(({ delivery, sent }) => this.#attemptOf(delivery, sent, now))
    await inTransaction(operational.db, async (open) => {
      await noteAttempts(open, this.#id, attempts, now)
      const change = this.#changeBy(attempts, now)
      if (change !== undefined) await changeWebhook(open, this.#id, change, now)
      const isBack = this.#failures >= fewFailures && attempts.some(isTaken)
      if (isBack) await hastenDeliveries(open, this.#id, now)
    })
    this.#failures = attempts.some(isTaken) ? 0 : this.#failures + attempts.length
  }

  #attemptOf(
    { seq, attempts }: Delivery,
    sent: Sent,
    now: number,
  ): Attempt & { readonly isGone: boolean } {
    const { isGone, ...outcome } = sent
    if (outcome.problem === undefined) return { seq, outcome, state: 'delivered', isGone }
    const due = nextAttempt(attempts + 1, now, this.#means.random())
    const again =
      due === undefined ? ({ state: 'failed' } as const) : ({ state: 'waiting', due } as const)
    return { seq, outcome, ...again, isGone }
  }

  /** What the answers say of the webhook itself. */
  #changeBy(attempts: readonly (Attempt & { readonly isGone: boolean })[], now: number) {
    if (attempts.some(({ isGone }) => isGone)) {
      return {
        state: 'disabled',
        problem: 'The receiver answered 410: it wants no more messages',
      } as const
    }
    const isDead = this.#failures >= fewFailures && !attempts.some(isTaken)
    if (isDead && attempts.some(({ state }) => state === 'failed')) {
      const problem = `A message was sent ${mostAttempts} times over three days, and none was taken at the end`
      return { state: 'disabled', problem } as const
    }
    const pauseMs = Math.max(0, ...attempts.map(({ outcome }) => outcome.pauseMs ?? 0))
    return pauseMs === 0 ? undefined : { restingUntil: now + pauseMs }
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => {})
    return await turn
  }
}

function isTaken({ state }: Attempt): boolean {
  return state === 'delivered'
}
