import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { unfinishedName, type ManifestHead } from '../../../src/work/backup/manifest.ts'
import { openBackup } from '../../../src/work/backup/verify.ts'
import { differences, stateOf } from '../../crash/digest.ts'
import { kill, launch } from '../../crash/processes.ts'
import { columns, shopFiles } from '../../crash/shopFile.ts'
import { Shop } from './shop.ts'

const root = mkdtempSync(join(tmpdir(), 'clientela-backup-kill-'))
const shop = new Shop(root, 'shop')
beforeAll(async () => {
  await shop.open()
  await shop.post(10)
})
afterAll(async () => {
  await shop.server.stop()
  rmSync(root, { recursive: true, force: true })
})

test('a backup that is killed harms nothing, is not taken for one, and can be made anew in its place', async () => {
  const target = join(root, 'killed')
  for (const afterMs of [0, 30, 150, 400]) {
    const { pid } = await shop.server.start('')
    await shop.server.ask('POST', '/api/backups', { directory: target })
    await sleep(afterMs)
    kill('tree', pid, shop.directory)
    await shop.server.afterKill({ target: 'tree', at: 'random' })
    const unfinished = existsSync(join(target, unfinishedName))
    // The first is killed before a copy can have been made.
    expect(unfinished || afterMs > 0).toBe(true)
    const { code, err } = await shop.command('backup', '--verify', target)
    expect([code, err.includes('did not come to its end')]).toEqual(
      unfinished ? [1, true] : [0, false],
    )
    if (!unfinished) rmSync(target, { recursive: true })
  }
  await shop.server.start('')
  expect(leftIn(shop.directory)).toEqual([])
  const jobs = await shop.server.ask('GET', '/api/jobs')
  const states = (jobs['items'] as { kind: string; state: string }[])
    .filter(({ kind }) => kind === 'backup')
    .map(({ state }) => state)
  expect(states.filter((state) => state !== 'done' && state !== 'failed')).toEqual([])
  await backup(target)
})

test('one that is cancelled leaves nothing', async () => {
  await shop.server.start('')
  const target = join(root, 'cancelled')
  const { id } = await shop.server.ask('POST', '/api/backups', { directory: target })
  await shop.server.ask('POST', `/api/jobs/${String(id)}/cancel`)
  expect(await ended(Number(id))).toBe('cancelled')
  expect(readdirSync(target)).toEqual([])
  expect(leftIn(shop.directory)).toEqual([])
})

test('made in the middle of an import it goes on with that, and comes to the same end', async () => {
  const file = join(root, 'first.csv')
  writeFileSync(file, shopFiles(3).first)
  await shop.server.start('')
  const importing = shop.command('import', 'orders', file, ...columns)
  for (let running = false; !running;) {
    const { items } = await shop.server.ask('GET', '/api/imports')
    running = (items as { state: string }[]).some(({ state }) => state === 'running')
  }
  const heads = [await backup(join(root, 'early')), await backup(join(root, 'late'))]
  expect((await importing).code).toBe(0)
  // Else no import was under way, and this shows nothing.
  expect(heads.map(({ position, applied }) => position - applied)).toContain(1)
  await shop.settle()
  const expected = await stateOf(shop.directory)
  for (const name of ['early', 'late']) {
    const restored = new Shop(root, `restored-${name}`)
    await restoreUnderKills(restored, join(root, name))
    await restored.settle()
    expect(differences(inEnd(expected), inEnd(await stateOf(restored.directory)))).toEqual([])
  }
  expect(shop.problems).toEqual([])
})

/** Makes one by the API; what its list says. */
async function backup(target: string): Promise<ManifestHead> {
  const { id } = await shop.server.ask('POST', '/api/backups', { directory: target })
  expect(await ended(Number(id))).toBe('done')
  return (await openBackup(target)).head
}

async function ended(job: number): Promise<unknown> {
  for (;;) {
    const { state } = await shop.server.ask('GET', `/api/jobs/${job}`)
    if (state !== 'waiting' && state !== 'running') return state
    await sleep(20)
  }
}

/** Where one was killed the program does not start; given again it begins anew. */
async function restoreUnderKills(restored: Shop, from: string): Promise<void> {
  const mark = join(restored.directory, 'restoring')
  for (const afterMs of [0, 700]) {
    const under = launch(['--data', restored.directory, 'restore', from])
    while (!existsSync(mark) && !under.over()) await sleep(5)
    await sleep(afterMs)
    kill('tree', under.pid, restored.directory)
    await under.exited
    expect(existsSync(mark) || afterMs > 0).toBe(true)
    if (!existsSync(mark)) return
    const started = await restored.command('status')
    expect([started.code, started.err.includes('is being restored')]).toEqual([1, true])
  }
  const came = await restored.command('restore', from, '--json')
  expect([came.code, came.err]).toEqual([0, ''])
}

/** Jobs that were killed are told of, in the shop only that saw it. */
function inEnd(state: Awaited<ReturnType<typeof stateOf>>) {
  return Object.fromEntries(Object.entries(state).filter(([table]) => table !== 'jobs'))
}

function leftIn(directory: string): string[] {
  const staging = readdirSync(directory).filter((name) => name.includes('staging'))
  return existsSync(join(directory, 'engine', 'data', 'shadow')) ? [...staging, 'shadow'] : staging
}
