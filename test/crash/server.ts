import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kill } from './kills.ts'
import { addressOf, groupGone, launch, send, stateOfProcess, type Running } from './processes.ts'

/** Until nothing is left of a process that was killed. */
export const goneLimitMs = 2_000
const stopLimitMs = 5_000
const answerLimitMs = 30_000

/** A `clientela start` on a data directory, started again after it was killed. */
export class ServerAt {
  starts = 0
  readonly #directory: string
  readonly #problem: (problem: string) => void
  readonly #flags: readonly string[]
  #running: Running | undefined
  #fault = ''

  /** `flags`: what else `clientela start` is told. */
  constructor(
    directory: string,
    problem: (problem: string) => void,
    flags: readonly string[] = [],
  ) {
    this.#directory = directory
    this.#problem = problem
    this.#flags = flags
  }

  /** The one that runs now. */
  get running(): Running | undefined {
    if (this.#running?.over() === true) this.#running = undefined
    return this.#running
  }

  /** One that is to die, or stop, at that point (`CLIENTELA_FAULT`), or at none; up when it returns, or there already. */
  async start(fault: string): Promise<Running> {
    const before = this.running
    if (before !== undefined && this.#fault === fault && fault === '') return before
    await this.stop()
    const server = launch(
      ['--data', this.#directory, '--port', '0', ...this.#flags, 'start'],
      fault,
    )
    this.#running = server
    this.#fault = fault
    this.starts += 1
    while (addressOf(this.#directory) === undefined) {
      if (server.over()) {
        const { signal, code, err } = await server.exited
        // What an earlier kill left may be taken in before it listens: then it dies there, as it was told.
        if (signal === 'SIGKILL' && fault !== '') return server
        throw new Error(`the server did not start (${signal ?? code}): ${err}`)
      }
      if (stateOfProcess(server.pid) === 'T') return server
      await sleep(10)
    }
    return server
  }

  /** Looks that nothing is left of a server that was killed; one whose engine was killed goes on. */
  async afterKill({ target }: Kill): Promise<number | undefined> {
    const server = this.#running
    if (server === undefined) return undefined
    if (target === 'engine') {
      send(server.pid, 'SIGCONT')
      return undefined
    }
    this.#running = undefined
    await server.exited
    return await this.#demandGone(server, `a kill of ${target}`)
  }

  async stop(): Promise<void> {
    const server = this.running
    this.#running = undefined
    if (server === undefined) return
    const began = performance.now()
    send(server.pid, 'SIGTERM')
    // The point at which it was to be killed may be passed only now: there it waits to be gone on with.
    const goesOn = setInterval(() => send(server.pid, 'SIGCONT'), 100)
    await Promise.race([server.exited, sleep(2 * stopLimitMs)])
    clearInterval(goesOn)
    const tookMs = performance.now() - began
    if (tookMs > stopLimitMs) this.#problem(`the server took ${Math.round(tookMs)} ms to stop`)
    await this.#demandGone(server, 'a stop by SIGTERM')
  }

  async #demandGone({ pid }: Running, what: string): Promise<number> {
    const goneMs = await groupGone(pid, goneLimitMs)
    if (goneMs >= goneLimitMs) this.#problem(`processes were left after ${what}`)
    return goneMs
  }

  /** The answer, or nothing where there was none or the server asks to come again. A refusal is thrown. */
  async send(
    path: string,
    type: string,
    body: string | undefined,
    method = 'POST',
  ): Promise<Record<string, unknown> | undefined> {
    const address = addressOf(this.#directory)
    if (address === undefined) return undefined
    let response: Response
    let text: string
    try {
      const token = readFileSync(join(this.#directory, 'local-token'), 'utf8')
      const headers = {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': type }),
      }
      const signal = AbortSignal.timeout(answerLimitMs)
      response = await fetch(new URL(path, address), {
        method,
        headers,
        signal,
        ...(body === undefined ? {} : { body }),
      })
      text = await response.text()
    } catch (error) {
      if ((error as Error).name === 'TimeoutError') this.#problem(`no answer to ${path}`)
      return undefined
    }
    if (response.ok) return JSON.parse(text) as Record<string, unknown>
    // A token of the start before, read a moment too early, is refused too.
    if (response.status >= 500 || [401, 429].includes(response.status)) return undefined
    throw new Error(`${path} was refused: ${response.status} ${text}`)
  }

  /** The same, with patience. */
  async ask(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    for (let attempt = 0; attempt < 50; attempt += 1) {
      const text = body === undefined ? undefined : JSON.stringify(body)
      const answer = await this.send(path, 'application/json', text, method)
      if (answer !== undefined) return answer
      await sleep(100)
    }
    throw new Error(`${path} is not answered`)
  }

  /** No job waits or runs, and none is begun for a while. */
  async quiet(): Promise<void> {
    for (let times = 0; times < 4;) {
      const { items } = await this.ask('GET', '/api/jobs')
      const busy = (items as { state: string }[]).some(
        ({ state }) => state === 'waiting' || state === 'running',
      )
      times = busy ? 0 : times + 1
      await sleep(300)
    }
  }
}
