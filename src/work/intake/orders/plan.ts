import { basename } from 'node:path'
import { anyTombstones, readTombstones } from '../../../store/clickhouse/identities.ts'
import {
  countGathered,
  customersOfLines,
  gatherCustomers,
  planCustomers,
} from '../../../store/clickhouse/orderCustomers.ts'
import {
  countPlan,
  hashRange,
  linesPerOrder,
  planOrders,
  rejectedLines,
  type Plan,
  type PlanCounts,
} from '../../../store/clickhouse/orderImport.ts'
import { tombstoneHash } from '../tombstone.ts'
import type { CsvRow } from '../files/csv.ts'
import { recordsBeside } from '../files/json.ts'
import type { ColumnKinds } from '../files/rejectedForm.ts'
import { eachRow } from '../files/understand.ts'
import { placesOf, type Places } from './header.ts'
import { orRefuse } from '../../../domain/failure.ts'
import type { SeenType } from '../../../domain/import/column.ts'
import { formOf } from './dialect.ts'
import type { OrderFile, OrderRun } from './options.ts'
import type { ReadCounts } from './reader.ts'
import { columnsBefore, publishRejected, RejectedFile, type Rejection } from '../files/rejected.ts'
import { eachSet } from './sets.ts'
import { usualSizes, type OrdersWorld, type Planned } from './world.ts'

/** Decides what is to become of every order, and finishes the file of rejected rows. */
export async function planRun(
  run: OrderRun,
  world: OrdersWorld,
  plan: Plan,
  read: ReadCounts,
): Promise<Omit<Planned, 'attempt' | 'kind' | 'names' | 'fields' | 'rows' | 'dialect'>> {
  const { database, onProgress, signal } = world
  const sizes = world.sizes ?? usualSizes
  const sets = Math.max(1, Math.ceil(read.lines / sizes.lines))
  await refuseDeleted(world, plan, sets)
  let done = 0
  await eachSet(sets, async (set) => {
    signal?.throwIfAborted()
    await planOrders(database, plan, set, hashRange(set, sets))
    await gatherCustomers(database, plan, set)
    done += 1
    onProgress?.({ step: 'grouping', done, total: sets })
  })
  const ranges = Math.max(1, Math.ceil((await countGathered(database, plan.attempt)) / sizes.lines))
  await eachSet(ranges, (range) => planCustomers(database, plan, hashRange(range, ranges)))
  const counts = await countPlan(database, plan.attempt)
  const rejected = read.rejected + Number(counts.rejected)
  if (Number(counts.rejected) > 0) await rejectLines(run, world, plan, read)
  const rejectedFile = rejected === 0 ? undefined : await publish(run, read, rejected)
  const { customers, orders } = totals(counts)
  const customerSets = Math.max(1, Math.ceil(customers / sizes.customers))
  const file = rejectedFile === undefined ? {} : { rejectedFile }
  return { sets, customerSets, rejected, ...file, customers, orders }
}

/** @returns the name of the file of rejected rows */
async function publish(run: OrderRun, { file }: ReadCounts, rows: number): Promise<string> {
  const { format } = file
  const kinds = kindsOf(run, file)
  const records = recordsBeside(run.path)
  return basename(await publishRejected(run.rejectedPath, { format, records, kinds, rows }))
}

/** What the options say of the columns, from the left. */
function kindsOf({ options }: OrderRun, { columns }: OrderFile): ColumnKinds {
  const { time, quantity, price } = orRefuse(placesOf(columns, options))
  const kinds = new Map<number, SeenType>([
    [time, 'datetime'],
    [quantity, 'decimal'],
    [price, 'decimal'],
  ])
  return columns.map((_, at) => kinds.get(at)).slice(columnsBefore(columns))
}

/** What a plan holds, by which it is known to be whole. */
export function totals(counts: PlanCounts): Pick<Planned, 'customers' | 'orders'> {
  const { customers, orders, refunds } = counts
  return { customers: Number(customers), orders: Number(orders) + Number(refunds) }
}

