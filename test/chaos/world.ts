import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { random, type Random } from '../agree/random.ts'
import { ServerAt } from '../crash/server.ts'
import { Clients, type ClientsOptions } from './clients.ts'
import { compare, type Compared } from './compare.ts'
import { Journal } from './journal.ts'
import { shopFields, shopSegments } from './shop.ts'
import { Told } from './told.ts'

export type WorldOptions = {
  /** Where the data directory and what the driver keeps are. */
  readonly root: string
  readonly name: string
  readonly seed: number
  readonly say: (line: string) => void
  readonly load: Pick<ClientsOptions, 'clients' | 'people' | 'restMs'>
  /** What else `clientela start` is told. */
  readonly flags?: readonly string[]
  /** The data directory where it is to be another than `root/name`. */
  readonly directory?: string
}

type Waiting = { readonly seq: number; readonly attempts: number; readonly due: string }

/** How long all that was acknowledged may take to be loaded, refreshed and told. */
const settleMs = 300_000
const shownEveryMs = 10_000
const mostTries = 6

/** A shop served by a real process, its clients and its receiver, all outside of that process. */
export class ChaosWorld {
  readonly directory: string
  readonly server: ServerAt
  readonly told: Told
  readonly problems: string[] = []
  readonly r: Random
  clients: Clients | undefined
  readonly #options: WorldOptions
  readonly #journal: Journal
  #writeKey = ''

  private constructor(options: WorldOptions, told: Told) {
    const { root, name, seed, flags = [] } = options
    this.#options = options
    this.told = told
    this.directory = options.directory ?? join(root, name)
    mkdirSync(this.directory, { recursive: true })
    this.#journal = new Journal(join(root, `${name}.acknowledged`))
    this.r = random(seed)
    this.server = new ServerAt(this.directory, (each) => this.problem(each), [
      '--webhook-networks',
      '127.0.0.1',
      ...flags,
    ])
  }

  /** The server is up, and has the shop's definitions. */
  static async open(options: WorldOptions): Promise<ChaosWorld> {
    const world = new ChaosWorld(options, await Told.start(options.seed))
    await world.#define()
    return world
  }

  get acknowledged(): number {
    return this.#journal.count
  }

  problem(what: string): void {
    // One that comes again and again is told once.
    if (this.problems.includes(what)) return
    this.problems.push(what)
    this.#options.say(`  ! ${what}`)
  }

  startClients(): Clients {
    const { seed, load } = this.#options
    this.clients = new Clients({
      ...load,
      seed,
      directory: this.directory,
      writeKey: this.#writeKey,
      journal: this.#journal,
      problem: (each) => this.problem(each),
    })
    return this.clients
  }

  /** All that was acknowledged is taken in, no job waits and nobody waits to be told; with the server running. */
  async settle(): Promise<void> {
    const began = performance.now()
    for (let times = 0, shown = began; times < 3;) {
      const waits = await this.#whatWaits()
      times = waits === undefined ? times + 1 : 0
      const now = performance.now()
      if (now - began > settleMs) {
        return this.problem(`not settled in ${settleMs / 1_000} s: ${waits}`)
      }
      if (now - shown > shownEveryMs) {
        shown = now
        this.#options.say(`  waiting: ${waits}`)
      }
      await sleep(200)
    }
  }

  async #whatWaits(): Promise<string | undefined> {
    type Status = {
      inbox: { waiting: number }
      refresh: { running: boolean; waiting: boolean }
    }
    const status = (await this.server.ask('GET', '/api/status')) as Status
    const { inbox, refresh } = status
    if (inbox.waiting > 0) return `${inbox.waiting} arrivals`
    if (refresh.running || refresh.waiting) return 'a refresh'
    const path = '/api/webhooks/1/deliveries?state=waiting&limit=500'
    const { items } = (await this.server.ask('GET', path)) as { items: Waiting[] }
    // Who failed twice comes again after minutes: as an operator would, it is asked for now.
    for (const { seq, attempts, due } of items) {
      if (attempts < 2 || Date.parse(due) < Date.now() + 10_000) continue
      await this.server.ask('POST', `/api/webhooks/1/deliveries/${seq}/resend`)
    }
    return items.length === 0 ? undefined : `${items.length} messages to webhooks`
  }

  /** Stops the server, and compares what is stored with what was sent and told; then it runs again. */
  async compare(): Promise<Compared> {
    for (let tries = 1; ; tries += 1) {
      await this.settle()
      await betweenMinutes()
      await this.settle()
      await this.server.stop()
      const compared = await compare(this.directory, {
        sent: { below: this.clients?.sent ?? 0, acknowledged: this.#journal.read() },
        told: this.told,
        r: this.r,
      })
      if (compared.isStill || tries === mostTries) {
        compared.problems.forEach((each) => this.problem(each))
        if (!compared.isStill) this.problem('what arrived is not followed, however long one waits')
        await this.server.start('')
        return compared
      }
      await this.server.start('')
    }
  }

  async close(): Promise<void> {
    await this.clients?.end()
    await this.server.stop()
    await this.told.close()
    this.#journal.close()
  }

  async #define(): Promise<void> {
    const { server } = this
    await server.start('')
    for (const field of shopFields) await server.ask('POST', '/api/fields', field)
    for (const [name, text] of shopSegments) {
      await server.ask('POST', '/api/segments', { name, text })
    }
    await server.quiet()
    const source = await server.ask('POST', '/api/sources', { name: 'Loja', kind: 'server' })
    this.#writeKey = String(source['writeKey'])
    const events = ['segment.entered', 'segment.left']
    await server.ask('POST', '/api/webhooks', { url: this.told.url, events })
  }
}

/** What passes with a minute has passed, and the next does not begin soon. */
async function betweenMinutes(): Promise<void> {
  const minuteMs = 60_000
  const [from, upTo] = [13_000, 45_000]
  const second = Date.now() % minuteMs
  if (second >= from && second <= upTo) return
  await sleep((from - second + minuteMs) % minuteMs)
}
