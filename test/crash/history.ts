import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FaultName } from '../../src/store/faults.ts'
import type { Random } from '../agree/random.ts'
import { faultOf, type Kill } from './kills.ts'
import {
  addressOf,
  groupGone,
  kill as killProcess,
  launch,
  send,
  stateOfProcess,
  type Exit,
  type Running,
} from './processes.ts'
import { goneLimitMs, ServerAt } from './server.ts'
import { columns, partnersPrices, shopFiles } from './shopFile.ts'

/** One command of a history, and the named points that it passes. */
export type Step = {
  readonly name: string
  readonly args: readonly string[]
  readonly points: readonly FaultName[]
}

/** The commands each in a process of its own, or as clients of a server. */
export const forms = ['own process', 'server'] as const
export type Form = (typeof forms)[number]

export type Struck = {
  readonly form: Form
  readonly step: string
  readonly kill: Kill
  /** Until nothing of the process group was left; of an engine's death nothing is expected. */
  readonly goneMs?: number
  /** How long the same command took afterwards; missing where the first one had got through. */
  readonly recoveredMs?: number
}

export type History = {
  readonly form: Form
  readonly directory: string
  readonly random: Random
  /** What the next attempt at a step is to be killed by; undefined: nothing. */
  readonly choose: (step: Step, attempt: number) => Kill | undefined
  /** A kill came too late for its attempt: it is to be used again. */
  readonly missed?: (kill: Kill) => void
}

export type Told = {
  readonly struck: Struck[]
  readonly problems: string[]
  readonly tookMs: Map<string, number>
}

const importPoints = ['spool', 'validate', 'events', 'customers', 'identities'] as const
const refreshPoints = ['changes', 'memberships'] as const

/** The commands; their files are written into that directory, which is not the data directory. */
export function stepsIn(directory: string, seed: number): readonly Step[] {
  const { first, second } = shopFiles(seed)
  const [before, after] = [join(directory, 'first.csv'), join(directory, 'second.csv')]
  writeFileSync(before, first)
  writeFileSync(after, second)
  const promotion = join(directory, 'partners.json')
  writeFileSync(promotion, JSON.stringify(partnersPrices))
  const create = (name: string, condition: string): Step => ({
    name: `create ${name}`,
    args: ['segments', 'create', name, condition],
    points: refreshPoints,
  })
  return [
    { name: 'import', args: ['import', 'orders', before, ...columns], points: importPoints },
    create('Loyal', 'did "Order Completed" at least 8 times'),
    create(
      'Spenders',
      'in segment "Loyal" and sum of total of "Order Completed" > 2500 and not country = "Perú"',
    ),
    {
      name: 'import again',
      args: ['import', 'orders', after, ...columns],
      points: [...importPoints, 'refresh', ...refreshPoints],
    },
    { name: 'refresh', args: ['segments', 'refresh'], points: refreshPoints },
    {
      name: 'cluster',
      args: ['clusters', 'create', 'Partners', '--promotion', promotion, '--start'],
      points: ['cluster'],
    },
  ]
}

type Attempt = { readonly exit: Exit; readonly struck: Struck | undefined }

const clientLimitMs = 15_000
const commandLimitMs = 120_000
const mostAttempts = 12
const mostFailures = 2

/** Gives every command again until it succeeds, killing as it is told to; tells what it met. */
export async function runHistory(
  history: History,
  steps: readonly Step[],
  usualMs: ReadonlyMap<string, number> = new Map(),
): Promise<Told> {
  const told: Told = { struck: [], problems: [], tookMs: new Map() }
  const driver = new Driver(history, told, usualMs)
  try {
    for (const step of steps) await driver.perform(step)
  } finally {
    await driver.end()
  }
  return told
}

class Driver {
  readonly #history: History
  readonly #told: Told
  readonly #usualMs: ReadonlyMap<string, number>
  readonly #server: ServerAt

  constructor(history: History, told: Told, usualMs: ReadonlyMap<string, number>) {
    this.#history = history
    this.#told = told
    this.#usualMs = usualMs
    this.#server = new ServerAt(history.directory, (problem) => this.#problem(problem))
  }

