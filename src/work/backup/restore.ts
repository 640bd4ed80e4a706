import { readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sql as raw } from 'kysely'
import { builtInFields } from '../../domain/customer/builtin.ts'
import { failure, orRefuse, Refusal } from '../../domain/failure.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { createDatabase, schemaVersion } from '../../store/clickhouse/migrate.ts'
import { openDatabase } from '../../store/clickhouse/open.ts'
import { holdDirectory, passingFiles } from '../../store/directory.ts'
import { startEngine } from '../../store/engine/start.ts'
import { makeDirectory } from '../../store/makeDirectory.ts'
import { changeJob, unfinishedJobs } from '../../store/operational/jobs.ts'
import { migrations } from '../../store/operational/migrations.ts'
import { readShop, type ShopSettings } from '../../store/operational/meta.ts'
import { connect, openOperational } from '../../store/operational/open.ts'
import { endAllSessions } from '../../store/operational/sessions.ts'
import { sql } from '../../store/sql/sql.ts'
import { areWithin } from '../within.ts'
import { demandErasures, eraseAgain, type Restored } from './erasures.ts'
import { copyFile, forEachFile, syncDirectory, writeFile, type Watching } from './files.ts'
import type { Manifest, ManifestFile, ManifestHead } from './manifest.ts'
import { enginePlaces, keptFolders, operationalFile, restoringFile, backupKind } from './places.ts'
import { clickhouseFolder, demandRoom, filesFolder, sayFull } from './target.ts'
import { damageFailure, findDamage, openBackup } from './verify.ts'

export type RestoreOptions = {
  /** The directory of the backup. */
  readonly from: string
  /** The data directory that comes of it: new, empty, or of a restore that did not come to its end. */
  readonly to: string
  /** Who was deleted since, as `clientela erasures` has written it. */
  readonly erasures?: string
  readonly engineMemory: number
  readonly onProgress: (step: string, done: number, total: number) => void
  readonly signal: AbortSignal
}

export type RestoredBackup = {
  readonly head: ManifestHead
  /** How many are there again and are deleted first when the program starts. */
  readonly erased: number
}

/** Of our own engine, as `program.ts` names it. */
const databaseName = 'clientela'

/**
 * Makes a data directory of a backup, which is read and held against its list first. Until all is there
 * and the engine has shown that it has every part, the directory is marked, and the program does not
 * start on it; restoring into it again begins anew.
 */
export async function restoreBackup(options: RestoreOptions): Promise<RestoredBackup> {
  const { from, to } = options
  const manifest = await openBackup(from)
  demandKnown(manifest.head)
  await demandApart(from, to)
  await demandEmpty(to)
  await demandSameInstallation(options, manifest.head)
  const damage = await findDamage(from, manifest, watching(options, manifest, 'Verifying'))
  if (damage.length > 0) throw new Refusal(damageFailure(from, damage))
  const held = orRefuse(await holdDirectory(to))
  try {
    return await restoreInto(options, manifest)
  } catch (error) {
    throw await sayFull(error, [to])
  } finally {
    await held.release()
  }
}

async function restoreInto(options: RestoreOptions, manifest: Manifest): Promise<RestoredBackup> {
  const { to, signal } = options
  // Again: while the backup was read somebody may have used the directory, or have restored into it.
  await demandEmpty(to)
  await writeFile(join(to, restoringFile), '')
  await syncDirectory(to)
  await clear(to)
  await demandRoom(to, sizeOf(manifest))
  const paths = await makeTables(options, manifest.head)
  await copyAll(options, manifest, paths)
  signal.throwIfAborted()
  const shop = await settleStore(to, manifest.head)
  const erased = await withEngine(options, async (database) => {
    await demandParts(database, manifest)
    return await eraseSince(options, { database, shop, position: manifest.head.position })
  })
  await rm(join(to, restoringFile))
  await syncDirectory(to)
  return { head: manifest.head, erased }
}

function sizeOf({ files }: Manifest): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0)
}

