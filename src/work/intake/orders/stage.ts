import { stat } from 'node:fs/promises'
import { countLines, lineColumns } from '../../../store/clickhouse/orderImport.ts'
import { failure, Refusal } from '../../../domain/failure.ts'
import { fault } from '../../../store/faults.ts'
import type { OrderRun } from './options.ts'
import { isPacked } from '../files/decode.ts'
import { readOrders, type ReadCounts, type ReadJob } from './reader.ts'
import { discardRejected } from '../files/rejected.ts'
import type { OrdersWorld } from './world.ts'
import { readInThread } from './thread.ts'

/** Reads the file in a thread while the engine takes in the lines read before. */
export async function stageRun(
  run: OrderRun,
  { database, onProgress, signal }: OrdersWorld,
  job: ReadJob,
): Promise<ReadCounts> {
  await discardRejected(run.rejectedPath)
  // A thread takes longer to start than a small file to read. Packed, it may be a thousand times as large.
  const { size } = await stat(run.path)
  const readFile =
    size < ((await isPacked(run.path)) ? 16_384 : 262_144) ? readOrders : readInThread
  const read = await readFile(job, {
    onLines: async (lines) => {
      await database.insertTsv(
        'import_lines',
        lineColumns,
        lines,
        signal === undefined ? {} : { signal },
      )
      fault('validate')
    },
    onProgress: (done, total) => onProgress?.({ step: 'reading', done, total }),
    signal,
  })
  const staged = await countLines(database, Number(job.attempt))
  if (staged !== read.lines) {
    // A set that was sent twice, or lost on its way: the attempt is not to be trusted.
    throw new Refusal(
      failure('unavailable', `Of ${read.lines} lines the database has ${staged}`, {
        fix: 'The import begins again by itself.',
      }),
    )
  }
  return read
}
