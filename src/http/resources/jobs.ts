import type { FastifyInstance } from 'fastify'
import type { Json } from '../../api/parts.ts'
import { routes } from '../../api/routes.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { cancelJob, jobById, listJobs, type Job } from '../../store/operational/jobs.ts'
import { canStop } from '../../work/fields/work.ts'
import { found } from '../found.ts'
import { iso } from '../instants.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** Work that takes its time. */
export function serveJobs(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.jobs.list, async () => ({ items: (await listJobs(db)).map(shownJob) }))
  serve(app, routes.jobs.read, async ({ params }) =>
    shownJob(found(await jobById(db, params.id), 'job')),
  )
  serve(app, routes.jobs.cancel, async ({ params }) => {
    const job = found(await jobById(db, params.id), 'job')
    const { state } = job
    if (!canStop(job)) throw mustEnd()
    if (!(await cancelJob(db, params.id))) {
      const fix = 'What it has done stays.'
      throw new Refusal(failure('conflict', `This job is ${state}`, { where: 'id', fix }))
    }
    return { ok: true as const }
  })
}

function mustEnd(): Refusal {
  return new Refusal(
    failure('conflict', 'This job puts back what another has begun, and goes on to its end', {
      where: 'id',
      fix: 'Wait until it is done.',
    }),
  )
}

/** A job as the API shows it. */
export function shownJob({ id, kind, state, created, finished, progress, problem }: Job) {
  return {
    id,
    kind,
    state,
    created: iso(created),
    finished: finished === undefined ? null : iso(finished),
    progress: { done: progress.done, total: progress.total },
    problem: problem ?? null,
    result: (progress.result ?? null) as Json,
  }
}
