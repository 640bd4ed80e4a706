import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { failure, Refusal } from '../domain/failure.ts'
import { fault } from '../store/faults.ts'
import { spoolFolder } from '../work/spool.ts'

export type Spooled = {
  /** Relative to the data directory. */
  readonly file: string
  readonly bytes: number
  /** SHA-256, hexadecimal. */
  readonly digest: string
}

/** Writes an upload to the spool as it comes: on disk, names and all, when this returns. */
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
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(spoolFolder, `${name}-${randomUUID()}`)
  const path = join(directory, file)
  try {
    const written = await write(path, body)
    await syncFolder(folder)
    return { file, ...written }
  } catch (error) {
    await rm(path, { force: true })
    throw error
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

function isBytes(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body
}
