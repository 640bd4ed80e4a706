import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../patience.ts'
import { Refusal } from '../../../src/domain/failure.ts'
import type { Database } from '../../../src/store/clickhouse/database.ts'
import { openDatabase } from '../../../src/store/clickhouse/open.ts'
import { startOf } from '../../../src/store/engine/leftover.ts'
import { startEngine, type Engine } from '../../../src/store/engine/start.ts'
import { as, sql } from '../../../src/store/sql/sql.ts'
import { entryUrl, startProcess } from '../../../src/store/thread.ts'

let root: string
let engine: Engine
let database: Database
const said: string[] = []

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'clientela-life-'))
  engine = await startEngine({
    directory: join(root, 'engine'),
    memoryBytes: 1_500_000_000,
    lanes: 2,
    log: (line) => said.push(line),
  })
  database = openDatabase({ url: engine.url })
  await database.run(sql`CREATE TABLE t (a UInt64, b String) ENGINE = MergeTree ORDER BY a
    SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000`)
})

afterAll(async () => {
  await database.close()
  await engine.stop()
  rmSync(root, { recursive: true, force: true })
})

/** Something that would run for an hour, and its place in the list of what runs. */
const endless = sql`SELECT sum(cityHash64(number)) FROM numbers(1000000000000)`

async function running(): Promise<number> {
  const rows = await database.rows<{ query: string }>(
    sql`SELECT query FROM system.processes WHERE query LIKE ${'%numbers(1000000000000)%'}
      AND query NOT LIKE ${'%system.processes%'}`,
  )
  return rows.length
}

async function until(what: () => Promise<boolean> | boolean): Promise<void> {
  await eventually(async () => expect(await what()).toBe(true))
}

describe('a client that hangs up', () => {
  test('has its statement killed, and nobody else notices', async () => {
    const pid = engine.pid
    const leave = new AbortController()
    const asked = database.rows(endless, { signal: leave.signal })
    await until(async () => (await running()) === 1)
    leave.abort()
    await expect(asked).rejects.toThrow(/user aborted/)
    await until(async () => (await running()) === 0)
    expect(engine.pid).toBe(pid)
  })

  test('in the middle of a stream gives its lane back', async () => {
    for (let i = 0; i < 6; i++) {
      for await (const block of database.stream(sql`SELECT number FROM numbers(100000000)`)) {
        expect(block.length).toBeGreaterThan(0)
        break
      }
    }
    expect(await database.rows(sql`SELECT 1 AS a`)).toEqual([{ a: 1 }])
  })

  test('while waiting for a lane leaves the queue', async () => {
    const leave = new AbortController()
    const asked = [1, 2, 3, 4].map(() => database.rows(endless, { signal: leave.signal }))
    const ended = Promise.allSettled(asked)
    await setTimeout(300)
    leave.abort()
    expect((await ended).map((one) => one.status)).toEqual(Array(4).fill('rejected'))
    expect(await database.rows(sql`SELECT 1 AS a`)).toEqual([{ a: 1 }])
    await until(async () => (await running()) === 0)
  })
})

test('an engine of one lane runs one statement at a time', async () => {
  const single = await startEngine({
    directory: join(root, 'single'),
    memoryBytes: 1_000_000_000,
    lanes: 1,
  })
  const asking = openDatabase({ url: single.url })
  const leave = new AbortController()
  const first = asking.rows(endless, { signal: leave.signal }).catch((error: unknown) => error)
  await setTimeout(300)
  let answered = false
  const second = asking.rows(sql`SELECT 1 AS a`).finally(() => (answered = true))
  await setTimeout(700)
  expect(answered).toBe(false)
  leave.abort()
  expect(await second).toEqual([{ a: 1 }])
  expect(await first).toBeInstanceOf(Error)
  await asking.close()
  await single.stop()
})

