import { rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Refusal } from '../../domain/failure.ts'
import { schemaVersion } from '../../store/clickhouse/migrate.ts'
import { makeDirectory } from '../../store/makeDirectory.ts'
import { schemaVersion as storeVersion } from '../../store/operational/migrate.ts'
import type { Operational } from '../../store/operational/open.ts'
import { installationOf } from './erasures.ts'
import { copyFile, digestFile, forEachFile, syncDirectory, writeFile } from './files.ts'
import type { Log } from '../intake/loader.ts'
import { clearFrozen, freeze, type FreezeMeans, type Frozen, type FrozenFile } from './freeze.ts'
import {
  manifestName,
  unfinishedName,
  writeManifest,
  type Manifest,
  type ManifestFile,
} from './manifest.ts'
import { operationalFile } from './places.ts'
import { demandOurs, demandRoom, giveUpTarget, sayFull } from './target.ts'
import { damageFailure, findDamage, openBackup } from './verify.ts'

export type BackupMeans = FreezeMeans & {
  readonly operational: Operational
  /** Of the program. */
  readonly version: string
  /** What the target was taken with. */
  readonly mark: string
  readonly log: Log
}

export type Backing = {
  /** Bytes, of all that is read and written: everything is gone through twice. */
  readonly onProgress: (done: number, total: number) => void
  readonly signal: AbortSignal
}

/**
 * Writes both stores as of one moment into a directory that was taken for it (`takeTarget`), while the
 * program goes on: copies, then the list of them, then reads all of it again. Only then the directory counts
 * as a backup. What was written is taken away again where it fails or is cancelled; after a kill it stays,
 * marked as unfinished.
 */
export async function writeBackup(
  means: BackupMeans,
  target: string,
  backing: Backing,
): Promise<Manifest> {
  try {
    const manifest = await copyAll(means, target, backing)
    await finish(means, target, manifest)
    return manifest
  } catch (error) {
    const said = await sayFull(error, [target, means.directory])
    await giveUpTarget(target, means.mark)
    throw said
  } finally {
    await clearFrozen(means.directory)
  }
}

async function copyAll(means: BackupMeans, target: string, backing: Backing): Promise<Manifest> {
  const { signal } = backing
  const store = join(target, operationalFile)
  // Made before SQLite makes it, which would let all read it.
  await writeFile(store, '')
  const frozen = await freeze({ ...means, copy: store, signal })
  const { stillMs, files: some } = frozen
  means.log.info({ stillMs, files: some.length }, 'the stores are frozen for a backup')
  try {
    const { size } = await stat(join(means.directory, operationalFile))
    const bytes = frozen.files.reduce((sum, file) => sum + file.bytes, size)
    await demandRoom(target, bytes)
    let done = 0
    const onBytes = (more: number): void => backing.onProgress((done += more), 2 * bytes)
    await frozen.snapshot.copy(() => {}, signal)
    await frozen.snapshot.close()
    const copies = await forEachFile(frozen.files, (file) =>
      copyInto(target, file, { onBytes, signal }),
    )
    const files = [await closed(target, operationalFile, { onBytes, signal }), ...copies]
    const manifest = { head: await headOf(means, frozen), files }
    await syncAll(target, files)
    const damage = await findDamage(target, manifest, { onBytes, signal })
    const wrong = damage.filter(({ path }) => path !== unfinishedName)
    if (wrong.length > 0) throw new Refusal(damageFailure(target, wrong))
    return manifest
  } finally {
    await frozen.snapshot.close()
  }
}

type Following = Parameters<typeof digestFile>[1]

async function copyInto(
  target: string,
  { from, path }: FrozenFile,
  following: Following,
): Promise<ManifestFile> {
  const to = join(target, path)
  await makeDirectory(dirname(to))
  return { path, ...(await copyFile(from, to, following)) }
}

/** One that is written already, brought to the disk. */
async function closed(target: string, path: string, following: Following): Promise<ManifestFile> {
  const file = join(target, path)
  await syncDirectory(file)
  return { path, ...(await digestFile(file, following)) }
}

async function headOf(
  { operational, version }: BackupMeans,
  { at, snapshot, tables }: Frozen,
): Promise<Manifest['head']> {
  return {
    kind: 'clientela backup',
    format: 1,
    program: version,
    schema: { clickhouse: schemaVersion, operational: await storeVersion(operational.db) },
    installation: await installationOf(operational),
    at,
    position: snapshot.position,
    applied: snapshot.applied,
    tables: [...tables],
  }
}

/** The names of all files are on disk. */
async function syncAll(target: string, files: readonly ManifestFile[]): Promise<void> {
  const directories = new Set<string>()
  for (const { path } of files) {
    for (let above = dirname(path); above !== '.'; above = dirname(above)) directories.add(above)
  }
  await forEachFile([...directories], (path) => syncDirectory(join(target, path)))
  await syncDirectory(target)
}

/** From here on it counts: the list is there, and it is not marked as unfinished. */
async function finish({ mark }: BackupMeans, target: string, manifest: Manifest): Promise<void> {
  await demandOurs(target, mark)
  const list = join(target, manifestName)
  await writeFile(`${list}.new`, writeManifest(manifest))
  await rename(`${list}.new`, list)
  await syncDirectory(target)
  await rm(join(target, unfinishedName))
  try {
    await syncDirectory(target)
    await openBackup(target)
  } catch (error) {
    // Ours again, to be taken away: without a mark it would be taken for another's that is whole.
    await writeFile(join(target, unfinishedName), mark)
    throw error
  }
}
