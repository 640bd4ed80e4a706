import { getEventListeners } from 'node:events'
import type { KyselyPlugin } from 'kysely'
import { expect, test } from 'vitest'
import { eventually } from '../../patience.ts'
import { failure } from '../../../src/domain/failure.ts'
import { openInbox, type Inbox } from '../../../src/store/operational/inbox.ts'
import { acquireLease } from '../../../src/store/operational/leases.ts'
import { openOperational, type Operational } from '../../../src/store/operational/open.ts'
import { dropDatabase, newDatabase, withoutPostgres } from '../../postgres.ts'
import { onBoth } from './stores.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (of: Uint8Array | undefined): string => new TextDecoder().decode(of)
const times = <T>(n: number, make: (i: number) => T): T[] =>
  Array.from({ length: n }, (_, i) => make(i))
const appendAll = async (inbox: Inbox, texts: readonly string[]): Promise<number[]> =>
  await Promise.all(texts.map(async (each) => await inbox.append('events', bytes(each))))

onBoth((stores) => {
  test('arrivals get positions from 1 in their order, and are taken as they came', async () => {
    const { inbox } = await stores.open()
    expect(await appendAll(inbox, ['a', 'b', 'c'])).toEqual([1, 2, 3])
    expect(await inbox.append('customers', new Uint8Array())).toBe(4)
    const entries = await inbox.take(1, 2)
    expect(entries.map(({ position, kind, payload }) => [position, kind, text(payload)])).toEqual([
      [2, 'events', 'b'],
      [3, 'events', 'c'],
    ])
    expect((await inbox.take(3, 9)).map(({ kind, payload }) => [kind, [...payload]])).toEqual([
      ['customers', []],
    ])
    expect(await inbox.take(4, 9)).toEqual([])
    expect(Math.abs((entries[0]?.received ?? 0) - Date.now())).toBeLessThan(60_000)
  })

  test('two hundred arrivals at once share a few commits', async () => {
    const store = await stores.open()
    let commits = 0
    const counting: KyselyPlugin = {
      transformQuery: ({ node }) => {
        // Every commit of appends begins by moving the position on.
        if (node.kind === 'UpdateQueryNode') commits += 1
        return node
      },
      transformResult: async ({ result }) => await Promise.resolve(result),
    }
    const inbox = await openInbox(store.db.withPlugin(counting))
    const positions = await appendAll(
      inbox,
      times(200, (i) => `arrival ${i}`),
    )
    expect(positions).toEqual(times(200, (i) => i + 1))
    expect(commits).toBeGreaterThan(0)
    expect(commits).toBeLessThan(20)
    expect(text((await inbox.take(199, 1))[0]?.payload)).toBe('arrival 199')
  })

  test('what was acknowledged is there when the store is opened again, and positions go on', async () => {
    const place = await stores.place()
    const first = await stores.open(place)
    await appendAll(first.inbox, ['a', 'b', 'c'])
    await first.inbox.markApplied(3)
    await first.inbox.removeApplied(Date.now() + 1_000)
    await first.close()
    const second = await stores.open(place)
    expect(await second.inbox.state()).toEqual({ position: 3, applied: 3, waitingBytes: 0 })
    expect(await second.inbox.append('events', bytes('d'))).toBe(4)
  })

  test('large entries are taken a few at a time, and one larger than the limit alone', async () => {
    const { inbox } = await stores.open()
    const large = new Uint8Array(9 * 1024 * 1024).fill(7)
    for (const size of [large, large, new Uint8Array(20 * 1024 * 1024), large]) {
      await inbox.append('events', size)
    }
    const taken = async (after: number): Promise<number[]> =>
      (await inbox.take(after, 10)).map(({ position }) => position)
    expect(await taken(0)).toEqual([1])
    expect(await taken(2)).toEqual([3])
    expect(Buffer.from((await inbox.take(3, 10))[0]!.payload).equals(large)).toBe(true)
  })

  test('whoever waits for a position learns when it was taken in, and what came of it', async () => {
    const { inbox } = await stores.open()
    await appendAll(inbox, ['good', 'bad', 'partly', 'later'])
    const waiting = [1, 2, 3].map(async (position) => await inbox.waitApplied(position, 5_000))
    expect(await inbox.outcome(1)).toBeUndefined()
    await inbox.markApplied(1, { outcomes: new Map([[1, { customer: '5' }]]) })
    await inbox.markApplied(2, {
      reason: failure('invalid', 'no such field', { where: 'fields.x' }),
    })
    await inbox.markApplied(3, {
      rejected: [
        {
          position: 3,
          part: 0,
          failure: failure('too_large', 'over 32 KB'),
          payload: bytes('one'),
        },
        { position: 3, part: 2, failure: failure('invalid', 'no id') },
      ],
    })
    const [good, bad, partly] = await Promise.all(waiting)
    expect(good).toEqual({ rejections: [], outcome: { customer: '5' } })
    expect(bad?.rejections).toMatchObject([
      {
        position: 2,
        kind: 'events',
        failure: { code: 'invalid', message: 'no such field', where: 'fields.x' },
      },
    ])
    expect(bad?.rejections[0]).not.toHaveProperty('part')
    expect(text(bad?.rejections[0]?.payload)).toBe('bad')
    expect(partly?.rejections.map(({ part, payload }) => [part, text(payload)])).toEqual([
      [0, 'one'],
      [2, ''],
    ])
    expect(await inbox.waitApplied(4, 20)).toBeUndefined()
    expect((await inbox.rejections(1, 10)).map(({ id }) => id)).toEqual([2, 3])
  })

  test('an entry that was set aside outlives its removal; why parts were rejected goes with theirs', async () => {
    const { inbox, db } = await stores.open()
    await appendAll(inbox, ['a', 'b', 'c', 'd'])
    const rejected = (position: number) => ({
      rejected: [{ position, part: 0, failure: failure('invalid', '"ana@" is no address') }],
    })
    await inbox.markApplied(1, { reason: failure('invalid', 'no') })
    await inbox.markApplied(2, rejected(2))
    await inbox.markApplied(3, rejected(3))
    // As it was left by a removal that did not look at rejections.
    await db.deleteFrom('inbox').where('position', '=', 3).execute()
    expect(await inbox.removeApplied(Date.now() - 60_000)).toBe(0)
    expect((await inbox.rejections(0, 9)).map(({ position }) => position)).toEqual([1, 2])
    await inbox.markApplied(4, rejected(4))
    await appendAll(inbox, ['e'])
    expect(await inbox.removeApplied(Date.now() + 1_000)).toBe(3)
    expect((await inbox.rejections(0, 9)).map(({ position }) => position)).toEqual([1])
    expect(text((await inbox.waitApplied(1, 0))?.rejections[0]?.payload)).toBe('a')
    expect(await inbox.waitApplied(2, 0)).toEqual({ rejections: [] })
  })

  test('only what was taken in, and is old enough, is removed', async () => {
    const { inbox } = await stores.open()
    await appendAll(
      inbox,
      times(1_203, (i) => String(i)),
    )
    await inbox.markApplied(1_201)
    expect(await inbox.removeApplied(Date.now() - 60_000)).toBe(0)
    expect(await inbox.removeApplied(Date.now() + 60_000)).toBe(1_201)
    expect((await inbox.take(0, 10)).map(({ position }) => position)).toEqual([1_202, 1_203])
  })

  test('applying goes forward only: a repeated step changes nothing, one ahead of arrival is our mistake', async () => {
    const { inbox } = await stores.open()
    await appendAll(inbox, ['a', 'b'])
    await inbox.markApplied(2)
    await inbox.markApplied(1, { reason: failure('invalid', 'said too late') })
    expect(await inbox.state()).toMatchObject({ applied: 2 })
    expect(await inbox.rejections(0, 10)).toEqual([])
    await expect(inbox.markApplied(3)).rejects.toThrow('3 has not arrived: the last is 2')
  })

  test('who has lost the lease applies nothing', async () => {
    const { inbox, db } = await stores.open()
    await appendAll(inbox, ['a', 'b'])
    const mine = await acquireLease(db, { name: 'loader', holder: 'one', lastsMs: 10 }, 1_000)
    await inbox.markApplied(1, { lease: mine! })
    await acquireLease(db, { name: 'loader', holder: 'two', lastsMs: 10 }, 2_000)
    await expect(inbox.markApplied(2, { lease: mine! })).rejects.toMatchObject({
      failure: { code: 'conflict', where: 'loader' },
    })
    expect(await inbox.state()).toMatchObject({ applied: 1 })
  })

  test('the loader is woken by what arrives, and waits no longer than it said', async () => {
    const { inbox } = await stores.open()
    expect(await inbox.waitArrived(0, 20)).toBe(false)
    const woken = inbox.waitArrived(0, 5_000)
    await inbox.append('events', bytes('a'))
    expect(await woken).toBe(true)
    expect(await inbox.waitArrived(0, 0)).toBe(true)
  })

  test('who waits stops waiting at once when told to, and leaves nothing on the signal', async () => {
    const { inbox } = await stores.open()
    const stopping = new AbortController()
    const arrived = inbox.waitArrived(0, 60_000, stopping.signal)
    const applied = inbox.waitApplied(1, 60_000, stopping.signal)
    stopping.abort()
    expect(await arrived).toBe(false)
    expect(await applied).toBeUndefined()
    expect(getEventListeners(stopping.signal, 'abort')).toEqual([])
    expect(await inbox.waitArrived(0, 60_000, stopping.signal)).toBe(false)
  })

  test('when too much waits, senders are asked to come again, until some has been taken in', async () => {
    const { inbox } = await stores.open(undefined, { waitingBytes: 100 })
    await inbox.append('events', new Uint8Array(90))
    await inbox.append('events', new Uint8Array(20))
    await expect(inbox.append('events', new Uint8Array(1))).rejects.toMatchObject({
      failure: { code: 'unavailable', fix: 'Try again in 10 s.' },
    })
    expect(await inbox.state()).toEqual({ position: 2, applied: 0, waitingBytes: 110 })
    await inbox.markApplied(1)
    expect(await inbox.state()).toMatchObject({ waitingBytes: 20 })
    expect(await inbox.append('events', new Uint8Array(1))).toBe(3)
  })

  test('more than memory should hold is refused at once, and what was accepted is kept', async () => {
    const { inbox } = await stores.open()
    const some = times(
      14,
      async () => await inbox.append('events', new Uint8Array(5 * 1024 * 1024)),
    )
    const results = await Promise.allSettled(some)
    const kept = results.filter(({ status }) => status === 'fulfilled').length
    expect(kept).toBeGreaterThanOrEqual(12)
    expect(kept).toBeLessThan(14)
    expect(await inbox.state()).toMatchObject({ position: kept })
  })

  test('closing lets what is under way become durable, and takes nothing more', async () => {
    const place = await stores.place()
    const first = await stores.open(place)
    const waiting = first.inbox.waitArrived(50, 60_000)
    const appended = appendAll(
      first.inbox,
      times(50, (i) => String(i)),
    )
    await first.close()
    expect(await appended).toHaveLength(50)
    expect(await waiting).toBe(false)
    await expect(first.inbox.append('events', bytes('late'))).rejects.toMatchObject({
      failure: { code: 'unavailable' },
    })
    expect(await (await stores.open(place)).inbox.state()).toMatchObject({ position: 50 })
  })
})

