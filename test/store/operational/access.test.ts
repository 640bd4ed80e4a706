import { expect, test } from 'vitest'
import { checkLink, createLink, useLink } from '../../../src/store/operational/links.ts'
import {
  checkSession,
  createSession,
  endAllSessions,
} from '../../../src/store/operational/sessions.ts'
import type { Db } from '../../../src/store/operational/tables.ts'
import {
  changeUser,
  createUser,
  listUsers,
  removeUser,
  userByEmail,
} from '../../../src/store/operational/users.ts'
import { onBoth } from './stores.ts'

const lengths = { idleMs: 600_000, wholeMs: 3_600_000 }

async function owner(db: Db, email: string): Promise<number> {
  const made = { email, name: 'Ana', role: 'owner', password: 'kept' }
  return (await createUser(db, made, 1_000)).id
}

onBoth((stores) => {
  test('a session ends when it is not used for a while, and at last in any case', async () => {
    const { db } = await stores.open()
    const user = await owner(db, 'Ana@Shop.example')
    const token = await createSession(db, user, lengths, 0)
    const good = { user, role: 'owner' }
    expect(await checkSession(db, token, lengths, 599_999)).toMatchObject(good)
    // It was used then, which is what counts.
    expect(await checkSession(db, token, lengths, 1_199_998)).toMatchObject(good)
    expect(await checkSession(db, token, lengths, 1_799_998)).toBeUndefined()
    const busy = await createSession(db, user, lengths, 0)
    for (let now = 0; now < 3_600_000; now += 300_000) {
      expect(await checkSession(db, busy, lengths, now)).toMatchObject(good)
    }
    expect(await checkSession(db, busy, lengths, 3_600_000)).toBeUndefined()
    for (const wrong of ['', 'x', token.slice(1)]) {
      expect(await checkSession(db, wrong, lengths, 1)).toBeUndefined()
    }
    const rows = JSON.stringify(await db.selectFrom('sessions').selectAll().execute())
    expect(rows).not.toContain(busy)
    // What is over is forgotten with the next that begins.
    await createSession(db, user, lengths, 3_600_000)
    expect(await db.selectFrom('sessions').selectAll().execute()).toHaveLength(1)
    await endAllSessions(db)
    expect(await db.selectFrom('sessions').selectAll().execute()).toEqual([])
  })

  test('a link is good once, for a while, and until the next one', async () => {
    const { db } = await stores.open()
    const made = { kind: 'password', user: 7, lastsMs: 1_000 } as const
    const first = await createLink(db, made, 0)
    const { token, ends } = await createLink(db, made, 10)
    expect(ends).toBe(1_010)
    expect(await checkLink(db, 'password', first.token, 20)).toBeUndefined()
    expect(await checkLink(db, 'setup', token, 20)).toBeUndefined()
    expect(await checkLink(db, 'password', token, 1_009)).toBe(7)
    expect(await checkLink(db, 'password', token, 1_010)).toBeUndefined()
    expect(await useLink(db, 'password', token, 1_010)).toBeUndefined()
    const used = await Promise.all([1, 2, 3].map(() => useLink(db, 'password', token, 20)))
    expect(used.filter((each) => each !== undefined)).toEqual([7])
  })

  test('two owners who remove each other at once do not both succeed', async () => {
    const { db } = await stores.open()
    const [one, two] = [await owner(db, 'a@x.example'), await owner(db, 'b@x.example')]
    const done = await Promise.allSettled([
      removeUser(db, one),
      changeUser(db, two, { role: 'read_only' }, 5),
    ])
    expect(done.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const left = (await listUsers(db)).filter(({ role }) => role === 'owner')
    expect(left).toHaveLength(1)
    expect(await userByEmail(db, 'A@X.example')).toEqual(left.find(({ id }) => id === one))
    // An id is never given again: the log of what was done speaks of it.
    expect(await owner(db, 'c@x.example')).toBe(3)
  })
})
