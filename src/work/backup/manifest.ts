import { createHash } from 'node:crypto'
import { z } from 'zod'
import { failure, type Failure } from '../../domain/failure.ts'

/** The list of all that belongs to a backup, beside its files. A directory without it is no whole backup. */
export const manifestName = 'manifest.jsonl'

/** There while a backup is being written; a directory with it holds a part of one at most. */
export const unfinishedName = 'unfinished-backup'

const table = z.strictObject({
  name: z.string().regex(/^\w+$/),
  /** The statement that makes the table, as the engine had it. */
  create: z.string(),
  rows: z.int(),
})

const head = z.strictObject({
  kind: z.literal('clientela backup'),
  format: z.literal(1),
  /** Version of the program that wrote it. */
  program: z.string(),
  /** Of the tables in both stores. */
  schema: z.strictObject({ clickhouse: z.int(), operational: z.int() }),
  /** Tells one installation's backups from another's; says nothing else. */
  installation: z.string(),
  /** The moment that it holds, milliseconds. */
  at: z.int(),
  /** Of the last arrival that was acknowledged by then, and of the last that had been taken in. */
  position: z.int(),
  applied: z.int(),
  tables: z.array(table),
})

/**
 * Within the backup's directory, with `/`. Names are the engine's, the program's or of spooled files; none
 * leads out of the directory.
 */
const path = z.string().regex(/^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^\0/\\]+(?:\/[^\0/\\]+)*$/)

const file = z.strictObject({
  path,
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

export type ManifestHead = z.output<typeof head>
export type ManifestTable = z.output<typeof table>
export type ManifestFile = z.output<typeof file>
export type Manifest = { readonly head: ManifestHead; readonly files: readonly ManifestFile[] }

/**
 * As lines of JSON: the head, one for each file, and last the SHA-256 of all bytes before that line. So a
 * change of any bit is seen, the manifest's own included.
 */
export function writeManifest({ head: first, files }: Manifest): string {
  const text = [first, ...files].map((line) => `${JSON.stringify(line)}\n`).join('')
  return text + lastLine(text)
}

/** Reads it again. A Failure where it is not, to the byte, what {@link writeManifest} writes. */
export function readManifest(bytes: Buffer): Manifest | Failure {
  const text = bytes.toString('utf8')
  const lines = text.split('\n')
  const before = text.slice(0, text.length - lastLine('').length)
  if (!Buffer.from(text).equals(bytes) || text !== before + lastLine(before)) return damaged()
  // Two of the end: the digest, and nothing behind its line break.
  const [first, ...rest] = lines.slice(0, -2).map(parsed)
  const read = z.object({ head, files: z.array(file) }).safeParse({ head: first, files: rest })
  if (read.success) return read.data
  const fix = 'Use the version of the program that wrote it, or a newer one.'
  return failure('invalid', 'This backup is of a form that this program does not know', {
    where: manifestName,
    fix,
  })
}

/** Undefined, which no form takes, where it is no JSON. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function lastLine(before: string): string {
  const sha256 = createHash('sha256').update(before).digest('hex')
  return `${JSON.stringify({ sha256 })}\n`
}

function damaged(): Failure {
  return failure('invalid', 'The list of the files of this backup is damaged', {
    where: manifestName,
    fix: 'Use another backup; this one cannot be trusted.',
  })
}
