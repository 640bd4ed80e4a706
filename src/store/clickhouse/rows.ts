const pieceLength = 256 * 1024

/** Rows as JSONEachRow, in pieces of some 256 KB: a write a row would cost more than the row. */
export async function* bytesOf(
  rows: readonly object[] | AsyncIterable<object>,
): AsyncGenerator<Buffer> {
  let piece = ''
  for await (const row of rows) {
    piece += `${jsonOf(row)}\n`
    if (piece.length < pieceLength) continue
    yield Buffer.from(piece)
    piece = ''
  }
  if (piece !== '') yield Buffer.from(piece)
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
