import type { Db } from './tables.ts'

/**
 * The next id of that kind, never given again. To be called inside the transaction that uses it: then
 * ids have no holes, and one that was rolled back was never seen.
 */
export async function nextId(
  db: Db,
  kind: 'field' | 'segment' | 'list' | 'import' | 'job' | 'rejection' | 'form' | 'folder' | 'view',
  count = 1,
): Promise<number> {
  const { last } = await db
    .updateTable('ids')
    .set((each) => ({ last: each('last', '+', count) }))
    .where('kind', '=', kind)
    .returning('last')
    .executeTakeFirstOrThrow()
  return last - count + 1
}
