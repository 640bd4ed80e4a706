import { setTimeout as sleep } from 'node:timers/promises'
import type { Kill } from '../crash/kills.ts'
import { kill as killProcess, targets, type Target } from '../crash/processes.ts'
import type { Compared } from './compare.ts'
import type { ChaosWorld } from './world.ts'

export type Round = {
  readonly target: Target
  /** Killed while it was coming up. */
  readonly isEarly: boolean
  /** From the start of the next process (of an engine: from its death) to the first message acknowledged, milliseconds. */
  readonly acknowledgedMs: number
  /** And to the first answer that rests on the engine. */
  readonly readMs: number
}

export type RoundsOptions = {
  readonly rounds: number
  /** So many rounds lie between two comparisons; the last is always followed by one. */
  readonly compareEvery: number
  readonly onCompared: (after: number, compared: Compared) => void
}

/** Kills at random instants, so many times, while clients send; compares now and then. */
export async function killRounds(world: ChaosWorld, options: RoundsOptions): Promise<Round[]> {
  const done: Round[] = []
  const clients = world.startClients()
  for (let i = 1; i <= options.rounds; i += 1) {
    clients.goOn()
    done.push(await oneRound(world))
    if (i % options.compareEvery !== 0 && i !== options.rounds) continue
    // All that is on its way is acknowledged first.
    if (i === options.rounds) await clients.end()
    else clients.pause()
    options.onCompared(i, await world.compare())
  }
  return done
}

async function oneRound(world: ChaosWorld): Promise<Round> {
  const { r, server } = world
  const target = r.pick(targets)
  await sleep(r.below(1_200))
  let isEarly = target !== 'engine' && r.chance(0.2)
  await strike(world, target)
  let began = performance.now()
  if (isEarly) {
    // Killed again, while it comes up.
    const starting = server.start('').catch(() => undefined)
    await sleep(r.below(900))
    isEarly = await strike(world, target, starting)
    began = performance.now()
  }
  const starting = server.start('')
  const [acknowledgedMs, readMs] = await Promise.all([
    firstSuccess(world, began, 'message'),
    firstSuccess(world, began, 'read'),
  ])
  await starting
  return { target, isEarly, acknowledgedMs, readMs }
}

/** False where there was nothing to kill. */
async function strike(
  { server, directory }: ChaosWorld,
  target: Target,
  starting: Promise<unknown> = Promise.resolve(),
): Promise<boolean> {
  const { running } = server
  if (running === undefined || !killProcess(target, running.pid, directory)) {
    await starting
    return false
  }
  await starting
  const kill: Kill = { target, at: 'random' }
  await server.afterKill(kill)
  return true
}

const probeEveryMs = 10
const longestMs = 60_000

async function firstSuccess(
  world: ChaosWorld,
  began: number,
  what: 'message' | 'read',
): Promise<number> {
  for (;;) {
    const now = performance.now()
    if (now - began > longestMs) {
      world.problem(`no ${what} succeeded within ${longestMs / 1_000} s of a start`)
      return now - began
    }
    const { success } = world.clients ?? {}
    if (what === 'message' && success !== undefined && success.asked > began) {
      return success.answered - began
    }
    if (what === 'read' && (await reads(world))) return performance.now() - began
    await sleep(probeEveryMs)
  }
}

/** Whether a question that rests on the engine is answered. */
async function reads({ server }: ChaosWorld): Promise<boolean> {
  const question = JSON.stringify({ text: 'points >= 50' })
  return (await server.send('/api/segments/count', 'application/json', question)) !== undefined
}
