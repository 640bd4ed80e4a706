import { failure, Refusal } from '../../../src/domain/failure.ts'
import type { Database } from '../../../src/store/clickhouse/database.ts'

/** A database that is no longer there from its nth write on, as after a kill. */
export function dyingAfter(
  database: Database,
  writes: number,
): { readonly database: Database; died: boolean } {
  let left = writes
  const spend = (): void => {
    if (left === 0) {
      state.died = true
      throw new Refusal(failure('unavailable', 'killed'))
    }
    left -= 1
  }
  const state = {
    died: false,
    database: {
      ...database,
      run: async (...args: Parameters<Database['run']>) => (spend(), await database.run(...args)),
      insert: async (...args: Parameters<Database['insert']>) => (
        spend(),
        await database.insert(...args)
      ),
    },
  }
  return state
}
