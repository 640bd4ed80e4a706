import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { extname } from 'node:path'
import { failure, Refusal } from '../../../domain/failure.ts'
import { Misuse, type Given, type Option } from '../../command.ts'
import { confirmed } from '../../confirmed.ts'
import { amount } from '../../output.ts'
import type { Download, Session } from '../../session.ts'

/** The names of the contract (`api/exports.ts`), whose schemas help does not wait for. */
const formats = ['csv', 'xlsx', 'jsonl', 'parquet'] as const
type Format = (typeof formats)[number]
const styles = ['technical', 'excel-br'] as const

export const filePositional = {
  name: 'FILE',
  says: 'Where to; - is standard output',
} as const

/** What every export takes. */
export const exportOptions = {
  format: { type: 'string', choices: formats, says: "csv, xlsx, jsonl or parquet; else FILE's" },
  style: {
    type: 'string',
    choices: styles,
    says: 'Of CSV and XLSX: for programs, or as Excel in Brazil writes; technical when left out',
  },
  columns: {
    type: 'string',
    value: 'NAMES',
    says: 'Which columns, separated by commas; all when left out',
  },
  yes: { type: 'boolean', says: 'Do not ask: replace FILE where there is one' },
} as const satisfies Record<string, Option>

type Typed = Given<typeof exportOptions>['options']

/** The form of the file, as the API takes it. Throws a Misuse where nothing says it. */
export function wantedOf(session: Session, file: string, typed: Typed) {
  const { style, columns } = typed
  return {
    format: formatOf(session, file, typed.format),
    ...(style === undefined ? {} : { style: style as (typeof styles)[number] }),
    ...(columns === undefined ? {} : { columns }),
  }
}

function formatOf({ output }: Session, file: string, typed: string | undefined): Format {
  if (typed !== undefined) return typed as Format
  if (file === '-') return output.json ? 'jsonl' : 'csv'
  const extension = extname(file).slice(1).toLowerCase()
  const found = formats.find((format) => format === extension)
  if (found !== undefined) return found
  if (extension === 'ndjson') return 'jsonl'
  throw new Misuse(
    `The name ${JSON.stringify(file)} does not say which kind of file it is`,
    `Say --format ${formats.join(', --format ')}, or end the name so.`,
  )
}

/**
 * Writes what a route sends to that file: under another name until it is whole, so that nobody takes a part
 * for all of it. One that is there is replaced if that is agreed on.
 */
export async function exportTo(
  session: Session,
  file: string,
  { typed, ask }: { readonly typed: Typed; readonly ask: () => Promise<Download> },
): Promise<void> {
  const { output } = session
  if (file === '-') {
    for await (const chunk of (await ask()).bytes) await output.write(chunk)
    return
  }
  await agreeToReplace(session, file, typed.yes)
  const { headers, bytes } = await ask()
  const rows = Number(headers.get('x-total') ?? 0)
  const text = headers.get('content-type')?.includes('charset') === true
  let lines = 0
  const size = await writeWhole(file, bytes, (chunk, sizeSoFar) => {
    // Lines tell how far a text is; the other forms come in pieces of many rows.
    lines += text ? linesIn(chunk) : 0
    if (text) output.progress('Exporting', lines, rows)
    else output.progress('Exporting, bytes', sizeSoFar, undefined)
  })
  output.clear()
  const asOf = headers.get('x-as-of')
  output.result({ file, rows, bytes: size, asOf }, () => [
    `${amount(rows)} rows, ${amount(size)} bytes in ${file}`,
  ])
}

async function agreeToReplace(session: Session, file: string, yes: boolean): Promise<void> {
  const there = await stat(file).catch(() => undefined)
  if (there === undefined) return
  if (there.isDirectory()) throw new Misuse(`${file} is a directory`, 'Name a file.')
  if (yes) return
  if (session.interactive && (await confirmed(`Replace ${file}?`))) return
  throw new Misuse(`There is a file ${file}`, 'Say --yes to replace it, or name another.')
}

async function writeWhole(
  file: string,
  bytes: AsyncIterable<Uint8Array>,
  onChunk: (chunk: Uint8Array, size: number) => void,
): Promise<number> {
  const part = `${file}.part`
  // What people are called and where they live is for whoever asked for it.
  const handle = await open(part, 'w', 0o600).catch(tellWhere(file))
  try {
    const size = await writeAll(handle, bytes, onChunk).finally(async () => await handle.close())
    await rename(part, file).catch(tellWhere(file))
    return size
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

async function writeAll(
  handle: FileHandle,
  bytes: AsyncIterable<Uint8Array>,
  onChunk: (chunk: Uint8Array, size: number) => void,
): Promise<number> {
  let size = 0
  for await (const chunk of bytes) {
    await handle.appendFile(chunk)
    size += chunk.length
    onChunk(chunk, size)
  }
  await handle.sync()
  return size
}

function tellWhere(file: string): (error: unknown) => never {
  return (error) => {
    const { code = '' } = error as NodeJS.ErrnoException
    throw new Refusal(
      failure('invalid', `${file} cannot be written (${code})`, {
        where: 'FILE',
        fix: 'Name a file in a directory that is there and that you may write to.',
      }),
    )
  }
}

function linesIn(chunk: Uint8Array): number {
  let count = 0
  for (let at = chunk.indexOf(lineEnd); at !== -1; at = chunk.indexOf(lineEnd, at + 1)) count += 1
  return count
}

const lineEnd = 10
