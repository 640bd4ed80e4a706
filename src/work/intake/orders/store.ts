import {
  countSets,
  countUnknown,
  deleteReplacedEvents,
  insertOrderEvents,
  insertOrderMessages,
  insertUnsureMessages,
  keepReplacedEvents,
  type OrderWrite,
} from '../../../store/clickhouse/orderEvents.ts'
import { hashRange } from '../../../store/clickhouse/orderImport.ts'
import type { Database } from '../../../store/clickhouse/database.ts'
import { versionOf } from '../../../store/clickhouse/version.ts'
import { fault } from '../../../store/faults.ts'
import type { OrderRun } from './options.ts'
import { eachSet } from './sets.ts'
import type { OrdersWorld, Planned } from './world.ts'

/**
 * Stores the plan's new and changed orders, set by set. Any of it may have been done before: the plan
 * decides, and it is made anew only for another run.
 */
export async function storeOrders(
  run: OrderRun,
  { database, onProgress, signal }: OrdersWorld,
  planned: Planned,
  repeated: boolean,
): Promise<void> {
  const { attempt, kind, names, sets, customerSets } = planned
  await eachSet(sets, async (set) => {
    const unknown = await countUnknown(database, { attempt, kind }, hashRange(set, sets))
    if (unknown > 0) throw new Error(`of the customers of the orders ${unknown} are not there`)
  })
  const counts = await countSets(database, attempt)
  let done = 0
  await eachSet(sets, async (set) => {
    signal?.throwIfAborted()
    const write: OrderWrite = {
      attempt,
      position: run.position,
      importId: run.importId,
      kind,
      names,
      received: run.received,
      set,
      version: versionOf(run.position, customerSets + set),
      again: repeated,
    }
    const count = counts.get(set)
    if (count !== undefined) {
      await storeSet(database, write, count.changed > 0)
    }
    done += 1
    onProgress?.({ step: 'orders', done, total: sets })
  })
}

/**
 * One after the other, so that wherever it ends, a later import of any file knows what to do. The
 * messages, which let it pass an order over, come last. Until then an order that is replaced is known as
 * one of which nothing is sure, and {@link settleOrders} makes new ones known so when the run is given up.
 *
 * Between the insert and the delete whoever reads sees a changed order twice, as it was and as it is.
 * The other way round she would see none, and an import that ends there would have lost it.
 */
async function storeSet(database: Database, write: OrderWrite, replaces: boolean): Promise<void> {
  if (replaces) {
    await keepReplacedEvents(database, write)
    await insertUnsureMessages(database, write)
  }
  await insertOrderEvents(database, write)
  fault('events')
  if (replaces) await deleteReplacedEvents(database, write)
  fault('events')
  await insertOrderMessages(database, write)
}
