import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { Refusal } from '../../src/domain/failure.ts'
import { spoolUpload } from '../../src/work/spoolUpload.ts'
import { entryArgs, entryUrl } from '../../src/store/thread.ts'

const directory = mkdtempSync(join(tmpdir(), 'clientela-spooled-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

async function* failing(code: string): AsyncGenerator<Buffer> {
  yield await Promise.resolve(Buffer.from('a line\n'))
  throw Object.assign(new Error(`${code}: write`), { code })
}

test.each(['ENOSPC', 'EDQUOT'])(
  'a disk that is full (%s) is said, and nothing is kept',
  async (code) => {
    const spooled = spoolUpload(directory, 'bulk', failing(code))
    await expect(spooled).rejects.toThrow('disk of the data directory is full')
    const { failure } = (await spooled.catch((error: unknown) => error)) as Refusal
    expect(failure.code).toBe('unavailable')
    expect(readdirSync(join(directory, 'spool'))).toEqual([])
  },
)

test('another error is nobody’s refusal, and keeps nothing either', async () => {
  await expect(spoolUpload(directory, 'bulk', failing('EIO'))).rejects.not.toBeInstanceOf(Refusal)
  expect(readdirSync(join(directory, 'spool'))).toEqual([])
})

test('what is kept is told by its digest', async () => {
  const body = Readable.from([Buffer.from('a'), Buffer.from('bc')])
  const { file, bytes, digest } = await spoolUpload(directory, 'bulk', body)
  expect([readFileSync(join(directory, file), 'utf8'), bytes]).toEqual(['abc', 3])
  expect(digest).toMatch(/^ba7816bf8f01cfea/)
})

const traced = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0

describe.skipIf(!traced)(
  `an upload, ${traced ? 'watched by strace' : 'not watched: no strace that may trace'},`,
  () => {
    test('is on disk with its folder and with the name of that', () => {
      const data = join(directory, 'data')
      const log = join(directory, 'strace')
      mkdirSync(data)
      const entry = entryUrl('./spooling.ts', import.meta.url)
      const program = [process.execPath, ...entryArgs(entry), fileURLToPath(entry), data]
      const { status, stderr } = spawnSync(
        'strace',
        ['-f', '-y', '-e', 'trace=mkdir,mkdirat,fsync', '-o', log, ...program],
        { encoding: 'utf8' },
      )
      if (status !== 0) throw new Error(stderr)
      const seen = readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line.includes(data))
        .map((line) => /(mkdir|fsync)[^"<]*["<]([^">]+)/.exec(line) ?? [])
        .map(([, what = '', path = '']) => `${what} ${path.slice(data.length)}`)
      expect(seen).toEqual([
        'mkdir /spool',
        expect.stringMatching(/^fsync \/spool\/bulk-/),
        'fsync /spool',
        'fsync ',
      ])
    })
  },
)
