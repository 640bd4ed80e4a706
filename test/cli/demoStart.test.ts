import { spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { entryArgs, entryUrl } from '../../src/store/thread.ts'
import { testConfig } from '../http/running.ts'

const directory = mkdtempSync(join(tmpdir(), 'clientela-demo-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const entry = entryUrl('./entry.ts', import.meta.url)

test('a demo that stays says where it is and the key, then loads, then says what to try', async () => {
  const { clickhouseUrl = '' } = await testConfig(directory)
  const log = join(directory, 'printed')
  // One file for both streams: so it is read in the order in which it was printed.
  const printed = openSync(log, 'a')
  const words = ['--data', join(directory, 'data'), 'demo', '--start', '--port', '0']
  const child = spawn(
    process.execPath,
    [
      ...entryArgs(entry),
      fileURLToPath(entry),
      ...words,
      '--customers',
      '50',
      '--until',
      '2026-11-21',
    ],
    {
      stdio: ['ignore', printed, printed],
      env: { ...process.env, CLIENTELA_CLICKHOUSE_URL: clickhouseUrl, TERM: 'dumb' },
    },
  )
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve))
  try {
    const order = ['listens at http', ' ck_', 'The demo shop: 50 customers', 'Try, in another']
    const seen = (): number[] => {
      const text = readFileSync(log, 'utf8')
      return order.map((part) => text.indexOf(part))
    }
    await expect.poll(() => seen().every((at) => at >= 0)).toBe(true)
    expect(seen()).toEqual(seen().toSorted((a, b) => a - b))
  } finally {
    child.kill('SIGTERM')
    expect(await gone).toBe(0)
    closeSync(printed)
  }
})
