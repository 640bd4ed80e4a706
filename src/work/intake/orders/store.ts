import {
  countToWrite,
  deleteReplacedEvents,
  insertOrderEvents,
  insertOrderMessages,
  type OrderWrite,
} from '../../../store/clickhouse/orderImport.ts'
import { versionOf } from '../../../store/clickhouse/version.ts'
import { fault } from '../../../store/faults.ts'
import type { OrderRun } from './options.ts'
import type { OrdersWorld, Planned } from './world.ts'

/**
 * Stores the plan's new and changed orders, set by set: the events, then away with those they replace,
 * then the messages, by which a later import knows them. Any of it may have been done before.
 */
export async function storeOrders(
  run: OrderRun,
  { database, onProgress, signal }: OrdersWorld,
  planned: Planned,
  repeated: boolean,
): Promise<void> {
  for (let set = 0; set < planned.sets; set++) {
    signal?.throwIfAborted()
    const write: OrderWrite = {
      run: run.position,
      importId: run.importId,
      kind: planned.kind,
      names: planned.names,
      received: run.received,
      set,
      version: versionOf(run.position, planned.customerSets + set),
      again: repeated,
    }
    const { all, changed, known } = await countToWrite(database, write)
    if (known !== all) throw new Error(`of ${all} orders ${all - known} have no customer`)
    if (all > 0) {
      await insertOrderEvents(database, write)
      fault('events')
      if (changed > 0) await deleteReplacedEvents(database, write)
      await insertOrderMessages(database, write)
      fault('events')
    }
    onProgress?.({ step: 'orders', done: set + 1, total: planned.sets })
  }
}
