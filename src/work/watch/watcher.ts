import { extname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { failure, Refusal, type Failure } from '../../domain/failure.ts'
import { importById } from '../../store/operational/imports.ts'
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
const mostMistakes = 3

/** What became of a file: the import that it came to, or why there is none, as is to be said beside it. */
type Outcome = { readonly import: number } | { readonly refused: string }

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
  /** By path: how often a mistake of our own was met. */
  readonly #mistakes = new Map<string, number>()
  /** By path: what became of files that are not put away yet, and how each was then. */
  readonly #outcomes = new Map<string, { readonly as: string; readonly outcome: Outcome }>()
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
        const as = asIs({ bytes, changed })
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

  /** Once it is known what became of a file it is only put away, however often that fails. */
  async #takeClaimed(file: WatchedFile): Promise<void> {
    const { template, path } = file
    this.#change({ current: { template, import: undefined } })
    try {
      const known = this.#outcomes.get(path)
      const outcome = known?.as === asIs(file) ? known.outcome : await this.#outcomeOf(file)
      if (outcome === undefined) return
      this.#outcomes.set(path, { as: asIs(file), outcome })
      await this.#putAway(file, outcome)
    } finally {
      this.#change({ current: undefined })
    }
  }

  /** Takes it in. Undefined for what may pass, or the program stopping: it is tried again. */
  async #outcomeOf(file: WatchedFile): Promise<Outcome | undefined> {
    const { signal } = this.#stopping
    const { template } = file
    try {
      const onImport = (id: number) => this.#change({ current: { template, import: id } })
      const { id } = await takeFile({ ...this.#means, signal }, file, onImport)
      return { import: id }
    } catch (error) {
      return signal.aborted ? undefined : this.#refused(file, error)
    }
  }

  #refused({ path }: WatchedFile, error: unknown): Outcome | undefined {
    const why = error instanceof Refusal ? error.failure : this.#ourMistake(path, error)
    if (why !== undefined && why.code !== 'unavailable') return { refused: refusalReport(why) }
    this.#change({ problem: problemOf(error) })
    return undefined
  }

  /** Undefined as long as it is tried again. */
  #ourMistake(path: string, error: unknown): Failure | undefined {
    this.#means.log.error({ err: error }, 'a watched file could not be taken in')
    const mistakes = (this.#mistakes.get(path) ?? 0) + 1
    this.#mistakes.set(path, mistakes)
    return mistakes < mostMistakes ? undefined : ours
  }

  /** With the reason or the report beside it, where something is to be said. */
  async #putAway(file: WatchedFile, outcome: Outcome): Promise<void> {
    if ('refused' in outcome) {
      await putAway(file, endFolders.failed, { '.report.txt': outcome.refused })
      return this.#ended(file, true)
    }
    // Read again: the rows that it rejected may be forgotten by now.
    const made = await importById(this.#means.operational.db, outcome.import)
    if (made === undefined) throw new Error(`import ${outcome.import} is gone`)
    const lost = isLost(made)
    const rows = rejectedRows(this.#means, made)
    const report = { '.report.txt': reportOf(made) }
    const beside =
      rows === undefined ? report : { ...report, [`.rejected${extname(rows.copyOf)}`]: rows }
    const folder = lost ? endFolders.failed : endFolders.done
    await putAway(file, folder, lost || rows !== undefined ? beside : {})
    this.#ended(file, lost)
  }

  #ended({ path }: WatchedFile, lost: boolean): void {
    this.#mistakes.delete(path)
    this.#outcomes.delete(path)
    const { done, failed, waiting } = this.#state
    const ends = lost ? { failed: failed + 1 } : { done: done + 1 }
    this.#change({ ...ends, waiting: Math.max(0, waiting - 1) })
  }

  #change(change: Partial<WatchState>): void {
    this.#state = { ...this.#state, ...change }
  }
}

/** By which it is seen that somebody has written to it. */
function asIs({ bytes, changed }: Pick<WatchedFile, 'bytes' | 'changed'>): string {
  return `${bytes} ${changed}`
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
