/** DuckDB in a process of its own, so that its memory and its pauses are not taken for ours. */
import { DuckDBInstance } from '@duckdb/node-api'

/** What the parent asks: a statement, of which it wants the number in the first column `n`, if it has one. */
export type Asked = { readonly statement: string }
export type Answer = { readonly n: number } | { readonly problem: string }

const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('no file')
const instance = await DuckDBInstance.create(file, { threads: '2' })
const connection = await instance.connect()

process.on('message', ({ statement }: Asked) => {
  void connection
    .runAndReadAll(statement)
    .then((result): Answer => ({ n: Number(result.getRowObjects()[0]?.['n'] ?? 0) }))
    .catch((error: unknown): Answer => ({ problem: String(error) }))
    .then((answer) => process.send?.(answer))
})
process.once('disconnect', () => {
  connection.closeSync()
  instance.closeSync()
})
