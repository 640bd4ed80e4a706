import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { deserialize } from 'node:v8'
import { openDatabase } from '../../../../src/store/clickhouse/open.ts'
import type { RowsRun } from '../../../../src/work/intake/rows/options.ts'
import { runRows } from '../../../../src/work/intake/rows/run.ts'
import type { RowsMark } from '../../../../src/work/intake/rows/world.ts'

/**
 * A process that goes on with an import from the mark in a file, and ends: what the tests kill. Its
 * arguments are the file of the run, that of the mark, that of the result, the engine's URL and the database.
 */
const [runFile = '', markFile = '', resultFile = '', url = '', name = ''] = process.argv.slice(2)

function write(file: string, value: unknown): void {
  const handle = openSync(`${file}.new`, 'w')
  writeSync(handle, JSON.stringify(value))
  fsyncSync(handle)
  closeSync(handle)
  renameSync(`${file}.new`, file)
}

const run = deserialize(readFileSync(runFile)) as RowsRun
const mark = existsSync(markFile)
  ? (JSON.parse(readFileSync(markFile, 'utf8')) as RowsMark)
  : undefined
const database = openDatabase({ url, database: name })
const result = await runRows(run, {
  database,
  mark,
  onMark: async (now) => {
    write(markFile, now)
    await Promise.resolve()
  },
  onProgress: () => {},
  sizes: { rows: 7, characters: 1_000_000 },
})
write(resultFile, result)
await database.close()
