import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { failure, Refusal } from '../../domain/failure.ts'
import { entryUrl, startProcess } from '../thread.ts'
import { clearLeftover, forgetEngine, noteEngine } from './leftover.ts'
import type { Begin, Report } from './main.ts'
import { user } from './server.ts'

export type EngineOptions = {
  /** Where its data are; made when missing. One engine a directory. */
  readonly directory: string
  /** The most memory that all its queries together may take. */
  readonly memoryBytes: number
  /** Statements that run side by side. */
  readonly lanes?: number
  /** Lines about what goes wrong with the process. */
  readonly log?: (line: string) => void
}

export type Engine = {
  /** With user and secret; stays the same over restarts. */
  readonly url: string
  readonly secret: string
  /** Of the process that runs now; undefined while there is none. */
  readonly pid: number | undefined
  /** Called after each restart; the answer takes the listener away. */
  onRestart(listener: () => void): () => void
  /** Lets what runs end, for a second at the most, and ends the process. */
  stop(): Promise<void>
}

const firstTries = 3
const readyMs = 60_000
/** A stop of the whole program is to take less than 5 s even on a busy machine, of which others take 3. */
const stopMs = 1_500

/**
 * Starts the engine's process and keeps one running until it is stopped: what dies is started again,
 * at the same address, after a pause that grows from 50 ms to 5 s while it keeps dying. An engine
 * that an earlier start left on the directory is ended first.
 * @throws Refusal `unavailable` when it does not come up.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  mkdirSync(options.directory, { recursive: true })
  await clearLeftover(options.directory)
  const keeper = new Keeper(options)
  await keeper.first()
  return keeper
}

class Keeper implements Engine {
  readonly secret = randomBytes(32).toString('base64url')
  private readonly options: EngineOptions
  private readonly listeners = new Set<() => void>()
  private child: ChildProcess | undefined
  private port = 0
  private stopping = false
  private deaths = 0
  private lastWords = ''

  constructor(options: EngineOptions) {
    this.options = options
  }

  get url(): string {
    return `http://${user}:${this.secret}@127.0.0.1:${this.port}/`
  }

  get pid(): number | undefined {
    return this.child?.pid
  }

  onRestart(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  async first(): Promise<void> {
    for (let i = 1; ; i++) {
      try {
        await this.begin()
        return
      } catch (error) {
        if (i < firstTries) continue
        const why = error instanceof Error ? error.message : String(error)
        throw new Refusal(failure('unavailable', `the database does not start: ${why}`))
      }
    }
  }

  async stop(): Promise<void> {
    this.stopping = true
    const child = this.child
    if (child === undefined) return
    const gone = exit(child)
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), stopMs)
    await gone
    clearTimeout(late)
    forgetEngine(this.options.directory)
  }

  /** One process, from its start until it takes requests. Its later death begins another. */
  private async begin(): Promise<void> {
    const lanes = this.options.lanes ?? 8
    const child = startProcess(entryUrl('./main.ts', import.meta.url), [String(process.pid)], {
      // Each lane may hold one of libuv's threads for as long as its statement runs.
      env: { ...process.env, NODE_OPTIONS: '', UV_THREADPOOL_SIZE: String(lanes + 6) },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.child = child
    this.listen(child)
    if (child.pid !== undefined) noteEngine(this.options.directory, child.pid)
    const begin: Begin = {
      directory: join(this.options.directory, 'data'),
      secret: this.secret,
      port: this.port,
      memoryBytes: this.options.memoryBytes,
      lanes,
    }
    child.send(begin)
    try {
      this.port = await ready(child)
    } catch (error) {
      const gone = exit(child)
      child.kill('SIGKILL')
      await gone
      this.child = undefined
      const said = this.lastWords === '' ? '' : ` (${this.lastWords.trim()})`
      throw new Error(`${error instanceof Error ? error.message : String(error)}${said}`, {
        cause: error,
      })
    }
    child.once('exit', (code, signal) => this.died(child, signal ?? `code ${code}`))
    if (child.exitCode !== null || child.signalCode !== null) this.died(child, 'at once')
  }

  private listen(child: ChildProcess): void {
    this.lastWords = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.lastWords = (this.lastWords + text).slice(-2_000)
      this.options.log?.(text.trimEnd())
    })
  }

  private died(child: ChildProcess, how: string): void {
    if (this.child !== child) return
    this.child = undefined
    if (this.stopping) return
    this.options.log?.(`the database's process has died (${how}); it is started again`)
    this.again()
  }

  private again(): void {
    const pause = Math.min(50 * 2 ** this.deaths, 5_000)
    this.deaths++
    setTimeout(() => {
      if (this.stopping) return
      this.begin().then(
        () => {
          setTimeout(() => (this.deaths = 0), 30_000).unref()
          for (const listener of this.listeners) listener()
        },
        (error: Error) => {
          this.options.log?.(`the database does not start: ${error.message}`)
          this.again()
        },
      )
    }, pause)
  }
}

function ready(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('it does not answer')), readyMs)
    child.once('message', (report: Report) => {
      clearTimeout(late)
      if (report.kind === 'ready') resolve(report.port)
      else reject(new Error(report.message))
    })
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      clearTimeout(late)
      reject(new Error(`it ended with ${signal ?? code}`))
    })
  })
}

function exit(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => child.once('exit', () => resolve()))
}
