import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entryArgs, entryUrl } from '../../src/store/thread.ts'

const directory = mkdtempSync(join(tmpdir(), 'clientela-traced-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const entry = entryUrl('./entry.ts', import.meta.url)
const traced = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0

describe.skipIf(!traced)(
  `an import and a refresh, ${traced ? 'watched by strace' : 'not watched: no strace that may trace'},`,
  () => {
    let log: string
    beforeAll(() => {
      const file = join(directory, 'orders.csv')
      const line = '1,ana,2026-05-01 10:00,beans,2,30\n'
      writeFileSync(file, `order,customer,time,item,amount,price\n${line}`)
      const columns =
        '--order order --customer customer --time time --item item --quantity amount --price price'
      const brought = run('import', 'orders', file, ...columns.split(' '), '--yes')
      log = brought + run('segments', 'create', 'Buyers', 'did "Order Completed"')
    })

    test('speak to this machine only', () => {
      const addresses = found(log, /(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"/g)
      expect(addresses.length, 'the engine is reached by an address').toBeGreaterThan(0)
      expect(addresses.filter((address) => !/^(127\.0\.0\.1|::1)$/.test(address))).toEqual([])
    })

    test('have the engine sync what they store, the data and the folder of it, after its renaming too', () => {
      const tables = namesById()
      const synced = (what: RegExp) => [
        ...new Set(found(log, what).map((id) => tables.get(id) ?? id)),
      ]
      const stored =
        'customers contacts identities message_ids events memberships memberships_by_customer changes import_runs'
      for (const kept of [
        synced(/fdatasync\(\d+<[^>]*\/([0-9a-f-]{36})\/tmp_insert_[^/>]+\/data\.bin>/g),
        synced(/fdatasync\(\d+<[^>]*\/([0-9a-f-]{36})\/tmp_insert_[^/>]+>/g),
        synced(/fdatasync\(\d+<[^>]*\/([0-9a-f-]{36})\/(?!tmp_)[^/>]+_\d+_\d+_\d+>/g),
      ]) {
        expect(kept).toEqual(expect.arrayContaining(stored.split(' ')))
      }
    })
  },
)

/** Runs a command on the test's directory; what it, and every process of it, asked of the system. */
function run(...words: string[]): string {
  const log = join(directory, 'strace')
  const calls = 'bind,connect,sendto,sendmsg,sendmmsg,fsync,fdatasync'
  const trace = ['-f', '-y', '--seccomp-bpf', '-e', `trace=${calls}`, '-o', log]
  const program = [process.execPath, ...entryArgs(entry), fileURLToPath(entry)]
  const command = [...program, '--data', join(directory, 'data'), ...words]
  const { status, stderr } = spawnSync('strace', [...trace, ...command], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return readFileSync(log, 'utf8')
}

function found(text: string, what: RegExp): string[] {
  return [...text.matchAll(what)].map(([, part = '']) => part)
}

/** The engine's tables by the names of their folders. */
function namesById(): ReadonlyMap<string, string> {
  const engine = join(directory, 'data/engine')
  const files = readdirSync(engine, { recursive: true, encoding: 'utf8' })
  const definitions = files.filter((file) => file.endsWith('.sql'))
  return new Map(
    definitions.flatMap((path) => {
      const [id] = found(
        readFileSync(join(engine, path), 'utf8'),
        /^ATTACH TABLE _ UUID '([0-9a-f-]+)'/g,
      )
      return id === undefined ? [] : [[id, basename(path, '.sql')] as const]
    }),
  )
}
