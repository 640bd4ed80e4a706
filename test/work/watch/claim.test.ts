import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { claim } from '../../../src/work/watch/claim.ts'
import { waitingFiles } from '../../../src/work/watch/folder.ts'

const watched = mkdtempSync(join(tmpdir(), 'clientela-claim-'))
afterAll(() => rmSync(watched, { recursive: true, force: true }))

test('a file never takes the place of one of its name that was begun and is not put away yet', async () => {
  const folder = join(watched, 'Loja')
  const path = join(folder, 'vendas.csv')
  mkdirSync(folder)
  writeFileSync(path, 'first')
  const [first] = await waitingFiles(watched, 'one')
  const begun = first && (await claim(first, 'one'))
  expect(readFileSync(begun?.path ?? '', 'utf8')).toBe('first')
  writeFileSync(path, 'second')
  const [again, second] = await waitingFiles(watched, 'one')
  expect(again).toEqual(begun)
  expect(second && (await claim(second, 'one'))).toBeUndefined()
  expect([readFileSync(begun?.path ?? '', 'utf8'), readFileSync(path, 'utf8')]).toEqual([
    'first',
    'second',
  ])
  // Once the first is put away it is the second's turn.
  rmSync(begun?.path ?? '')
  expect(second && (await claim(second, 'one'))?.path).toBe(begun?.path)
})
