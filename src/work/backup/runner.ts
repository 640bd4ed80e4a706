import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { failure, Refusal } from '../../domain/failure.ts'
import {
  changeJob,
  createJob,
  jobById,
  unfinishedJobs,
  type Job,
} from '../../store/operational/jobs.ts'
import { writeBackup, type BackupMeans } from './backup.ts'
import { clearFrozen } from './freeze.ts'
import { backupKind } from './places.ts'
import { takeTarget } from './target.ts'

/** Makes backups while the program runs, one at a time, each a job. */
export type Backups = {
  /** Begins one. Throws a Refusal where one is under way, or the stores are not this program's own. */
  request(target: string): Promise<Job>
  /** What is under way is given up, and what was written of it taken away. Never throws. */
  stop(): Promise<void>
}

export type BackupsMeans = Omit<BackupMeans, 'mark'> & {
  /** Both stores are in the data directory, so that their files can be reached. */
  readonly own: boolean
}

const options = z.object({ directory: z.string() })
/** How often is looked whether somebody wants it stopped, and told how far it is. */
const lookMs = 250

/** What an earlier process had begun and not ended is cleared away; a backup is never gone on with. */
export async function startBackups(means: BackupsMeans): Promise<Backups> {
  const { operational, clock, directory, own } = means
  if (own) await clearFrozen(directory)
  for (const { id } of await unfinishedJobs(operational.db, backupKind)) {
    const problem = 'The program ended before the backup did; begin it again'
    await changeJob(operational.db, id, { state: 'failed', problem, finished: clock() })
  }
  const stopping = new AbortController()
  // Of this start: one backup at a time is made by it.
  const mark = randomUUID()
  let under: Promise<void> | undefined
  return {
    request: async (target) => {
      if (!own) throw new Refusal(notOurs)
      if (under !== undefined) throw new Refusal(underWay)
      // Held from here on, before the first wait: two that ask at once are not both let in.
      let begun: (job: Job | undefined) => void = () => {}
      const made = new Promise<Job | undefined>((resolve) => (begun = resolve))
      under = made
        .then(async (job) =>
          job === undefined ? undefined : await run({ ...means, mark }, job, stopping.signal),
        )
        .finally(() => (under = undefined))
      try {
        await takeTarget(target, directory, mark)
        const wanted = { kind: backupKind, options: { directory: target } }
        const job = await createJob(operational.db, wanted, clock())
        begun(job)
        return job
      } catch (error) {
        begun(undefined)
        throw error
      }
    },
    stop: async () => {
      stopping.abort()
      await under
    },
  }
}

async function run(means: BackupMeans, job: Job, stopping: AbortSignal): Promise<void> {
  const { operational, clock, log } = means
  const { db } = operational
  const { directory } = options.parse(job.options)
  const watch = watchJob(means, job, stopping)
  try {
    await changeJob(db, job.id, { state: 'running', started: clock() })
    const { head, files } = await writeBackup(means, directory, watch)
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
    const progress = { done: bytes, total: bytes }
    await watch.end()
    await changeJob(db, job.id, { state: 'done', progress, finished: clock() })
    log.info({ job: job.id, bytes, position: head.position }, 'a backup is made')
  } catch (error) {
    await watch.end()
    const cancelled = watch.signal.aborted
    const ours = !cancelled && !(error instanceof Refusal)
    if (ours) log.error({ err: error, job: job.id }, 'a backup failed')
    await changeJob(db, job.id, {
      state: cancelled ? 'cancelled' : 'failed',
      problem: cancelled ? 'It was cancelled; nothing is left of it' : problemOf(error),
      finished: clock(),
    }).catch(() => {
      // The next start says so, where the store is closed by now.
    })
  }
}

function watchJob({ operational }: BackupMeans, { id }: Job, stopping: AbortSignal) {
  const { db } = operational
  const cancel = new AbortController()
  let progress: { readonly done: number; readonly total: number } | undefined
  let looking = Promise.resolve()
  const look = async (): Promise<void> => {
    const told = progress
    progress = undefined
    const now =
      told === undefined ? await jobById(db, id) : await changeJob(db, id, { progress: told })
    if (now?.cancel === true) cancel.abort()
  }
  // A store that does not answer now is asked again.
  const timer = setInterval(() => (looking = looking.then(look).catch(() => {})), lookMs)
  return {
    signal: AbortSignal.any([stopping, cancel.signal]),
    onProgress: (done: number, total: number): void => void (progress = { done, total }),
    end: async (): Promise<void> => {
      clearInterval(timer)
      await looking
    },
  }
}

function problemOf(error: unknown): string {
  if (!(error instanceof Refusal)) return 'A mistake of the program; the log has the reason'
  const { message, fix } = error.failure
  return fix === undefined ? message : `${message}. ${fix}`
}

const underWay = failure('conflict', 'A backup is being made already', {
  fix: 'Wait for it to end, or cancel its job.',
})

const notOurs = failure(
  'invalid',
  'The data are in a ClickHouse server or a PostgreSQL of your own, whose files this program cannot reach',
  {
    fix: 'Stop the program, then use theirs: BACKUP DATABASE of ClickHouse, pg_dump of PostgreSQL; and copy the data directory.',
  },
)
