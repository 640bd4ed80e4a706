import { randomBytes, randomInt } from 'node:crypto'
import { chmod, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient, type Client } from '@libsql/client/sqlite3'
import { failure, type Failure } from '../domain/failure.ts'
import { makeDirectory } from './makeDirectory.ts'
import { sqliteUrl } from './sqliteUrl.ts'

/**
 * The data directory is one process's at a time. What holds it is a lock of the kernel on `lock.db`, taken
 * through SQLite: it dies with its holder however that ends, and no leftover file can stand in the way.
 *
 * The kernel gives such a lock up as soon as its process closes *any* descriptor of that file. So nobody
 * in the holding process may open lock.db otherwise: copies and digests of the directory leave it out.
 */
const lockFile = 'lock.db'
const serverFile = 'server.json'
const tokenFile = 'local-token'

/** What stands in a data directory for as long as somebody holds it, or has held it: no data. */
export const passingFiles: readonly string[] = [
  ...['', '-journal', '-wal', '-shm'].map((end) => `${lockFile}${end}`),
  ...[serverFile, tokenFile].flatMap((name) => [name, `${name}.new`]),
]

/** Who holds a data directory. */
export type Holder = {
  /** 0 while it is only about to say. */
  readonly pid: number
  /** Milliseconds. */
  readonly since: number
  /** `http://127.0.0.1:4100`; missing while it starts. */
  readonly address?: string
  /** Opens the API to whoever may read the directory; made anew at each start. */
  readonly token?: string
}

export type HeldDirectory = {
  readonly path: string
  /** Of this start: the owner's own command line shows it instead of a key. */
  readonly token: string
  /** Says where this process listens, for others to find it. */
  publish(address: string): Promise<void>
  /** Gives the directory up. Repeating it is harmless. */
  release(): Promise<void>
}

/**
 * Takes the data directory, which is made if it is not there (0700), for as long as this process lives or
 * until it is released. A Failure: `conflict` when another process has it, `invalid` when it cannot be used.
 */
export async function holdDirectory(
  path: string,
  now: number = Date.now(),
): Promise<HeldDirectory | Failure> {
  const refused = await prepare(path)
  if (refused !== undefined) return refused
  const lock = await takeLock(path)
  if (lock === undefined) return heldBy(path, await written(path))
  const token = randomBytes(32).toString('base64url')
  const me = { pid: process.pid, since: now }
  try {
    await replace(path, tokenFile, token)
    await replace(path, serverFile, JSON.stringify(me))
  } catch (error) {
    await lock.release()
    throw error
  }
  return {
    path,
    token,
    publish: async (address) => {
      await replace(path, serverFile, JSON.stringify({ ...me, address }))
    },
    release: async () => {
      if (!lock.held()) return
      await rm(join(path, serverFile), { force: true })
      await rm(join(path, tokenFile), { force: true })
      await lock.release()
    },
  }
}

/** Who holds the directory now; undefined when nobody does, whatever files were left behind. */
export async function readHolder(path: string): Promise<Holder | undefined> {
  // Looking must not make a lock where there was none.
  if (!(await exists(join(path, lockFile)))) return undefined
  const client = openLock(path)
  try {
    await client.execute('SELECT count(*) FROM sqlite_schema')
    return undefined
  } catch (error) {
    if (isBusy(error)) return await written(path)
    throw error
  } finally {
    client.close()
  }
}

type Lock = { held(): boolean; release(): Promise<void> }

/** Held here, since a lock whose connection is collected as garbage would be gone. */
const locks = new Set<Client>()

/**
 * Undefined when another process has it. Who only looks has a shared lock for a moment, which is in the
 * way of ours: hence some patience.
 */
async function takeLock(path: string): Promise<Lock | undefined> {
  const client = openLock(path)
  const until = Date.now() + 1_000
  while (!(await lockNow(client))) {
    if (Date.now() >= until) {
      client.close()
      return undefined
    }
    // Not all at the same moment: of several that start at once, each may be in the other's way.
    await new Promise((resolve) => setTimeout(resolve, randomInt(10, 50)))
  }
  locks.add(client)
  return {
    held: () => locks.has(client),
    release: async () => {
      if (!locks.delete(client)) return
      await unlock(client)
      client.close()
    },
  }
}

/** In this mode SQLite keeps the exclusive lock of a first write until it is told otherwise. */
async function lockNow(client: Client): Promise<boolean> {
  try {
    await client.execute('PRAGMA locking_mode = EXCLUSIVE')
    await client.execute('PRAGMA user_version = 1')
    return true
  } catch (error) {
    if (!isBusy(error)) throw error
    await unlock(client)
    return false
  }
}

/**
 * Gives back what is held, be it only half of what was wanted. Closing would not do: libsql closes the
 * file some time later, when the statements are collected as garbage.
 */
async function unlock(client: Client): Promise<void> {
  try {
    await client.execute('PRAGMA locking_mode = NORMAL')
    await client.execute('SELECT count(*) FROM sqlite_schema')
  } catch (error) {
    // Another has it, so we have nothing.
    if (!isBusy(error)) throw error
  }
}

function openLock(path: string): Client {
  return createClient({ url: sqliteUrl(join(path, lockFile)), concurrency: 1 })
}

function isBusy(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'SQLITE_BUSY'
}

/**
 * A directory that we make, or find empty, or have used before, is closed to others. One that holds
 * other things keeps its mode: it may be somebody's home, and our own files are closed one by one.
 */
async function prepare(path: string): Promise<Failure | undefined> {
  try {
    await makeDirectory(path)
    const names = await readdir(path)
    if (names.length === 0 || names.includes(lockFile)) await chmod(path, 0o700)
    // Only where it is new: closing a descriptor of one that we hold would give up the lock.
    if (!names.includes(lockFile)) await (await open(join(path, lockFile), 'wx', 0o600)).close()
    return undefined
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return failure(
      'invalid',
      `The data directory ${path} cannot be used (${code ?? String(error)}).`,
      {
        where: path,
        fix: 'Name a directory in which this user may write, by --data or CLIENTELA_DATA.',
      },
    )
  }
}

/** What the holder has written of itself. It may be starting just now: then only that it is there is known. */
async function written(path: string): Promise<Holder> {
  const text = await contents(join(path, serverFile))
  const token = await contents(join(path, tokenFile))
  const holder = text === undefined ? undefined : (JSON.parse(text) as Holder)
  // What one that was killed has left, until the next has written its own.
  if (holder === undefined || !isAlive(holder.pid)) return { pid: 0, since: 0 }
  return token === undefined ? holder : { ...holder, token }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function heldBy(path: string, { pid, since, address }: Holder): Failure {
  const who =
    pid === 0
      ? 'another process, which is starting'
      : `process ${pid}, since ${new Date(since).toISOString()}` +
        (address === undefined ? ', which is starting' : `, at ${address}`)
  return failure('conflict', `The data directory ${path} is held by ${who}.`, {
    where: path,
    fix: 'Use that one, stop it first, or name another directory by --data.',
  })
}

/** Whole or not at all, and readable by its owner only. */
async function replace(path: string, name: string, text: string): Promise<void> {
  const fresh = join(path, `${name}.new`)
  await rm(fresh, { force: true })
  const file = await open(fresh, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(fresh, join(path, name))
}

async function contents(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  )
}
