import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Selectable } from 'kysely'
import { optional, properName } from './rows.ts'
import type { Db, Tables } from './tables.ts'

/** An API key as it is kept: its secret only as a SHA-256 hash, which 256 random bits make enough. */
export type Key = {
  /** The part by which it is known: `ck_` and what follows up to the next `_`. */
  readonly id: string
  readonly name: string
  /** What it may do; the words are the API's. Kept divided by spaces. */
  readonly scopes: readonly string[]
  /** Milliseconds, as all below. */
  readonly created: number
  readonly expires?: number
  /** To the minute. */
  readonly used?: number
  readonly revoked?: number
}

export type NewKey = {
  readonly name: string
  readonly scopes: readonly string[]
  readonly expires?: number
}

/** The key and its text, `ck_<id>_<secret>`, which exists nowhere else from now on. */
export async function createKey(
  db: Db,
  made: NewKey,
  now: number,
): Promise<{ readonly key: Key; readonly text: string }> {
  const id = randomBytes(6).toString('hex')
  const text = `ck_${id}_${randomBytes(32).toString('base64url')}`
  const name = properName(made.name)
  await db
    .insertInto('keys')
    .values({
      id,
      hash: hashOf(text).toString('hex'),
      name,
      scope: made.scopes.join(' '),
      created: now,
      expires: made.expires ?? null,
    })
    .execute()
  const { scopes } = made
  return {
    key: { id, name, scopes, created: now, ...optional('expires', made.expires ?? null) },
    text,
  }
}

/** Also those revoked or expired, in the order in which they were made. */
export async function listKeys(db: Db): Promise<readonly Key[]> {
  const rows = await db.selectFrom('keys').selectAll().orderBy('created').orderBy('id').execute()
  return rows.map(fromRow)
}

/** The key with that text, if it is good at that instant; notes that it was used. */
export async function checkKey(db: Db, text: string, now: number): Promise<Key | undefined> {
  const id = /^ck_([0-9a-f]{12})_[\w-]{43}$/.exec(text)?.[1]
  if (id === undefined) return undefined
  const row = await db.selectFrom('keys').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  if (!timingSafeEqual(Buffer.from(row.hash, 'hex'), hashOf(text))) return undefined
  if (row.revoked !== null || (row.expires !== null && row.expires <= now)) return undefined
  if (row.used === null || now - row.used >= 60_000) {
    await db.updateTable('keys').set({ used: now }).where('id', '=', id).execute()
  }
  return fromRow(row)
}

/** False if there is none of that id that was good until now. */
export async function revokeKey(db: Db, id: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('keys')
    .set({ revoked: now })
    .where('id', '=', id)
    .where('revoked', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function fromRow(row: Selectable<Tables['keys']>): Key {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scope.split(' '),
    created: row.created,
    ...optional('expires', row.expires),
    ...optional('used', row.used),
    ...optional('revoked', row.revoked),
  }
}
