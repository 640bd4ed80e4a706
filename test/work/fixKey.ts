import type { Db } from '../../src/store/operational/tables.ts'

/**
 * Gives a new installation the key of customer ids that every run of the tests has: ids tell who is in a
 * sample, who comes first of equals and what is one set of a write, and were drawn anew for each. Before
 * anything is taken in.
 */
export async function fixKey(db: Db): Promise<void> {
  const value = '1d5eed2026c11e47'.repeat(4)
  await db.updateTable('meta').set({ value }).where('key', '=', 'customer_key').execute()
}
