import { whoIsBuried } from '../../store/clickhouse/live.ts'
import type { Change } from '../../store/clickhouse/ledger.ts'
import { deletedBetween } from '../../store/clickhouse/ledgerForward.ts'
import { readRecords } from '../../store/clickhouse/records.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { lastVersionOf } from '../../store/clickhouse/version.ts'
import {
  addDeliveries,
  countWaiting,
  removeDeliveriesAbout,
  type NewDelivery,
} from '../../store/operational/deliveries.ts'
import type { Operational } from '../../store/operational/open.ts'
import { listSegments } from '../../store/operational/segments.ts'
import { inTransaction } from '../../store/operational/tables.ts'
import { changeWebhook, webhookById, type Webhook } from '../../store/operational/webhooks.ts'
import { entriesPerRead, readNext } from './feed.ts'
import { advance, beginAt, reachedForm, readHorizon, type Reached } from './horizon.ts'
import { messageOfChange, messageOfDeletion, type Names } from './messages.ts'

export type ReadingMeans = {
  readonly operational: Operational
  readonly database: Database
  readonly clock: () => number
}

/** When so many wait no more are made: the ledger keeps the rest, and the store does not grow with it. */
export const mostWaiting = 2_000

/** Of a webhook that is made now. */
export async function reachedNow({
  operational,
}: Pick<ReadingMeans, 'operational'>): Promise<Reached> {
  const horizon = await readHorizon(operational.db)
  return beginAt(horizon, lastVersionOf((await operational.inbox.state()).applied))
}

/**
 * Makes messages of what came since, as far as there is room; what was read and what was made of it are
 * kept in one transaction. Says whether there may be more to read.
 */
export async function readMore(means: ReadingMeans, webhook: Webhook): Promise<boolean> {
  const forgot = await readDeletions(means, webhook)
  if (webhook.state !== 'active') return forgot
  const { db } = means.operational
  if ((await countWaiting(db, webhook.id)) > mostWaiting - entriesPerRead) return forgot
  const before = await latest(means, webhook)
  const reached = before.passages.length > 0 ? before : advance(before, await readHorizon(db))
  const fed = await readNext(means.database, reached, toldOf(webhook))
  if (fed === undefined) return forgot
  await keep(means, webhook, await messagesOf(means, webhook, fed.changes), fed.reached)
  return true
}

/**
 * What is not to be told of anybody who was deleted goes; that she was is told. Also where nothing is sent:
 * what waits there is hers too.
 */
async function readDeletions(means: ReadingMeans, webhook: Webhook): Promise<boolean> {
  const { operational, database, clock } = means
  const upTo = lastVersionOf((await operational.inbox.state()).applied)
  const reached = await latest(means, webhook)
  if (upTo <= reached.deleted) return false
  const gone = await deletedBetween(database, { after: reached.deleted, upTo }, entriesPerRead)
  const isWhole = gone.length < entriesPerRead
  const to = isWhole ? upTo : (gone.at(-1)?.version ?? upTo)
  await inTransaction(operational.db, async (open) => {
    const customers = gone.map(({ customer }) => customer)
    await removeDeliveriesAbout(open, webhook.id, customers)
    const told = webhook.events.includes('customer.deleted')
      ? gone.map((each) => messageOfDeletion(webhook.id, each))
      : []
    const made = numbered(told, reached.seq)
    await addDeliveries(open, webhook.id, made, clock())
    const change = { reached: { ...reached, deleted: to, seq: reached.seq + made.length } }
    await changeWebhook(open, webhook.id, change, clock())
  })
  return !isWhole
}

/** Nobody else writes it while this reads, but for who asks for a replay, between two reads. */
async function latest({ operational }: ReadingMeans, { id }: Webhook): Promise<Reached> {
  const now = await webhookById(operational.db, id)
  return reachedForm.parse(now?.reached)
}

/** The segments of which it is told; left out, of all. */
function toldOf({ segments, events }: Webhook): readonly number[] | undefined {
  return events.includes('segment.entered') || events.includes('segment.left') ? segments : []
}

async function messagesOf(
  { operational, database }: ReadingMeans,
  { id, events, identifiers }: Webhook,
  entries: readonly Change[],
): Promise<readonly Omit<NewDelivery, 'seq'>[]> {
  const told = entries.filter(({ entered }) =>
    events.includes(entered ? 'segment.entered' : 'segment.left'),
  )
  if (told.length === 0) return []
  const customers = [...new Set(told.map(({ customer }) => customer))]
  const [segments, records] = await Promise.all([
    listSegments(operational.db),
    readRecords(database, customers, { withoutValues: true }),
  ])
  // Asked last: of whom it does not name anything was read before she was deleted, if at all.
  const buried = await whoIsBuried(database, customers)
  const nameOf = new Map(segments.map((segment) => [segment.id, segment.name]))
  const namesOf = (customer: string): Names => {
    const hers = records.get(customer)?.identifiers
    return Object.fromEntries(
      identifiers.flatMap((kind) => {
        const values = hers?.get(kind)
        return values === undefined ? [] : [[kind, values]]
      }),
    )
  }
  return told
    .filter(({ customer }) => !buried.has(customer))
    .map((change) =>
      messageOfChange(id, change, {
        segment: nameOf.get(change.segment),
        names: namesOf(change.customer),
      }),
    )
}

async function keep(
  { operational, clock }: ReadingMeans,
  { id }: Webhook,
  messages: readonly Omit<NewDelivery, 'seq'>[],
  reached: Reached,
): Promise<void> {
  await inTransaction(operational.db, async (open) => {
    await addDeliveries(open, id, numbered(messages, reached.seq), clock())
    const seq = reached.seq + messages.length
    await changeWebhook(open, id, { reached: { ...reached, seq } }, clock())
  })
}

function numbered(
  messages: readonly Omit<NewDelivery, 'seq'>[],
  after: number,
): readonly NewDelivery[] {
  return messages.map((message, i) => ({ ...message, seq: after + i + 1 }))
}
