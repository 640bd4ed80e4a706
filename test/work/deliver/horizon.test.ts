import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtInFields } from '../../../src/domain/customer/builtin.ts'
import { changeJob, createJob } from '../../../src/store/operational/jobs.ts'
import { removeMark, writeMark } from '../../../src/store/operational/marks.ts'
import { openOperational } from '../../../src/store/operational/open.ts'
import { advance, beginAt, readHorizon } from '../../../src/work/deliver/horizon.ts'
import { shop } from '../intake/shop.ts'

const nobody = { held: [], passages: [] }

test('what comes within reach is read once, and what a refresh holds back when it is over', () => {
  const begun = beginAt({ upTo: 100, held: [] }, 7)
  expect(begun).toEqual({ ...nobody, upTo: 100, deleted: 7, seq: 0 })
  expect(advance(begun, { upTo: 100, held: [] })).toBe(begun)

  // A refresh of segment 3 has begun at 110; others went on to 120.
  const during = advance(begun, { upTo: 120, held: [3] })
  expect(during.passages).toEqual([{ from: 100, upTo: 120, without: [3] }])
  expect(during.held).toEqual([[3, 100]])
  const later = advance({ ...during, passages: [] }, { upTo: 130, held: [3, 4] })
  expect(later.passages).toEqual([{ from: 120, upTo: 130, without: [3, 4] }])
  expect(later.held).toEqual([
    [3, 100],
    [4, 120],
  ])

  // It is over: its entries, of 110, are read now, and no other's a second time.
  const over = advance({ ...later, passages: [] }, { upTo: 140, held: [4] })
  expect(over.passages).toEqual([
    { from: 100, upTo: 140, segments: [3] },
    { from: 130, upTo: 140, without: [3, 4] },
  ])
  expect(over.held).toEqual([[4, 120]])
})

test('while everything is refreshed nothing is read', () => {
  const begun = beginAt({ upTo: 100, held: null }, 0)
  expect(advance(begun, { upTo: 120, held: null })).toBe(begun)
  expect(advance(begun, { upTo: 130, held: [] }).passages).toEqual([{ from: 100, upTo: 130 }])
})

test('the ledger is read up to the last whole batch, but for what a refresh has in hand', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'clientela-horizon-'))
  const where = { file: join(directory, 'operational.db') }
  const operational = await openOperational({ where, shop, builtInFields, clock: Date.now })
  const { db } = operational
  try {
    expect(await readHorizon(db)).toEqual({ upTo: 0, held: [] })
    await writeMark(db, 'refresh/noticed', 100, 1)
    expect(await readHorizon(db)).toEqual({ upTo: 100, held: [] })
    // A batch of 90 to 100 has begun: of its entries some may be there, and some not.
    await writeMark(db, 'refresh/batch', { noticed: 90, marks: {}, joins: [] }, 1)
    expect(await readHorizon(db)).toEqual({ upTo: 89, held: [] })
    await removeMark(db, 'refresh/batch')
    const options = { segments: [3, 4], cause: 'refresh', ref: '' }
    const job = await createJob(db, { kind: 'refresh', options }, 1)
    expect(await readHorizon(db)).toEqual({ upTo: 100, held: [3, 4] })
    await createJob(db, { kind: 'refresh', options: { ...options, segments: null } }, 1)
    expect((await readHorizon(db)).held).toBeNull()
    await changeJob(db, job.id, { state: 'done' })
    await changeJob(db, job.id + 1, { state: 'done' })
    expect(await readHorizon(db)).toEqual({ upTo: 100, held: [] })
  } finally {
    await operational.close()
    rmSync(directory, { recursive: true, force: true })
  }
})
