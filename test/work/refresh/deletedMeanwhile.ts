import { setImmediate as turn } from 'node:timers/promises'
import type { Database } from '../../../src/store/clickhouse/database.ts'
import type { Sql } from '../../../src/store/sql/sql.ts'
import { erase } from '../../../src/work/intake/erase.ts'

/**
 * A database in which a customer is deleted at the first write of a kind, beside it: the write goes on
 * when the deletion is over, or waits for what the writer has in hand.
 */
export function deletedMeanwhile(
  database: Database,
  customer: string,
  when: (what: Sql | string) => boolean,
): { readonly database: Database; readonly deleting: () => Promise<void> } {
  let deleting: Promise<unknown> | undefined
  const meanwhile = async (what: Sql | string): Promise<void> => {
    if (deleting !== undefined || !when(what)) return
    let waits: () => void = () => {}
    const waiting = new Promise<void>((resolve) => (waits = resolve))
    const beside: Database = {
      ...database,
      alone: async (work) => {
        let begun = false
        const done = database.alone(async () => {
          begun = true
          return await work()
        })
        await turn()
        if (!begun) waits()
        return await done
      },
    }
    const position = 1_000_000_000
    const erasure = { customer, position, received: Date.now(), secret: new Uint8Array(32) }
    deleting = erase(beside, erasure)
    await Promise.race([deleting, waiting])
  }
  return {
    database: {
      ...database,
      run: async (statement, options) => {
        await meanwhile(statement)
        await database.run(statement, options)
      },
      insert: async (table, rows, options) => {
        await meanwhile(table)
        await database.insert(table, rows, options)
      },
    },
    deleting: async () => {
      if (deleting === undefined) throw new Error('nothing of that kind was written')
      await deleting
    },
  }
}
