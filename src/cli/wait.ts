import { setTimeout as sleep } from 'node:timers/promises'
import type { Routes } from '../api/routes.ts'
import type { Answer } from '../api/route.ts'
import { failure, Refusal } from '../domain/failure.ts'
import type { Session } from './session.ts'

export type Job = Answer<Routes['jobs']['read']>
export type Import = Answer<Routes['imports']['start']>
export type OrderImport = Extract<Import, { kind: 'orders' }>
export type RowImport = Exclude<Import, OrderImport>

/** Waits for a job with a bar. A job that failed is thrown with its reason. */
export async function finishJob(session: Session, begun: Job, title: string): Promise<Job> {
  const job = await finish(session, begun, {
    title: () => title,
    again: ({ id }) => session.ask(session.routes.jobs.read, { params: { id } }),
  })
  return demandDone(job, `job ${job.id}`)
}

/** The same for an import. */
export async function finishImport<T extends Import>(session: Session, begun: T): Promise<T> {
  const done = await finish(session, begun, importWay(session))
  return demandDone(done, `import ${done.id}`)
}

/** The same for one that is tried. */
export async function finishCheck<T extends Import>(session: Session, begun: T): Promise<T> {
  const done = await finish(session, begun, importWay(session))
  if (done.problem === null) return done
  throw new Refusal(failure('invalid', done.problem, { where: `import ${done.id}` }))
}

function importWay<T extends Import>(session: Session) {
  return {
    title: ({ progress: { step, secondsLeft } }: T) => {
      const left = secondsLeft === null ? '' : `, ${inWords(secondsLeft)} left`
      return `${step || 'Waiting'}${left}`
    },
    again: async ({ id }: T) =>
      (await session.ask(session.routes.imports.read, { params: { id } })) as T,
  }
}

function inWords(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
}

/** Waits until what was brought can be read. */
export async function untilApplied(
  session: Session,
  { position, applied }: { readonly position: number; readonly applied: boolean },
  title: string,
): Promise<void> {
  for (let done = applied; !done;) {
    session.output.progress(title, 0, undefined)
    const query = { wait: 2 }
    done = (await session.ask(session.routes.arrivals.read, { params: { position }, query }))
      .applied
  }
  session.output.clear()
}

type Run = Answer<Routes['imports']['read']>
/** What changes many customers, and what takes a run back. */
export type EditRun = Extract<Run, { result: { changed: number } | null }>
export type UndoRun = Extract<Run, { of: number | null }>

/** The same for a run that needs no file. */
export async function finishRun<T extends Run = Run>(
  session: Session,
  { id, title }: { readonly id: number; readonly title: string },
): Promise<T> {
  const again = async () => await session.ask(session.routes.imports.read, { params: { id } })
  const done = await finish(session, await again(), { title: () => title, again })
  return demandDone(done, `import ${id}`) as T
}

/** Until Ctrl-C or SIGTERM. */
export async function untilInterrupted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  // A signal's listener alone does not keep a process alive; the server it waits for does.
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}

type Unfinished = {
  readonly id: number
  readonly state: string
  readonly progress: { readonly done: number; readonly total: number | null }
  readonly problem: string | null
}

/** Asks again, soon at first, so that what is quick is seen to be quick, and what is long soon after its end. */
async function finish<T extends Unfinished>(
  { output, signal }: Session,
  begun: T,
  how: { readonly title: (now: T) => string; readonly again: (now: T) => Promise<T> },
): Promise<T> {
  let now = begun
  for (let waitMs = 20; unfinished.has(now.state); waitMs += 20) {
    output.progress(how.title(now), now.progress.done, now.progress.total ?? undefined)
    await sleep(Math.min(waitMs, 200), undefined, { signal })
    now = await how.again(now)
  }
  output.clear()
  return now
}

const unfinished: ReadonlySet<string> = new Set(['checking', 'waiting', 'running'])

/** What is over and done; thrown with the reason where it is not. */
export function demandDone<T extends Unfinished>(now: T, where: string): T {
  if (now.state === 'done') return now
  throw new Refusal(failure('unavailable', now.problem ?? `It was ${now.state}`, { where }))
}
