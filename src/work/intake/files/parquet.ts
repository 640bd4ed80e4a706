import { open, type FileHandle } from 'node:fs/promises'
import {
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type AsyncBuffer,
  type FileMetaData,
  type SchemaTree,
} from 'hyparquet'
import { compressors, type Compressors } from 'hyparquet-compressors'
import { failure, Refusal, type Failure } from '../../../domain/failure.ts'
import type { CanonicalWriter } from './canonicalWriter.ts'
import { cellText } from './flatten.ts'
import { tooManyColumns } from './headerRow.ts'
import { columnLimit } from './limits.ts'

export type ConvertParquet = {
  readonly path: string
  readonly onProgress: (done: number, total: number) => void
  /** Throws to stop. */
  readonly check: () => void
}

/** Of a row group, which is in memory as a whole. */
const mostGroupBytes = 1 << 29
const mostGroupRows = 4_000_000
/** Of one page unpacked. */
const mostPageBytes = 1 << 28

/** Writes the rows of a Parquet file, one row group in memory at a time. Row 2 is the first. */
export async function convertParquet(
  { path, onProgress, check }: ConvertParquet,
  writer: CanonicalWriter,
): Promise<void> {
  const handle = await open(path, 'r')
  try {
    const file = await bufferOf(handle)
    const metadata = await parquetMetadataAsync(file, { parsers }).catch((error: unknown) => {
      throw damagedOr(error)
    })
    const columns = columnsIn(metadata)
    writer.add(
      1,
      columns.map(({ name }) => name),
    )
    for (const group of groupsOf(metadata)) {
      check()
      writeGroup(await readGroup(file, metadata, group), group, { columns, writer })
      onProgress(group.to, Number(metadata.num_rows))
    }
  } finally {
    await handle.close()
  }
}

function writeGroup(
  records: readonly Record<string, unknown>[],
  { from }: Group,
  { columns, writer }: { readonly columns: readonly Column[]; readonly writer: CanonicalWriter },
): void {
  for (const [i, record] of records.entries()) {
    const cells = columns.map((column) => column.cell(record))
    writer.add(from + i + 2, cells)
  }
}

type Group = { readonly from: number; readonly to: number }

function groupsOf({ row_groups: groups }: FileMetaData): readonly Group[] {
  let from = 0
  return groups.map(({ num_rows: rows, total_byte_size: bytes }) => {
    const count = Number(rows)
    if (count < 0 || count > mostGroupRows || Number(bytes) > mostGroupBytes) {
      throw new Refusal(tooLargeGroup)
    }
    const group = { from, to: from + count }
    from += count
    return group
  })
}

async function readGroup(
  file: AsyncBuffer,
  metadata: FileMetaData,
  { from, to }: Group,
): Promise<readonly Record<string, unknown>[]> {
  let found: readonly Record<string, unknown>[] = []
  if (from === to) return found
  const read = {
    file,
    metadata,
    rowStart: from,
    rowEnd: to,
    rowFormat: 'object',
    compressors: bounded,
    parsers,
    onComplete: (rows: Record<string, unknown>[]) => (found = rows),
  } as const
  await parquetRead(read).catch((error: unknown) => {
    throw damagedOr(error)
  })
  return found
}

/** A page says itself how long it is unpacked: that much is made room for. */
const bounded = Object.fromEntries(
  Object.entries(compressors).map(([codec, unpack]) => [
    codec,
    (input: Uint8Array, length: number) => {
      if (length > mostPageBytes) throw new Refusal(tooLargeGroup)
      return unpack(input, length)
    },
  ]),
) as Compressors

async function bufferOf(handle: FileHandle): Promise<AsyncBuffer> {
  const { size } = await handle.stat()
  return {
    byteLength: size,
    async slice(start, end = size) {
      const from = start < 0 ? size + start : start
      if (!(from >= 0 && end <= size && end >= from)) throw new RangeError('it ends too early')
      const bytes = new Uint8Array(end - from)
      let read = 0
      while (read < bytes.length) {
        const { bytesRead } = await handle.read(bytes, read, bytes.length - read, from + read)
        if (bytesRead === 0) throw new RangeError('it ends too early')
        read += bytesRead
      }
      return bytes.buffer
    },
  }
}

type Column = {
  readonly name: string
  readonly cell: (record: Readonly<Record<string, unknown>>) => string
}

function columnsIn(metadata: FileMetaData): readonly Column[] {
  try {
    return columnsOf(metadata)
  } catch (error) {
    // A schema of a hundred thousand records within each other is of somebody who means no good.
    throw damagedOr(error)
  }
}

/** Records within records are columns `address.city`; lists and maps are one column. */
function columnsOf(metadata: FileMetaData): readonly Column[] {
  const found: Column[] = []
  const add = (tree: SchemaTree, path: readonly string[]): void => {
    const { children, element } = tree
    const form = element.logical_type?.type ?? element.converted_type
    const plain = element.repetition_type !== 'REPEATED' && form === undefined
    if (children.length > 0 && plain) {
      for (const child of children) add(child, [...path, child.element.name])
      return
    }
    found.push({ name: path.join('.'), cell: (record) => ended(tree, valueAt(record, path)) })
    if (found.length > columnLimit) throw new Refusal(tooManyColumns(found.length))
  }
  for (const child of parquetSchema(metadata).children) add(child, [child.element.name])
  return found
}

function valueAt(record: Readonly<Record<string, unknown>>, path: readonly string[]): unknown {
  let value: unknown = record
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Readonly<Record<string, unknown>>)[step]
  }
  return value
}

/** Instants are of UTC; what a program wrote without a zone is by the clock of whoever wrote it. */
function ended({ element }: SchemaTree, value: unknown): string {
  if (!(value instanceof Timestamp)) return cellText(value)
  const local = element.logical_type?.type === 'TIMESTAMP' && !element.logical_type.isAdjustedToUTC
  return local ? value.text : `${value.text}Z`
}

/** A point in time, as a clock shows it. */
class Timestamp {
  readonly text: string

  constructor(ms: number) {
    const valid = Math.abs(ms) <= 8_640_000_000_000_000
    this.text = valid ? new Date(ms).toISOString().replace(/(?:\.000)?Z$/, '') : ''
  }

  toJSON(): string {
    return this.text
  }
}

const parsers = {
  timestampFromMilliseconds: (ms: bigint) => new Timestamp(Number(ms)),
  timestampFromMicroseconds: (us: bigint) => new Timestamp(Number(us / 1_000n)),
  timestampFromNanoseconds: (ns: bigint) => new Timestamp(Number(ns / 1_000_000n)),
  dateFromDays: (days: number) => new Timestamp(days * 86_400_000).text.slice(0, 10),
}

/** What the reader says of a file is a failure; of the disk, and of memory, it is not. */
function damagedOr(error: unknown): unknown {
  if (error instanceof Refusal || !(error instanceof Error)) return error
  const { code } = error as NodeJS.ErrnoException
  if (code !== undefined && code.startsWith('E') && !code.startsWith('ERR_')) return error
  return new Refusal(damaged(error.message.slice(0, 100)))
}

function damaged(how: string): Failure {
  return failure(
    'invalid',
    `The Parquet file is damaged, or of a kind that cannot be read: ${how}`,
    {
      fix: 'Make the file again, without encryption, and send it again.',
    },
  )
}

const tooLargeGroup = failure(
  'too_large',
  'A row group of the Parquet file is too large to be read at once',
  { fix: 'Write it with row groups of up to 1,000,000 rows.' },
)
