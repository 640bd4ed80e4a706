import { createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { failure, Refusal, type Failure } from '../../../domain/failure.ts'
import { openArchive, tooLarge, tooTight } from './archive.ts'
import { CanonicalWriter } from './canonicalWriter.ts'
import { spoolBytes } from './decode.ts'
import { containerOf, type Container } from './format.ts'
import { convertJson, keptRecords, tableBeside } from './json.ts'
import { ratioFrom, ratioFromInAll, usualLimits, type FileLimits } from './limits.ts'
import { convertParquet } from './parquet.ts'
import { convertXlsx } from './xlsx/convert.ts'

/** What a file holds, by its content; gzip and zip are looked into. */
export type FileFormat = 'csv' | 'xlsx' | 'json' | 'parquet'

/** A sheet of a workbook. */
export type Sheet = { readonly name: string; readonly hidden: boolean }

export type Canonical = {
  /** Delimited text: the file itself, gzip too, or what it was converted to, beside it. */
  readonly path: string
  readonly format: FileFormat
  readonly sheets: readonly Sheet[]
  /** The one that was converted. */
  readonly sheet?: string
}

/** What is said of a file before it is converted. */
export type CanonicalOptions = {
  /** Its name, or its place from 1; left out, the first with a header. */
  readonly sheet?: string | number | undefined
  readonly limits?: Partial<FileLimits> | undefined
}

export type CanonicalHooks = {
  readonly onProgress?: ((done: number, total: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * The file as delimited text. What is such already stays as it is; a workbook, JSON and Parquet become a
 * CSV of one form beside it: UTF-8, commas, numbers with a decimal point, dates as ISO 8601, rows where
 * they stood. Memory is bounded, whatever the file. What was written of a conversion that fails is
 * taken away. Throws a Refusal for what cannot be read, and what the signal says.
 */
export async function toCanonical(
  path: string,
  options: CanonicalOptions = {},
  { onProgress, signal }: CanonicalHooks = {},
): Promise<Canonical> {
  const limits = { ...usualLimits, ...options.limits }
  const work: Work = {
    sheet: options.sheet,
    limits,
    onProgress: onProgress ?? (() => {}),
    check: () => signal?.throwIfAborted(),
  }
  const unpacked = `${path}.unpacked`
  try {
    return await convert(path, unpacked, work)
  } catch (error) {
    await rm(keptRecords(path), { force: true })
    throw isFull(error) ? new Refusal(diskFull) : error
  } finally {
    await rm(unpacked, { force: true })
  }
}

type Work = {
  readonly sheet: string | number | undefined
  readonly limits: FileLimits
  readonly onProgress: (done: number, total: number) => void
  readonly check: () => void
}

async function convert(path: string, unpacked: string, work: Work): Promise<Canonical> {
  const outer = await containerOf(path)
  const to = tableBeside(path)
  if (outer === 'text') return { path, format: 'csv', sheets: [] }
  if (outer === 'gzip') {
    const inner = await gunzip(path, unpacked, work)
    // Text is read as it is packed.
    if (inner === 'text') return { path, format: 'csv', sheets: [] }
    if (inner === 'json') return await converted({ from: path, to, container: inner }, work)
  } else if (outer === 'zip' && !(await isOffice(path, work.limits))) {
    await unzip(path, unpacked, work)
  } else return await converted({ from: path, to, container: outer }, work)
  return await convertUnpacked({ path, from: unpacked, to }, work)
}

async function convertUnpacked(
  { path, from, to }: { readonly path: string; readonly from: string; readonly to: string },
  work: Work,
): Promise<Canonical> {
  const container = await containerOf(from)
  if (container === 'text') {
    await rename(from, to)
    return { path: to, format: 'csv', sheets: [] }
  }
  const nested =
    container === 'gzip' || (container === 'zip' && !(await isOffice(from, work.limits)))
  if (nested) throw new Refusal(nestedArchive)
  if (container !== 'json') return await converted({ from, to, container }, work)
  // Those of them that are rejected come back as they were written.
  const records = keptRecords(path)
  await rename(from, records)
  return await converted({ from: records, to, container }, work)
}

type Conversion = { readonly from: string; readonly to: string; readonly container: Container }

async function converted({ from, to, container }: Conversion, work: Work): Promise<Canonical> {
  const { limits, check, onProgress } = work
  const { size } = await stat(from)
  const writer = new CanonicalWriter(to, Math.max(ratioFromInAll, size * limits.ratio))
  try {
    let found: Pick<Canonical, 'sheets' | 'sheet'> = { sheets: [] }
    let format: FileFormat = 'json'
    if (container === 'zip') {
      found = await convertXlsx({ path: from, ...work }, writer)
      format = 'xlsx'
    } else if (container === 'parquet') {
      await convertParquet({ path: from, check, onProgress }, writer)
      format = 'parquet'
    } else {
      // Read twice.
      let before = 0
      let passes = 0
      const progress = (bytes: number) => {
        if (bytes < before) passes += size
        before = bytes
        onProgress(passes + bytes, size * 2)
      }
      await convertJson({ path: from, check, onProgress: progress }, writer)
    }
    writer.finish()
    return { path: to, format, ...found }
  } catch (error) {
    writer.discard()
    throw error
  }
}

async function isOffice(path: string, limits: FileLimits): Promise<boolean> {
  const archive = await openArchive(path, limits)
  archive.close()
  return archive.entries.has('[Content_Types].xml')
}

/** The one file that a zip holds, beside what a Mac adds. */
async function unzip(path: string, to: string, { limits, check }: Work): Promise<void> {
  const archive = await openArchive(path, limits)
  try {
    const [entry, ...more] = [...archive.entries.values()].filter(
      ({ fileName }) => !/(?:^|\/)(?:__MACOSX\/|\.|Thumbs\.db$|desktop\.ini$)/i.test(fileName),
    )
    if (entry === undefined) throw new Refusal(emptyArchive)
    if (more.length > 0) {
      throw new Refusal(severalFiles([entry, ...more].map(({ fileName }) => fileName)))
    }
    await write(archive.read(entry), to, check)
  } finally {
    archive.close()
  }
}

/**
 * What a gzip holds: unpacked where it has to be read here and there, looked through to its end where it
 * is text, so that it is known before it is taken in that it is whole and no more than it may be.
 */
async function gunzip(path: string, to: string, { limits, check }: Work): Promise<Container> {
  const { size } = await stat(path)
  let total = 0
  let unpacking = false
  const file = bounded()
  const first = await file.next()
  await write(onePiece(first.done === true ? Buffer.alloc(0) : first.value), to, check)
  const inner = await containerOf(to)
  if (inner === 'text' || inner === 'json') {
    for await (const _ of file) check()
    return inner
  }
  await rm(to, { force: true })
  unpacking = true
  await write(bounded(), to, check)
  return inner

  async function* bounded(): AsyncGenerator<Buffer> {
    total = 0
    for await (const piece of spoolBytes(path)) {
      total += piece.length
      if (total > ratioFrom && total > size * limits.ratio) throw new Refusal(tooTight(limits))
      // Text is read as it comes; the others are unpacked to the disk.
      if (unpacking && total > limits.inflatedBytes) {
        throw new Refusal(tooLarge(limits))
      }
      yield piece
    }
  }
}

async function* onePiece(piece: Buffer): AsyncGenerator<Buffer> {
  yield piece
}

async function write(pieces: AsyncGenerator<Buffer>, to: string, check: () => void): Promise<void> {
  await rm(to, { force: true })
  const checked = async function* () {
    for await (const piece of pieces) {
      check()
      yield piece
    }
  }
  await pipeline(Readable.from(checked()), createWriteStream(to, { flags: 'wx', mode: 0o600 }))
}

const nestedArchive = failure('invalid', 'There is an archive within the archive', {
  fix: 'Send the file with the rows, packed once.',
})

const emptyArchive = failure('invalid', 'The zip holds no file', {
  fix: 'Send the file with the rows.',
})

function severalFiles(names: readonly string[]): Failure {
  const shown = names.slice(0, 5).map((name) => JSON.stringify(name.slice(0, 100)))
  return failure('invalid', `The zip holds ${names.length} files: ${shown.join(', ')}`, {
    fix: 'Send one of them at a time.',
  })
}

const diskFull = failure('unavailable', 'The disk of the data directory is full', {
  fix: 'Make room there, then send the file again.',
})

function isFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOSPC' || code === 'EDQUOT'
}
