import { fieldNamed } from '../../../domain/customer/catalog.ts'
import { plannedCustomers, type PlannedCustomer } from '../../../store/clickhouse/orderCustomers.ts'
import { hashRange, orderSource } from '../../../store/clickhouse/orderImport.ts'
import { anyTombstones } from '../../../store/clickhouse/identities.ts'
import { applySet, prepareAll } from '../applySet.ts'
import type { Part } from '../arrivals.ts'
import { makeIdentityMemory } from '../memory.ts'
import type { OrderRun } from './options.ts'
import { eachSet } from './sets.ts'
import type { OrdersWorld, Planned } from './world.ts'

/** Which of the plan's customers are taken in. */
type Sending = {
  /** They may have been taken in before, in part or whole. */
  readonly repeated: boolean
  /** These sets; left out: all. */
  readonly only?: readonly number[]
}

/**
 * Takes in the plan's customers, set by set, as any arrival of customers is. No customer is in two sets,
 * so that sets do not see each other.
 */
export async function sendCustomers(
  run: OrderRun,
  world: OrdersWorld,
  planned: Planned,
  { repeated, only }: Sending,
): Promise<void> {
  const { database, settings, onProgress, signal } = world
  const { position } = run
  const sets = planned.customerSets
  const wanted = only ?? Array.from({ length: sets }, (_, set) => set)
  const taking = {
    database,
    settings,
    memory: makeIdentityMemory(),
    // Lines of who was deleted are in no plan; this is for who was deleted in another way.
    noTombstones: !(await anyTombstones(database)),
  }
  // Two sets at once would not see that both give somebody the same value of a unique field.
  const atOnce = planned.fields.some((name) => fieldNamed(settings.catalog, name)?.unique) ? 1 : 2
  let done = 0
  await eachSet({ sets: wanted.length, atOnce }, async (nth) => {
    const set = wanted[nth] ?? 0
    signal?.throwIfAborted()
    const customers = await plannedCustomers(database, planned.attempt, hashRange(set, sets))
    const parts = customers.flatMap((customer) => partsOf(customer, run, planned))
    if (parts.length > 0) {
      await applySet(taking, {
        parts: prepareAll(parts, settings),
        from: position,
        to: position,
        set,
        repeated,
      })
    }
    done += 1
    onProgress?.({ step: 'customers', done, total: wanted.length })
  })
}

/** One part for each instant from which values hold: nearly always one. */
function partsOf(customer: PlannedCustomer, run: OrderRun, planned: Planned): Part[] {
  const { position, received, importId } = run
  const byInstant = new Map<number, Record<string, unknown>>()
  customer.fields.forEach(([at, value], i) => {
    const name = planned.fields[i]
    if (value === '' || name === undefined) return
    const values = byInstant.get(Number(at)) ?? {}
    values[name] = JSON.parse(value) as unknown
    byInstant.set(Number(at), values)
  })
  if (byInstant.size === 0) byInstant.set(received, {})
  return [...byInstant].map(([at, fields]) => ({
    type: 'customer',
    mode: 'upsert',
    source: orderSource,
    byDeeds: true,
    place: { position, received, importId, row: Number(customer.first_row) },
    write: { identifiers: { [planned.kind]: customer.customer }, fields, at },
  }))
}
