import { inTransaction, type Db } from './tables.ts'

/** Of payload a step removes about so many. */
const stepBytes = 16 * 1024 * 1024

/**
 * Removes what was taken in and had arrived before that instant; says how many entries. In small
 * steps, so that arrivals need not wait long: what is removed is overwritten on the disk.
 *
 * Why a part was rejected quotes what people sent, so it goes with its entry; `rejected` in the engine
 * has it for longer, where the erasure of a customer finds it. What is set aside as a whole stays, with
 * its payload, until somebody has mended the mistake of the program: it cannot be read, so neither can
 * it be known of whom it speaks, and no erasure waits for it or takes it away.
 */
export async function removeApplied(db: Db, before: number): Promise<number> {
  let removed = 0
  await removeOrphans(db, await appliedOf(db))
  for (;;) {
    const applied = await appliedOf(db)
    const old = db
      .selectFrom('inbox')
      .where('position', '<=', applied)
      .where('received', '<', before)
      .orderBy('position')
    const first = await old.select(['bytes']).limit(1).executeTakeFirst()
    if (first === undefined) return removed
    const some = await old
      .select('position')
      .where('bytes', '<=', first.bytes + stepBytes)
      .limit(500)
      .execute()
    const positions = some.map(({ position }) => position)
    // Another process has been faster.
    if (positions.length === 0) continue
    removed += await inTransaction(db, async (open) => await removeEntries(open, positions))
  }
}

async function removeEntries(open: Db, positions: readonly number[]): Promise<number> {
  await open
    .deleteFrom('rejections')
    .where('part', 'is not', null)
    .where('position', 'in', positions)
    .execute()
  const { numDeletedRows } = await open
    .deleteFrom('inbox')
    .where('position', 'in', positions)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** Rejections of parts whose entries were removed while those still stayed. */
async function removeOrphans(db: Db, applied: number): Promise<void> {
  await db
    .deleteFrom('rejections')
    .where('part', 'is not', null)
    .where('position', '<=', applied)
    .where((each) =>
      each.not(
        each.exists(
          each
            .selectFrom('inbox')
            .select('inbox.position')
            .whereRef('inbox.position', '=', 'rejections.position'),
        ),
      ),
    )
    .execute()
}

async function appliedOf(db: Db): Promise<number> {
  const row = await db.selectFrom('inbox_state').select('applied').executeTakeFirstOrThrow()
  return row.applied
}
