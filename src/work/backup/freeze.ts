import { link, readFile, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Database } from '../../store/clickhouse/database.ts'
import type { WhileStill } from '../../store/clickhouse/gate.ts'
import { makeDirectory } from '../../store/makeDirectory.ts'
import { takeSnapshot, type Snapshot } from '../../store/operational/snapshot.ts'
import { ident, sql } from '../../store/sql/sql.ts'
import { copyFile, listBelow } from './files.ts'
import { enginePlaces, keptFolders, operationalFile, stagingFolder } from './places.ts'
import type { ManifestTable } from './manifest.ts'

/** The program's data as they were at one moment; it goes on while they are copied. */
export type Frozen = {
  readonly at: number
  /** How long writers waited for it. */
  readonly stillMs: number
  readonly snapshot: Snapshot
  readonly tables: readonly ManifestTable[]
  /** Where each file is, and where it goes to in the backup. */
  readonly files: readonly FrozenFile[]
}

export type FrozenFile = { readonly from: string; readonly path: string; readonly bytes: number }

export type FreezeMeans = {
  /** The data directory. */
  readonly directory: string
  /** Without the gate, which is closed meanwhile. */
  readonly database: Database
  readonly whileStill: WhileStill
  readonly clock: () => number
}

/** Where the copy of the operational store goes. */
type Freezing = FreezeMeans & { readonly copy: string; readonly signal: AbortSignal }

/**
 * Freezes both stores at one moment. Nothing is copied while writers wait, but for some lines of each
 * table; frozen files are second names of files that the engine never changes. {@link clearFrozen} takes
 * them away, after a kill too.
 */
export async function freeze(freezing: Freezing): Promise<Frozen> {
  const { directory, whileStill, signal } = freezing
  await clearFrozen(directory)
  await makeDirectory(join(directory, stagingFolder))
  return await whileStill(async () => await freezeNow(freezing), { signal })
}

/** Takes away what a freeze has left. To be called at a start too. */
export async function clearFrozen(directory: string): Promise<void> {
  await rm(enginePlaces(directory).shadow, { recursive: true, force: true })
  await rm(join(directory, stagingFolder), { recursive: true, force: true })
}

/**
 * A file that the operational store names is there before it is named, and goes after that. So files are
 * linked before the store's moment, which finds those that go, and after it, which finds those that came.
 */
async function freezeNow(freezing: Freezing): Promise<Frozen> {
  const { directory, database, clock, copy, signal } = freezing
  const began = performance.now()
  const found = await tablesOf(database)
  for (const { name } of found) {
    signal.throwIfAborted()
    await database.run(sql`ALTER TABLE ${ident(name)} FREEZE WITH NAME 'clientela'`)
  }
  await linkKept(directory)
  const snapshot = await takeSnapshot(join(directory, operationalFile), copy)
  try {
    await linkKept(directory)
    const tables = await Promise.all(found.map((each) => frozenTable(directory, each, signal)))
    const kept = await filesBelow(join(directory, stagingFolder, 'files'), 'files')
    return {
      at: clock(),
      stillMs: Math.round(performance.now() - began),
      snapshot,
      tables: tables.map(({ table }) => table),
      files: [...tables.flatMap(({ files }) => files), ...kept],
    }
  } catch (error) {
    await snapshot.close()
    throw error
  }
}

type Found = {
  readonly name: string
  readonly create: string
  /** Its directory in the engine's store. */
  readonly path: string
}

async function tablesOf(database: Database): Promise<Found[]> {
  const rows = await database.rows<{
    name: string
    engine: string
    create_table_query: string
    data_paths: string[]
  }>(sql`SELECT name, engine, create_table_query, data_paths
    FROM system.tables WHERE database = currentDatabase() ORDER BY name`)
  return rows.map(({ name, engine, create_table_query: create, data_paths: paths }) => {
    const [path] = paths
    if (!engine.endsWith('MergeTree') || path === undefined) {
      throw new Error(`${name} is a table that cannot be frozen (${engine})`)
    }
    return { name, create, path }
  })
}

/** Its frozen parts, and what it remembers of sets that it need not take again. */
async function frozenTable(
  directory: string,
  { name, create, path }: Found,
  signal: AbortSignal,
): Promise<{ readonly table: ManifestTable; readonly files: readonly FrozenFile[] }> {
  const { shadow } = enginePlaces(directory)
  const uuid = basename(path)
  const parts = join(shadow, 'clientela', 'store', basename(dirname(path)), uuid)
  // These grow in place: a second name would be of what they become.
  const staged = join(directory, stagingFolder, 'tables', name)
  for (const { path: log } of await listBelow(join(path, tokensFolder))) {
    await makeDirectory(join(staged, tokensFolder))
    await copyFile(join(path, tokensFolder, log), join(staged, tokensFolder, log), { signal })
  }
  const files = await Promise.all([
    filesBelow(parts, `clickhouse/${name}`),
    filesBelow(staged, `clickhouse/${name}`),
  ])
  return { table: { name, create, rows: await rowsOf(parts) }, files: files.flat() }
}

/** As the engine says it in each part: what it counts now may have been merged since. */
async function rowsOf(parts: string): Promise<number> {
  let rows = 0
  for (const { path, what } of await listBelow(parts)) {
    if (what === 'file' && /^[^/]+\/count\.txt$/.test(path)) {
      rows += Number(await readFile(join(parts, path), 'utf8'))
    }
  }
  return rows
}

/** The engine's own name. */
const tokensFolder = 'deduplication_logs'

/** Second names of the files that the operational store names. */
async function linkKept(directory: string): Promise<void> {
  for (const folder of keptFolders) {
    for (const { path, what } of await listBelow(join(directory, folder))) {
      const to = join(directory, stagingFolder, 'files', folder, path)
      if (what === 'directory') await makeDirectory(to)
      if (what !== 'file') continue
      await makeDirectory(dirname(to))
      await link(join(directory, folder, path), to).catch((error: NodeJS.ErrnoException) => {
        // Linked before; or just gone, when nothing needs it any more.
        if (error.code !== 'EEXIST' && error.code !== 'ENOENT') throw error
      })
    }
  }
}

async function filesBelow(directory: string, to: string): Promise<FrozenFile[]> {
  const files = (await listBelow(directory)).filter(({ what }) => what === 'file')
  return await Promise.all(
    files.map(async ({ path }) => {
      const from = join(directory, path)
      return { from, path: `${to}/${path}`, bytes: (await stat(from)).size }
    }),
  )
}
