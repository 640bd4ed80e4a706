import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { analyse } from 'chardet'
import iconv from 'iconv-lite'
import { failure, Refusal } from '../../../domain/failure.ts'

/** The spooled file's bytes, gunzipped where it is a gzip. Damage to a gzip is a Refusal. */
export async function* spoolBytes(path: string): AsyncGenerator<Buffer> {
  const packed = await isPacked(path)
  const file = createReadStream(path, { highWaterMark: pieceBytes })
  if (!packed) {
    yield* file
    return
  }
  const gunzip = createGunzip({ chunkSize: pieceBytes })
  file.once('error', (error) => gunzip.destroy(error))
  try {
    for await (const piece of file.pipe(gunzip)) yield piece as Buffer
  } catch (error) {
    if (!isZlibError(error)) throw error
    throw new Refusal(
      failure('invalid', `The file is a damaged gzip: ${error.message}`, {
        fix: 'Make the file again and send it again.',
      }),
    )
  } finally {
    file.destroy()
  }
}

/** Whether it is a gzip. */
export async function isPacked(path: string): Promise<boolean> {
  return (await firstBytes(path, 2)).equals(Buffer.from([0x1f, 0x8b]))
}

/** The first bytes of what {@link spoolBytes} gives; fewer where there are no more. */
export async function sampleOf(path: string, bytes: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of spoolBytes(path)) {
    pieces.push(piece)
    length += piece.length
    if (length >= bytes) break
  }
  return Buffer.concat(pieces).subarray(0, bytes)
}

/**
 * The text in pieces, without its byte order mark. What the encoding cannot read becomes U+FFFD.
 * @param onBytes is told how many bytes (gunzipped) have been read so far.
 */
export async function* spoolText(
  path: string,
  encoding: string,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding)
  let bytes = 0
  for await (const piece of spoolBytes(path)) {
    bytes += piece.length
    onBytes(bytes)
    const text = decoder.write(piece)
    if (text !== '') yield text
  }
  const rest = decoder.end()
  if (rest !== undefined && rest !== '') yield rest
}

/** What a whole file says of its encoding. */
export type Survey = {
  /** A name iconv-lite knows. */
  readonly encoding: string
  /** Gunzipped. */
  readonly bytes: number
  /** Whether the file proves it: a byte order mark, or UTF-8 throughout. Else it is a guess by letter frequencies. */
  readonly certain: boolean
}

/**
 * Reads the whole file once (a fifth of a second for 100 MB), because a file whose first accented
 * letter stands in row 300,000 must be read rightly too.
 */
export async function surveyFile(path: string): Promise<Survey> {
  const survey = encodingSurvey()
  for await (const piece of spoolBytes(path)) survey.push(piece)
  return survey.result()
}

/** The same of the beginning of a file, which may end within a character. */
export function surveyBytes(bytes: Buffer): Survey {
  const survey = encodingSurvey()
  survey.push(bytes)
  return survey.result({ cut: true })
}

function encodingSurvey(): {
  push(piece: Buffer): void
  result(end?: { readonly cut: boolean }): Survey
} {
  let bytes = 0
  let utf8 = true
  let marked: string | undefined
  let tail: Buffer = Buffer.alloc(0)
  /** The piece in which the first byte stood that is no UTF-8: where there are letters to judge by. */
  let telling: Buffer | undefined
  return {
    push(piece) {
      if (bytes === 0) marked = markOf(piece)
      bytes += piece.length
      if (!utf8 || marked !== undefined) return
      const whole = tail.length === 0 ? piece : Buffer.concat([tail, piece])
      const end = lastBoundary(whole)
      utf8 = isUtf8(whole.subarray(0, end))
      if (!utf8) telling = Buffer.from(whole.subarray(0, guessBytes + firstHigh(whole)))
      tail = Buffer.from(whole.subarray(end))
    },
    result({ cut } = { cut: false }) {
      if (marked !== undefined) return { encoding: marked, bytes, certain: true }
      if (utf8 && (cut || isUtf8(tail))) return { encoding: 'utf-8', bytes, certain: true }
      return { encoding: guess(telling ?? tail), bytes, certain: false }
    },
  }
}

function markOf(start: Buffer): string | undefined {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return 'utf-8'
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le'
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be'
  // Without a mark: every other byte of Latin letters, digits and delimiters is 0.
  const head = start.subarray(0, 512)
  const zeros = (from: number) =>
    head.reduce((n, byte, i) => (byte === 0 && i % 2 === from ? n + 1 : n), 0)
  if (head.length >= 8 && zeros(1) > head.length * 0.3) return 'utf-16le'
  if (head.length >= 8 && zeros(0) > head.length * 0.3) return 'utf-16be'
  return undefined
}

function guess(bytes: Buffer): string {
  const best = analyse(bytes).find((match) => iconv.encodingExists(match.name))
  if (best === undefined || best.confidence < 25) return 'windows-1252'
  // Nobody means the control characters that ISO 8859-1 has where windows-1252 has quotes and dashes.
  return best.name === 'ISO-8859-1' ? 'windows-1252' : best.name.toLowerCase()
}

/** Behind the last byte that surely ends a character. */
function lastBoundary(bytes: Buffer): number {
  for (let at = bytes.length; at > Math.max(0, bytes.length - 4); at--) {
    if ((bytes[at - 1] ?? 0) < 0x80) return at
  }
  // No plain letter among the last four: before the last byte that begins a character.
  for (let at = bytes.length - 1; at >= Math.max(0, bytes.length - 4); at--) {
    if ((bytes[at] ?? 0) >= 0xc0) return at
  }
  return bytes.length
}

function firstHigh(bytes: Buffer): number {
  const at = bytes.findIndex((byte) => byte >= 0x80)
  return Math.max(0, at)
}

async function firstBytes(path: string, length: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of createReadStream(path, { start: 0, end: length - 1 })) {
    pieces.push(piece as Buffer)
  }
  return Buffer.concat(pieces)
}

function isZlibError(error: unknown): error is Error & { code: string } {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('Z_')
  )
}

const pieceBytes = 1 << 18
const guessBytes = 1 << 16
