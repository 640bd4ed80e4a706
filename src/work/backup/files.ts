import { createHash } from 'node:crypto'
import { open, readdir, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes at a time. */
const pieceBytes = 1024 * 1024

/** What a file is by its content. */
export type Content = { readonly bytes: number; readonly sha256: string }

export type Watching = {
  /** Told how many bytes more have been gone through. */
  readonly onBytes?: (bytes: number) => void
  readonly signal: AbortSignal
}

/** Reads a file to its end. */
export async function digestFile(path: string, watching: Watching): Promise<Content> {
  return await withFile(path, 'r', 0, async (from) => await pour(from, undefined, watching))
}

/** Copies a file to where none is; on disk when it returns, readable by its owner only. */
export async function copyFile(from: string, to: string, watching: Watching): Promise<Content> {
  return await withFile(from, 'r', 0, async (source) => {
    return await withFile(to, 'wx', 0o600, async (target) => {
      const content = await pour(source, target, watching)
      await target.sync()
      return content
    })
  })
}

/** Writes a small file anew; on disk when it returns. */
export async function writeFile(path: string, text: string): Promise<void> {
  await withFile(path, 'w', 0o600, async (file) => {
    await file.writeFile(text)
    await file.sync()
  })
}

/** Names of a directory are on disk when it returns. */
export async function syncDirectory(path: string): Promise<void> {
  await withFile(path, 'r', 0, async (file) => await file.sync())
}

export type Listed = {
  /** Within the directory that was asked for, with `/`. */
  readonly path: string
  readonly what: 'file' | 'directory' | 'other'
}

/** All that is below a directory, parents first; nothing where there is none. */
export async function listBelow(directory: string, below = ''): Promise<Listed[]> {
  const entries = await readdir(join(directory, below), { withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    },
  )
  const all: Listed[] = []
  for (const entry of entries) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    const what = entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : 'other'
    all.push({ path, what })
    if (what === 'directory') all.push(...(await listBelow(directory, path)))
  }
  return all
}

/** Most of the time goes by waiting for the disk, file by file: so some are waited for at once. */
const atOnce = 8

/** Does it for each, some side by side; the answers in the order of what was given. The first error ends it. */
export async function forEachFile<T, R>(
  all: readonly T[],
  work: (each: T) => Promise<R>,
): Promise<R[]> {
  const done: R[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let i = next++; i < all.length; i = next++) {
      try {
        done[i] = await work(all[i] as T)
      } catch (error) {
        next = all.length
        throw error
      }
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, worker))
  for (const each of ended) if (each.status === 'rejected') throw each.reason
  return done
}

async function pour(
  from: FileHandle,
  to: FileHandle | undefined,
  { onBytes, signal }: Watching,
): Promise<Content> {
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafeSlow(pieceBytes)
  for (let bytes = 0; ;) {
    signal.throwIfAborted()
    const { bytesRead } = await from.read(buffer, 0, pieceBytes)
    if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') }
    const piece = buffer.subarray(0, bytesRead)
    hash.update(piece)
    await to?.writeFile(piece)
    bytes += bytesRead
    onBytes?.(bytesRead)
  }
}

async function withFile<T>(
  path: string,
  flags: string,
  mode: number,
  work: (file: FileHandle) => Promise<T>,
): Promise<T> {
  const file = await open(path, flags, mode)
  try {
    return await work(file)
  } finally {
    await file.close()
  }
}
