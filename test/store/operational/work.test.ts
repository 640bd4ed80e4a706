import { expect, test } from 'vitest'
import {
  changeImport,
  createImport,
  importById,
  importsByDigest,
  listImports,
} from '../../../src/store/operational/imports.ts'
import {
  cancelJob,
  changeJob,
  createJob,
  jobById,
  listJobs,
  unfinishedJobs,
} from '../../../src/store/operational/jobs.ts'
import { checkKey, createKey, listKeys, revokeKey } from '../../../src/store/operational/keys.ts'
import {
  acquireLease,
  checkLease,
  releaseLease,
  renewLease,
} from '../../../src/store/operational/leases.ts'
import { readMark, removeMark, writeMark } from '../../../src/store/operational/marks.ts'
import { onBoth } from './stores.ts'

const conflict = { failure: { code: 'conflict' } }

onBoth((stores) => {
  test('an import is followed from its options to its result, and found by its file', async () => {
    const { db } = await stores.open()
    const made = await createImport(
      db,
      { kind: 'orders', fileName: 'ação.csv', options: { order: 'N' }, by: 'local' },
      5,
    )
    expect(made).toEqual({
      id: 1,
      kind: 'orders',
      state: 'new',
      fileName: 'ação.csv',
      options: { order: 'N' },
      progress: { done: 0, total: null, step: '' },
      cancel: false,
      by: 'local',
      created: 5,
    })
    const done = await changeImport(db, 1, {
      state: 'done',
      digest: 'abc',
      spool: 'spool/1',
      position: 3,
      progress: { done: 9, total: 9, step: 'events' },
      result: { rows: 9 },
      started: 6,
      finished: 7,
    })
    expect(done).toEqual({
      ...made,
      state: 'done',
      digest: 'abc',
      spool: 'spool/1',
      position: 3,
      progress: { done: 9, total: 9, step: 'events' },
      result: { rows: 9 },
      started: 6,
      finished: 7,
    })
    expect(await changeImport(db, 1, {})).toEqual(done)
    expect(await importsByDigest(db, 'abc')).toEqual([done])
    expect(await changeImport(db, 1, { cancel: true }, ['waiting', 'running'])).toBeUndefined()
    await createImport(db, { kind: 'orders', fileName: 'b', options: {} }, 6)
    expect(await changeImport(db, 2, { cancel: true }, ['new', 'waiting'])).toMatchObject({
      cancel: true,
    })
    expect(await importById(db, 2)).toMatchObject({ cancel: true, state: 'new' })
    expect((await listImports(db, { limit: 9 })).map(({ id }) => id)).toEqual([2, 1])
    expect(await listImports(db, { limit: 9, below: 2 })).toMatchObject([{ id: 1 }])
  })

  test('a job goes on after a restart from where it had come to', async () => {
    const place = await stores.place()
    const first = await stores.open(place)
    await createJob(first.db, { kind: 'refresh', options: { segments: [1], now: 5 } }, 5)
    await createJob(first.db, { kind: 'refresh', options: {} }, 6)
    await createJob(first.db, { kind: 'reindex', options: {} }, 6)
    await changeJob(first.db, 1, {
      state: 'running',
      started: 6,
      progress: { done: 3, total: 16, resume: { range: 3 } },
    })
    await changeJob(first.db, 2, { state: 'failed', problem: 'no', finished: 9 })
    await first.close()
    const { db } = await stores.open(place)
    expect(await unfinishedJobs(db, 'refresh')).toEqual([
      {
        id: 1,
        kind: 'refresh',
        state: 'running',
        options: { segments: [1], now: 5 },
        progress: { done: 3, total: 16, resume: { range: 3 } },
        cancel: false,
        by: '',
        created: 5,
        started: 6,
      },
    ])
    expect(await cancelJob(db, 1)).toBe(true)
    expect(await cancelJob(db, 2)).toBe(false)
    expect(await jobById(db, 1)).toMatchObject({ cancel: true })
    expect((await listJobs(db, 2)).map(({ id, problem }) => [id, problem])).toEqual([
      [3, undefined],
      [2, 'no'],
    ])
  })

  test('a key opens until it is revoked or expires, and only as it was printed', async () => {
    const { db } = await stores.open()
    const { key, text } = await createKey(db, { name: 'shop', scopes: ['write'] }, 1_000)
    expect(text).toMatch(/^ck_[0-9a-f]{12}_[\w-]{43}$/)
    expect(await checkKey(db, text, 2_000)).toMatchObject({ id: key.id, scopes: ['write'] })
    expect((await listKeys(db))[0]).toEqual({ ...key, used: 2_000 })
    await checkKey(db, text, 3_000)
    expect((await listKeys(db))[0]).toMatchObject({ used: 2_000 })
    await checkKey(db, text, 90_000)
    expect((await listKeys(db))[0]).toMatchObject({ used: 90_000 })
    const last = text.at(-1) === 'A' ? 'B' : 'A'
    for (const wrong of [
      '',
      text.slice(0, -1) + last,
      `${text}x`,
      text.toUpperCase(),
      `ck_${key.id}_`,
    ]) {
      expect(await checkKey(db, wrong, 3_000)).toBeUndefined()
    }
    const rows = await db.selectFrom('keys').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(text.slice(16))
    expect(await revokeKey(db, key.id, 4_000)).toBe(true)
    expect(await revokeKey(db, key.id, 4_000)).toBe(false)
    expect(await checkKey(db, text, 5_000)).toBeUndefined()
    const short = await createKey(db, { name: 'short', scopes: ['read'], expires: 10_000 }, 6_000)
    expect(await checkKey(db, short.text, 9_999)).toBeDefined()
    expect(await checkKey(db, short.text, 10_000)).toBeUndefined()
  })

  test('a lease has one holder at a time, and each new one a greater number', async () => {
    const { db } = await stores.open()
    const ask = (holder: string) => ({ name: 'loader', holder, lastsMs: 100 })
    const one = (await acquireLease(db, ask('one'), 1_000))!
    expect(one).toEqual({ name: 'loader', holder: 'one', fence: 1, expires: 1_100 })
    expect(await acquireLease(db, ask('two'), 1_099)).toBeUndefined()
    const renewed = (await renewLease(db, one, 100, 1_050))!
    expect(renewed.expires).toBe(1_150)
    expect(await acquireLease(db, ask('two'), 1_149)).toBeUndefined()
    const two = (await acquireLease(db, ask('two'), 1_150))!
    expect(two.fence).toBe(2)
    expect(await renewLease(db, one, 100, 1_160)).toBeUndefined()
    await expect(checkLease(db, one)).rejects.toMatchObject(conflict)
    await checkLease(db, two)
    await releaseLease(db, two)
    expect((await acquireLease(db, ask('one'), 1_161))?.fence).toBe(3)
    await expect(checkLease(db, two)).rejects.toMatchObject(conflict)
  })

  test('of many who ask for a lease at once, one gets it', async () => {
    const { db } = await stores.open()
    const got = await Promise.all(
      Array.from(
        { length: 10 },
        async (_, i) => await acquireLease(db, { name: 'clock', holder: `h${i}`, lastsMs: 100 }, 5),
      ),
    )
    expect(got.filter((each) => each !== undefined)).toHaveLength(1)
  })

  test('a mark says where a worker stands', async () => {
    const { db } = await stores.open()
    expect(await readMark(db, 'set')).toBeUndefined()
    await writeMark(db, 'set', { from: 1, to: 9 }, 5)
    await writeMark(db, 'set', { from: 10, to: 19 }, 6)
    expect(await readMark(db, 'set')).toEqual({ from: 10, to: 19 })
    await removeMark(db, 'set')
    expect(await readMark(db, 'set')).toBeUndefined()
  })
})
