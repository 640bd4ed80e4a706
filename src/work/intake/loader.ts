import { setTimeout as sleep } from 'node:timers/promises'
import { failure, Refusal, type Failure } from '../../domain/failure.ts'
import { versionOf } from '../../store/clickhouse/version.ts'
import { readLatestVersion } from '../../store/clickhouse/written.ts'
import type { Applied, Entry } from '../../store/operational/inbox.ts'
import {
  acquireLease,
  releaseLease,
  renewLease,
  type Lease,
} from '../../store/operational/leases.ts'
import { nextGroup, type Group } from './group.ts'
import type { Touched } from './setState.ts'
import { giveUp, keepFile, makeTaker, tidyUp, type Taker, type TakeMeans } from './take.ts'
import type { Taken } from './takeAlone.ts'

/** What was taken in, for whoever refreshes. */
export type News = {
  /** Positions of the first and the last entry. */
  readonly from: number
  readonly to: number
  /** Undefined: too much to name, look at everything. */
  readonly touched: Touched | undefined
  /** Customers are one by it, or are not any more: the run. */
  readonly mixedBy?: number
}

/** How far the entry is that is being taken in. */
export type LoaderProgress = {
  readonly position: number
  /** Bytes of its file. */
  readonly done: number
  readonly total: number
}

/** What the loader says, in the manner of pino. */
export type Log = {
  info(about: object, message: string): void
  warn(about: object, message: string): void
  error(about: object, message: string): void
}

export type LoaderMeans = Omit<TakeMeans, 'onProgress'> & {
  /** Names this process among those that may serve the same stores. */
  readonly holder: string
  readonly log: Log
}

const leaseName = 'intake'
const leaseMs = 15_000
const entriesPerTake = 1_000
const attemptsPerEntry = 3
const longestPauseMs = 5_000

/** Stops the work between two sets. */
class Stopped extends Error {}

/**
 * Takes the inbox in, in order, exactly once. A kill anywhere leaves an entry that is not marked as
 * applied; it is taken again, which comes to the same end. While a store is in trouble, of whatever
 * kind, it waits and tries again for as long as that takes. Only an entry that cannot be taken in by a
 * mistake of ours is tried alone, three times, then set aside with its reason, so that the rest goes on.
 */
export class Loader {
  private readonly means: LoaderMeans
  private readonly takeMeans: TakeMeans
  private readonly taker: Taker
  private readonly told: ((news: News) => void)[] = []
  private readonly stopping = new AbortController()
  private running: Promise<void> | undefined
  private lease: Lease | undefined
  private long: LoaderProgress | undefined
  private pauseMs = 0
  /** Versions up to here may be of rows that an earlier attempt wrote; undefined: not known yet. */
  private written: number | undefined

  constructor(means: LoaderMeans) {
    this.means = means
    this.takeMeans = {
      ...means,
      onProgress: (done, total) => {
        if (this.long !== undefined) this.long = { ...this.long, done, total }
        if (this.stopping.signal.aborted || this.lease === undefined) throw new Stopped()
      },
    }
    this.taker = makeTaker(this.takeMeans)
  }

  /** Called after each group of entries is readable and counted as applied; must not throw. */
  afterApplied(tell: (news: News) => void): void {
    this.told.push(tell)
  }

  /** Of the entry that is being taken in, where it is a long one. */
  progress(): LoaderProgress | undefined {
    return this.long
  }

  /** Takes what arrives in, until stopped. */
  start(): void {
    this.running ??= this.run()
  }

  /** Finishes the set under way and gives the lease up. What is not applied waits for the next start. */
  async stop(): Promise<void> {
    this.stopping.abort()
    await this.running
  }

  private async run(): Promise<void> {
    const keeping = setInterval(() => void this.keepLease(), leaseMs / 3)
    while (!this.stopping.signal.aborted) {
      try {
        if (await this.holdLease()) await this.takeNext()
      } catch (error) {
        if (!(error instanceof Stopped)) await this.pause(error)
      }
    }
    clearInterval(keeping)
    const { lease, means } = this
    if (lease !== undefined) await releaseLease(means.operational.db, lease).catch(() => {})
  }

  /** Whether this process is the one that loads; waits a little when it is not. */
  private async holdLease(): Promise<boolean> {
    if (this.lease !== undefined) return true
    const { operational, holder, clock } = this.means
    const wanted = { name: leaseName, holder, lastsMs: leaseMs }
    this.lease = await acquireLease(operational.db, wanted, clock())
    if (this.lease === undefined) await this.rest(1_000)
    else this.forget()
    return this.lease !== undefined
  }

  private async keepLease(): Promise<void> {
    const held = this.lease
    if (held === undefined) return
    const { operational, clock, log } = this.means
    // A store that does not answer leaves the lease as it is: markApplied checks it anyhow.
    const renewed = await renewLease(operational.db, held, leaseMs, clock()).catch(() => held)
    if (this.lease !== held) return
    this.lease = renewed
    if (renewed === undefined) log.warn({}, 'another process takes arrivals in from here on')
  }

