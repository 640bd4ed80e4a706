import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino, type Logger } from 'pino'
import type { Config } from './config.ts'
import { builtInFields } from './domain/customer/builtin.ts'
import { fieldOwners } from './domain/customer/field.ts'
import type { PictureOf } from './http/pictures.ts'
import type { Serving, ServingOptions, StartServing } from './http/serving.ts'
import type { Program, StartOptions } from './main.ts'
import type { Database } from './store/clickhouse/database.ts'
import { withGate, type Passing } from './store/clickhouse/gate.ts'
import { ensureColumns } from './store/clickhouse/ensureColumns.ts'
import { createDatabase, migrate } from './store/clickhouse/migrate.ts'
import { openDatabase, type OpenOptions } from './store/clickhouse/open.ts'
import type { HeldDirectory } from './store/directory.ts'
import type { Engine } from './store/engine/start.ts'
import { listFields } from './store/operational/fields.ts'
import { createKey, listKeys } from './store/operational/keys.ts'
import { readAuditKey } from './store/operational/meta.ts'
import { openOperational, type Operational } from './store/operational/open.ts'
import { makeAuditLog } from './work/access/auditLog.ts'
import { SignIn } from './work/access/signIn.ts'
import { startBackups, type BackupsMeans } from './work/backup/runner.ts'
import { makeChanged } from './work/deliver/changed.ts'
import { startDeliverer } from './work/deliver/deliverer.ts'
import { startFinder } from './work/duplicates/finder.ts'
import { indexOldLocations } from './work/fields/oldLocations.ts'
import { indexOldProducts } from './work/fields/oldProducts.ts'
import { announceForgotten } from './work/fields/work.ts'
import { forgetRows } from './work/imports/forgetRows.ts'
import { startChecker } from './work/imports/checker.ts'
import { Loader } from './work/intake/loader.ts'
import { startPreviewer } from './work/promotions/previewer.ts'
import { startExaminer } from './work/quality/examiner.ts'
import { startRefresher, type Refresher } from './work/refresh/refresher.ts'
import { makeImportRunner } from './work/runImport.ts'
import { demandApart } from './work/watch/folder.ts'
import { startWatcher } from './work/watch/watcher.ts'
import { forgetUnstarted, putBackUnheard, removeOrphans } from './work/spool.ts'

/** What {@link main.ts} has begun before this module was loaded. */
export type Begun = {
  readonly config: Config
  readonly log: Logger
  readonly directory: HeldDirectory
  /** Coming up; undefined where the operator's own ClickHouse is used. */
  readonly engine: Promise<Engine | undefined>
  readonly pictureOf: PictureOf
}

/** The program, all but what {@link main.ts} has begun and ends. */
export type Started = Omit<Program, 'directory' | 'firstKey' | 'setupLink'> & {
  /** Undefined where there is a key already. */
  makeFirstKey(): Promise<string | undefined>
  /** Undefined where there are users already. */
  makeSetupLink(): Promise<string | undefined>
}

/**
 * Opens the stores and brings them up to date, loads what arrived, refreshes memberships, serves the
 * API. What it has opened it closes again when it throws; the engine is stopped by who started it.
 */
export async function run(begun: Begun): Promise<Started> {
  const { config, log, directory, pictureOf } = begun
  if (config.watch !== undefined) await demandApart(config.watch, config.data)
  // The server's libraries are loaded while the stores are being opened.
  const [stores, { startServing }] = await Promise.all([
    openStores(config, begun.engine),
    import('./http/serving.ts'),
  ])
  try {
    const running = await startWork({ config, log, directory, stores, startServing, pictureOf })
    const { serving, refresher, signIn } = running
    const pages = publicUrlOf(config)?.origin ?? serving.url
    return {
      server: { url: serving.url, key: directory.token },
      makeFirstKey: async () => await makeFirstKey(stores.operational),
      makeSetupLink: async () => {
        const link = await signIn.setupLink()
        return link && `${pages}/setup#${link.token}`
      },
      idle: async (signal) => await refresher.idle(signal),
      stop: async () => {
        await running.stop()
        await stores.close()
      },
    }
  } catch (error) {
    await stores.close()
    throw error
  }
}

type Stores = {
  readonly operational: Operational
  /** Behind a gate, which a backup closes for a moment. */
  readonly database: Database
  readonly passing: Passing
  readonly backing: Pick<BackupsMeans, 'database' | 'whileStill' | 'own'>
  /** By which a thread of its own opens the database once more. */
  readonly connection: OpenOptions
  close(): Promise<void>
}

