import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { builtInFields } from '../../../src/domain/customer/builtin.ts'
import { openOperational, type Operational } from '../../../src/store/operational/open.ts'
import { entryArgs, entryUrl } from '../../../src/store/thread.ts'

const directory = mkdtempSync(join(tmpdir(), 'clientela-durable-'))
afterAll(() => rmSync(directory, { recursive: true }))

const writer = entryUrl('./writer.ts', import.meta.url)
const command = (file: string, ...rest: string[]): string[] => [
  ...entryArgs(writer),
  fileURLToPath(writer),
  file,
  ...rest,
]
const open = async (file: string): Promise<Operational> =>
  await openOperational({
    where: { file },
    shop: { zone: 'UTC', weekStart: 1, currency: 'BRL', country: 'BR' },
    builtInFields,
  })

test('a writer killed at any moment has lost nothing that it had acknowledged', async () => {
  const file = join(directory, 'killed.db')
  const acknowledged = new Map<number, string>()
  for (let round = 0; round < 5; round += 1) {
    const child = spawn(process.execPath, command(file, round % 2 === 0 ? 'many' : 'one', '0'))
    const lines = createInterface(child.stdout)
    let own = 0
    const some = new Promise<void>((resolve) => {
      lines.on('line', () => void (++own > 12 && resolve()))
    })
    lines.on('line', (line) => {
      const [, position, payload = ''] = /^ack (\d+) (.*)$/.exec(line) ?? []
      if (position === undefined) return
      expect(acknowledged.has(Number(position)), `position ${position} used twice`).toBe(false)
      acknowledged.set(Number(position), payload)
    })
    await some
    await sleep((round * 97) % 250)
    child.kill('SIGKILL')
    await new Promise((resolve) => lines.once('close', resolve))
  }
  const store = await open(file)
  try {
    const kept = new Map<number, string>()
    for (let after = 0; ;) {
      const entries = await store.inbox.take(after, 1_000)
      for (const each of entries) kept.set(each.position, Buffer.from(each.payload).toString())
      if (entries.length === 0) break
      after = entries.at(-1)!.position
    }
    expect(acknowledged.size).toBeGreaterThan(50)
    const lost = [...acknowledged].filter(([at, text]) => !kept.get(at)?.startsWith(text))
    expect(lost).toEqual([])
    expect([...kept.keys()]).toEqual(Array.from({ length: kept.size }, (_, i) => i + 1))
  } finally {
    await store.close()
  }
})

const traced = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0

test.skipIf(!traced)(
  `each acknowledgement comes after an fsync of its own (${traced ? 'counted by strace' : 'skipped: no strace that may trace'})`,
  () => {
    const log = join(directory, 'strace')
    const trace = ['-f', '-y', '-e', 'trace=fsync,fdatasync,write', '-o', log, process.execPath]
    const run = (manner: string): { syncs: number; perAck: number[] } => {
      const file = join(directory, `traced-${manner}.db`)
      const { stdout } = spawnSync('strace', [...trace, ...command(file, manner, '40')])
      expect(stdout.toString().match(/^ack /gm)).toHaveLength(40)
      return count(readFileSync(log, 'utf8'))
    }
    const one = run('one')
    expect(one.perAck).toHaveLength(40)
    expect(Math.min(...one.perAck)).toBeGreaterThanOrEqual(1)
    const many = run('many')
    // 40 at once in two lots: the acknowledgements of a lot share one.
    expect(many.syncs).toBeGreaterThanOrEqual(2)
    expect(many.syncs).toBeLessThanOrEqual(12)
  },
)

/** How many syncs of the write-ahead log were done before each acknowledgement, since the one before. */
function count(log: string): { syncs: number; perAck: number[] } {
  const perAck: number[] = []
  let syncs = 0
  let since = 0
  let ready = false
  for (const line of log.split('\n')) {
    ready ||= line.includes('"ready')
    if (!ready) continue
    // Done: whole on its line, or resumed after another thread's.
    if (/\bf(data)?sync\(.*-wal>?\)\s*=\s*0|f(data)?sync resumed>.*=\s*0/.test(line)) since += 1
    if (/write\(.*"ack /.test(line)) {
      perAck.push(since)
      syncs += since
      since = 0
    }
  }
  return { syncs, perAck }
}

test('on a full disk an arrival is refused, nothing of it is kept, and it is taken once there is room', async () => {
  const store = await open(join(directory, 'full.db'))
  try {
    await store.inbox.append('events', new Uint8Array(10))
    // SQLite's own limit of pages gives the very error of a full disk.
    await sql`PRAGMA max_page_count = 40`.execute(store.db)
    await expect(store.inbox.append('events', new Uint8Array(1_000_000))).rejects.toMatchObject({
      failure: { code: 'unavailable', message: 'The disk of the operational store is full.' },
    })
    expect(await store.inbox.state()).toEqual({ position: 1, applied: 0, waitingBytes: 10 })
    await sql`PRAGMA max_page_count = 100000`.execute(store.db)
    expect(await store.inbox.append('events', new Uint8Array(1_000_000))).toBe(2)
  } finally {
    await store.close()
  }
})

test('the file and what SQLite keeps beside it are for their owner only', async () => {
  const file = join(directory, 'mode.db')
  const store = await open(file)
  try {
    await store.inbox.append('events', new Uint8Array(10))
    for (const each of ['', '-wal', '-shm']) expect(statSync(file + each).mode & 0o777).toBe(0o600)
  } finally {
    await store.close()
  }
})
