import { spawn, type ChildProcess } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { isFailure, type Failure } from '../../src/domain/failure.ts'
import { holdDirectory, readHolder, type HeldDirectory } from '../../src/store/directory.ts'
import { entryArgs, entryUrl } from '../../src/store/thread.ts'

const root = mkdtempSync(join(tmpdir(), 'clientela-directory-'))
const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(root, { recursive: true })
})
let last = 0
const place = (): string => join(root, `data ${(last += 1)} é#%?`)
const mode = (path: string): number => statSync(path).mode & 0o777
const hold = async (path: string, now?: number): Promise<HeldDirectory> => {
  const held = await holdDirectory(path, now)
  if (isFailure(held)) throw new Error(held.message)
  return held
}

/** A real second process; what it says first is `held`, or the failure. */
async function other(path: string): Promise<{ says: string; child: ChildProcess }> {
  const entry = entryUrl('./holder.ts', import.meta.url)
  const child = spawn(process.execPath, [...entryArgs(entry), fileURLToPath(entry), path])
  children.push(child)
  const says = await new Promise<string>((resolve) => {
    createInterface(child.stdout).once('line', resolve)
  })
  return { says, child }
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}

test('a directory is made for its owner only, with who holds it and a token beside the lock', async () => {
  const path = join(place(), 'deep', 'er')
  const held = await hold(path, 1_000)
  expect(mode(path)).toBe(0o700)
  for (const file of ['lock.db', 'server.json', 'local-token']) {
    expect(mode(join(path, file))).toBe(0o600)
  }
  expect(await readHolder(path)).toEqual({ pid: process.pid, since: 1_000, token: held.token })
  await held.publish('http://127.0.0.1:4100')
  expect(await readHolder(path)).toMatchObject({ address: 'http://127.0.0.1:4100' })
  expect(held.token).toBe(readFileSync(join(path, 'local-token'), 'utf8'))
  expect(held.token.length).toBeGreaterThanOrEqual(43)
  await held.release()
  expect(await readHolder(path)).toBeUndefined()
  expect(existsSync(join(path, 'server.json'))).toBe(false)
  const again = await hold(path)
  expect(again.token).not.toBe(held.token)
  await held.release()
  expect(await readHolder(path), 'releasing twice takes it from nobody').toBeDefined()
  await again.release()
})

test('a second process is refused with who holds it, in that process and in this one', async () => {
  const path = place()
  const held = await hold(path, Date.UTC(2026, 0, 2))
  await held.publish('http://127.0.0.1:4100')
  const message = `The data directory ${path} is held by process ${process.pid}, since 2026-01-02T00:00:00.000Z, at http://127.0.0.1:4100.`
  const { says } = await other(path)
  expect(JSON.parse(says) as Failure).toMatchObject({ code: 'conflict', message })
  expect(await holdDirectory(path)).toMatchObject({ code: 'conflict', message })
  // Neither looking nor being refused has loosened it.
  await readHolder(path)
  expect(JSON.parse((await other(path)).says) as Failure).toMatchObject({ code: 'conflict' })
  await held.release()
  const next = await other(path)
  expect(next.says).toBe('held')
  await kill(next.child)
})

test('SIGKILL of the holder frees the directory at once, whatever it leaves behind', async () => {
  const path = place()
  for (let round = 0; round < 3; round += 1) {
    const { says, child } = await other(path)
    expect(says).toBe('held')
    expect(await readHolder(path)).toMatchObject({
      pid: child.pid,
      address: 'http://127.0.0.1:4999',
    })
    expect(await holdDirectory(path)).toMatchObject({ code: 'conflict' })
    await kill(child)
    expect(existsSync(join(path, 'server.json'))).toBe(true)
    expect(await readHolder(path)).toBeUndefined()
    const held = await hold(path)
    expect(await readHolder(path)).toMatchObject({ pid: process.pid })
    await held.release()
  }
})

test('of several processes that start at once, exactly one has it', async () => {
  const path = place()
  const all = await Promise.all([other(path), other(path), other(path)])
  expect(all.filter(({ says }) => says === 'held')).toHaveLength(1)
  await Promise.all(
    all.map(async ({ child }) => (child.exitCode === null ? await kill(child) : null)),
  )
})

test('looking, often and at once, neither makes a directory nor keeps anybody from having it', async () => {
  const path = place()
  expect(await readHolder(path)).toBeUndefined()
  expect(existsSync(path)).toBe(false)
  await (await hold(path)).release()
  const looks = Array.from({ length: 50 }, async () => await readHolder(path))
  const held = await hold(path)
  await Promise.all(looks)
  expect(await readHolder(path)).toMatchObject({ pid: process.pid })
  await held.release()
})

test("a directory with other things in it keeps its mode: it may be somebody's home", async () => {
  const path = place()
  mkdirSync(path)
  writeFileSync(join(path, 'letter.txt'), 'mine')
  chmodSync(path, 0o755)
  const held = await hold(path)
  expect(mode(path)).toBe(0o755)
  expect(mode(join(path, 'local-token'))).toBe(0o600)
  await held.release()
})

test('a path that is no directory is refused with the setting that names it', async () => {
  const path = place()
  writeFileSync(path, '')
  expect(await holdDirectory(path)).toMatchObject({
    code: 'invalid',
    where: path,
    fix: expect.stringContaining('CLIENTELA_DATA') as string,
  })
})
