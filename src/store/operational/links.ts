import { hashOfSecret, newSecret } from './secrets.ts'
import { inTransaction, type Db } from './tables.ts'

/** For whom a link is: the first administrator, or a user who is to set a password. */
export type LinkKind = 'setup' | 'password'

export type Link = {
  /** What follows the # of the address: it is sent to nobody, and so stands in no log. */
  readonly token: string
  /** Milliseconds. */
  readonly ends: number
}

/** A new link; those before it of the same kind and user open nothing any more. Of `setup` the user is 0. */
export async function createLink(
  db: Db,
  made: { readonly kind: LinkKind; readonly user: number; readonly lastsMs: number },
  now: number,
): Promise<Link> {
  const { kind, user } = made
  const token = newSecret()
  const ends = now + made.lastsMs
  await inTransaction(db, async (open) => {
    await open.deleteFrom('links').where('kind', '=', kind).where('of_user', '=', user).execute()
    const hash = hashOfSecret(token)
    await open
      .insertInto('links')
      .values({ hash, kind, of_user: user, created: now, ends })
      .execute()
  })
  return { token, ends }
}

/** For whom that link is, if it is good at that instant. It stays good. */
export async function checkLink(
  db: Db,
  kind: LinkKind,
  token: string,
  now: number,
): Promise<number | undefined> {
  const row = await db
    .selectFrom('links')
    .select(['of_user', 'ends'])
    .where('hash', '=', hashOfSecret(token))
    .where('kind', '=', kind)
    .executeTakeFirst()
  return row === undefined || row.ends <= now ? undefined : row.of_user
}

/**
 * The same, and it is used up. To be called in the transaction that does what the link is for: of two who use
 * it at once one finds it gone.
 */
export async function useLink(
  db: Db,
  kind: LinkKind,
  token: string,
  now: number,
): Promise<number | undefined> {
  const row = await db
    .deleteFrom('links')
    .where('hash', '=', hashOfSecret(token))
    .where('kind', '=', kind)
    .where('ends', '>', now)
    .returning('of_user')
    .executeTakeFirst()
  return row?.of_user
}

/** Those of a user. */
export async function endLinksOf(db: Db, user: number): Promise<void> {
  await db.deleteFrom('links').where('of_user', '=', user).execute()
}
