import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { fieldNamed, type Catalog } from '../../../domain/customer/catalog.ts'
import type { Field } from '../../../domain/customer/field.ts'
import { failure, orRefuse, Refusal } from '../../../domain/failure.ts'
import { zoneOf } from '../../../domain/time/zone.ts'
import type { Database } from '../../../store/clickhouse/database.ts'
import { readRun, writeRun } from '../../../store/clickhouse/importRuns.ts'
import {
  anyOrders,
  countPlan,
  dropStaging,
  type Plan,
} from '../../../store/clickhouse/orderImport.ts'
import { sendCustomers } from './customers.ts'
import { dropStaged, settleGivenUp } from './giveUp.ts'
import type { OrderOptions, OrderRun, OrdersResult } from './options.ts'
import { planRun, totals } from './plan.ts'
import { stageRun } from './stage.ts'
import { storeOrders } from './store.ts'
import type { OrdersWorld, Planned } from './world.ts'

/**
 * Brings a file of order lines in. It goes in steps, of which each rests on what the one before left in
 * the engine: lines are staged, orders planned and compared with what is stored, customers taken in,
 * orders stored. Nothing of the shop's data changes before the plan stands and is durable; from then on
 * the plan is carried out to the end, however often a kill has it begun again. Called again with a run
 * that is done it answers the same, and does nothing.
 *
 * When the signal aborts, the sets that are being stored are finished and no other is begun: what was
 * stored stays, and the run can be called again to go on, or given up by `giveUpOrders`. In either case
 * a later import of the same file finds those orders as they are, and brings the others.
 *
 * Throws a Refusal where the file cannot be read as the options say, the engine is away, or what was
 * planned is no longer there.
 */
export async function runOrders(run: OrderRun, world: OrdersWorld): Promise<OrdersResult> {
  const { database, signal } = world
  const before = await readRun(database, run.position)
  if (before?.step === 'done') return await finished(database, before.data)
  signal?.throwIfAborted()
  const repeated = before !== undefined
  const planned = repeated ? await standing(database, before.data) : await plan(run, world)
  signal?.throwIfAborted()
  await sendCustomers(run, world, planned, { repeated })
  await writeRun(database, run.position, 'customers', JSON.stringify(planned))
  await storeOrders(run, world, planned, repeated)
  const result = await resultOf(run, database, planned)
  await writeRun(database, run.position, 'done', JSON.stringify(result))
  return await finished(database, JSON.stringify(result))
}

/** The plan that an earlier attempt made. Without its tables it would pass for a file in which nothing is new. */
async function standing(database: Database, data: string): Promise<Planned> {
  const planned = JSON.parse(data) as Planned
  const { customers, orders } = totals(await countPlan(database, planned.attempt))
  if (customers === planned.customers && orders === planned.orders) return planned
  throw new Refusal(
    failure('conflict', 'What the import was about to do is no longer known', {
      fix: 'Import the file again: what is stored of it counts once.',
    }),
  )
}

async function plan(run: OrderRun, world: OrdersWorld): Promise<Planned> {
  const { database, settings } = world
  await dropStaged(database)
  await settleGivenUp(database)
  const { options } = run
  // Names what this attempt stages: what one that was killed may still have under way is another's.
  const attempt = randomBytes(6).readUIntBE(0, 6)
  const fields = fieldsOf(options, settings.catalog)
  const read = await stageRun(run, world, {
    path: run.path,
    rejectedPath: run.rejectedPath,
    options,
    understood: run.understood,
    fields,
    zone: options.timezone === undefined ? settings.zone : orRefuse(zoneOf(options.timezone)),
    shopZone: settings.zone,
    country: settings.country,
    currency: settings.currency,
    latest: run.received + dayMs,
    attempt: String(attempt),
  })
  const names = ['product_id', ...Object.keys(options.properties ?? {})]
  const kind = options.identifier ?? 'user_id'
  const first = !(await anyOrders(database))
  const to: Plan = { attempt, kind, names, first }
  const made = await planRun(run, world, to, read)
  const planned: Planned = {
    attempt,
    kind,
    names,
    fields: fields.map((field) => field.name),
    ...made,
    rows: read.rows,
    dialect: read.file.dialect,
  }
  await writeRun(database, run.position, 'planned', JSON.stringify(planned))
  await dropStaging(database, 'import_lines')
  await dropStaging(database, 'import_refused')
  return planned
}

async function finished(database: Database, data: string): Promise<OrdersResult> {
  await dropStaged(database)
  return JSON.parse(data) as OrdersResult
}

async function resultOf(
  run: OrderRun,
  database: Database,
  planned: Planned,
): Promise<OrdersResult> {
  const counts = await countPlan(database, planned.attempt)
  return {
    rows: planned.rows,
    rejected: planned.rejected,
    customers: Number(counts.customers),
    orders: Number(counts.orders),
    refunds: Number(counts.refunds),
    newOrders: Number(counts.fresh),
    changedOrders: Number(counts.changed),
    unchangedOrders: Number(counts.same),
    newCustomers: Number(counts.newCustomers),
    ...(planned.rejectedFile === undefined
      ? {}
      : { rejectedFile: join(dirname(run.rejectedPath), planned.rejectedFile) }),
    dialect: planned.dialect,
  }
}

function fieldsOf(options: OrderOptions, catalog: Catalog): Field[] {
  return Object.keys(options.fields ?? {}).map((name) => {
    const field = fieldNamed(catalog, name)
    if (field !== undefined) return field
    throw new Refusal(
      failure('not_found', `There is no field ${JSON.stringify(name.slice(0, 100))}`, {
        where: `fields.${name.slice(0, 100)}`,
        fix: 'Make the field first, or leave it out.',
      }),
    )
  })
}

const dayMs = 86_400_000
