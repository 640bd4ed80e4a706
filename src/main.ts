import { randomUUID, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino, type Logger } from 'pino'
import type { Server } from './api/client.ts'
import type { Scope } from './api/route.ts'
import type { Config } from './config.ts'
import { builtInFields } from './domain/customer/builtin.ts'
import { failure, orRefuse, Refusal } from './domain/failure.ts'
import type { Recognise } from './http/auth.ts'
import { startServing, type Serving } from './http/serving.ts'
import type { Database } from './store/clickhouse/database.ts'
import { createDatabase, migrate } from './store/clickhouse/migrate.ts'
import { openDatabase } from './store/clickhouse/open.ts'
import { holdDirectory, readHolder, type HeldDirectory } from './store/directory.ts'
import { startEngine, type Engine } from './store/engine/start.ts'
import { checkKey, createKey, listKeys } from './store/operational/keys.ts'
import { openOperational, type Operational } from './store/operational/open.ts'
import { Loader } from './work/intake/loader.ts'
import { startRefresher, type Refresher } from './work/refresh/refresher.ts'
import { makeImportRunner } from './work/runImport.ts'

export { demoArrivals, demoFields, demoSegments, demoList } from './demo/arrivals.ts'
export { examineMachine as examine, type Finding } from './work/examine.ts'

/** The whole program, running in this process. */
export type Program = {
  readonly server: Required<Server>
  readonly directory: string
  /** The key made at this start, if it was the first: shown once and kept nowhere. */
  readonly firstKey: string | undefined
  /** All that arrived until now is taken in and the segments are refreshed. */
  idle(signal: AbortSignal): Promise<void>
  /** Within 5 s, losing nothing that was acknowledged. Repeating it is harmless. */
  stop(): Promise<void>
}

export type StartOptions = {
  /** For the length of one command: no first key is made, and only errors are logged. */
  readonly quiet?: boolean
}

/**
 * Starts everything: the directory is taken, the stores opened and brought up to date, what arrived is
 * loaded, memberships are refreshed, the API is served. Throws a Refusal that says what is in the way.
 */
