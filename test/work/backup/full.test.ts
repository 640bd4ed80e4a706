import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { manifestName, unfinishedName } from '../../../src/work/backup/manifest.ts'
import { demandOurs, giveUpTarget, takeTarget } from '../../../src/work/backup/target.ts'
import { openBackup } from '../../../src/work/backup/verify.ts'
import { Shop } from './shop.ts'

const root = mkdtempSync(join(tmpdir(), 'clientela-full-'))
const small = join(root, 'small')
mkdirSync(small)
const mounted = mount('size=400m,nr_inodes=400')
const shop = new Shop(root, 'shop')
const backup = join(root, 'backup')

afterAll(() => {
  if (mounted) spawnSync('/bin/umount', [small])
  rmSync(root, { recursive: true, force: true })
})

/** With a disk of its own in memory, which only the superuser can have: skipped for others. */
describe.skipIf(!mounted)('on a disk that becomes full', () => {
  beforeAll(async () => {
    await shop.open()
    await shop.post(10)
    const { code, err } = await shop.command('backup', backup)
    if (code !== 0) throw new Error(err)
    await shop.server.stop()
  })

  test('a backup says so, leaves nothing, and is made when there is room', async () => {
    const target = join(small, 'backup')
    for (const names of [1, 2, 3, 40]) {
      fill(names)
      const { code, err } = await shop.command('backup', target)
      expect([names, code, err]).toEqual([
        names,
        1,
        expect.stringContaining('There is no room left'),
      ])
      rmSync(join(small, 'fill'), { recursive: true })
      expect(readdirSync(small, { recursive: true }).map(String)).toEqual(
        readdirSync(small).includes('backup') ? ['backup'] : [],
      )
      rmSync(target, { recursive: true, force: true })
    }
  })

  test('a restore says so, and comes to its end when there is room', async () => {
    const restored = new Shop(small, 'restored')
    fill(60)
    const { code, err } = await restored.command('restore', backup)
    expect([code, err]).toEqual([1, expect.stringContaining('There is no room left')])
    rmSync(join(small, 'fill'), { recursive: true })
    spawnSync('/bin/mount', ['-o', 'remount,size=400m,nr_inodes=20000', small])
    expect((await restored.command('restore', backup)).code).toBe(0)
    await restored.settle()
    expect(restored.problems).toEqual([])
  })
})

test('a directory in which nothing can be made is refused, and does not keep others from theirs', async () => {
  // Of `/proc` nobody may say that it is full, though it has no room.
  for (const there of ['/proc/clientela/backup', '/proc/clientela']) {
    await expect(takeTarget(there, root, 'mine')).rejects.toMatchObject({
      failure: { code: 'invalid', where: there },
    })
  }
})

test('two programs that take one directory are not both believed, and neither harms the other', async () => {
  const target = join(root, 'both')
  await takeTarget(target, join(root, 'data'), 'mine')
  await takeTarget(target, join(root, 'data'), 'another')
  await expect(demandOurs(target, 'mine')).rejects.toThrow('Another program has begun a backup')
  await giveUpTarget(target, 'mine')
  expect(readdirSync(target)).toEqual([unfinishedName])
  await demandOurs(target, 'another')
  await giveUpTarget(target, 'another')
  expect(readdirSync(target)).toEqual([])
  await expect(openBackup(target)).rejects.toThrow('holds no backup')
  // What the other has brought to its end stays.
  await takeTarget(target, join(root, 'data'), 'mine')
  await takeTarget(target, join(root, 'data'), 'another')
  writeFileSync(join(target, manifestName), 'the list')
  rmSync(join(target, unfinishedName))
  await expect(demandOurs(target, 'mine')).rejects.toThrow('Another program has begun a backup')
  await giveUpTarget(target, 'mine')
  expect(readdirSync(target)).toEqual([manifestName])
})

function mount(options: string): boolean {
  return spawnSync('/bin/mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', small]).status === 0
}

/** Leaves names for so many files. */
function fill(left: number): void {
  mkdirSync(join(small, 'fill'))
  const taken = 400 - left - readdirSync(small, { recursive: true }).length - 1
  for (let i = 0; i < taken; i += 1) writeFileSync(join(small, 'fill', String(i)), '')
}
