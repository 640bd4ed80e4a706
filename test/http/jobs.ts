import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from '../../src/api/route.ts'
import { routes } from '../../src/api/routes.ts'
import { patience } from '../patience.ts'
import type { Running } from './running.ts'

/** Waits for a job's end, which is to be a good one. */
export async function jobDone(
  running: Running,
  id: number,
): Promise<Answer<typeof routes.jobs.read>> {
  const signal = patience()
  for (;;) {
    const job = await running.ask(routes.jobs.read, { params: { id } })
    if (job.state === 'done') return job
    if (job.state !== 'waiting' && job.state !== 'running') {
      throw new Error(`the job is ${job.state}: ${job.problem}`)
    }
    await sleep(20, undefined, { signal })
  }
}
