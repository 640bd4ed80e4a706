import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Server } from './api/client.ts'
import type { Config } from './config.ts'
import { failure, orRefuse, Refusal, type Failure } from './domain/failure.ts'
import { holdDirectory, readHolder } from './store/directory.ts'
import { startEngine, type Engine } from './store/engine/start.ts'
import { restoringFile } from './work/backup/places.ts'
import type { Finding } from './work/examine.ts'

export type { Finding } from './work/examine.ts'

/** The whole program, running in this process. */
export type Program = {
  readonly server: Required<Server>
  readonly directory: string
  /** The key made at this start, if it was the first: shown once and kept nowhere. */
  readonly firstKey: string | undefined
  /** By which the first administrator is made, while there is none: another at each start. */
  readonly setupLink: string | undefined
  /** All that arrived until now is taken in and the segments are refreshed. */
  idle(signal: AbortSignal): Promise<void>
  /** Within 5 s, losing nothing that was acknowledged. Repeating it is harmless. */
  stop(): Promise<void>
}

export type StartOptions = {
  /** For the length of one command: no first key and no link is made, and only errors are logged. */
  readonly quiet?: boolean
}

/**
 * Starts everything: the directory is taken, the stores opened and brought up to date, what arrived is
 * loaded, memberships are refreshed, the API is served. Throws a Refusal that says what is in the way.
 *
 * The engine's process takes about as long to come up as the rest of the program takes to be loaded:
 * so that is loaded (`program.ts`) while it comes up, and not before.
 */
export async function startProgram(config: Config, options: StartOptions = {}): Promise<Program> {
  const stops: (() => Promise<void>)[] = []
  const undo = async (): Promise<void> => {
    for (const stop of stops.splice(0).toReversed()) await stop()
  }
  try {
    const directory = orRefuse(await holdDirectory(config.data))
    stops.push(() => directory.release())
    orRefuse(wholeDirectory(directory.path))
    const loading = import('./program.ts')
    const logging = loading.then(({ makeLog }) => makeLog(config, options))
    const engine = startOwnEngine(config, (line) => {
      void logging.then((log) => log.warn({ engine: line }, 'the engine says'))
    })
    stops.push(async () => await (await engine.catch(() => undefined))?.stop())
    // Whoever awaits it is told of a failure; until then it is nobody's unhandled one.
    engine.catch(() => {})
    const { run } = await loading
    const log = await logging
    const started = await run({ config, log, directory, engine, pictureOf })
    const { server, idle } = started
    stops.push(() => started.stop())
    await directory.publish(server.url)
    // Last: it is shown once, so that a start which failed after this would have lost it.
    const firstKey = options.quiet === true ? undefined : await started.makeFirstKey()
    const setupLink = options.quiet === true ? undefined : await started.makeSetupLink()
    return { server, idle, firstKey, setupLink, directory: directory.path, stop: undo }
  } catch (error) {
    await undo()
    throw error
  }
}

/** A restore that was broken off has left a part of a shop: nothing is to be made of that. */
function wholeDirectory(directory: string): string | Failure {
  if (!existsSync(join(directory, restoringFile))) return directory
  return failure('conflict', `${directory} is being restored, and that did not come to its end`, {
    where: directory,
    fix: 'Give the same `clientela restore` again: it begins anew.',
  })
}

async function startOwnEngine(
  config: Config,
  log: (line: string) => void,
): Promise<Engine | undefined> {
  if (config.clickhouseUrl !== undefined) return undefined
  return await startEngine({
    directory: join(config.data, 'engine'),
    memoryBytes: config.engineMemory,
    log,
  })
}

/** The server of a data directory, if a process holds it; waits for one that is just starting. */
export async function runningServer(directory: string): Promise<Required<Server> | undefined> {
  for (let tries = 0; tries < 600; tries += 1) {
    const holder = await readHolder(directory)
    if (holder === undefined) return undefined
    if (holder.address !== undefined && holder.token !== undefined) {
      return { url: holder.address, key: holder.token }
    }
    await sleep(100)
  }
  throw new Refusal(
    failure('unavailable', `The process that holds ${directory} does not finish starting`, {
      fix: 'See `clientela doctor` and the log of that process.',
    }),
  )
}

/** What `doctor` says of this machine and the data directory. */
export async function examine(directory: string): Promise<Finding[]> {
  const { examineMachine } = await import('./work/examine.ts')
  return await examineMachine(directory)
}

/** What a backup needs that is looked at or restored without the program running. */
export const loadRestore = async () => ({
  ...(await import('./work/backup/verify.ts')),
  ...(await import('./work/backup/restore.ts')),
})

/** Loaded when somebody first looks at one. */
async function pictureOf(product: string): Promise<string | undefined> {
  const { productById, productImage } = await import('./demo/catalogue.ts')
  const known = productById.get(product)
  return known === undefined ? undefined : productImage(known)
}

/** The demo shop, for the command that sends it in. */
export const loadDemoShop = async () => await import('./demo/arrivals.ts')

export type DemoShop = Awaited<ReturnType<typeof loadDemoShop>>
