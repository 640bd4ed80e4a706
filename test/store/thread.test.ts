import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startProcess, startWorker } from '../../src/store/thread.ts'

// Whatever else tests start is built before (`built.ts`), as in production.
const directory = mkdtempSync(join(tmpdir(), 'clientela-thread-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const source = (path: string): URL => new URL(path, import.meta.url)

test('a thread starts from source too, and imports what is source', async () => {
  const worker = startWorker(source('../../src/store/operational/sqliteThread.ts'), {
    workerData: { file: join(directory, 'a.db') },
  })
  expect(await once(worker, 'message')).toEqual([{ id: 0 }])
  await worker.terminate()
})

test('a process starts from source too', async () => {
  const child = startProcess(source('../http/spooling.ts'), [directory])
  expect(await once(child, 'exit')).toEqual([0, null])
})
