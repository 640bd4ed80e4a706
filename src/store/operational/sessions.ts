import { hashOfSecret, newSecret } from './secrets.ts'
import { inTransaction, type Db } from './tables.ts'

/** Somebody who is signed in, in one browser. */
export type Session = {
  /** Of the token, by which it is known here: the token itself is with the browser alone. */
  readonly hash: string
  readonly user: number
  readonly role: string
}

/** How long a session lasts, in milliseconds. */
export type SessionLengths = {
  /** Without being used. */
  readonly idleMs: number
  /** From sign-in on, however much it is used. */
  readonly wholeMs: number
}

/** How often it is written that a session is used. */
const seenEveryMs = 60_000

/** The token of a new session, which exists nowhere else. */
export async function createSession(
  db: Db,
  user: number,
  { wholeMs }: SessionLengths,
  now: number,
): Promise<string> {
  const token = newSecret()
  await inTransaction(db, async (open) => {
    await open.deleteFrom('sessions').where('ends', '<=', now).execute()
    await open
      .insertInto('sessions')
      .values({
        hash: hashOfSecret(token),
        of_user: user,
        created: now,
        seen: now,
        ends: now + wholeMs,
      })
      .execute()
  })
  return token
}

/** The session of that token, if it is good at that instant; notes that it is used. */
export async function checkSession(
  db: Db,
  token: string,
  { idleMs }: SessionLengths,
  now: number,
): Promise<Session | undefined> {
  const hash = hashOfSecret(token)
  const row = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.of_user')
    .select(['sessions.of_user', 'sessions.seen', 'sessions.ends', 'users.role'])
    .where('sessions.hash', '=', hash)
    .executeTakeFirst()
  if (row === undefined || row.ends <= now || row.seen + idleMs <= now) return undefined
  if (now - row.seen >= seenEveryMs) {
    await db.updateTable('sessions').set({ seen: now }).where('hash', '=', hash).execute()
    await db.updateTable('users').set({ seen: now }).where('id', '=', row.of_user).execute()
  }
  return { hash, user: row.of_user, role: row.role }
}

/** A session as it is shown to whose it is. Milliseconds. */
export type OpenSession = {
  readonly hash: string
  readonly created: number
  readonly seen: number
  readonly ends: number
}

/** Those of somebody that are good at that instant, the latest used first. */
export async function listSessionsOf(
  db: Db,
  user: number,
  { idleMs }: SessionLengths,
  now: number,
): Promise<readonly OpenSession[]> {
  return await db
    .selectFrom('sessions')
    .select(['hash', 'created', 'seen', 'ends'])
    .where('of_user', '=', user)
    .where('ends', '>', now)
    .where('seen', '>', now - idleMs)
    .orderBy('seen', 'desc')
    .orderBy('created', 'desc')
    .execute()
}

export async function endSession(db: Db, hash: string): Promise<void> {
  await db.deleteFrom('sessions').where('hash', '=', hash).execute()
}

/** All sessions of somebody. */
export async function endSessionsOf(db: Db, user: number): Promise<void> {
  await db.deleteFrom('sessions').where('of_user', '=', user).execute()
}

/** Everybody's, and every link by which a password could be set. */
export async function endAllSessions(db: Db): Promise<void> {
  await db.deleteFrom('sessions').execute()
  await db.deleteFrom('links').execute()
}
