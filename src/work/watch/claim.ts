import { randomBytes } from 'node:crypto'
import { lstat, mkdir, open, readFile, rename, rmdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { WatchedFile } from './folder.ts'

/** In the data directory, and in no backup: what is restored beside its original is another server. */
const nameFile = 'watcher'

/** What this server is called in folders that others may watch too: the same after a restart. */
export async function watcherName(directory: string): Promise<string> {
  const path = join(directory, nameFile)
  const kept = await readFile(path, 'utf8').catch(() => '')
  if (/^[0-9a-f]{12}$/.test(kept)) return kept
  const name = randomBytes(6).toString('hex')
  const file = await open(path, 'w', 0o600)
  try {
    await file.writeFile(name)
    await file.sync()
  } finally {
    await file.close()
  }
  return name
}

/** Beside where files lay: what one server takes in just now, or had begun to when it ended. */
export function takingFolder(watcher: string): string {
  return `taking-${watcher}`
}

/**
 * Makes the file this server's alone, by a rename, of which there is only one on any file system: of
 * several servers that watch one folder one has each file. Undefined where another has it, somebody took it
 * away, or one of its name was begun before and is not put away yet: that one goes first.
 */
export async function claim(file: WatchedFile, watcher: string): Promise<WatchedFile | undefined> {
  const into = join(file.folder, takingFolder(watcher))
  if (dirname(file.path) === into) return file
  await mkdir(into).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const path = join(into, basename(file.path))
  if (await isThere(path)) return undefined
  try {
    await rename(file.path, path)
    return { ...file, path }
  } catch (error) {
    await tidyClaim(file, watcher)
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return undefined
  }
}

/** Nobody else puts anything there, so that nothing comes in between. */
async function isThere(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined
}

/** Nothing is left of a claim once its file is put away. */
export async function tidyClaim({ folder }: WatchedFile, watcher: string): Promise<void> {
  // Another file may be in it by now.
  await rmdir(join(folder, takingFolder(watcher))).catch(() => {})
}