  async perform(step: Step): Promise<void> {
    let waiting: Struck | undefined
    let failures = 0
    for (let attempt = 0; attempt < mostAttempts && failures < mostFailures; attempt += 1) {
      const chosen = this.#history.choose(step, attempt)
      const { exit, struck } = await this.#attempt(step, chosen)
      if (waiting !== undefined && struck === undefined && exit.code === 0) {
        this.#replace(waiting, { ...waiting, recoveredMs: exit.tookMs })
      }
      if (struck !== undefined) this.#told.struck.push(struck)
      else if (chosen !== undefined) this.#history.missed?.(chosen)
      if (exit.code === 0) {
        if (chosen === undefined) this.#told.tookMs.set(step.name, exit.tookMs)
        return
      }
      waiting = struck
      if (struck !== undefined) continue
      this.#problem(`${step.name} failed without a kill`, exit)
      failures += 1
    }
    throw new Error(`${step.name} does not come to an end:\n${this.#told.problems.join('\n')}`)
  }

  /** What is to be refreshed after the last command is refreshed when this returns: by a server started anew, where the last kill took it. */
  async end(): Promise<void> {
    if (this.#history.form === 'server') {
      await this.#server.start('')
      await this.#server.quiet()
    }
    await this.#server.stop()
  }

  #replace(before: Struck, after: Struck): void {
    const { struck } = this.#told
    struck[struck.lastIndexOf(before)] = after
  }

  #problem(what: string, exit?: Exit): void {
    const { directory, form } = this.#history
    const said = exit === undefined ? '' : `: ${exit.signal ?? exit.code} ${exit.out}${exit.err}`
    this.#told.problems.push(`${what} (${form}, ${directory})${said}`)
  }

  async #attempt(step: Step, chosen: Kill | undefined): Promise<Attempt> {
    const { form, directory } = this.#history
    const fault = chosen === undefined ? '' : faultOf(chosen)
    const served = form === 'server'
    const server = served ? await this.#server.start(fault) : undefined
    const args = ['--data', directory, ...step.args, '--json']
    const command = launch(args, served ? '' : fault)
    const victim = server ?? command
    const done = chosen !== undefined && (await this.#strike(chosen, victim, command, step))
    const exit = await this.#endOf(command, step)
    // After an engine's death the main process goes on: nothing is expected to be gone.
    const goneMs = served
      ? done && (await this.#server.afterKill(chosen))
      : await this.#demandGone(command, step)
    if (!done) return { exit, struck: undefined }
    const died = chosen.target !== 'engine' && typeof goneMs === 'number' ? { goneMs } : {}
    return { exit, struck: { form, step: step.name, kill: chosen, ...died } }
  }

  async #demandGone({ pid }: Running, { name }: Step): Promise<number> {
    const goneMs = await groupGone(pid, goneLimitMs)
    if (goneMs >= goneLimitMs) this.#problem(`processes were left after ${name}`)
    return goneMs
  }

  /** A client must notice that its server has died. */
  async #endOf(command: Running, { name }: Step): Promise<Exit> {
    if (this.#history.form === 'own process') return await command.exited
    const limitMs = this.#server.running === undefined ? clientLimitMs : commandLimitMs
    const late = sleep(limitMs, undefined, { ref: false })
    const exit = await Promise.race([command.exited, late])
    if (exit !== undefined) return exit
    this.#problem(`${name} did not end`)
    send(-command.pid, 'SIGKILL')
    return await command.exited
  }

  /** Kills when it is time; false when the command was over before. */
  async #strike(chosen: Kill, victim: Running, command: Running, step: Step): Promise<boolean> {
    const { directory } = this.#history
    const over = (): boolean => command.over() || victim.over()
    if (chosen.at === 'random') {
      await this.#someInstant(step, over)
      return !over() && killProcess(chosen.target, victim.pid, directory)
    }
    if (chosen.target === 'main') {
      while (!over()) await sleep(5)
      return victim.over() && (await victim.exited).signal === 'SIGKILL'
    }
    while (!over() && stateOfProcess(victim.pid) !== 'T') await sleep(5)
    if (over()) return false
    const done = killProcess(chosen.target, victim.pid, directory)
    if (chosen.target === 'engine') send(victim.pid, 'SIGCONT')
    return done
  }

  /** Most of the instants while it works, some while it starts. */
  async #someInstant(step: Step, over: () => boolean): Promise<void> {
    const { random, directory, form } = this.#history
    const usualMs = this.#usualMs.get(step.name) ?? 3_000
    const share = random.below(1_000) / 1_000
    const starting = form === 'server' || random.chance(0.25)
    if (!starting) while (!over() && addressOf(directory) === undefined) await sleep(5)
    // About half of a command is its start.
    const until = performance.now() + share * usualMs * (starting ? 1 : 0.6)
    while (!over() && performance.now() < until) await sleep(5)
  }
}
