import { failure, Refusal } from '../../../src/domain/failure.ts'
import type { Database } from '../../../src/store/clickhouse/database.ts'

/** A database that is away at the n-th insert into that table, once: what a kill there leaves. */
export function awayAt(database: Database, table: string, nth: number): Database {
  let times = 0
  return {
    ...database,
    insert: async (into, ...more) => {
      times += into === table ? 1 : 0
      if (into === table && times === nth) {
        throw new Refusal(failure('unavailable', 'killed here, for a test'))
      }
      return await database.insert(into, ...more)
    },
  }
}
