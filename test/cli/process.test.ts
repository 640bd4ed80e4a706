import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { eventually } from '../patience.ts'
import { call } from '../../src/api/client.ts'
import { routes } from '../../src/api/routes.ts'
import { entryArgs, entryUrl } from '../../src/store/thread.ts'

const directory = mkdtempSync(join(tmpdir(), 'clientela-process-'))
const data = join(directory, 'data')
const children = new Set<ChildProcess>()
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(directory, { recursive: true, force: true })
})

const entry = entryUrl('./entry.ts', import.meta.url)

function start(...words: string[]): ChildProcess {
  return startOn(data, ...words)
}

function startOn(folder: string, ...words: string[]): ChildProcess {
  const child = startPiped(folder, ...words)
  child.stdin?.end()
  return child
}

function startPiped(folder: string, ...words: string[]): ChildProcess {
  const child = spawn(
    process.execPath,
    [...entryArgs(entry), fileURLToPath(entry), '--data', folder, ...words],
    { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, CLIENTELA_LOG_LEVEL: 'warn' } },
  )
  children.add(child)
  return child
}

async function ended(
  child: ChildProcess,
): Promise<{ code: number | null; out: string; err: string }> {
  const code = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [out, err] = await Promise.all([outputOf(child.stdout), outputOf(child.stderr)])
  return { code: await code, out, err }
}

async function outputOf(stream: ChildProcess['stdout']): Promise<string> {
  return stream === null ? '' : await text(stream)
}

/** Waits for the line that tells where it is. */
async function listening(
  child: ChildProcess,
): Promise<{ url: string; key: string; seen: () => string }> {
  let seen = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (seen += chunk))
  const line = await eventually(() => {
    const found = seen.split('\n').find((each) => each.startsWith('{'))
    if (found === undefined) throw new Error(`it does not start: ${seen}`)
    return found
  })
  return { ...(JSON.parse(line) as { url: string; key: string }), seen: () => seen }
}

async function stopped(child: ChildProcess, signal: 'SIGTERM' | 'SIGINT') {
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const began = Date.now()
  child.kill(signal)
  return { code: await gone, tookMs: Date.now() - began }
}

/** Of the engine, as it is noted in the directory. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a server keeps others out, serves commands, stops within 5 s under load and loses nothing', async () => {
  const began = Date.now()
  const first = start('start', '--port', '0', '--json')
  const { url, key } = await listening(first)
  // Where others have the machine, a stop takes longer as a start does.
  const startMs = Date.now() - began
  const holder = JSON.parse(readFileSync(join(data, 'server.json'), 'utf8')) as { pid: number }
  expect(holder.pid).toBe(first.pid)

  const second = await ended(start('start', '--port', '0', '--json'))
  expect([second.code, second.out]).toEqual([1, ''])
  expect(second.err).toContain(`process ${first.pid}`)

  const status = await ended(start('status', '--json'))
  expect(status.code).toBe(0)
  expect(JSON.parse(status.out)).toMatchObject({
    engine: { up: true, own: true },
    store: 'sqlite',
    disk: { freeBytes: expect.any(Number), totalBytes: expect.any(Number) },
    backup: { possible: true, last: null },
    customers: 0,
  })

  const server = { url, key }
  let acknowledged = 0
  let going = true
  const load = Array.from({ length: 8 }, async (_, lane) => {
    for (let i = 0; going; i += 1) {
      const events = Array.from({ length: 20 }, (__, n) => ({
        event: 'Visited',
        identifiers: { user_id: `u${lane}` },
        messageId: `${lane}-${i}-${n}`,
      }))
      try {
        await call(server, routes.events.add, { body: { events } })
        acknowledged += events.length
      } catch {
        going = false
      }
    }
  })
  await eventually(() => expect(acknowledged).toBeGreaterThan(1_000))
  const { code, tookMs } = await stopped(first, 'SIGTERM')
  going = false
  await Promise.all(load)
  expect(code).toBe(0)
  expect(tookMs).toBeLessThan(Math.max(5_000, 5 * startMs))
  expect(existsSync(join(data, 'server.json'))).toBe(false)
  expect(acknowledged).toBeGreaterThan(0)

  // The key of the first start is still good, and no other is made.
  const again = start('start', '--port', '0', '--json')
  const { url: newUrl, key: newKey } = await listening(again)
  expect(newKey).toBeUndefined()
  const anew = { url: newUrl, key }
  for (let waiting = 1; waiting > 0;) {
    waiting = (await call(anew, routes.status.read, {})).inbox.waiting
    await sleep(50)
  }
  const { events } = await call(anew, routes.status.read, {})
  expect(events).toBeGreaterThanOrEqual(acknowledged)
  const enginePid = engineOf(again.pid ?? 0)
  const end = await stopped(again, 'SIGINT')
  expect(end.code).toBe(0)
  expect(enginePid.filter(isAlive)).toEqual([])
})

test('what is piped in is taken in, though it is all there before anybody reads it', async () => {
  const words = ['import', 'customers', '-', '--key', 'codigo', '--yes', '--json']
  const child = startPiped(join(directory, 'piped'), ...words)
  child.stdin?.end('codigo,cidade\np1,Natal\np2,Olinda\n')
  const { code, out, err } = await ended(child)
  expect([code, err]).toEqual([0, ''])
  expect(JSON.parse(out)).toMatchObject({ rows: 2, new: 2, rejected: 0 })
})

/** The children of a process, on Linux. */
function engineOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    return (text.match(/\d+/g) ?? []).map(Number)
  } catch {
    return []
  }
}

test('Ctrl-C ends a command that waits, with 130, and leaves no process', async () => {
  // A shop of its own, which is still being drawn or taken in when it is interrupted.
  const waiting = startOn(join(directory, 'fresh'), 'demo', '--customers', '20000', '--json')
  const children = await eventually(() => {
    const found = engineOf(waiting.pid ?? 0)
    expect(found).not.toEqual([])
    return found
  })
  await sleep(1_000)
  expect(waiting.exitCode).toBeNull()
  const { code } = await stopped(waiting, 'SIGINT')
  expect(code).toBe(130)
  expect(children.filter(isAlive)).toEqual([])
})
