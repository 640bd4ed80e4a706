import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { random, type Random } from '../agree/random.ts'
import { addressOf } from '../crash/processes.ts'
import type { Journal } from './journal.ts'
import { post, type Answered } from './post.ts'
import { messageOf, type Message } from './shop.ts'

export type ClientsOptions = {
  readonly directory: string
  readonly writeKey: string
  readonly journal: Journal
  readonly seed: number
  readonly clients: number
  readonly people: number
  /** How long a client rests between two requests, at most. */
  readonly restMs?: number
  /** What an answer means that is none of 200, 429 and 503. */
  readonly problem: (problem: string) => void
}

/** Longer than this no client waits, whatever it is told. */
const longestWaitMs = 1_000

/** A request with all that it brings: the same messages whenever it is sent again. */
type Parcel = { readonly path: string; readonly messages: readonly Message[] }

/**
 * Clients that send messages, one request after another each, and send again what was not answered by success, with the
 * same message ids. Some send what another has on its way too; some are gone before they hear an answer.
 */
export class Clients {
  readonly #options: ClientsOptions
  readonly #agent = new Agent({ keepAlive: true })
  #next = 0
  #paused = false
  readonly #ending = new AbortController()
  readonly #working: Promise<unknown>
  /** Marks of what was sent and given up before it was acknowledged: it may be there, or not. */
  readonly abandoned = new Set<number>()
  /** Of requests, by their status; 0 for none. */
  readonly answers = new Map<number, number>()
  again = 0
  /** The last one: when it was asked for, and answered. */
  success: { readonly asked: number; readonly answered: number } | undefined
  /** The last refusal by 429 or 503. */
  lastRefusal: Answered | undefined

  constructor(options: ClientsOptions) {
    this.#options = options
    const each = Array.from({ length: options.clients }, async (_, i) => {
      await this.#send(random(options.seed * 1_000 + i))
    })
    this.#working = Promise.all(each)
  }

  /** Marks that were ever sent are below this. */
  get sent(): number {
    return this.#next
  }

  pause(): void {
    this.#paused = true
  }

  goOn(): void {
    this.#paused = false
  }

  /** When what is on its way has been acknowledged. */
  async end(): Promise<void> {
    this.#ending.abort()
    await this.#working
    this.#agent.destroy()
  }

  async #send(r: Random): Promise<void> {
    const { restMs = 10 } = this.#options
    while (!this.#ending.signal.aborted) {
      if (this.#paused) {
        await sleep(20)
        continue
      }
      const parcel = this.#parcel(r)
      await this.#deliver(parcel, r)
      await sleep(r.below(restMs))
    }
  }

  #parcel(r: Random): Parcel {
    const size = r.chance(0.4) ? 1 : 1 + r.below(r.chance(0.1) ? 300 : 40)
    const now = Date.now()
    const messages = Array.from({ length: size }, () => {
      this.#next += 1
      return messageOf(r, this.#next - 1, this.#options.people, now)
    })
    const [only] = messages
    const alone = size === 1 && only !== undefined && r.chance(0.7)
    return { path: alone ? `/v1/${String(only.body['type'])}` : '/v1/batch', messages }
  }

  async #deliver(parcel: Parcel, r: Random): Promise<void> {
    const marks = parcel.messages.map(({ mark }) => mark)
    // One that is gone at the first trouble leaves it to nobody.
    const leaves = r.chance(0.02)
    for (let attempt = 0; ; attempt += 1) {
      if (attempt === 1) this.again += 1
      const [answer] = await Promise.all([
        this.#attempt(parcel),
        // The same from elsewhere at the same time: a page open twice.
        r.chance(0.03) ? this.#attempt(parcel) : undefined,
      ])
      if (answer?.status === 200) {
        await this.#options.journal.note(marks)
        return
      }
      if (leaves) return marks.forEach((mark) => this.abandoned.add(mark))
      await sleep(this.#waitMs(answer))
    }
  }

  #waitMs(answer: Answered | undefined): number {
    if (answer === undefined) return 30
    const { status, retryAfter, text } = answer
    if (status !== 429 && status !== 503) {
      this.#options.problem(`answered ${status}: ${text.slice(0, 200)}`)
      return longestWaitMs
    }
    this.lastRefusal = answer
    if (retryAfter === undefined || !(retryAfter > 0)) {
      this.#options.problem(`${status} without a Retry-After: ${text.slice(0, 200)}`)
    }
    return Math.min(longestWaitMs, (retryAfter ?? 1) * 1_000)
  }

  async #attempt({ path, messages }: Parcel): Promise<Answered | undefined> {
    const { directory, writeKey } = this.#options
    const address = addressOf(directory)
    if (address === undefined) return undefined
    const [only] = messages
    const body = path === '/v1/batch' ? { batch: messages.map((each) => each.body) } : only?.body
    const answer = await post(this.#agent, address, {
      path,
      body: Buffer.from(JSON.stringify({ ...body, writeKey })),
      headers: { 'content-type': 'application/json' },
    })
    this.#count(answer)
    return answer
  }

  #count(answer: Answered | undefined): void {
    const { status = 0, tookMs = 0, text } = answer ?? {}
    this.answers.set(status, (this.answers.get(status) ?? 0) + 1)
    if (status !== 200) return
    // Success is said in words too.
    if (text !== '{"success":true}') this.#options.problem(`200 with ${text?.slice(0, 100)}`)
    const answered = performance.now()
    this.success = { asked: answered - tookMs, answered }
  }
}
