import { createHash, randomBytes } from 'node:crypto'
import { failure, Refusal } from '../../domain/failure.ts'
import { optional } from './rows.ts'
import { sourceById } from './sources.ts'
import { inTransaction, type Db } from './tables.ts'

/** By which a source may write and nothing else; its secret only as a SHA-256 hash, which 256 random bits make enough. */
export type WriteKey = {
  /** The part by which it is known: what follows `wk_` up to the next `_`. */
  readonly id: string
  /** The id of its source. */
  readonly source: number
  /** Milliseconds, as all below. */
  readonly created: number
  /** To the minute. */
  readonly used?: number
}

/** Of one source at a time: while keys are rotated there are two. */
const mostKeys = 10

/**
 * A further key of a source and its text, `wk_<id>_<secret>`, which exists nowhere else from now on.
 * Undefined where there is no such source. Throws a Refusal `too_large` where it has too many.
 */
export async function createWriteKey(
  db: Db,
  source: number,
  now: number,
): Promise<{ readonly key: WriteKey; readonly text: string } | undefined> {
  return await inTransaction(db, async (open) => {
    if ((await sourceById(open, source)) === undefined) return undefined
    const there = (await listWriteKeys(open)).filter((each) => each.source === source)
    if (there.length >= mostKeys) throw tooMany()
    const id = randomBytes(6).toString('hex')
    const text = `wk_${id}_${randomBytes(32).toString('base64url')}`
    const key: WriteKey = { id, source, created: now }
    await open
      .insertInto('write_keys')
      .values({ ...key, hash: writeKeyHash(text) })
      .execute()
    return { key, text }
  })
}

/** All that are good, with their hashes, in the order in which they were made. */
export async function listWriteKeys(
  db: Db,
): Promise<readonly (WriteKey & { readonly hash: string })[]> {
  const rows = await db
    .selectFrom('write_keys')
    .selectAll()
    .where('revoked', 'is', null)
    .orderBy('created')
    .orderBy('id')
    .execute()
  return rows.map(({ id, source, hash, created, used }) => ({
    id,
    source,
    hash,
    created,
    ...optional('used', used),
  }))
}

/** False if that source has none of that id that was good until now. */
export async function revokeWriteKey(
  db: Db,
  { source, id }: Pick<WriteKey, 'source' | 'id'>,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('write_keys')
    .set({ revoked: now })
    .where('id', '=', id)
    .where('source', '=', source)
    .where('revoked', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Notes that it was used. */
export async function noteWriteKeyUsed(db: Db, id: string, now: number): Promise<void> {
  await db.updateTable('write_keys').set({ used: now }).where('id', '=', id).execute()
}

/** As hex. */
export function writeKeyHash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Whether that may be the text of a write key. */
export function isWriteKey(text: string): boolean {
  return /^wk_[0-9a-f]{12}_[\w-]{43}$/.test(text)
}

function tooMany(): Refusal {
  return new Refusal(
    failure('too_large', `This source has ${mostKeys} keys already.`, {
      fix: 'Revoke those that nobody uses any more.',
    }),
  )
}
