import { closeSync, openSync, readSync, rmSync, unlinkSync, writeSync } from 'node:fs'
import { failure, Refusal } from '../../../../domain/failure.ts'
import { characters, type MarkupHandler } from './markup.ts'
import { cellLimit } from '../csv.ts'
import { ownText } from '../ownText.ts'

/** The texts of a workbook, which its cells name by number. */
export type SharedStrings = {
  readonly get: (index: number) => string
  readonly close: () => void
}

/** Characters that are kept in memory; what comes behind them waits in a file. */
const inMemory = 32_000_000
/** More texts than a workbook of a shop has: eight bytes of each are kept in memory. */
const mostTexts = 10_000_000

/**
 * Gathers the texts as they are read. Those that do not fit into memory go into a file, from which they
 * are read again in blocks: programs write texts in the order in which cells name them.
 * @param path of that file, which is there only while it is read
 */
export class StringGatherer implements MarkupHandler {
  private readonly path: string
  private readonly texts: string[] = []
  private length = 0
  private file: SpilledTexts | undefined
  private readonly reader = new TextReader()

  constructor(path: string) {
    this.path = path
  }

  open(name: string): void {
    this.reader.open(name)
  }

  text(written: string): void {
    this.reader.text(written)
  }

  close(name: string): void {
    if (name === 'si') this.add(this.reader.take())
    else this.reader.close(name)
  }

  finish(): SharedStrings {
    const { texts, file } = this
    file?.flush()
    return {
      get: (index) => texts[index] ?? file?.get(index - texts.length) ?? '',
      close: () => file?.close(),
    }
  }

  /** Takes the file away where reading did not come to its end. */
  discard(): void {
    this.file?.close()
  }

  private add(text: string): void {
    this.length += text.length
    if (this.length <= inMemory && this.file === undefined) {
      this.texts.push(ownText(text))
      if (this.texts.length > mostTexts) throw new Refusal(tooManyTexts)
      return
    }
    this.file ??= new SpilledTexts(this.path)
    this.file.add(text)
  }
}

/** The text of one `<si>` or `<is>`: of all its runs, without what says how it is pronounced. */
export class TextReader {
  private parts: string[] = []
  private length = 0
  private inText = false
  private phonetic = 0

  open(name: string): void {
    if (name === 't') this.inText = this.phonetic === 0
    else if (name === 'rPh') this.phonetic += 1
  }

  text(written: string): void {
    if (!this.inText) return
    this.length += written.length
    if (this.length > cellLimit) throw new Refusal(longCell)
    this.parts.push(written)
  }

  close(name: string): void {
    if (name === 't') this.inText = false
    else if (name === 'rPh') this.phonetic -= 1
  }

  /** The text, and begins the next. */
  take(): string {
    const written = this.parts.length === 1 ? (this.parts[0] ?? '') : this.parts.join('')
    this.parts = []
    this.length = 0
    this.inText = false
    this.phonetic = 0
    return unescaped(characters(written))
  }
}

export const longCell = failure('too_large', 'A cell has more than 1,048,576 characters', {
  fix: 'Shorten it; spreadsheet programs themselves allow 32,767.',
})

const tooManyTexts = failure('too_large', 'The workbook has more than 10,000,000 different texts', {
  fix: 'Send it as CSV.',
})

/** What XML cannot carry stands as `_x000D_` in a workbook. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text
  return text.replaceAll(/_x([\dA-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
}

class SpilledTexts {
  private readonly file: number
  private offsets = new Float64Array(1 << 16)
  private count = 0
  private end = 0
  private waiting: Buffer[] = []
  private waitingBytes = 0
  private readonly blocks = new Map<number, Buffer>()

  constructor(path: string) {
    // A kill between this line and the next but one leaves it behind.
    rmSync(path, { force: true })
    this.file = openSync(path, 'wx+', 0o600)
    // Nameless from now on: it is gone with whoever reads it, however that ends.
    unlinkSync(path)
  }

  add(text: string): void {
    if (this.count + 1 >= mostTexts) throw new Refusal(tooManyTexts)
    if (this.count + 2 > this.offsets.length) {
      const more = new Float64Array(this.offsets.length * 2)
      more.set(this.offsets)
      this.offsets = more
    }
    const bytes = Buffer.from(text)
    this.waiting.push(bytes)
    this.waitingBytes += bytes.length
    this.end += bytes.length
    this.count += 1
    this.offsets[this.count] = this.end
    if (this.waitingBytes > blockBytes) this.flush()
  }

  flush(): void {
    let bytes = Buffer.concat(this.waiting)
    let at = this.end - bytes.length
    while (bytes.length > 0) {
      const written = writeSync(this.file, bytes, 0, bytes.length, at)
      bytes = bytes.subarray(written)
      at += written
    }
    this.waiting = []
    this.waitingBytes = 0
  }

  get(index: number): string | undefined {
    if (index < 0 || index >= this.count) return undefined
    const from = this.offsets[index] ?? 0
    const to = this.offsets[index + 1] ?? from
    const first = Math.floor(from / blockBytes)
    const last = Math.floor(Math.max(from, to - 1) / blockBytes)
    const pieces: Buffer[] = []
    for (let block = first; block <= last; block++) {
      const start = block * blockBytes
      pieces.push(this.block(block).subarray(Math.max(0, from - start), to - start))
    }
    return Buffer.concat(pieces).toString()
  }

  close(): void {
    closeSync(this.file)
  }

  private block(number: number): Buffer {
    const known = this.blocks.get(number)
    if (known !== undefined) return known
    const bytes = Buffer.alloc(Math.min(blockBytes, this.end - number * blockBytes))
    let read = 0
    while (read < bytes.length) {
      const at = number * blockBytes + read
      const more = readSync(this.file, bytes, read, bytes.length - read, at)
      if (more === 0) throw new Error('the file of texts is shorter than it was')
      read += more
    }
    if (this.blocks.size >= keptBlocks) this.blocks.delete(this.blocks.keys().next().value ?? -1)
    this.blocks.set(number, bytes)
    return bytes
  }
}

const blockBytes = 1 << 18
const keptBlocks = 128
