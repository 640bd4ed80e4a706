import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { entryArgs } from '../../src/store/thread.ts'

const directory = mkdtempSync(join(tmpdir(), 'clientela-network-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const entry = new URL('./entry.ts', import.meta.url)
const traced = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0

test.skipIf(!traced)(
  `an import and a refresh speak to this machine only (${traced ? 'seen by strace' : 'skipped: no strace that may trace'})`,
  () => {
    const file = join(directory, 'orders.csv')
    writeFileSync(
      file,
      'order,customer,time,item,amount,price\n1,ana,2026-05-01 10:00,beans,2,30\n',
    )
    const columns = '--order order --customer customer --time time --item item --quantity amount'
    const addresses = [
      ...run('import', 'orders', file, ...columns.split(' '), '--price', 'price', '--yes'),
      ...run('segments', 'create', 'Buyers', 'did "Order Completed"'),
    ]
    expect(addresses.length, 'the engine is reached by an address').toBeGreaterThan(0)
    expect(addresses.filter((address) => !/^(127\.0\.0\.1|::1)$/.test(address))).toEqual([])
  },
)

/** Runs a command on a directory of its own; every address that it, or a process of it, bound, called or sent to. */
function run(...words: string[]): string[] {
  const log = join(directory, 'strace')
  const trace = '-f --seccomp-bpf -e trace=bind,connect,sendto,sendmsg,sendmmsg -o'.split(' ')
  const program = [process.execPath, ...entryArgs(entry), fileURLToPath(entry)]
  const command = [...program, '--data', join(directory, 'data'), ...words]
  const { status, stderr } = spawnSync('strace', [...trace, log, ...command], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  const found = readFileSync(log, 'utf8').matchAll(
    /inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"/g,
  )
  return [...found].map(([, four, six]) => four ?? six ?? '')
}
