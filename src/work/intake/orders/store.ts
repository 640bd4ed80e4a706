import {
  countSets,
  countUnknown,
  deleteReplacedEvents,
  insertOrderEvents,
  insertOrderMessages,
  type OrderWrite,
} from '../../../store/clickhouse/orderEvents.ts'
import { hashRange } from '../../../store/clickhouse/orderImport.ts'
import { versionOf } from '../../../store/clickhouse/version.ts'
import { fault } from '../../../store/faults.ts'
import type { OrderRun } from './options.ts'
import { eachSet } from './sets.ts'
import type { OrdersWorld, Planned } from './world.ts'

/**
 * Stores the plan's new and changed orders, set by set: the events, and the messages by which a later
 * import knows them; then away with the events that they replace. Any of it may have been done before:
 * the plan decides, and it is made anew only for another run.
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
      await Promise.all([
        insertOrderEvents(database, write).then(() => fault('events')),
        insertOrderMessages(database, write),
      ])
      if (count.changed > 0) await deleteReplacedEvents(database, write)
      fault('events')
    }
    done += 1
    onProgress?.({ step: 'orders', done, total: sets })
  })
}
