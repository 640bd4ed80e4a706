import { expect, test } from 'vitest'
import {
  addDeliveries,
  dueDeliveries,
  listDeliveries,
  noteAttempts,
} from '../../../src/store/operational/deliveries.ts'
import { onBoth } from './stores.ts'

onBoth((stores) => {
  test('what came of many attempts is noted together: what was taken, given up, and is sent again', async () => {
    const { db } = await stores.open()
    const made = ['ana', 'ana', 'bia', 'caio'].map((customer, i) => {
      return { seq: i + 1, id: `m${i + 1}`, customer, type: 'segment.entered', body: `{"n":${i}}` }
    })
    await addDeliveries(db, 1, made, 100)
    await addDeliveries(db, 2, made, 100)
    const placesAt = async (now: number) => {
      return (await dueDeliveries(db, 1, now, 10)).map(({ seq }) => seq)
    }
    expect(await placesAt(100)).toEqual([1, 3, 4])

    const attempts = [
      { seq: 1, outcome: { status: 204, took: 7 }, state: 'delivered' },
      { seq: 3, outcome: { took: 9, problem: "it's away" }, state: 'waiting', due: 500 },
      { seq: 4, outcome: { status: 500, took: 3, problem: '' }, state: 'failed' },
      // Of somebody who was deleted meanwhile.
      { seq: 9, outcome: { status: 204, took: 1 }, state: 'delivered' },
    ] as const
    await noteAttempts(db, 1, attempts, 200)
    expect(await placesAt(200)).toEqual([2])
    expect(await placesAt(500)).toEqual([2, 3])
    const rows = (await listDeliveries(db, 1, { limit: 10 })).toReversed()
    const of = (i: number) => ({ ...made[i], webhook: 1, created: 100 })
    expect(rows).toEqual([
      { ...of(0), state: 'delivered', attempts: 1, due: 100, status: 204, took: 7, finished: 200 },
      { ...of(1), state: 'waiting', attempts: 0, due: 100 },
      { ...of(2), state: 'waiting', attempts: 1, due: 500, took: 9, problem: "it's away" },
      {
        ...of(3),
        state: 'failed',
        attempts: 1,
        due: 100,
        status: 500,
        took: 3,
        problem: '',
        finished: 200,
      },
    ])

    // Sent again, it does not keep what was wrong with it before.
    const taken = { seq: 3, outcome: { status: 200, took: 5 }, state: 'delivered' } as const
    await noteAttempts(db, 1, [taken], 600)
    const [again] = await listDeliveries(db, 1, { before: 4, limit: 1 })
    expect(again).toEqual({
      ...of(2),
      state: 'delivered',
      attempts: 2,
      due: 500,
      status: 200,
      took: 5,
      finished: 600,
    })
    expect(await dueDeliveries(db, 2, 600, 10)).toHaveLength(3)
  })
})
