import { changeWebhook, webhookById } from '../../store/operational/webhooks.ts'
import { inTransaction } from '../../store/operational/tables.ts'
import { repeat } from '../refresh/patience.ts'
import { makeBell } from './bell.ts'
import { reachedForm, type Reached } from './horizon.ts'
import { readMore, type ReadingMeans } from './read.ts'
import { longestRestMs, Sending, type SendingMeans } from './sending.ts'

export type EndpointMeans = ReadingMeans & SendingMeans

/**
 * Tells one webhook by two loops. One reads the ledger ahead and makes messages of it, which wait in the
 * store, so many at most; {@link Sending} sends them meanwhile.
 */
export class Endpoint {
  readonly #means: EndpointMeans
  readonly #id: number
  readonly #stopping = new AbortController()
  readonly #bell = makeBell()
  readonly #sending: Sending
  readonly #reading: Promise<unknown>
  #turn: Promise<unknown> = Promise.resolve()
  /** Nothing more is made until some of what waits was sent. */
  #isFull = false

  constructor(means: EndpointMeans, id: number) {
    this.#means = means
    this.#id = id
    const { signal } = this.#stopping
    this.#sending = new Sending(means, id, {
      signal,
      noted: () => {
        if (this.#isFull) this.#bell.ring()
      },
    })
    const patience = { signal, waits: means.waits }
    this.#reading = repeat(patience, async () => await this.#read())
  }

  /** There is something new, or it has been changed. */
  wake(): void {
    this.#bell.ring()
    this.#sending.wake()
  }

  /** The ledger has more. */
  wakeReading(): void {
    this.#bell.ring()
  }

  /** Changes how far the ledger was read for it, while nothing is being read. */
  async reach(change: (reached: Reached) => Reached): Promise<void> {
    const { operational, clock } = this.#means
    await this.#alone(async () => {
      await inTransaction(operational.db, async (open) => {
        const webhook = await webhookById(open, this.#id)
        if (webhook === undefined) return
        const reached = change(reachedForm.parse(webhook.reached))
        await changeWebhook(open, this.#id, { reached }, clock())
      })
    })
    this.wakeReading()
  }

  /** Ends within a moment: what is on the way is noted as far as it has come back. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#bell.ring()
    await Promise.all([this.#reading, this.#sending.ended()])
  }

  async #read(): Promise<void> {
    this.#bell.listen()
    // Whoever stops it rings too.
    if (this.#stopping.signal.aborted) return
    const sending = this.#sending
    const found = await this.#alone(async () => await readMore(this.#means, this.#id, sending))
    this.#isFull = found === 'full'
    if (found !== 'more') await this.#bell.wait(longestRestMs)
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => {})
    return await turn
  }
}
