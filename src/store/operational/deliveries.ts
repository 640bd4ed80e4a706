import { sql, type RawBuilder, type Selectable } from 'kysely'
import type { Outcome } from '../../domain/webhook/webhook.ts'
import { optional } from './rows.ts'
import type { Db, Tables } from './tables.ts'

/** A message for a webhook: what is still to be sent, or was of late. */
export type Delivery = {
  readonly webhook: number
  /** Its place among those of the webhook, in whose order those of one customer are sent. */
  readonly seq: number
  /** The same of every attempt, and of a replay. */
  readonly id: string
  readonly customer: string
  readonly type: string
  /** As it is sent, byte by byte. */
  readonly body: string
  readonly state: DeliveryState
  readonly attempts: number
  /** When it is sent next, milliseconds as all below. */
  readonly due: number
  /** Of the last attempt. */
  readonly status?: number
  readonly took?: number
  readonly problem?: string
  readonly created: number
  readonly finished?: number
}

export type DeliveryState = 'waiting' | 'delivered' | 'failed'

export type NewDelivery = Pick<Delivery, 'seq' | 'id' | 'customer' | 'type' | 'body'>

/** To be sent at once. */
export async function addDeliveries(
  db: Db,
  webhook: number,
  made: readonly NewDelivery[],
  now: number,
): Promise<void> {
  for (let from = 0; from < made.length; from += rowsPerStatement) {
    const rows = made.slice(from, from + rowsPerStatement).map((each) => ({
      ...each,
      webhook,
      state: 'waiting' satisfies DeliveryState,
      attempts: 0,
      due: now,
      created: now,
    }))
    await db.insertInto('deliveries').values(rows).execute()
  }
}

const rowsPerStatement = 100

export async function countWaiting(db: Db, webhook: number): Promise<number> {
  const { n } = await db
    .selectFrom('deliveries')
    .select((each) => each.fn.countAll<number | string>().as('n'))
    .where('webhook', '=', webhook)
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** Of each customer the first that waits, where its time has come. */
export async function dueDeliveries(
  db: Db,
  webhook: number,
  now: number,
  limit: number,
): Promise<readonly Delivery[]> {
  const rows = await firstOfEach(db, webhook)
    .selectAll()
    .where('d.due', '<=', now)
    .orderBy('d.seq')
    .limit(limit)
    .execute()
  return rows.map(fromRow)
}

/** When the next one of that webhook is due, milliseconds; undefined where none waits. */
export async function nextDue(db: Db, webhook: number): Promise<number | undefined> {
  const row = await firstOfEach(db, webhook)
    .select((each) => each.fn.min<number | null>('d.due').as('due'))
    .executeTakeFirst()
  return row?.due ?? undefined
}

function firstOfEach(db: Db, webhook: number) {
  return db
    .selectFrom('deliveries as d')
    .where('d.webhook', '=', webhook)
    .where('d.state', '=', 'waiting')
    .where((each) =>
      each.not(
        each.exists(
          each
            .selectFrom('deliveries as e')
            .select(sql`1`.as('one'))
            .whereRef('e.webhook', '=', 'd.webhook')
            .where('e.state', '=', 'waiting')
            .whereRef('e.customer', '=', 'd.customer')
            .whereRef('e.seq', '<', 'd.seq'),
        ),
      ),
    )
}

/** What came of an attempt, and what becomes of the message: `due` where it is sent again. */
export type Attempt = {
  readonly seq: number
  readonly outcome: Outcome
  readonly state: DeliveryState
  readonly due?: number
}

/** What was taken away meanwhile is not there any more. */
export async function noteAttempts(
  db: Db,
  webhook: number,
  attempts: readonly Attempt[],
  now: number,
): Promise<void> {
  for (let from = 0; from < attempts.length; from += rowsPerStatement) {
    const rows = attempts.slice(from, from + rowsPerStatement).map((each) => valuesOf(each, now))
    // Both databases call what VALUES yields column1 and so on.
    await sql`UPDATE deliveries SET attempts = attempts + 1, state = column2, status = column3,
        took = column4, problem = column5, due = coalesce(column6, due),
        finished = coalesce(column7, finished)
      FROM (VALUES ${sql.join(rows)}) AS noted
      WHERE webhook = ${webhook} AND seq = column1`.execute(db)
  }
}

function valuesOf({ seq, outcome, state, due }: Attempt, now: number): RawBuilder<unknown> {
  const { status = null, took, problem = null } = outcome
  const finished = due === undefined ? now : null
  const int = (value: number | null) => sql`CAST(${value} AS bigint)`
  const text = (value: string | null) => sql`CAST(${value} AS text)`
  const values = [int(seq), text(state), int(status), int(took), text(problem), int(due ?? null)]
  return sql`(${sql.join([...values, int(finished)])})`
}

export type DeliveriesWanted = {
  readonly state?: DeliveryState | undefined
  readonly before?: number | undefined
  readonly limit: number
}

/** Latest first. */
export async function listDeliveries(
  db: Db,
  webhook: number,
  { state, before, limit }: DeliveriesWanted,
): Promise<readonly Delivery[]> {
  let query = db.selectFrom('deliveries').selectAll().where('webhook', '=', webhook)
  if (state !== undefined) query = query.where('state', '=', state)
  if (before !== undefined) query = query.where('seq', '<', before)
  return (await query.orderBy('seq', 'desc').limit(limit).execute()).map(fromRow)
}

/** Sends it again, at once. False if there is none. */
export async function resendDelivery(
  db: Db,
  webhook: number,
  seq: number,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('deliveries')
    .set({ state: 'waiting' satisfies DeliveryState, attempts: 0, due: now, finished: null })
    .where('webhook', '=', webhook)
    .where('seq', '=', seq)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** All that waits is sent at once: the receiver is there again. */
export async function hastenDeliveries(db: Db, webhook: number, now: number): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ due: now })
    .where('webhook', '=', webhook)
    .where('state', '=', 'waiting')
    .where('due', '>', now)
    .execute()
}

/** Whatever was to be told, or was told, about those customers. */
export async function removeDeliveriesAbout(
  db: Db,
  webhook: number,
  customers: readonly string[],
): Promise<void> {
  for (let from = 0; from < customers.length; from += rowsPerStatement) {
    const some = customers.slice(from, from + rowsPerStatement)
    await db
      .deleteFrom('deliveries')
      .where('customer', 'in', some)
      .where('webhook', '=', webhook)
      .execute()
  }
}

/** What came to its end before that instant is forgotten. */
export async function forgetDeliveries(db: Db, before: number): Promise<void> {
  await db.deleteFrom('deliveries').where('finished', '<', before).execute()
}

function fromRow(row: Selectable<Tables['deliveries']>): Delivery {
  return {
    webhook: row.webhook,
    seq: row.seq,
    id: row.id,
    customer: row.customer,
    type: row.type,
    body: row.body,
    state: row.state as DeliveryState,
    attempts: row.attempts,
    due: row.due,
    ...optional('status', row.status),
    ...optional('took', row.took),
    ...optional('problem', row.problem),
    created: row.created,
    ...optional('finished', row.finished),
  }
}
