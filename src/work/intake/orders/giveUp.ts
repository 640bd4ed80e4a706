import type { Database } from '../../../store/clickhouse/database.ts'
import { readGivenUp, readRun, writeSettled } from '../../../store/clickhouse/importRuns.ts'
import { dropStaging } from '../../../store/clickhouse/orderImport.ts'
import { customerSetsBegun, settleOrders } from '../../../store/clickhouse/orderRemains.ts'
import { sendCustomers } from './customers.ts'
import type { OrderRun } from './options.ts'
import type { OrdersWorld, Planned } from './world.ts'

/**
 * For a run that is not gone on with. What it stored stays, made whole: customers of whom a part was
 * written are written, no order stands twice, and what is stored of an order without being remembered
 * is known, so that the next import of the same file brings the rest and doubles nothing.
 *
 * To be called before what is staged is dropped; safe to repeat, and the run may still be gone on with.
 * @returns whether anything may have been stored.
 */
export async function giveUpOrders(run: OrderRun, world: OrdersWorld): Promise<boolean> {
  const { database } = world
  const before = await readRun(database, run.position)
  if (before === undefined) return false
  if (before.step === 'planned') {
    const planned = JSON.parse(before.data) as Planned
    const only = await customerSetsBegun(database, run.position, planned.customerSets)
    await sendCustomers(run, world, planned, { repeated: true, only })
  }
  await settleOrders(database, run.position)
  return true
}

/**
 * Sees to the orders of runs that ended without a word. They are over: they stand before the one that
 * now begins in the inbox, which is taken in order.
 */
export async function settleGivenUp(database: Database): Promise<void> {
  for (const position of await readGivenUp(database)) {
    await settleOrders(database, position)
    await writeSettled(database, position)
  }
}

/** Takes away what is staged, of whichever run: they come one at a time. */
export async function dropStaged(database: Database): Promise<void> {
  for (const table of [
    'import_lines',
    'import_refused',
    'import_orders',
    'import_customers',
  ] as const) {
    await dropStaging(database, table)
  }
}
