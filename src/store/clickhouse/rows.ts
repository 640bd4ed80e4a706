const pieceLength = 256 * 1024
const textLength = 16 * 1024

/** A row, an object whose keys are column names; or whole lines of JSON, a row each, in bytes. */
export type JsonRow = object | Uint8Array

/** Rows as JSONEachRow, in pieces of some 256 KB: a write a row would cost more than the row. */
export function bytesOf(
  rows: readonly JsonRow[] | AsyncIterable<object>,
): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  return Symbol.asyncIterator in rows ? arriving(rows) : pieces(rows)
}

/** Waiting for each of many rows that are there would cost as much as they do. */
function* pieces(rows: Iterable<JsonRow>): Generator<Uint8Array> {
  const text = new LinePieces()
  for (const row of rows) {
    if (row instanceof Uint8Array) yield row
    else text.add(jsonOf(row))
    if (text.full.length > 0) yield* text.full.splice(0)
  }
  yield* text.end()
}

async function* arriving(rows: AsyncIterable<object>): AsyncGenerator<Uint8Array> {
  const text = new LinePieces()
  for await (const row of rows) {
    text.add(jsonOf(row))
    if (text.full.length > 0) yield* text.full.splice(0)
  }
  yield* text.end()
}

/** Puts lines together in bytes: as texts, many of them would be a burden to the heap. */
export class LinePieces {
  /** Those that are long enough. */
  readonly full: Uint8Array[] = []
  private text = ''
  private bytes = Buffer.alloc(0)
  private used = 0

  /** @param line without its end */
  add(line: string): void {
    this.text += `${line}\n`
    if (this.text.length >= textLength) this.write()
  }

  /** All of them. */
  end(): readonly Uint8Array[] {
    if (this.text !== '') this.write()
    this.cut()
    return this.full
  }

  /** Little by little: a text put together of parts is encoded twice as fast while it is short. */
  private write(): void {
    const most = 3 * this.text.length
    if (this.used + most > this.bytes.length) {
      this.cut()
      this.bytes = Buffer.allocUnsafe(Math.max(pieceLength, most))
    }
    this.used += this.bytes.write(this.text, this.used)
    this.text = ''
  }

  private cut(): void {
    if (this.used > 0) this.full.push(this.bytes.subarray(0, this.used))
    this.bytes = Buffer.alloc(0)
    this.used = 0
  }
}

/** As JSON; a bigint as text, which every integer column reads. */
function jsonOf(row: object): string {
  try {
    return JSON.stringify(row)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return JSON.stringify(row, (_, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    )
  }
}
