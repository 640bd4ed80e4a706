/**
 * Sends events to the tracking API from a process of its own, as a shop's site or program does: at so many
 * requests a second whatever the answers do, or as fast as they come. What it is told and what came of it
 * go by messages between processes.
 */
import { fork } from 'node:child_process'
import { Agent, request } from 'node:http'
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
}

/** Sends it from another process. */
export async function send(load: Load): Promise<Sent> {
  const child = fork(fileURLToPath(import.meta.url), [], { stdio: ['ignore', 2, 2, 'ipc'] })
  return await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the sender ended with ${code}`)))
    child.once('message', (sent) => resolve(sent as Sent))
    child.send(load)
  })
}

async function sendAll(load: Load): Promise<Sent> {
  const { requests, perSecond, connections } = load
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const took: number[] = []
  const statuses: Record<string, number> = {}
  const began = performance.now()
  const one = async (n: number, due: number): Promise<void> => {
    const status = await post(load, agent, bodyOf(load, n))
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
  agent.destroy()
  const { user, system } = process.cpuUsage()
  return {
    p50: quantile(took, 0.5),
    p99: quantile(took, 0.99),
    most: quantile(took, 1),
    seconds: (performance.now() - began) / 1_000,
    statuses,
    taken: (statuses['200'] ?? 0) * load.eventsEach,
    cpuSeconds: (user + system) / 1e6,
  }
}

function bodyOf(load: Load, n: number): { readonly path: string; readonly body: string } {
  if (load.eventsEach === 1) return { path: '/v1/track', body: JSON.stringify(eventOf(load, n)) }
  const batch = Array.from({ length: load.eventsEach }, (_, i) => {
    return { type: 'track', ...eventOf(load, n * load.eventsEach + i) }
  })
  const sentAt = new Date().toISOString()
  return { path: '/v1/batch', body: JSON.stringify({ batch, sentAt }) }
}

function eventOf({ prefix, users, event }: Load, n: number) {
  const product = `p${n % 500}`
  return {
    messageId: `${prefix}-${n}`,
    userId: users[n % users.length],
    event,
    timestamp: new Date().toISOString(),
    properties: { product_id: product, category: `category ${n % 12}`, total: (n % 900) + 0.5 },
    context: { library: { name: 'bench', version: '1' }, locale: 'pt-BR', page: { path: '/p' } },
  }
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

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.once('message', (load) => {
    void sendAll(load as Load).then((sent) => process.send?.(sent, () => process.disconnect()))
  })
}