const why = withoutPostgres()
test.skipIf(why !== undefined)(
  `two processes on one PostgreSQL: no reader ever passes over a position (${why ?? 'runs'})`,
  async () => {
    const url = await newDatabase()
    const shop = { zone: 'UTC', weekStart: 1, currency: 'BRL', country: 'BR' } as const
    const open = async (): Promise<Operational> =>
      await openOperational({ where: { url }, shop, builtInFields: [] })
    const [one, two] = await Promise.all([open(), open()])
    try {
      let done = false
      const seen: number[] = []
      const reader = (async () => {
        while (!done || seen.length < 400) {
          const after = seen.at(-1) ?? 0
          seen.push(...(await two.inbox.take(after, 50)).map(({ position }) => position))
        }
      })()
      const write = async (inbox: Inbox): Promise<void> => {
        for (let i = 0; i < 50; i += 1) await appendAll(inbox, ['w', 'x', 'y', 'z'])
      }
      await Promise.all([write(one.inbox), write(two.inbox)])
      done = true
      await reader
      expect(seen).toEqual(times(400, (i) => i + 1))
      const waited = one.inbox.waitApplied(400, 5_000)
      await two.inbox.markApplied(400)
      expect(await waited).toEqual({ rejections: [] })
      await eventually(async () => expect(await one.inbox.state()).toMatchObject({ applied: 400 }))
    } finally {
      await one.close()
      await two.close()
      await dropDatabase(url)
    }
  },
)