describe('an engine that is killed', () => {
  test('is started again at its address; what was acknowledged is there, what was not can be repeated', async () => {
    await database.run(sql`TRUNCATE TABLE t`)
    let restarts = 0
    const forget = engine.onRestart(() => restarts++)
    let acknowledged = 0
    // The token may be noted for what is not there: who repeats looks, and takes a new one.
    const put = async (rows: { readonly a: number }[], token: string): Promise<void> => {
      try {
        await database.insert('t', rows, { token })
      } catch (error) {
        if (!(error instanceof Refusal) || error.failure.code !== 'unavailable') throw error
        const [there] = await database.rows<{ n: string }>(
          sql`SELECT count() AS n FROM t WHERE a = ${as('UInt64', String(rows[0]?.a))}`,
        )
        if (there?.n === '0') await put(rows, `${token}-again`)
      }
    }
    const write = async (): Promise<void> => {
      for (let set = 0; set < 30; set++) {
        const rows = Array.from({ length: 2_000 }, (_, i) => ({
          a: set * 2_000 + i,
          b: 'x'.repeat(100),
        }))
        await put(rows, `run-${set}`)
        acknowledged++
      }
    }
    const kill = async (): Promise<void> => {
      for (let i = 0; i < 3; i++) {
        await until(() => acknowledged >= 8 * (i + 1))
        const { pid } = engine
        if (pid !== undefined) process.kill(pid, 'SIGKILL')
        await until(() => restarts > i)
      }
    }
    await Promise.all([write(), kill()])
    expect(restarts).toBe(3)
    expect(await database.rows(sql`SELECT count() AS n, uniqExact(a) AS u FROM t`)).toEqual([
      { n: '60000', u: '60000' },
    ])
    forget()
  })

  test('answers reads that were under way when it is back, and tells writes to try again', async () => {
    const slow = sql`SELECT count() AS n FROM numbers(14) WHERE sleepEachRow(0.2) = 0`
    const read = database.rows(slow)
    const write = database.run(
      sql`INSERT INTO t SELECT number, '' FROM numbers(14) WHERE sleepEachRow(0.2) = 0`,
    )
    // While both sleep nobody is told what runs.
    await setTimeout(1_000)
    process.kill(engine.pid ?? 0, 'SIGKILL')
    await expect(write).rejects.toBeInstanceOf(Refusal)
    await expect(write).rejects.toMatchObject({ failure: { code: 'unavailable' } })
    expect(await read).toEqual([{ n: '14' }])
  })

  test('by SIGTERM ends in order and is started again too', async () => {
    const { pid } = engine
    process.kill(pid ?? 0, 'SIGTERM')
    await until(() => engine.pid !== undefined && engine.pid !== pid)
    expect(await database.rows(sql`SELECT 1 AS a`)).toEqual([{ a: 1 }])
  })
})

describe('an answer of any size', () => {
  test('is streamed: the memory of neither side grows with it, even when nobody reads', async () => {
    const big = sql`SELECT number, repeat('x', 400) AS x FROM numbers(1000000)`
    await database.rows(sql`SELECT 1`)
    const before = rssOf(engine.pid ?? 0)
    const own = process.memoryUsage.rss()
    let rows = 0
    const settings = { max_block_size: 8_192 }
    for await (const block of database.stream(big, { settings })) {
      if (rows === 0) await setTimeout(1_000)
      rows += block.length
      expect(rssOf(engine.pid ?? 0) - before).toBeLessThan(300e6)
      expect(process.memoryUsage.rss() - own).toBeLessThan(300e6)
    }
    expect(rows).toBe(1_000_000)
  })
})

describe('an engine whose parent is killed', () => {
  let parent: ChildProcess | undefined

  afterEach(() => {
    parent?.kill('SIGKILL')
  })

  async function start(directory: string): Promise<{ pid: number; url: string }> {
    const started = startProcess(entryUrl('./parent.ts', import.meta.url), [directory], {
      silent: true,
    })
    parent = started
    const line = await new Promise<string>((resolve) =>
      started.stdout?.once('data', (data) => resolve(String(data))),
    )
    const [pid, url] = line.trim().split(' ')
    return { pid: Number(pid), url: url ?? '' }
  }

  test('is gone at once, even in the middle of a query', async () => {
    const { pid, url } = await start(join(root, 'orphan'))
    const other = openDatabase({ url })
    const asked = other.rows(endless).catch((error: unknown) => error)
    await setTimeout(300)
    expect(startOf(pid)).toBeDefined()
    parent?.kill('SIGKILL')
    await until(() => startOf(pid) === undefined)
    expect(await asked).toBeInstanceOf(Refusal)
    await other.close()
  })

  test('and that cannot end by itself is cleared away by the next start', async () => {
    const directory = join(root, 'leftover')
    const { pid } = await start(directory)
    process.kill(pid, 'SIGSTOP')
    parent?.kill('SIGKILL')
    await setTimeout(500)
    expect(startOf(pid)).toBeDefined()
    const next = await startEngine({ directory, memoryBytes: 1_000_000_000 })
    expect(startOf(pid)).toBeUndefined()
    await next.stop()
  })
})

test('a process that has the number of an engine of long ago is left alone', async () => {
  const directory = join(root, 'stranger')
  const stranger = spawn('sleep', ['60'])
  mkdirSync(directory)
  writeFileSync(join(directory, 'engine.pid'), JSON.stringify({ pid: stranger.pid, started: '1' }))
  const next = await startEngine({ directory, memoryBytes: 1_000_000_000 })
  expect(startOf(stranger.pid ?? 0)).toBeDefined()
  stranger.kill('SIGKILL')
  const stopping = openDatabase({ url: next.url })
  const asked = stopping.rows(endless).catch((error: unknown) => error)
  await setTimeout(300)
  // What it is asked never ends.
  await next.stop()
  expect(await asked).toBeInstanceOf(Error)
  await stopping.close()
})

test('a directory that cannot be used is a refusal with a reason', async () => {
  const directory = join(root, 'broken')
  mkdirSync(directory)
  writeFileSync(join(directory, 'data'), 'not a directory')
  await expect(startEngine({ directory, memoryBytes: 1_000_000_000 })).rejects.toMatchObject({
    failure: { code: 'unavailable' },
  })
})

/** Bytes of memory that a process has in use. */
function rssOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024
}
