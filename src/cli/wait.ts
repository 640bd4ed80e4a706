import { setTimeout as sleep } from 'node:timers/promises'
import type { Routes } from '../api/routes.ts'
import type { Answer } from '../api/route.ts'
import { failure, Refusal } from '../domain/failure.ts'
import type { Session } from './session.ts'

export type Job = Answer<Routes['jobs']['read']>
export type Import = Answer<Routes['imports']['start']>

/** Waits for a job with a bar. A job that failed is thrown with its reason. */
export async function finishJob(session: Session, begun: Job, title: string): Promise<Job> {
  const job = await finish(session, begun, {
    title: () => title,
    again: ({ id }) => session.ask(session.routes.jobs.read, { params: { id } }),
  })
  return demandDone(job, `job ${job.id}`)
}

/** The same for an import. */
export async function finishImport(session: Session, begun: Import): Promise<Import> {
  const done = await finish(session, begun, {
    title: ({ progress }) => progress.step || 'Waiting',
    again: async ({ id }) =>
      (await session.ask(session.routes.imports.read, { params: { id } })) as Import,
  })
  return demandDone(done, `import ${done.id}`)
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
  for (let waitMs = 20; now.state === 'waiting' || now.state === 'running'; waitMs += 20) {
    output.progress(how.title(now), now.progress.done, now.progress.total ?? undefined)
    await sleep(Math.min(waitMs, 200), undefined, { signal })
    now = await how.again(now)
  }
  output.clear()
  return now
}

/** What is over and done; thrown with the reason where it is not. */
export function demandDone<T extends Unfinished>(now: T, where: string): T {
  if (now.state === 'done') return now
  throw new Refusal(failure('unavailable', now.problem ?? `It was ${now.state}`, { where }))
}
