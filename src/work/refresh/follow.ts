import { z } from 'zod'
import { listImports } from '../../store/operational/imports.ts'
import { unfinishedJobs } from '../../store/operational/jobs.ts'
import { readMark, writeMark } from '../../store/operational/marks.ts'
import type { Operational } from '../../store/operational/open.ts'
import type { Db } from '../../store/operational/tables.ts'
import { causeOfRun, type Cause } from './causes.ts'
import { refreshKind } from './job.ts'
import { readOwed } from './owed.ts'
import { rest } from './patience.ts'
import { followedMark, readStandings } from './standing.ts'

export type Following = {
  readonly operational: Operational
  readonly clock: () => number
  readonly signal: AbortSignal
  /** Arrivals are gathered until nothing has come for so long … */
  readonly quietMs: number
  /** … but not for longer than this. */
  readonly patienceMs: number
  /** Asks for a refresh of all. */
  readonly ask: (cause: Cause) => Promise<unknown>
}

/** Waits a while for something to be taken in, and then asks for a refresh of all. */
export async function followArrivals(following: Following): Promise<void> {
  const { operational, clock, signal, ask } = following
  const { inbox, db } = operational
  const followed = await followedTo(db)
  if ((await inbox.waitApplied(followed + 1, 5_000, signal)) === undefined) return
  let { applied } = await inbox.state()
  if (await anyToRefresh(db)) {
    applied = await untilQuiet(following)
    if (signal.aborted) return
    await ask(await causeOf(db, followed, applied))
  }
  await writeMark(db, followedMark, applied, clock())
}

/** Up to which inbox position a refresh was asked for. */
export async function followedTo(db: Db): Promise<number> {
  return z.int().parse((await readMark(db, followedMark)) ?? 0)
}

/** Not where no segment has been filled or is to be filled: then nothing need be waited for either. */
async function anyToRefresh(db: Db): Promise<boolean> {
  // In this order: a job that ends between two of these has left its standings, or what it owes.
  if ((await unfinishedJobs(db, refreshKind)).length > 0) return true
  if ((await readStandings(db)).size > 0) return true
  return (await readOwed(db)) !== undefined
}

/** The position up to which all has been taken in, once no more comes for a moment, or patience ends. */
async function untilQuiet(following: Following): Promise<number> {
  const { operational, quietMs, patienceMs, clock, signal } = following
  const until = clock() + patienceMs
  let before = await operational.inbox.state()
  while (clock() < until && !signal.aborted) {
    await rest(quietMs, signal)
    const now = await operational.inbox.state()
    if (now.applied === before.applied && now.position === now.applied) break
    before = now
  }
  return (await operational.inbox.state()).applied
}

async function causeOf(db: Db, after: number, upTo: number): Promise<Cause> {
  const imports = await listImports(db, { limit: 100 })
  const found = imports.find(({ position = 0 }) => position > after && position <= upTo)
  return found === undefined
    ? { cause: 'arrivals', ref: String(upTo) }
    : { cause: causeOfRun(found.kind), ref: String(found.id) }
}
