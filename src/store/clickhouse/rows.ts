const pieceLength = 256 * 1024

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
    yield* text.full.splice(0)
  }
  yield* text.end()
}

async function* arriving(rows: AsyncIterable<object>): AsyncGenerator<Uint8Array> {
  const text = new LinePieces()
  for await (const row of rows) {
    text.add(jsonOf(row))
    yield* text.full.splice(0)
  }
  yield* text.end()
}

/** Puts lines together in bytes: as texts, many of them would be a burden to the heap. */
export class LinePieces {
  /** Those that are long enough. */
  readonly full: Uint8Array[] = []
  private text = ''

  /** @param line without its end */
  add(line: string): void {
    this.text += `${line}\n`
    if (this.text.length >= pieceLength) this.cut()
  }

  /** All of them. */
  end(): readonly Uint8Array[] {
    if (this.text !== '') this.cut()
    return this.full
  }

  private cut(): void {
    this.full.push(Buffer.from(this.text))
    this.text = ''
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