function watching(options: RestoreOptions, manifest: Manifest, step: string): Watching {
  const total = sizeOf(manifest)
  let done = 0
  const onBytes = (bytes: number): void => options.onProgress(step, (done += bytes), total)
  return { onBytes, signal: options.signal }
}

function demandKnown({ schema, program }: ManifestHead): void {
  if (schema.clickhouse <= schemaVersion && schema.operational <= migrations.length) return
  throw new Refusal(
    failure('conflict', `This backup was written by a newer Clientela, ${program}`, {
      fix: `Restore it with ${program} or a newer version.`,
    }),
  )
}

/** Hashes by the key of another installation would match nobody, and nobody would be erased. */
async function demandSameInstallation(
  { erasures }: RestoreOptions,
  { installation }: ManifestHead,
): Promise<void> {
  if (erasures === undefined) return
  const list = await demandErasures(erasures)
  if (list.installation === installation) return
  throw new Refusal(
    failure('conflict', `${erasures} is of another installation than the backup`, {
      where: erasures,
      fix: 'Use the list that the same installation wrote.',
    }),
  )
}

async function eraseSince(
  { to, erasures }: RestoreOptions,
  {
    database,
    shop,
    position,
  }: Pick<Restored, 'database' | 'position'> & { readonly shop: ShopSettings },
): Promise<number> {
  if (erasures === undefined) return 0
  const where = { file: join(to, operationalFile) }
  const operational = await openOperational({ where, shop, builtInFields })
  try {
    return await eraseAgain({ database, operational, position, clock: Date.now }, erasures)
  } finally {
    await operational.close()
  }
}

/** What is restored would be no part of the backup, and what is cleared away could be the backup. */
async function demandApart(from: string, to: string): Promise<void> {
  if (!(await areWithin(from, to))) return
  throw new Refusal(
    failure('invalid', 'The data directory and the backup lie within each other', {
      where: to,
      fix: 'Name a data directory elsewhere, by --data.',
    }),
  )
}

async function demandEmpty(to: string): Promise<void> {
  // Not there; or not to be used, which whoever takes it says better.
  const names = await readdir(to).catch((): string[] => [])
  if (names.includes(restoringFile)) return
  if (names.every((name) => passingFiles.includes(name))) return
  throw new Refusal(
    failure('conflict', `The data directory ${to} is not empty`, {
      where: to,
      fix: 'Name one that is new or empty, by --data: a restore never takes the place of data.',
    }),
  )
}

/** What a restore before has left. */
async function clear(to: string): Promise<void> {
  for (const name of await readdir(to)) {
    if (name === restoringFile || passingFiles.includes(name)) continue
    await rm(join(to, name), { recursive: true, force: true })
  }
}

/** Makes the tables by an engine of its own; by name, the directory in which each has its parts. */
async function makeTables(
  { to, engineMemory }: RestoreOptions,
  { tables }: ManifestHead,
): Promise<ReadonlyMap<string, string>> {
  return await withEngine({ to, engineMemory }, async (database) => {
    for (const { name, create } of tables) {
      const begins = [name, `\`${name}\``].map((each) => `CREATE TABLE ${databaseName}.${each} (`)
      if (!begins.some((text) => create.startsWith(text))) {
        throw new Refusal(failure('invalid', `${name} is not made by a statement of ours`))
      }
      // The engine's own text of what schema.ts made; the list of files, which has it, is whole.
      await database.run({ parts: [create] })
    }
    const rows = await database.rows<{ name: string; data_paths: string[] }>(
      sql`SELECT name, data_paths FROM system.tables WHERE database = currentDatabase()`,
    )
    return new Map(rows.map(({ name, data_paths: [path = ''] }) => [name, path]))
  })
}

