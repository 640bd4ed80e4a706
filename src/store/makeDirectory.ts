import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * A directory for its owner only, with those above it; one that is there stays as it is. Node's own
 * `recursive` tries for ever where nothing can be made within a directory that is there (`/proc/x`), and
 * says of a full disk that something is missing: what keeps it from being made is thrown here as it is.
 */
export async function makeDirectory(path: string): Promise<void> {
  const missing = await made(path)
  if (missing === undefined) return
  const above = dirname(path)
  if (above === path) throw missing
  await makeDirectory(above)
  const still = await made(path)
  if (still !== undefined) throw still
}

/** Undefined once it is there; the error where what is above it is not. */
async function made(path: string): Promise<Error | undefined> {
  try {
    await mkdir(path, { mode: 0o700 })
    return undefined
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return error as Error
    if (code === 'EEXIST') return undefined
    throw error
  }
}