export async function startProgram(config: Config, options: StartOptions = {}): Promise<Program> {
  const log = loggerOf(config, options)
  const stops: (() => Promise<void>)[] = []
  const undo = async (): Promise<void> => {
    for (const stop of stops.splice(0).toReversed()) await stop()
  }
  try {
    const directory = orRefuse(await holdDirectory(config.data))
    stops.push(() => directory.release())
    const stores = await openStores(config, log)
    stops.push(() => stores.close())
    const firstKey = options.quiet === true ? undefined : await makeFirstKey(stores.operational)
    const running = await startWork({ config, log, directory, stores })
    stops.push(() => running.stop())
    await directory.publish(running.serving.url)
    return {
      server: { url: running.serving.url, key: directory.token },
      directory: directory.path,
      firstKey,
      idle: async (signal) => await running.refresher.idle(signal),
      stop: undo,
    }
  } catch (error) {
    await undo()
    throw error
  }
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

type Stores = {
  readonly operational: Operational
  readonly database: Database
  close(): Promise<void>
}

async function openStores(config: Config, log: Logger): Promise<Stores> {
  const [operational, engine] = await allOrNone(
    openOperationalStore(config),
    startOwnEngine(config, log),
  )
  const url = engine?.url ?? config.clickhouseUrl ?? ''
  const database = openDatabase({
    url,
    maxSeconds: config.queryTime / 1_000,
    maxMemoryBytes: config.queryMemory,
  })
  const close = async (): Promise<void> => {
    await Promise.all([operational.close(), database.close()])
    await engine?.stop()
  }
  try {
    if (engine === undefined) await makeDatabase(url)
    await migrate(database)
    return { operational, database, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Both at once, since each takes its time; when one fails the other is closed again. */
async function allOrNone(
  opening: Promise<Operational>,
  starting: Promise<Engine | undefined>,
): Promise<[Operational, Engine | undefined]> {
  const [operational, engine] = await Promise.allSettled([opening, starting])
  if (operational.status === 'fulfilled' && engine.status === 'fulfilled') {
    return [operational.value, engine.value]
  }
  if (operational.status === 'fulfilled') await operational.value.close()
  if (engine.status === 'fulfilled') await engine.value?.stop()
  throw operational.status === 'rejected'
    ? operational.reason
    : (engine as PromiseRejectedResult).reason
}

async function openOperationalStore(config: Config): Promise<Operational> {
  const { operationalUrl, data, shopTimezone, shopWeekStart, shopCurrency, inboxLimit } = config
  return await openOperational({
    where:
      operationalUrl === undefined
        ? { file: join(data, 'operational.db') }
        : { url: operationalUrl },
    shop: { zone: shopTimezone, weekStart: shopWeekStart, currency: shopCurrency },
    builtInFields,
    inbox: { waitingBytes: inboxLimit },
  })
}

async function startOwnEngine(config: Config, log: Logger): Promise<Engine | undefined> {
  if (config.clickhouseUrl !== undefined) return undefined
  return await startEngine({
    directory: join(config.data, 'engine'),
    memoryBytes: config.engineMemory,
    log: (line) => log.warn({ engine: line }, 'the engine says'),
  })
}

/** On a server of the operator's, the database that the URL names may not be there yet. */
async function makeDatabase(url: string): Promise<void> {
  const name = decodeURIComponent(new URL(url).pathname.slice(1))
  if (name === '' || name === 'default') return
  const server = openDatabase({ url, database: 'default' })
  try {
    await createDatabase(server, name)
  } finally {
    await server.close()
  }
}

type Parts = {
  readonly config: Config
  readonly log: Logger
  readonly directory: HeldDirectory
  readonly stores: Stores
}

type Running = {
  readonly serving: Serving
  readonly refresher: Refresher
  stop(): Promise<void>
}

async function startWork({ config, log, directory, stores }: Parts): Promise<Running> {
  const { operational, database } = stores
  const clock = Date.now
  const stopping = new AbortController()
  const means = { operational, database, directory: directory.path, clock, log }
  const runImport = makeImportRunner({ ...means, signal: stopping.signal })
  const loader = new Loader({ ...means, runImport, holder: randomUUID() })
  loader.start()
  const failed = (job: { readonly id: number }, error: unknown): void =>
    log.error({ err: error, job: job.id }, 'a refresh failed')
  const refresher = startRefresher({ operational, database, clock, failed })
  const forgetting = forgetApplied(operational, config.inboxRetention, log)
  const works = { ...means, refresher, version: version(), started: clock() }
  const stopWork = async (): Promise<void> => {
    stopping.abort()
    clearInterval(forgetting)
    await Promise.all([loader.stop(), refresher.stop()])
  }
  try {
    const serving = await startServing(works, {
      host: config.host,
      port: config.port,
      log,
      recognise: recogniser(operational, directory.token),
      bodyLimitBytes: config.bodyLimit,
    })
    const stop = async (): Promise<void> =>
      await within(workStopMs, Promise.all([serving.stop(), stopWork()]))
    return { serving, refresher, stop }
  } catch (error) {
    await stopWork()
    throw error
  }
}

/** Of the 5 s that a stop may take; what is not done by then is repeated at the next start. */
const workStopMs = 2_000

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const over = new AbortController()
  await Promise.race([
    work,
    sleep(ms, undefined, { signal: over.signal, ref: false }).catch(() => {}),
  ])
  over.abort()
  // It fails when the stores are closed under it, which is then what we wanted.
  work.catch(() => {})
}

/** What was taken in is kept for a while as it came, then forgotten. */
function forgetApplied({ inbox }: Operational, keepMs: number, log: Logger): NodeJS.Timeout {
  const forget = (): void => {
    inbox.removeApplied(Date.now() - keepMs).catch((error: unknown) => {
      log.warn({ err: error }, 'applied arrivals could not be removed')
    })
  }
  return setInterval(forget, 10 * 60_000).unref()
}

/** The local token opens everything; keys open what their scope says. */
function recogniser({ db }: Operational, token: string): Recognise {
  const local = Buffer.from(token)
  return async (secret) => {
    const given = Buffer.from(secret)
    if (given.length === local.length && timingSafeEqual(given, local)) {
      return { name: 'local', scope: 'admin' }
    }
    const key = await checkKey(db, secret, Date.now())
    return key === undefined ? undefined : { name: key.id, scope: key.scope as Scope }
  }
}

async function makeFirstKey({ db }: Operational): Promise<string | undefined> {
  if ((await listKeys(db)).length > 0) return undefined
  const { text } = await createKey(db, { name: 'first', scope: 'admin' }, Date.now())
  return text
}

/** One line of JSON each on standard error: results go to standard output. */
function loggerOf(config: Config, { quiet = false }: StartOptions): Logger {
  const level = quiet && config.logLevel !== 'silent' ? 'error' : config.logLevel
  return pino({ level, base: null }, pino.destination({ dest: 2, sync: true }))
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
