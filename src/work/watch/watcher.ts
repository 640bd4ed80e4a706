import { extname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { failure, Refusal, type Failure } from '../../domain/failure.ts'
import type { Import } from '../../store/operational/imports.ts'
import type { Log } from '../intake/loader.ts'
import { claim, tidyClaim, watcherName } from './claim.ts'
import { endFolders, putAway, waitingFiles, type WatchedFile } from './folder.ts'
import { isLost, refusalReport, reportOf } from './report.ts'
import { giveUpUnbegun, rejectedRows, takeFile, type TakingMeans } from './takeFile.ts'

/** Takes in the files that are put into a folder, one after the other, each by the template of its sub-folder. */
export type Watcher = {
  /** Undefined where no folder is watched. */
  state(): WatchState | undefined
  /** Looks no more; an import under way goes on at the next start. */
  stop(): Promise<void>
}

/** Instants are milliseconds. */
export type WatchState = {
  readonly directory: string
  readonly everyMs: number
  /** The last look; undefined before the first. */
  readonly looked: number | undefined
  /** Why the folder cannot be read, or the file at hand not be taken in yet. */
  readonly problem: string | undefined
  readonly waiting: number
  /** What is being taken in. */
  readonly current: { readonly template: string; readonly import: number | undefined } | undefined
  /** Since the start. */
  readonly done: number
  readonly failed: number
}

export type WatchMeans = Omit<TakingMeans, 'signal'> & {
  readonly log: Log
  /** Absolute; undefined for none. */
  readonly watch: string | undefined
  readonly everyMs: number
}

/** Somebody may still be writing a file whose size and time have not stood for so long. */
const stableMs = 3_000

/** So often a mistake of our own is met before the file is put aside. */
const mostAttempts = 3

/** Begins to look. That the folder and the data directory are apart is the caller's duty: `demandApart`. */
export function startWatcher(means: WatchMeans): Watcher {
  const { watch } = means
  if (watch === undefined) return { state: () => undefined, stop: async () => {} }
  return new FolderWatcher(means, watch)
}

class FolderWatcher implements Watcher {
  readonly #means: WatchMeans
  readonly #folder: string
  readonly #stopping = new AbortController()
  readonly #running: Promise<void>
  /** By path: how the file was when it was seen so first, and when that was. */
  #seen = new Map<string, { readonly as: string; readonly since: number }>()
  readonly #attempts = new Map<string, number>()
  /** What this server is called, once it is known. */
  #name = ''
  #state: WatchState

  constructor(means: WatchMeans, folder: string) {
    this.#means = means
    this.#folder = folder
    this.#state = {
      directory: folder,
      everyMs: means.everyMs,
      looked: undefined,
      problem: undefined,
      waiting: 0,
      current: undefined,
      done: 0,
      failed: 0,
    }
    this.#running = this.#run()
  }

  state(): WatchState {
    return this.#state
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping
    let begun = false
    while (!signal.aborted) {
      try {
        if (!begun) {
          this.#name = await watcherName(this.#means.directory)
          await giveUpUnbegun(this.#means)
        }
        begun = true
        await this.#look()
      } catch (error) {
        if (signal.aborted) return
        this.#change({ problem: problemOf(error) })
        this.#means.log.warn({ err: error }, 'the watched folder could not be looked at')
      }
      const { everyMs } = this.#means
      const pauseMs = this.#state.waiting > 0 ? Math.min(everyMs, stableMs) : everyMs
      await sleep(pauseMs, undefined, { signal }).catch(() => {})
    }
  }

  async #look(): Promise<void> {
    const files = await waitingFiles(this.#folder, this.#name)
    const now = this.#means.clock()
    this.#change({ looked: now, waiting: files.length, problem: undefined })
    for (const file of this.#stable(files, now)) {
      if (this.#stopping.signal.aborted) return
      await this.#take(file)
    }
  }

  #stable(files: readonly WatchedFile[], now: number): readonly WatchedFile[] {
    const before = this.#seen
    this.#seen = new Map(
      files.map(({ path, bytes, changed }) => {
        const as = `${bytes} ${changed}`
        const was = before.get(path)
        return [path, was?.as === as ? was : { as, since: now }]
      }),
    )
    return files.filter(({ path }) => now - (this.#seen.get(path)?.since ?? now) >= stableMs)
  }

  /** A file that cannot be put away keeps no other from being taken. */
  async #take(waiting: WatchedFile): Promise<void> {
    const { log } = this.#means
    try {
      const file = await claim(waiting, this.#name)
      if (file === undefined) return
      await this.#takeClaimed(file)
      await tidyClaim(file, this.#name)
    } catch (error) {
      this.#change({ problem: problemOf(error) })
      log.warn({ err: error }, 'a watched file could not be taken or put away')
    }
  }

  async #takeClaimed(file: WatchedFile): Promise<void> {
    const { template } = file
    const { signal } = this.#stopping
    this.#change({ current: { template, import: undefined } })
    try {
      const onImport = (id: number) => this.#change({ current: { template, import: id } })
      const taken = await takeFile({ ...this.#means, signal }, file, onImport)
      await this.#putAway(file, taken)
    } catch (error) {
      if (!signal.aborted) await this.#refused(file, error)
    } finally {
      this.#change({ current: undefined })
    }
  }

  async #putAway(file: WatchedFile, made: Import): Promise<void> {
    const lost = isLost(made)
    const rows = rejectedRows(this.#means, made)
    const report = { '.report.txt': reportOf(made) }
    const beside =
      rows === undefined ? report : { ...report, [`.rejected${extname(rows.copyOf)}`]: rows }
    const folder = lost ? endFolders.failed : endFolders.done
    await putAway(file, folder, lost || rows !== undefined ? beside : {})
    this.#ended(file, lost)
  }

  /** What may pass is tried again at the next look; of what does not, the reason is put beside the file. */
  async #refused(file: WatchedFile, error: unknown): Promise<void> {
    const { log } = this.#means
    const why = failureOf(error)
    const attempts = (this.#attempts.get(file.path) ?? 0) + 1
    this.#attempts.set(file.path, attempts)
    if (why === undefined) log.error({ err: error }, 'a watched file could not be taken in')
    const passes = why?.code === 'unavailable' || (why === undefined && attempts < mostAttempts)
    if (passes) {
      this.#change({ problem: problemOf(error) })
      return
    }
    const report = refusalReport(why ?? ours)
    await putAway(file, endFolders.failed, { '.report.txt': report })
    this.#ended(file, true)
  }

  #ended({ path }: WatchedFile, lost: boolean): void {
    this.#attempts.delete(path)
    const { done, failed, waiting } = this.#state
    const ends = lost ? { failed: failed + 1 } : { done: done + 1 }
    this.#change({ ...ends, waiting: Math.max(0, waiting - 1) })
  }

  #change(change: Partial<WatchState>): void {
    this.#state = { ...this.#state, ...change }
  }
}

function failureOf(error: unknown): Failure | undefined {
  return error instanceof Refusal ? error.failure : undefined
}

const ours = failure('invalid', 'It could not be taken in, by a mistake of the program', {
  fix: 'The log has more. Put it into the folder again to have it tried again.',
})

/** In words that say nothing of what is in the file. */
function problemOf(error: unknown): string {
  if (error instanceof Refusal) return error.failure.message
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return 'The folder, or a file in it, is not there'
  if (code === 'EACCES' || code === 'EPERM') return 'This user may not read or write in the folder'
  return 'It could not be taken in; the log has more'
}
