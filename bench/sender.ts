/**
 * Sends events to the tracking API from a process of its own, as a shop's site or program does: at so many
 * requests a second whatever the answers do, or as fast as they come. What it is told and what came of it
 * go by messages between processes.
 */
import { fork } from 'node:child_process'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { quantile } from './measure.ts'

export type Load = {
  readonly url: string
  readonly writeKey: string
  /** Begins the id of every message. */
  readonly prefix: string
  readonly requests: number
  /** One is sent by itself, more in a batch. */
  readonly eventsEach: number
  /** Left out: as fast as the answers come, on so many connections. */
  readonly perSecond?: number
  readonly connections: number
  /** Of whom the events are, in turn. */
  readonly users: readonly string[]
  /** Every so many events one is of somebody who comes after those first, all others are the first ones'. */
  readonly newEvery?: number
  /** Webhooks are waited for: of whoever comes after the first, or of each where nobody does. */
  readonly isTold?: boolean
  readonly event: string
}

export type Sent = {
  /** From when each was due to when its answer was whole, in milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly most: number
  readonly seconds: number
  /** Answers by status; 0 for a connection that broke. */
  readonly statuses: Readonly<Record<string, number>>
  /** Events answered with success. */
  readonly taken: number
  readonly cpuSeconds: number
  readonly told: readonly Telling[]
}

/** From when an event was sent, in milliseconds. */
export type Telling = {
  /** To when what it changed began to be asked. */
  readonly noticed: number
  /** To when a webhook told of that. */
  readonly received: number
}

/** So many of the users are no newcomers. */
export const regulars = 1_000

/** A process that sends, and that webhooks may tell of what came of it. */
export type Sender = {
  /** Where it listens for webhooks. */
  readonly webhook: string
  send(load: Load): Promise<Sent>
  close(): void
}

export async function openSender(): Promise<Sender> {
  const child = fork(fileURLToPath(import.meta.url), [], { stdio: ['ignore', 2, 2, 'ipc'] })
  const next = async (): Promise<unknown> =>
    await new Promise((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`the sender ended with ${code}`))
      child.once('exit', ended)
      child.once('message', (message) => {
        child.off('exit', ended)
        resolve(message)
      })
    })
  const webhook = (await next()) as string
  return {
    webhook,
    send: async (load) => {
      const sent = next()
      child.send(load)
      return (await sent) as Sent
    },
    close: () => child.disconnect(),
  }
}

async function sendAll(load: Load, told: Told): Promise<Sent> {
  const { requests, perSecond, connections, newEvery = 1, isTold = false } = load
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const took: number[] = []
  const statuses: Record<string, number> = {}
  told.expected = isTold ? Math.ceil((requests * load.eventsEach) / newEvery) : 0
  const began = performance.now()
  const { user, system } = process.cpuUsage()
  const one = async (n: number, due: number): Promise<void> => {
    const status = await post(load, agent, bodyOf(load, n, told))
    took.push(performance.now() - due)
    statuses[status] = (statuses[status] ?? 0) + 1
  }
  if (perSecond === undefined) {
    let next = 0
    const worker = async (): Promise<void> => {
      while (next < requests) await one(next++, performance.now())
    }
    await Promise.all(Array.from({ length: connections }, worker))
  } else {
    const sent: Promise<void>[] = []
    for (let n = 0; n < requests; n += 1) {
      const due = began + (n * 1_000) / perSecond
      const wait = due - performance.now()
      if (wait > 1) await sleep(wait)
      sent.push(one(n, due))
    }
    await Promise.all(sent)
  }
  const seconds = (performance.now() - began) / 1_000
  agent.destroy()
  const used = process.cpuUsage({ user, system })
  return {
    p50: quantile(took, 0.5),
    p99: quantile(took, 0.99),
    most: quantile(took, 1),
    seconds,
    statuses,
    taken: (statuses['200'] ?? 0) * load.eventsEach,
    cpuSeconds: (used.user + used.system) / 1e6,
    told: await told.all(),
  }
}

/** What webhooks said of those of whom it was waited for. */
class Told {
  expected = 0
  private readonly heard: Telling[] = []
  private readonly since = new Map<string, number>()

  sent(user: string): void {
    this.since.set(user, Date.now())
  }

  hear(message: string): void {
    const { data } = JSON.parse(message) as Message
    const user = data.customer.identifiers?.['user_id']?.[0] ?? ''
    const since = this.since.get(user)
    if (since === undefined) return
    this.heard.push({ noticed: Date.parse(data.noticed) - since, received: Date.now() - since })
    this.since.delete(user)
  }

  /** Once all are there, or nothing has come for half a minute. */
  async all(): Promise<readonly Telling[]> {
    let quiet = 0
    for (
      let before = 0;
      this.heard.length < this.expected && quiet < 30;
      before = this.heard.length
    ) {
      await sleep(1_000)
      quiet = this.heard.length === before ? quiet + 1 : 0
    }
    return this.heard.splice(0)
  }
}

type Message = {
  readonly data: {
    readonly customer: { readonly identifiers?: Record<string, readonly string[]> }
    readonly noticed: string
  }
}

function bodyOf(
  load: Load,
  n: number,
  told: Told,
): { readonly path: string; readonly body: string } {
  if (load.eventsEach === 1) {
    return { path: '/v1/track', body: JSON.stringify(eventOf(load, n, told)) }
  }
  const batch = Array.from({ length: load.eventsEach }, (_, i) => {
    return { type: 'track', ...eventOf(load, n * load.eventsEach + i, told) }
  })
  const sentAt = new Date().toISOString()
  return { path: '/v1/batch', body: JSON.stringify({ batch, sentAt }) }
}

function eventOf(load: Load, n: number, told: Told) {
  const { prefix, event, newEvery = 1, isTold = false } = load
  const userId = userOf(load, n)
  if (isTold && n % newEvery === 0) told.sent(userId)
  const product = `p${n % 500}`
  return {
    messageId: `${prefix}-${n}`,
    userId,
    event,
    timestamp: new Date().toISOString(),
    properties: { product_id: product, category: `category ${n % 12}`, total: (n % 900) + 0.5 },
    context: { library: { name: 'bench', version: '1' }, locale: 'pt-BR', page: { path: '/p' } },
  }
}

/** Of those who are in turn, or every so many somebody who has not been. */
function userOf({ users, newEvery }: Load, n: number): string {
  const isNew = newEvery !== undefined && n % newEvery === 0
  const among = newEvery === undefined ? users.length : regulars
  return users[isNew ? regulars + n / newEvery : n % among] ?? ''
}

async function post(
  { url, writeKey }: Load,
  agent: Agent,
  { path, body }: ReturnType<typeof bodyOf>,
): Promise<number> {
  return await new Promise((resolve) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      authorization: `Basic ${btoa(`${writeKey}:`)}`,
    }
    const asked = request(`${url}${path}`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode ?? 0))
    })
    asked.once('error', () => resolve(0))
    asked.end(body)
  })
}

async function listen(told: Told): Promise<string> {
  const server = createServer((asked, answer) => {
    const pieces: Buffer[] = []
    asked.on('data', (piece: Buffer) => pieces.push(piece))
    asked.once('end', () => {
      told.hear(Buffer.concat(pieces).toString())
      answer.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  process.once('disconnect', () => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return `http://127.0.0.1:${port}/`
}

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) {
  const told = new Told()
  process.on(
    'message',
    (load) => void sendAll(load as Load, told).then((sent) => process.send?.(sent)),
  )
  void listen(told).then((url) => process.send?.(url))
}
