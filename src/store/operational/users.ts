import type { Selectable } from 'kysely'
import { failure, Refusal } from '../../domain/failure.ts'
import { nextId } from './ids.ts'
import { endLinksOf } from './links.ts'
import { given, optional, properName } from './rows.ts'
import { endSessionsOf } from './sessions.ts'
import { inTransaction, type Db, type Tables } from './tables.ts'

/** Somebody who works with the program: in its pages, by a password. */
export type User = {
  readonly id: number
  /** In small letters. */
  readonly email: string
  readonly name: string
  /** What it may do; the words are the API's. */
  readonly role: string
  readonly locale?: string
  /** Absent until one was set by a link. Hashed (`work/access/password.ts`). */
  readonly password?: string
  /** Milliseconds, as all below. */
  readonly created: number
  readonly updated: number
  /** To the minute. */
  readonly seen?: number
}

export type NewUser = Pick<User, 'email' | 'name' | 'role' | 'locale' | 'password'>

export type UserChange = {
  readonly email?: string | undefined
  readonly name?: string | undefined
  readonly role?: string | undefined
  /** Null takes it away. */
  readonly locale?: string | null | undefined
  readonly password?: string | undefined
}

/** The role without which nobody could let anybody in. */
const owner = 'owner'

/** Throws a Refusal `conflict` where another has that e-mail. */
export async function createUser(db: Db, made: NewUser, now: number): Promise<User> {
  return await inTransaction(db, async (open) => {
    const id = await nextId(open, 'user')
    const email = made.email.toLowerCase()
    await demandFreeEmail(open, email, id)
    const row = {
      id,
      email,
      name: properName(made.name),
      role: made.role,
      locale: made.locale ?? null,
      password: made.password ?? null,
      created: now,
      updated: now,
      seen: null,
    }
    await open.insertInto('users').values(row).execute()
    return fromRow(row)
  })
}

/** In the order in which they were made. */
export async function listUsers(db: Db): Promise<readonly User[]> {
  const rows = await db.selectFrom('users').selectAll().orderBy('id').execute()
  return rows.map(fromRow)
}

export async function hasUsers(db: Db): Promise<boolean> {
  return (await db.selectFrom('users').select('id').limit(1).execute()).length > 0
}

export async function userById(db: Db, id: number): Promise<User | undefined> {
  const row = await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : fromRow(row)
}

export async function userByEmail(db: Db, email: string): Promise<User | undefined> {
  const row = await db
    .selectFrom('users')
    .selectAll()
    .where('email', '=', email.toLowerCase())
    .executeTakeFirst()
  return row === undefined ? undefined : fromRow(row)
}

/**
 * The user after the change; undefined where there is none. Another role or another password ends the user's
 * sessions. Throws a Refusal `conflict` where another has that e-mail, and where nobody would be owner.
 */
export async function changeUser(
  db: Db,
  id: number,
  change: UserChange,
  now: number,
): Promise<User | undefined> {
  return await inTransaction(db, async (open) => {
    await alone(open)
    const before = await userById(open, id)
    if (before === undefined) return undefined
    const { email, name, role, password } = change
    if (email !== undefined) await demandFreeEmail(open, email.toLowerCase(), id)
    if (role !== undefined && role !== owner) await demandOtherOwner(open, before)
    const set = given({
      email: email?.toLowerCase(),
      name: name === undefined ? undefined : properName(name),
      role,
      locale: change.locale,
      password,
    })
    await open
      .updateTable('users')
      .set({ ...set, updated: now })
      .where('id', '=', id)
      .execute()
    if ((role ?? before.role) !== before.role || password !== undefined) {
      await endSessionsOf(open, id)
    }
    // Whoever knows a link would otherwise set another.
    if (password !== undefined || email !== undefined) await endLinksOf(open, id)
    return await userById(open, id)
  })
}

/** With sessions and links. False where there is none of that id. Throws a Refusal for the last owner. */
export async function removeUser(db: Db, id: number): Promise<boolean> {
  return await inTransaction(db, async (open) => {
    await alone(open)
    const user = await userById(open, id)
    if (user === undefined) return false
    await demandOtherOwner(open, user)
    await endSessionsOf(open, id)
    await endLinksOf(open, id)
    await open.deleteFrom('users').where('id', '=', id).execute()
    return true
  })
}

/** Notes that somebody has signed in. */
export async function noteUserSeen(db: Db, id: number, now: number): Promise<void> {
  await db.updateTable('users').set({ seen: now }).where('id', '=', id).execute()
}

/** Until the transaction ends nobody else changes who is owner: two owners could else remove each other. */
async function alone(open: Db): Promise<void> {
  await open
    .updateTable('ids')
    .set((each) => ({ last: each.ref('last') }))
    .where('kind', '=', 'user')
    .execute()
}

async function demandFreeEmail(open: Db, email: string, id: number): Promise<void> {
  const there = await userByEmail(open, email)
  if (there === undefined || there.id === id) return
  throw new Refusal(
    failure('conflict', 'There is a user of that e-mail already.', {
      where: 'email',
      fix: 'Give that user another role, or use another e-mail.',
    }),
  )
}

/** One who can sign in: an owner who was only invited lets nobody in. */
async function demandOtherOwner(open: Db, user: User): Promise<void> {
  if (user.role !== owner || user.password === undefined) return
  const others = await open
    .selectFrom('users')
    .select('id')
    .where('role', '=', owner)
    .where('password', 'is not', null)
    .where('id', '!=', user.id)
    .execute()
  if (others.length > 0) return
  throw new Refusal(
    failure('conflict', 'This is the last owner: nobody could let anybody in any more.', {
      fix: 'Make somebody else an owner first.',
    }),
  )
}

function fromRow(row: Selectable<Tables['users']>): User {
  const { id, email, name, role, created, updated } = row
  return {
    id,
    email,
    name,
    role,
    ...optional('locale', row.locale),
    ...optional('password', row.password),
    created,
    updated,
    ...optional('seen', row.seen),
  }
}