/** Parts go to where the engine, while it is not running, would have put them: under their own names. */
async function copyAll(
  options: RestoreOptions,
  manifest: Manifest,
  paths: ReadonlyMap<string, string>,
): Promise<void> {
  const { from, to } = options
  const follow = watching(options, manifest, 'Restoring')
  const directories = new Set<string>()
  for (const path of paths.values()) await rm(join(path, tokens), { recursive: true, force: true })
  await forEachFile(manifest.files, async (file) => {
    const target = placeOf(to, file, paths)
    await makeDirectory(dirname(target))
    const { sha256 } = await copyFile(join(from, file.path), target, follow)
    if (sha256 !== file.sha256) {
      throw new Refusal(damageFailure(from, [{ path: file.path, what: 'damaged' }]))
    }
    directories.add(dirname(target))
    if (dirname(target) !== to) directories.add(dirname(dirname(target)))
  })
  await forEachFile([...directories], syncDirectory)
}

const tokens = 'deduplication_logs'

function placeOf(to: string, { path }: ManifestFile, paths: ReadonlyMap<string, string>): string {
  const [first, second = '', ...rest] = path.split('/')
  if (path === operationalFile) return join(to, operationalFile)
  const table = paths.get(second)
  if (first === clickhouseFolder && table !== undefined && rest.length > 0) {
    return join(table, ...rest)
  }
  const kept: readonly string[] = keptFolders
  if (first === filesFolder && kept.includes(second) && rest.length > 0) {
    return join(to, second, ...rest)
  }
  throw new Refusal(
    failure('invalid', `${path} has no place in a data directory`, {
      where: path,
      fix: 'Use the version of the program that wrote this backup.',
    }),
  )
}

/** Has the store say that it is whole; and that this backup, which it saw begin, came to its end. */
async function settleStore(to: string, { at }: ManifestHead): Promise<ShopSettings> {
  const { db } = await connect({ file: join(to, operationalFile) })
  try {
    const { rows } = await raw<{ quick_check: string }>`PRAGMA quick_check`.execute(db)
    if (rows.length !== 1 || rows[0]?.quick_check !== 'ok') {
      throw new Refusal(failure('invalid', 'The operational store that was restored is not whole'))
    }
    for (const { id } of await unfinishedJobs(db, backupKind)) {
      await changeJob(db, id, { state: 'done', finished: at })
    }
    // Who was signed in then may be nobody's guest now; a link may have been used since.
    await endAllSessions(db)
    return await readShop(db)
  } finally {
    await db.destroy()
  }
}

/** The engine takes a part that it cannot read out of the way and goes on: so each is looked for. */
async function demandParts(database: Database, { head, files }: Manifest): Promise<void> {
  const wanted = new Set(
    files.flatMap(({ path }) => {
      const [, part] = /^clickhouse\/(\w+\/[^/]+)\/count\.txt$/.exec(path) ?? []
      return part ?? []
    }),
  )
  const rows = await database.rows<{ part: string; table: string; rows: string }>(
    sql`SELECT concat(table, '/', name) AS part, table, rows FROM system.parts
      WHERE database = currentDatabase()`,
  )
  const there = rows.filter(({ part }) => wanted.has(part))
  const counted = new Map<string, number>()
  for (const { table, rows: some } of there) {
    counted.set(table, (counted.get(table) ?? 0) + Number(some))
  }
  const wrong = head.tables.filter(({ name, rows: all }) => (counted.get(name) ?? 0) !== all)
  if (there.length === wanted.size && wrong.length === 0) return
  const names = wrong.map(({ name }) => name).join(', ')
  throw new Refusal(failure('invalid', `The engine does not have all that was restored: ${names}`))
}

async function withEngine<T>(
  { to, engineMemory }: Pick<RestoreOptions, 'to' | 'engineMemory'>,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const directory = enginePlaces(to).engine
  const engine = await startEngine({ directory, memoryBytes: engineMemory })
  const server = openDatabase({ url: engine.url, database: 'default' })
  const database = openDatabase({ url: engine.url, database: databaseName })
  try {
    await createDatabase(server, databaseName)
    return await work(database)
  } finally {
    await database.close()
    await server.close()
    await engine.stop()
  }
}
