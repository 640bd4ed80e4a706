import { failure, Refusal } from '../../domain/failure.ts'
import { inTransaction, type Db } from './tables.ts'

/**
 * The right to be the only one who does something (load, keep the clock, deliver) for a while. Each
 * new holder gets a greater fencing number: work of one who has lost it unknowingly is refused by it.
 */
export type Lease = {
  readonly name: string
  readonly holder: string
  readonly fence: number
  /** Milliseconds. The clocks of machines that share a store may differ by much less than a lease lasts. */
  readonly expires: number
}

/** Undefined while somebody else holds it. Who holds it already gets it anew, with a new number. */
export async function acquireLease(
  db: Db,
  wanted: { readonly name: string; readonly holder: string; readonly lastsMs: number },
  now: number,
): Promise<Lease | undefined> {
  const { name, holder } = wanted
  const expires = now + wanted.lastsMs
  return await inTransaction(db, async (open) => {
    await open
      .insertInto('leases')
      .values({ name, holder: '', fence: 0, expires: 0 })
      .onConflict((on) => on.column('name').doNothing())
      .execute()
    const row = await open
      .updateTable('leases')
      .set((each) => ({ holder, fence: each('fence', '+', 1), expires }))
      .where('name', '=', name)
      .where((each) => each.or([each('expires', '<=', now), each('holder', '=', holder)]))
      .returning('fence')
      .executeTakeFirst()
    return row === undefined ? undefined : { name, holder, fence: row.fence, expires }
  })
}

/** Undefined when it is lost: somebody else has taken it since. */
export async function renewLease(
  db: Db,
  lease: Lease,
  lastsMs: number,
  now: number,
): Promise<Lease | undefined> {
  const expires = now + lastsMs
  const { numUpdatedRows } = await db
    .updateTable('leases')
    .set({ expires })
    .where('name', '=', lease.name)
    .where('fence', '=', lease.fence)
    .executeTakeFirst()
  return numUpdatedRows === 0n ? undefined : { ...lease, expires }
}

/**
 * Throws a Refusal `conflict` when it is lost. Inside a transaction it also keeps anybody from taking it
 * until the transaction ends: so what is written there is written by its holder.
 */
export async function checkLease(db: Db, lease: Lease): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('leases')
    .set({ fence: lease.fence })
    .where('name', '=', lease.name)
    .where('fence', '=', lease.fence)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) {
    throw new Refusal(
      failure('conflict', `Another process has taken over "${lease.name}".`, {
        where: lease.name,
        fix: 'Nothing needs to be done: that process goes on with the work.',
      }),
    )
  }
}

/** Gives it up, so that the next need not wait until it expires. The number stays counted. */
export async function releaseLease(db: Db, lease: Lease): Promise<void> {
  await db
    .updateTable('leases')
    .set({ expires: 0, holder: '' })
    .where('name', '=', lease.name)
    .where('fence', '=', lease.fence)
    .execute()
}