async function openStores(config: Config, starting: Promise<Engine | undefined>): Promise<Stores> {
  const operational = await openOperationalStore(config)
  const closes = [async () => await operational.close()]
  const close = async (): Promise<void> => {
    await Promise.all(closes.map((each) => each()))
  }
  try {
    const engine = await starting
    const url = withDatabase(engine?.url ?? config.clickhouseUrl ?? '')
    const connection: OpenOptions = {
      url,
      maxSeconds: config.queryTime / 1_000,
      maxMemoryBytes: config.queryMemory,
    }
    const database = openDatabase(connection)
    closes.push(async () => await database.close())
    await makeDatabase(url)
    await migrate(database)
    for (const of of fieldOwners) {
      const fields = await listFields(operational.db, of)
      await ensureColumns(database, fields)
      await indexOldLocations({ operational, database, clock: Date.now }, fields)
    }
    await indexOldProducts({ operational, database, clock: Date.now })
    await announceForgotten(operational)
    const own = engine !== undefined && operational.engine === 'sqlite'
    const { database: gated, whileStill, passing } = withGate(database)
    const backing = { database, whileStill, own }
    return { operational, database: gated, passing, backing, connection, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function openOperationalStore(config: Config): Promise<Operational> {
  const {
    operationalUrl,
    data,
    shopTimezone,
    shopWeekStart,
    shopCurrency,
    shopCountry,
    inboxLimit,
  } = config
  return await openOperational({
    where:
      operationalUrl === undefined
        ? { file: join(data, 'operational.db') }
        : { url: operationalUrl },
    shop: {
      zone: shopTimezone,
      weekStart: shopWeekStart,
      currency: shopCurrency,
      country: shopCountry,
    },
    builtInFields,
    inbox: { waitingBytes: inboxLimit },
  })
}

/**
 * Where the URL names no database ours is called `clientela`. Never `default`: under that name our own
 * engine lays the files of the machine, and a server of the operator's may have tables of others there.
 */
function withDatabase(url: string): string {
  const named = new URL(url)
  if (named.pathname === '/') named.pathname = '/clientela'
  return named.href
}

/** The database that the URL names may not be there yet. */
async function makeDatabase(url: string): Promise<void> {
  const name = decodeURIComponent(new URL(url).pathname.slice(1))
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
  readonly startServing: StartServing
  readonly pictureOf: PictureOf
}

type Running = {
  readonly serving: Serving
  readonly refresher: Refresher
  readonly signIn: SignIn
  stop(): Promise<void>
}

async function startWork(parts: Parts): Promise<Running> {
  const { config, log, directory, startServing } = parts
  const { operational, database, connection } = parts.stores
  const clock = Date.now
  const stopping = new AbortController()
  const means = { operational, database, directory: directory.path, clock, log }
  const beside = { open: connection, passing: parts.stores.passing }
  const importing = { ...means, beside, signal: stopping.signal }
  const runImport = makeImportRunner(importing)
  const loader = new Loader({ ...means, runImport, holder: holderOf(config) })
  await putBackUnheard(operational)
  await forgetUnstarted(operational, directory.path, clock())
  await removeOrphans(operational, directory.path)
  await forgetRows(
    { db: operational.db, directory: directory.path },
    { now: clock(), endedBefore: clock() - config.rejectedRetention },
  )
  loader.start()
  const { failed, waits, stumbled, telling } = complaints(log)
  const allowed = config.webhookNetworks ?? []
  const changed = makeChanged()
  const sending = { operational, database, clock, allowed, changed, waits: telling }
  const deliverer = await startDeliverer(sending)
  const keeping = { operational, database, clock, failed, waits, stumbled, wrote: changed.tell }
  const refresher = startRefresher(keeping)
  loader.afterApplied((news) => refresher.hear(news))
  const looking = { operational, database, connection, clock, failed, waits }
  const finder = startFinder(looking)
  const examiner = startExaminer(looking)
  const previewer = startPreviewer(looking)
  const forgetting = startForgetting(operational, config, log)
  const backups = await startBackups({ ...means, ...parts.stores.backing, version: version() })
  const checker = startChecker(importing)
  const unpackedLimitBytes = config.unpackedLimit
  const watching = { watch: config.watch, everyMs: config.watchEvery, unpackedLimitBytes }
  const watcher = startWatcher({ ...means, ...watching })
  const jobs = { refresher, deliverer, finder, examiner, previewer, backups, checker, watcher }
  const { writeWait: writeWaitMs } = config
  const ownEngine = config.clickhouseUrl === undefined
  const facts = { version: version(), started: clock(), ownEngine, unpackedLimitBytes, writeWaitMs }
  const works = {
    ...means,
    ...jobs,
    ...facts,
    ...(await accessTo(operational, config, clock)),
    changed,
    stopping: stopping.signal,
  }
  const stopWork = async (): Promise<void> => {
    stopping.abort()
    clearInterval(forgetting)
    await Promise.all([loader, ...Object.values(jobs)].map(async (each) => await each.stop()))
  }
  try {
    const serving = await startServing(works, servingBy(parts))
    const stop = async (): Promise<void> =>
      await within(workStopMs, Promise.all([serving.stop(), stopWork()]))
    return { serving, refresher, signIn: works.signIn, stop }
  } catch (error) {
    await stopWork()
    throw error
  }
}

/** Where the API is served, to whom, and with what limits. */
function servingBy({ config, log, directory, pictureOf }: Parts): ServingOptions {
  return {
    host: config.host,
    port: config.port,
    log,
    localToken: directory.token,
    proxies: config.proxies ?? [],
    bodyLimitBytes: config.bodyLimit,
    pictureOf,
    // The same folder for what was built and for the sources.
    webFolder: join(import.meta.dirname, '..', 'dist', 'web'),
  }
}

/** What the log says of work that does not go as it should. */
function complaints(log: Logger) {
  return {
    failed: (job: { readonly id: number; readonly kind: string }, error: unknown): void =>
      log.error({ err: error, job: job.id, kind: job.kind }, 'a job failed'),
    waits: (error: unknown, pauseMs: number): void =>
      log.warn({ err: error, pauseMs }, 'a job waits'),
    stumbled: (error: unknown): void =>
      log.error({ err: error }, 'memberships could not be kept up, and are refreshed instead'),
    telling: (error: unknown, pauseMs: number): void =>
      log.warn({ err: error, pauseMs }, 'what webhooks are to be told waits'),
  }
}

/**
 * Whose leases those of this process are. A store in the data directory has one process at a time: the
 * next takes over at once what a killed one held, instead of waiting until it expires.
 */
function holderOf({ operationalUrl }: Config): string {
  return operationalUrl === undefined ? 'the holder of the data directory' : randomUUID()
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

/** What was taken in is kept for a while as it came, as is what imports show of people's rows; then forgotten. */
function startForgetting(operational: Operational, config: Config, log: Logger): NodeJS.Timeout {
  const { data: directory, inboxRetention, rejectedRetention } = config
  const { db, inbox } = operational
  const forget = async (): Promise<void> => {
    const now = Date.now()
    await inbox.removeApplied(now - inboxRetention)
    await forgetUnstarted(operational, directory, now)
    await forgetRows({ db, directory }, { now, endedBefore: now - rejectedRetention })
  }
  const tick = (): void => {
    forget().catch((error: unknown) => {
      log.warn({ err: error }, 'what is kept for a while could not be removed')
    })
  }
  return setInterval(tick, 10 * 60_000).unref()
}

/** How people come in, and for how long. */
async function accessTo({ db }: Operational, config: Config, clock: () => number) {
  const sessionLengths = { idleMs: config.sessionIdle, wholeMs: config.sessionLength }
  return {
    audit: makeAuditLog(db, await readAuditKey(db)),
    signIn: new SignIn({ db, clock, lengths: sessionLengths }),
    sessionLengths,
    publicUrl: publicUrlOf(config),
  }
}

function publicUrlOf({ publicUrl }: Config): URL | undefined {
  return publicUrl === undefined ? undefined : new URL(publicUrl)
}

async function makeFirstKey({ db }: Operational): Promise<string | undefined> {
  if ((await listKeys(db)).length > 0) return undefined
  const { text } = await createKey(db, { name: 'first', scopes: ['admin'] }, Date.now())
  return text
}

/** One line of JSON each on standard error: results go to standard output. */
export function makeLog(config: Config, { quiet = false }: StartOptions): Logger {
  const level = quiet && config.logLevel !== 'silent' ? 'error' : config.logLevel
  const serializers = { err: withoutData }
  return pino({ level, base: null, serializers }, pino.destination({ dest: 2, sync: true }))
}

/**
 * An error as the log may have it: the engine's messages quote the statement with the values in it,
 * which may be somebody's name. What was wrong comes before that.
 */
function withoutData(error: Error & { readonly code?: unknown }): object {
  const [message = ''] = error.message.split(
    /\b(?:in scope|while|In query|SELECT|INSERT|VALUES)\b/i,
  )
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    type: error.name,
    code: error.code,
    message: message.slice(0, 500),
    stack: frames.join('\n'),
  }
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
