import { readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Arrival } from '../domain/arrival.ts'
import { changeImport, importById } from '../store/operational/imports.ts'
import type { Operational } from '../store/operational/open.ts'
import { importWays } from './imports/ways.ts'

/** Files that were sent, until they have been taken in; within the data directory. */
export const spoolFolder = 'spool'

/** After so long nobody means to start an import any more. */
const forgottenMs = 7 * 86_400_000

/**
 * Gives up imports that were made and never started, a week after: their files hold what people sent.
 * To be called at a start, now and then, and whenever one is made.
 */
export async function forgetUnstarted(
  operational: Operational,
  directory: string,
  now: number,
): Promise<void> {
  const rows = await operational.db
    .selectFrom('imports')
    .select('id')
    .where('state', 'in', ['new', 'ready'])
    .where('created', '<', now - forgottenMs)
    .execute()
  const problem = 'It was not started within a week'
  for (const { id } of rows) await giveUp(operational, directory, { id, problem, now })
}

/**
 * Cancels an import that nobody has started, and what was sent of it: one that was tried is over with that.
 * False where it is none such.
 */
export async function giveUp(
  { db }: Operational,
  directory: string,
  { id, problem, now }: { readonly id: number; readonly problem: string; readonly now: number },
): Promise<boolean> {
  const { kind = '', spool, detection, result } = (await importById(db, id)) ?? {}
  const bare = detection && importWays.get(kind)?.withoutCells(detection)
  const shown = bare === undefined ? {} : { detection: bare }
  // Before it is started, an import has no result but that of a trial.
  const end =
    result === undefined
      ? ({ state: 'cancelled', problem } as const)
      : ({ state: 'tried', problem: null } as const)
  const change = { ...end, finished: now, ...shown }
  const given = await changeImport(db, id, change, ['new', 'ready', 'checking'])
  if (given === undefined) return false
  await removeSpooled(directory, spool)
  return true
}

/** Removes a file that was sent, and what it was converted to, which stands beside it under its name and more. */
export async function removeSpooled(directory: string, spool: string | undefined): Promise<void> {
  if (spool === undefined) return
  const path = join(directory, spool)
  const name = basename(path)
  for (const each of await readdir(dirname(path)).catch(() => [])) {
    if (each.startsWith(name)) await rm(join(dirname(path), each), { force: true })
  }
}

/**
 * At a start: an import that was told to begin, of which a kill kept the inbox from hearing, can be told
 * again.
 */
export async function putBackUnheard({ db }: Operational): Promise<void> {
  await db
    .updateTable('imports')
    .set({ state: 'ready' })
    .where('state', '=', 'waiting')
    .where('position', 'is', null)
    .execute()
}

/**
 * Removes the files of the spool that nothing points to any more: a kill in the middle of an upload
 * leaves one, and a kill after a file was taken in and before it was removed. To be called before
 * anything is sent.
 */
export async function removeOrphans(operational: Operational, directory: string): Promise<void> {
  const names = await readdir(join(directory, spoolFolder)).catch(() => [])
  if (names.length === 0) return
  const wanted = new Set([...(await ofImports(operational)), ...(await ofArrivals(operational))])
  for (const name of names) {
    const file = join(spoolFolder, name)
    if (!isWanted(file, wanted)) await rm(join(directory, file), { force: true })
  }
}

/** By its own name, or as what a file was converted to. */
function isWanted(file: string, wanted: ReadonlySet<string>): boolean {
  return wanted.has(file) || [...wanted].some((each) => file.startsWith(`${each}.`))
}

async function ofImports({ db }: Operational): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('imports')
    .select('spool')
    .where('spool', 'is not', null)
    .where('state', 'in', ['ready', 'checking', 'waiting', 'running'])
    .execute()
  return rows.flatMap(({ spool }) => spool ?? [])
}

/** Of arrivals that are still to be taken in. */
async function ofArrivals({ db, inbox }: Operational): Promise<readonly string[]> {
  const { applied } = await inbox.state()
  const rows = await db
    .selectFrom('inbox')
    .select('payload')
    .where('kind', '=', 'bulk')
    .where('position', '>', applied)
    .execute()
  return rows.flatMap(({ payload }) => {
    const arrival = JSON.parse(Buffer.from(payload).toString()) as Arrival
    return arrival.kind === 'bulk' ? arrival.file : []
  })
}