/**
 * Finds the customers who were deleted: the hashes that remain of them have a key the engine is not told.
 * Lines lie by their orders, so they are read so; who is in many sets is looked for in each.
 */
async function refuseDeleted(world: OrdersWorld, plan: Plan, sets: number): Promise<void> {
  const { database, settings } = world
  if (!(await anyTombstones(database))) return
  for (let set = 0; set < sets; set++) {
    const customers = await customersOfLines(database, plan.attempt, hashRange(set, sets))
    const byHash = new Map(
      customers.map((value) => [
        tombstoneHash({ kind: plan.kind, value }, settings.keys.tombstone),
        value,
      ]),
    )
    const found = await readTombstones(database, [...byHash.keys()])
    const refused = [...found].map((hash) => ({
      attempt: plan.attempt,
      customer: byHash.get(hash) ?? '',
    }))
    if (refused.length > 0) await database.insert('import_refused', refused)
  }
}

/** Adds the lines of rejected orders to the file: it is read again beside the engine's list of their rows. */
async function rejectLines(
  run: OrderRun,
  { database }: OrdersWorld,
  plan: Plan,
  { file: read }: ReadCounts,
): Promise<void> {
  const { dialect, header, columns } = read
  const places = orRefuse(placesOf(columns, run.options))
  const file = new RejectedFile(run.rejectedPath, { dialect, header, more: true })
  const wanted = await takeRows(rejectedLines(database, plan))
  const page: CsvRow[] = []
  await eachRow(formOf(run.path, read), (row) => page.push(row), addWanted)
  await addWanted()
  file.close()

  async function addWanted(): Promise<void> {
    for (const row of page.splice(0)) {
      if (wanted.next?.row !== row.number) continue
      file.add(row, rejectionOf(wanted.next.reason, row, columns, places))
      await wanted.advance()
    }
  }
}

type Wanted = { readonly row: number; readonly reason: string }

/** The rows of a stream one by one, the first of them at hand. */
async function takeRows(
  stream: AsyncIterable<readonly { row: string; reason: string }[]>,
): Promise<{ next: Wanted | undefined; advance(): Promise<void> }> {
  const blocks = stream[Symbol.asyncIterator]()
  let block: readonly { row: string; reason: string }[] = []
  let at = 0
  const rows = {
    next: undefined as Wanted | undefined,
    async advance() {
      while (at >= block.length) {
        const more = await blocks.next()
        if (more.done === true) {
          rows.next = undefined
          return
        }
        block = more.value
        at = 0
      }
      const found = block[at]
      at += 1
      rows.next = found && { row: Number(found.row), reason: found.reason }
    },
  }
  await rows.advance()
  return rows
}

function rejectionOf(
  reason: string,
  { cells }: CsvRow,
  header: readonly string[],
  places: Places,
): Rejection {
  const at = reason === 'deleted' || reason === 'stored' ? places.customer : places.order
  const says = reasons[reason]
  if (says === undefined) throw new Error(`no words for the reason ${reason}`)
  return { column: header[at] ?? '', value: cells[at] ?? '', ...says }
}

/** By the code that `planOrders` gives. */
const reasons: Readonly<Record<string, Pick<Rejection, 'reason' | 'fix'>>> = {
  customers: {
    reason: 'The order has lines of two customers',
    fix: 'Give all lines of an order one customer, or the other lines an order id of their own.',
  },
  stored: {
    reason: 'The order is stored already, under another customer',
    fix: 'Give the customer who placed it, or another order id.',
  },
  lines: {
    reason: `The order has more than ${linesPerOrder} lines`,
    fix: 'Look whether that column really holds the order id.',
  },
  total: {
    reason: 'The total of the order is 900,000,000,000 or more',
    fix: 'Correct the quantities and prices of its lines.',
  },
  deleted: {
    reason: 'The customer was deleted, and what arrives for her is refused',
    fix: 'If she wants to be known again, lift the deletion of this identifier first.',
  },
}
