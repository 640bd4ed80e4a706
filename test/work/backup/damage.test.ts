import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { patience } from '../../patience.ts'
import { routes } from '../../../src/api/routes.ts'
import { call } from '../../../src/api/client.ts'
import { startProgram } from '../../../src/main.ts'
import { manifestName, writeManifest, type Manifest } from '../../../src/work/backup/manifest.ts'
import { findDamage, openBackup, type Damage } from '../../../src/work/backup/verify.ts'
import { random } from '../../agree/random.ts'
import { testConfig } from '../../http/running.ts'
import { typed } from '../../cli/typing.ts'

const root = mkdtempSync(join(tmpdir(), 'clientela-damage-'))
const whole = join(root, 'whole')
let manifest: Manifest

beforeAll(async () => {
  const data = join(root, 'data')
  const { clickhouseUrl: _, ...config } = await testConfig(data)
  const program = await startProgram({ ...config, clickhouseUrl: undefined })
  const { server } = program
  const events = Array.from({ length: 20 }, (_each, i) => ({
    event: 'Product Viewed',
    identifiers: { user_id: String(i) },
    time: '2026-01-01T00:00:00Z',
    messageId: String(i),
  }))
  await call(server, routes.events.add, { body: { events } })
  await program.idle(patience())
  await program.stop()
  // Without a server: the command starts the program for as long as it takes.
  const made = await typed(['--data', data, 'backup', whole])
  if (!made.out.includes('It holds personal data')) throw new Error(made.err)
  manifest = await openBackup(whole)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('a bit flipped anywhere is found and named', () => {
  test('200 in the files of a part of it, the list included', async () => {
    // Of every kind of file some: verifying reads all of them each time.
    const kinds = new Map(manifest.files.map((file) => [file.path.split('/').at(-1), file]))
    const some = join(root, 'some')
    for (const { path } of kinds.values()) {
      mkdirSync(dirname(join(some, path)), { recursive: true })
      copyFileSync(join(whole, path), join(some, path))
    }
    const list = writeManifest({ head: manifest.head, files: [...kinds.values()] })
    writeFileSync(join(some, manifestName), list)
    expect(await damageIn(some)).toEqual([])
    const chance = random(1)
    const paths = [...kinds.values()].filter(({ bytes }) => bytes > 0).map(({ path }) => path)
    expect(paths.length).toBeGreaterThan(8)
    for (let i = 0; i < 200; i += 1) {
      const path = i % 10 === 0 ? manifestName : (paths[chance.below(paths.length)] ?? '')
      const undo = flip(join(some, path), chance.below)
      expect(await damageIn(some)).toEqual([{ path, what: 'damaged' }])
      undo()
    }
    expect(await damageIn(some)).toEqual([])
  })

  test('20 by the command that verifies', async () => {
    const chance = random(2)
    const paths = manifest.files.filter(({ bytes }) => bytes > 0).map(({ path }) => path)
    for (let i = 0; i < 20; i += 1) {
      const path = i === 0 ? manifestName : (paths[chance.below(paths.length)] ?? '')
      const undo = flip(join(whole, path), chance.below)
      const { code, err } = await typed(['backup', '--verify', whole])
      expect([code, err.includes(path)]).toEqual([1, true])
      undo()
    }
    const told = await typed(['backup', '--verify', whole, '--json'])
    expect(told.code).toBe(0)
    expect(JSON.parse(told.out)).toMatchObject({ whole: true, damage: [], applied: 1 })
  })
})

test('a file that is cut, gone or too many is found and named', async () => {
  const some = join(root, 'cut')
  cpSync(whole, some, { recursive: true })
  const [first, second] = manifest.files.filter(({ bytes }) => bytes > 1)
  const [cut, gone] = [first?.path ?? '', second?.path ?? '']
  truncateSync(join(some, cut), 1)
  rmSync(join(some, gone))
  writeFileSync(join(some, 'clickhouse', 'more'), '')
  const found = await damageIn(some)
  expect(found.toSorted((a, b) => (a.what < b.what ? -1 : 1))).toEqual([
    { path: cut, what: 'damaged' },
    { path: gone, what: 'missing' },
    { path: 'clickhouse/more', what: 'not of this backup' },
  ])
  // Nothing is made of it.
  const refused = await typed(['restore', some, '--data', join(root, 'never')])
  expect(refused.code).toBe(1)
  expect(refused.err).toContain('is not whole')
})

test('nothing is overwritten: neither a backup nor a data directory', async () => {
  const data = join(root, 'data')
  const over = await typed(['--data', data, 'backup', whole])
  expect([over.code, over.err.includes('is not empty')]).toEqual([1, true])
  const restored = await typed(['restore', whole, '--data', data])
  expect([restored.code, restored.err.includes('is not empty')]).toEqual([1, true])
  for (const to of [join(whole, 'data'), whole]) {
    const inside = await typed(['restore', whole, '--data', to])
    expect([inside.code, inside.err.includes('lie within each other')]).toEqual([1, true])
  }
  const within = await typed(['--data', data, 'backup', join(data, 'backup')])
  expect([within.code, within.err.includes('within the data directory')]).toEqual([1, true])
  expect(await damageIn(whole)).toEqual([])
})

test.each(['../a', '/a', 'a/../../b', 'a//b', '', '.', 'a/.'])(
  'a path in a list that leads out of the backup is not followed: %j',
  async (path) => {
    const files = [{ path, bytes: 0, sha256: '0'.repeat(64) }]
    writeFileSync(join(root, manifestName), writeManifest({ head: manifest.head, files }))
    await expect(openBackup(root)).rejects.toThrow('a form that this program does not know')
  },
)

test.each(['clickhouse', 'operational'] as const)(
  'a backup of a newer program is refused by name before anything is made: %s',
  async (store) => {
    const newer = join(root, `newer-${store}`)
    cpSync(whole, newer, { recursive: true })
    const { head, files } = manifest
    const schema = { ...head.schema, [store]: head.schema[store] + 1 }
    const list = writeManifest({ head: { ...head, program: '9.9.9', schema }, files })
    writeFileSync(join(newer, manifestName), list)
    const to = join(root, `of-newer-${store}`)
    const { code, err } = await typed(['restore', newer, '--data', to])
    expect([code, err.includes('a newer Clientela, 9.9.9')]).toEqual([1, true])
    expect(existsSync(to)).toBe(false)
  },
)

test('stores of the operator are left to their own means', async () => {
  const config = await testConfig(join(root, 'remote'))
  const program = await startProgram(config)
  const asked = call(program.server, routes.backups.create, {
    body: { directory: join(root, 'not') },
  })
  const fix = expect.stringContaining('pg_dump')
  await expect(asked).rejects.toMatchObject({ failure: { code: 'invalid', fix } })
  await program.stop()
})

async function damageIn(directory: string): Promise<readonly Damage[]> {
  const { signal } = new AbortController()
  try {
    return await findDamage(directory, await openBackup(directory), { signal })
  } catch (error) {
    if (!String(error).includes('The list of the files of this backup is damaged')) throw error
    return [{ path: manifestName, what: 'damaged' }]
  }
}

/** Any bit of a file; the answer puts it back. */
function flip(path: string, below: (n: number) => number): () => void {
  const before = readFileSync(path)
  const after = Buffer.from(before)
  const at = below(after.length)
  after.writeUInt8(after.readUInt8(at) ^ (1 << below(8)), at)
  writeFileSync(path, after)
  return () => writeFileSync(path, before)
}