  private async takeNext(): Promise<void> {
    const { inbox } = this.means.operational
    const { applied, position } = await inbox.state()
    const entries = await inbox.take(applied, entriesPerTake)
    if (entries.length === 0) {
      await inbox.waitArrived(applied, 1_000, this.stopping.signal)
      return
    }
    // What an attempt before had in hand began right after what is applied, and was there by now.
    this.written ??= Math.max(
      versionOf(Math.min(position, applied + entriesPerTake)),
      await readLatestVersion(this.means.database),
    )
    await this.takeWithPatience(nextGroup(entries, entriesPerTake))
  }

  /** Together first; if that fails by our mistake one by one, so that only the guilty one is set aside. */
  private async takeWithPatience(group: Group): Promise<void> {
    try {
      await this.takeGroup(group)
      return
    } catch (error) {
      if (isPassing(error)) throw error
      const positions = group.entries.map((entry) => entry.position)
      this.means.log.error({ err: error, positions }, 'arrivals could not be taken in')
    }
    for (const entry of group.entries) await this.takeAlone(entry)
  }

  private async takeAlone(entry: Entry): Promise<void> {
    const { position } = entry
    for (let attempt = 1; ; attempt += 1) {
      this.forget()
      try {
        await this.takeGroup(nextGroup([entry], 1))
        return
      } catch (error) {
        if (isPassing(error)) throw error
        this.means.log.error({ err: error, position, attempt }, 'an arrival could not be taken in')
        if (attempt === attemptsPerEntry) return await this.setAside(entry, error)
      }
      await this.rest(100 * attempt)
      if (this.stopping.signal.aborted) throw new Stopped()
    }
  }

  /** What was acknowledged is kept: of a file, the file, out of the way of what tidies the spool. */
  private async setAside(entry: Entry, error: unknown): Promise<void> {
    const { position } = entry
    this.means.log.error({ position }, 'the arrival is set aside; what comes after it goes on')
    const kept = await keepFile(this.takeMeans, entry)
    await giveUp(this.takeMeans, entry)
    const reason = failure('invalid', `This could not be taken in: ${messageOf(error)}`, {
      fix: `This is a mistake of the program: report it. What arrived is kept${kept === undefined ? '' : ` in ${kept}`}.`,
    })
    await this.markApplied(position, { reason })
    await tidyUp(this.takeMeans, entry)
  }

  private async takeGroup(group: Group): Promise<void> {
    const from = group.entries[0]?.position ?? 0
    const to = group.entries.at(-1)?.position ?? 0
    this.long = group.alone ? { position: from, done: 0, total: 0 } : undefined
    const repeated = this.written === undefined || versionOf(from) <= this.written
    const taken = await this.taker.take(group, repeated)
    this.long = undefined
    await this.markApplied(to, appliedOf(taken))
    this.pauseMs = 0
    for (const entry of group.entries) await tidyUp(this.takeMeans, entry)
    for (const tell of this.told) {
      const { touched, mixedBy } = taken
      tell({ from, to, touched, ...(mixedBy === undefined ? {} : { mixedBy }) })
    }
  }

  private async markApplied(position: number, more: Applied): Promise<void> {
    const { lease } = this
    if (lease === undefined) throw new Stopped()
    try {
      await this.means.operational.inbox.markApplied(position, { ...more, lease })
    } catch (error) {
      if (isRefusal(error, 'conflict')) this.lease = undefined
      throw error
    }
  }

  /** After what passing time may mend, and what we did not expect here. */
  private async pause(error: unknown): Promise<void> {
    this.forget()
    this.pauseMs = Math.min(longestPauseMs, Math.max(50, this.pauseMs * 2))
    this.means.log.warn({ err: error, pauseMs: this.pauseMs }, 'taking arrivals in waits')
    await this.rest(this.pauseMs)
  }

  private forget(): void {
    this.taker.forget()
    this.written = undefined
  }

  private async rest(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => {})
  }
}

/** What whoever waits for the entries is told. */
function appliedOf({ outcomes }: Taken): Applied {
  return {
    outcomes,
    rejected: [...outcomes].flatMap(([position, { failures }]) =>
      failures.map(({ part, failure: why }) => ({ position, part, failure: why })),
    ),
  }
}

/** Trouble of the world: what was acknowledged waits until it is over. */
function isPassing(error: unknown): boolean {
  if (error instanceof Stopped || isOfSystem(error)) return true
  return isRefusal(error, 'unavailable') || isRefusal(error, 'conflict')
}

/** No right to a file, no handle left, a disk that fails; but a file that is gone stays gone. */
function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'code' in error && error.code !== 'ENOENT'
}

function isRefusal(error: unknown, code: Failure['code']): boolean {
  return error instanceof Refusal && error.failure.code === code
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 500) : String(error)
}
