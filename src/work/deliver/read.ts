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
import { segmentNames } from '../../store/operational/segments.ts'
import { inTransaction } from '../../store/operational/tables.ts'
import { readState } from '../../store/operational/inbox.ts'
import { changeWebhook, webhookById, type Webhook } from '../../store/operational/webhooks.ts'
import { entriesPerRead, readNext, type Fed } from './feed.ts'
import {
  advance,
  beginAt,
  reachedForm,
  readHorizon,
  type Horizon,
  type Reached,
} from './horizon.ts'
import { messageOfChange, messageOfDeletion, type Names } from './messages.ts'

export type ReadingMeans = {
  readonly operational: Operational
  readonly database: Database
  readonly clock: () => number
}

/** When so many wait no more are made: the ledger keeps the rest, and the store does not grow with it. */
export const mostWaiting = 2_000
/** Of a stretch of the ledger that is no longer than this and has nothing to tell it is not kept that it was read. */
const hardlyAnyMs = 5_000

/** Of a webhook that is made now. */
export async function reachedNow({
  operational,
}: Pick<ReadingMeans, 'operational'>): Promise<Reached> {
  const horizon = await readHorizon(operational.db)
  return beginAt(horizon, lastVersionOf((await operational.inbox.state()).applied))
}

/** What of the reading is the business of who sends. */
export type Told = {
  /** There is something new to send. */
  wake(): void
  /** By that work what waits about those customers is taken away: nothing of it is sent from its beginning on. */
  without(customers: readonly string[], work: () => Promise<void>): Promise<void>
}

/**
 * Makes messages of what came since, as far as there is room; what was read and what was made of it are
 * kept in one transaction. Says whether there may be more to read, or no room for it.
 */
export async function readMore(
  means: ReadingMeans,
  id: number,
  told: Told,
): Promise<'more' | 'nothing' | 'full'> {
  const start = await readStart(means, id)
  if (start === undefined) return 'nothing'
  const { webhook, waiting, horizon } = start
  const deleted = await readDeletions(means, start, told)
  const otherwise = deleted.isMore ? 'more' : 'nothing'
  if (webhook.state !== 'active') return otherwise
  if (waiting > mostWaiting - entriesPerRead) return deleted.isMore ? 'more' : 'full'
  const before = deleted.reached
  const reached = before.passages.length > 0 ? before : advance(before, horizon)
  const fed = await readNext(means.database, reached, toldOf(webhook))
  if (fed === undefined || isHardlyAny(start.reached, fed)) return otherwise
  const messages = await messagesOf(means, webhook, fed.changes)
  await keep(means, webhook, messages, fed.reached)
  if (messages.length > 0) told.wake()
  return fed.reached.passages.length > 0 ? 'more' : otherwise
}

/**
 * Whether it is not worth a write that nothing was found there: it is read once more, which finds the same.
 */
function isHardlyAny(before: Reached, { changes, reached }: Fed): boolean {
  const isBare = before.passages.length === 0 && reached.passages.length === 0
  return isBare && changes.length === 0 && reached.upTo - before.upTo < hardlyAnyMs
}

type Start = {
  readonly webhook: Webhook
  readonly reached: Reached
  /** So many of its messages wait. */
  readonly waiting: number
  readonly horizon: Horizon
  /** The version up to which what arrived is taken in. */
  readonly applied: number
}

/** All of one moment; undefined where there is none of that id. */
async function readStart({ operational }: ReadingMeans, id: number): Promise<Start | undefined> {
  return await inTransaction(operational.db, async (open) => {
    const webhook = await webhookById(open, id)
    if (webhook === undefined) return undefined
    // Nobody else writes it while this reads, but for who asks for a replay, between two reads.
    const reached = reachedForm.parse(webhook.reached)
    const waiting = await countWaiting(open, id)
    const horizon = await readHorizon(open)
    const applied = lastVersionOf((await readState(open)).applied)
    return { webhook, reached, waiting, horizon, applied }
  })
}

/**
 * What is not to be told of anybody who was deleted goes; that she was is told. Also where nothing is sent:
 * what waits there is hers too. How far it was read is kept with what was found, or by whoever finds
 * something else.
 */
async function readDeletions(
  { operational, database, clock }: ReadingMeans,
  { webhook, reached, applied: upTo }: Start,
  told: Told,
): Promise<{ readonly reached: Reached; readonly isMore: boolean }> {
  if (upTo <= reached.deleted) return { reached, isMore: false }
  const gone = await deletedBetween(database, { after: reached.deleted, upTo }, entriesPerRead)
  const isWhole = gone.length < entriesPerRead
  const deleted = isWhole ? upTo : (gone.at(-1)?.version ?? upTo)
  if (gone.length === 0) return { reached: { ...reached, deleted }, isMore: false }
  const messages = webhook.events.includes('customer.deleted')
    ? gone.map((each) => messageOfDeletion(webhook.id, each))
    : []
  const made = numbered(messages, reached.seq)
  const after = { ...reached, deleted, seq: reached.seq + made.length }
  const customers = gone.map(({ customer }) => customer)
  await told.without(customers, async () => {
    await inTransaction(operational.db, async (open) => {
      await removeDeliveriesAbout(open, webhook.id, customers)
      await addDeliveries(open, webhook.id, made, clock())
      await changeWebhook(open, webhook.id, { reached: after }, clock())
    })
  })
  told.wake()
  return { reached: after, isMore: !isWhole }
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
  const ids = [...new Set(told.map(({ segment }) => segment))]
  const [nameOf, records] = await Promise.all([
    segmentNames(operational.db, ids),
    readRecords(database, customers, { withoutValues: true }),
  ])
  // Asked last: of whom it does not name anything was read before she was deleted, if at all.
  const buried = await whoIsBuried(database, customers)
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
