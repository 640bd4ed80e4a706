import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { failure, Refusal } from '../domain/failure.ts'
import { fault } from '../store/faults.ts'
import { spoolFolder } from './spool.ts'

export type Spooled = {
  /** Relative to the data directory. */
  readonly file: string
  readonly bytes: number
  /** SHA-256, hexadecimal. */
  readonly digest: string
}

/**
 * Writes an upload to the spool as it comes: on disk, names and all, when this returns. Throws a Refusal:
 * `invalid` for what is no file, `unavailable` where the disk is full; nothing is kept then.
 */
export async function spoolUpload(
  directory: string,
  name: string,
  body: unknown,
): Promise<Spooled> {
  if (!isBytes(body)) {
    throw new Refusal(
      failure('invalid', 'The file is to be the body', {
        where: 'body',
        fix: 'Send it with Content-Type: application/octet-stream.',
      }),
    )
  }
  const folder = join(directory, spoolFolder)
  const file = join(spoolFolder, `${name}-${randomUUID()}`)
  const path = join(directory, file)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const written = await write(path, body)
    await syncFolder(folder)
    // Its own name must be durable too. Whoever made it may not have come so far: so each makes sure.
    await syncFolder(directory)
    return { file, ...written }
  } catch (error) {
    await rm(path, { force: true })
    throw isFull(error) ? diskFull() : error
  }
}

async function write(
  path: string,
  body: AsyncIterable<Uint8Array>,
): Promise<{ bytes: number; digest: string }> {
  const hash = createHash('sha256')
  const file = await open(path, 'wx', 0o600)
  let bytes = 0
  try {
    for await (const chunk of body) {
      hash.update(chunk)
      bytes += chunk.length
      await file.writeFile(chunk)
      fault('spool')
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return { bytes, digest: hash.digest('hex') }
}

/** A new name is durable only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** No room is left, or none for this user. */
function isFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOSPC' || code === 'EDQUOT'
}

function diskFull(): Refusal {
  return new Refusal(
    failure('unavailable', 'The disk of the data directory is full: the file was not kept', {
      where: 'body',
      fix: 'Make room there, then send it again.',
    }),
  )
}

function isBytes(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body
}
