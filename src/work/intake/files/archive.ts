import { crc32 } from 'node:zlib'
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import { failure, Refusal, type Failure } from '../../../domain/failure.ts'
import { ratioFrom, ratioFromInAll, type FileLimits } from './limits.ts'

/** A zip whose list of contents was looked at and found harmless. To be closed. */
export type Archive = {
  /** By their names within it; folders left out. */
  readonly entries: ReadonlyMap<string, Entry>
  /** The file's bytes unpacked, checked against its checksum. */
  readonly read: (entry: Entry) => AsyncGenerator<Buffer>
  readonly close: () => void
}

/**
 * Opens a zip by its central directory, before anything is unpacked: too many files, more than the
 * limits allow unpacked, encryption, names that lead elsewhere and names that are there twice are
 * refused. Nothing is ever written by a name that stands in it. Throws a Refusal.
 */
export async function openArchive(path: string, limits: FileLimits): Promise<Archive> {
  const zip = await openPromise(path, {
    autoClose: false,
    lazyEntries: true,
    validateEntrySizes: true,
  }).catch((error: unknown) => {
    throw damagedOr(error)
  })
  try {
    const entries = await entriesOf(zip, limits)
    return { entries, read: (entry) => readEntry(zip, entry), close: () => zip.close() }
  } catch (error) {
    zip.close()
    throw damagedOr(error)
  }
}

async function entriesOf(zip: ZipFile, limits: FileLimits): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  if (zip.entryCount > limits.entries) throw new Refusal(tooMany(zip.entryCount, limits))
  let bytes = 0
  let packed = 0
  let seen = 0
  for await (const entry of zip.eachEntry()) {
    seen += 1
    if (seen > limits.entries) throw new Refusal(tooMany(seen, limits))
    const { fileName, uncompressedSize, compressedSize } = entry
    if (entry.isEncrypted()) throw new Refusal(encrypted)
    bytes += uncompressedSize
    packed += compressedSize
    if (bytes > limits.inflatedBytes) throw new Refusal(tooLarge(limits))
    if (uncompressedSize > ratioFrom && uncompressedSize > compressedSize * limits.ratio) {
      throw new Refusal(tooTight(limits))
    }
    if (bytes > ratioFromInAll && bytes > packed * limits.ratio) throw new Refusal(tooTight(limits))
    if (fileName.endsWith('/')) continue
    if (entries.has(fileName)) throw new Refusal(damaged('it holds a file twice'))
    entries.set(fileName, entry)
  }
  return entries
}

async function* readEntry(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  let sum = 0
  try {
    for await (const piece of await zip.openReadStreamPromise(entry)) {
      const bytes = piece as Buffer
      sum = crc32(bytes, sum)
      yield bytes
    }
  } catch (error) {
    throw damagedOr(error)
  }
  if (sum !== entry.crc32) throw new Refusal(damaged('a checksum is wrong'))
}

/** What yauzl and zlib say of a file is a failure; of the disk, and of ourselves, it is not. */
function damagedOr(error: unknown): unknown {
  if (error instanceof Refusal || !(error instanceof Error)) return error
  const { code } = error as NodeJS.ErrnoException
  if (code !== undefined && !code.startsWith('Z_')) return error
  // What reads the pieces may throw errors of its own through the generator: those are ours.
  return new Refusal(damaged(error.message.slice(0, 100)))
}

function damaged(how: string): Failure {
  return failure('invalid', `The file is a damaged zip: ${how}`, {
    fix: 'Make the file again and send it again.',
  })
}

const encrypted = failure('invalid', 'The zip is encrypted', {
  fix: 'Pack it again without a password.',
})

function tooMany(count: number, { entries }: FileLimits): Failure {
  return failure('too_large', `The zip holds ${count} files; ${entries} are the limit`, {
    fix: 'Send the one file with the rows.',
  })
}

export function tooLarge({ inflatedBytes }: FileLimits): Failure {
  return failure(
    'too_large',
    `Unpacked, the file has more than ${Math.round(inflatedBytes / 1024 ** 2)} MB`,
    {
      fix: 'Start the server with a larger --unpacked-limit (CLIENTELA_UNPACKED_LIMIT), or send it as CSV, packed by gzip if need be: that may be of any size.',
    },
  )
}

export function tooTight({ ratio }: FileLimits): Failure {
  return failure('too_large', `Unpacked, the file is more than ${ratio} times as large`, {
    fix: 'Send it unpacked.',
  })
}
