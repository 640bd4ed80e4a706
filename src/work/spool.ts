import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Arrival } from '../domain/arrival.ts'
import { changeImport } from '../store/operational/imports.ts'
import type { Operational } from '../store/operational/open.ts'

/** Files that were sent, until they have been taken in; within the data directory. */
export const spoolFolder = 'spool'

/** After so long nobody means to start an import any more. */
const forgottenMs = 7 * 86_400_000

/**
 * Gives up imports that were made and never started, a week after: their files hold what people sent.
 * To be called at a start and whenever one is made.
 */
export async function forgetUnstarted(
  { db }: Operational,
  directory: string,
  now: number,
): Promise<void> {
  const rows = await db
    .selectFrom('imports')
    .select(['id', 'spool'])
    .where('state', 'in', ['new', 'ready'])
    .where('created', '<', now - forgottenMs)
    .execute()
  for (const { id, spool } of rows) {
    const problem = 'It was not started within a week'
    await changeImport(db, id, { state: 'cancelled', problem, finished: now })
    if (spool !== null) await rm(join(directory, spool), { force: true })
  }
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
    if (!wanted.has(file)) await rm(join(directory, file), { force: true })
  }
}

async function ofImports({ db }: Operational): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('imports')
    .select('spool')
    .where('spool', 'is not', null)
    .where('state', 'in', ['ready', 'waiting', 'running'])
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
