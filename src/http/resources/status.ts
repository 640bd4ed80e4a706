import { statfs } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { lastDone, listJobs } from '../../store/operational/jobs.ts'
import { listSegments } from '../../store/operational/segments.ts'
import { sql } from '../../store/sql/sql.ts'
import { backupKind } from '../../work/backup/places.ts'
import { readStandings } from '../../work/refresh/standing.ts'
import type { WatchState } from '../../work/watch/watcher.ts'
import { iso } from '../instants.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'
import { shownJob } from './jobs.ts'

/** How the installation fares, for people; and whether it can answer, for whoever sends it requests. */
export function serveStatus(app: FastifyInstance, works: Works): void {
  const { operational, database, refresher, directory, version, started, clock, ownEngine } = works
  const { db, inbox } = operational
  serve(app, routes.status.read, async (_taken, { signal }) => {
    const [up, { position, applied }, jobs, segments, standings, disk, last] = await Promise.all([
      answers(works),
      inbox.state(),
      listJobs(db, 20),
      listSegments(db),
      readStandings(db),
      roomIn(directory),
      lastDone(db, backupKind),
    ])
    const [row] = up
      ? await database.rows<{ customers: string; events: string }>(
          sql`SELECT (SELECT count() FROM customers FINAL) AS customers,
            (SELECT count() FROM events) AS events`,
          { signal },
        )
      : []
    const asOf = Math.min(...[...standings.values()].map((standing) => standing.asOf))
    return {
      version,
      started: iso(started),
      now: iso(clock()),
      directory,
      disk,
      store: operational.engine,
      engine: { up, own: ownEngine },
      backup: {
        possible: ownEngine && operational.engine === 'sqlite',
        last: last === undefined ? null : iso(last),
      },
      inbox: { position, applied, waiting: position - applied },
      customers: Number(row?.customers ?? 0),
      events: Number(row?.events ?? 0),
      segments: segments.length,
      refresh: {
        asOf: Number.isFinite(asOf) ? iso(asOf) : null,
        running: refresher.running(),
        waiting: jobs.some(({ state }) => state === 'waiting'),
      },
      watch: shownWatch(works.watcher.state()),
      jobs: jobs.map(shownJob),
    }
  })
  serve(app, routes.health.ready, async (_taken, { reply }) => {
    const [engine, store] = await Promise.all([answers(works), keeps(works)])
    const ok = engine && store
    if (!ok) reply.code(503)
    return { ok }
  })
}

function shownWatch(state: WatchState | undefined) {
  if (state === undefined) return null
  const { directory, everyMs, looked, problem, waiting, current, done, failed } = state
  return {
    directory,
    everySeconds: everyMs / 1_000,
    looked: looked === undefined ? null : iso(looked),
    problem: problem ?? null,
    waiting,
    current: current === undefined ? null : { ...current, import: current.import ?? null },
    done,
    failed,
  }
}

/** Of the file system on which the data directory lies. */
async function roomIn(directory: string) {
  const found = await statfs(directory).catch(() => undefined)
  if (found === undefined) return null
  const { bavail, blocks, bsize } = found
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
}

/** What Prometheus is told. */
export async function figuresOf(works: Works) {
  const { position, applied } = await works.operational.inbox.state()
  return {
    inbox_position: position,
    inbox_applied: applied,
    engine_up: Number(await answers(works)),
    refresh_running: Number(works.refresher.running()),
  }
}

async function answers({ database }: Works): Promise<boolean> {
  return await database.ping().catch(() => false)
}

/** Whether the operational store answers: without it nothing can be brought or asked. */
async function keeps({ operational }: Works): Promise<boolean> {
  return await operational.inbox.state().then(
    () => true,
    () => false,
  )
}
