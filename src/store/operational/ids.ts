import type { Db } from './tables.ts'

type IdKind =
  | 'field'
  | 'segment'
  | 'list'
  | 'import'
  | 'import_template'
  | 'job'
  | 'rejection'
  | 'form'
  | 'folder'
  | 'view'
  | 'calculated'
  | 'promotion'
  | 'cluster'
  | 'webhook'
  | 'source'
  | 'user'

/**
 * The next id of that kind, never given again. To be called inside the transaction that uses it: then
 * ids have no holes, and one that was rolled back was never seen.
 */
export async function nextId(db: Db, kind: IdKind, count = 1): Promise<number> {
  const { last } = await db
    .updateTable('ids')
    .set((each) => ({ last: each('last', '+', count) }))
    .where('kind', '=', kind)
    .returning('last')
    .executeTakeFirstOrThrow()
  return last - count + 1
}
