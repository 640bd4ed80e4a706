import { randomBytes } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { WebhookEvent } from '../../domain/webhook/webhook.ts'
import { nextId } from './ids.ts'
import { given, optional } from './rows.ts'
import { inTransaction, type Db, type Tables } from './tables.ts'

/** Somebody who is told of changes, by HTTP. */
export type Webhook = {
  readonly id: number
  readonly url: string
  readonly description: string
  readonly events: readonly WebhookEvent[]
  /** Of those segments only; left out: of all. */
  readonly segments?: readonly number[]
  /** Kinds of the identifiers by which a message says who it is about. */
  readonly identifiers: readonly string[]
  /** `whsec_` and base64, by which messages are signed. */
  readonly secret: string
  /** The one before it, which is good until then, milliseconds. */
  readonly former?: { readonly secret: string; readonly until: number }
  /** Only `active` ones are sent to. The program itself disables one that wants no more, or never answers. */
  readonly state: WebhookState
  /** Why it was disabled. */
  readonly problem?: string
  /** How far the ledger was read for it: JSON of the reader's own shape. */
  readonly reached: unknown
  /** Nothing is sent to it before, milliseconds: it has asked for that. */
  readonly restingUntil: number
  readonly by: string
  /** Milliseconds, as the one below. */
  readonly created: number
  readonly updated: number
}

export type WebhookState = 'active' | 'paused' | 'disabled'

export type NewWebhook = Pick<
  Webhook,
  'url' | 'description' | 'events' | 'segments' | 'identifiers' | 'reached' | 'by'
>

/** 24 to 64 bytes by Standard Webhooks. */
const secretBytes = 32

export async function createWebhook(db: Db, made: NewWebhook, now: number): Promise<Webhook> {
  return await inTransaction(db, async (open) => {
    const id = await nextId(open, 'webhook')
    await open
      .insertInto('webhooks')
      .values({
        id,
        url: made.url,
        description: made.description,
        events: JSON.stringify(made.events),
        segments: made.segments === undefined ? null : JSON.stringify(made.segments),
        identifiers: JSON.stringify(made.identifiers),
        secret: newSecret(),
        state: 'active' satisfies WebhookState,
        reached: JSON.stringify(made.reached),
        resting_until: 0,
        by: made.by,
        created: now,
        updated: now,
      })
      .execute()
    const webhook = await webhookById(open, id)
    if (webhook === undefined) throw new Error('a webhook just made is not there')
    return webhook
  })
}

/** In the order in which they were made. */
export async function listWebhooks(db: Db): Promise<readonly Webhook[]> {
  return (await db.selectFrom('webhooks').selectAll().orderBy('id').execute()).map(fromRow)
}

export async function webhookById(db: Db, id: number): Promise<Webhook | undefined> {
  const row = await db.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : fromRow(row)
}

export type WebhookChange = Partial<
  Pick<
    Webhook,
    'url' | 'description' | 'events' | 'identifiers' | 'state' | 'reached' | 'restingUntil'
  >
> & {
  /** Null: of all. */
  readonly segments?: readonly number[] | null
  /** Null: none. */
  readonly problem?: string | null
}

/** What is not given stays; undefined if there is none of that id. */
export async function changeWebhook(
  db: Db,
  id: number,
  change: WebhookChange,
  now: number,
): Promise<Webhook | undefined> {
  const text = (value: unknown): string | undefined =>
    value === undefined ? undefined : JSON.stringify(value)
  const columns = given({
    url: change.url,
    description: change.description,
    events: text(change.events),
    segments: change.segments === null ? null : text(change.segments),
    identifiers: text(change.identifiers),
    state: change.state,
    problem: change.problem,
    reached: text(change.reached),
    resting_until: change.restingUntil,
    // How far it was told is no change of what it is.
    updated: change.reached === undefined ? now : undefined,
  })
  await db
    .updateTable('webhooks')
    .set(columns as object)
    .where('id', '=', id)
    .execute()
  return await webhookById(db, id)
}

/** Gives it another secret; messages are signed by both until then. Undefined if there is none of that id. */
export async function rotateSecret(
  db: Db,
  id: number,
  until: number,
  now: number,
): Promise<Webhook | undefined> {
  return await inTransaction(db, async (open) => {
    const before = await webhookById(open, id)
    if (before === undefined) return undefined
    const columns = { former_secret: before.secret, former_until: until, updated: now }
    await open
      .updateTable('webhooks')
      .set({ ...columns, secret: newSecret() })
      .where('id', '=', id)
      .execute()
    return await webhookById(open, id)
  })
}

/** With all that it was to be told. False if there is none of that id. */
export async function removeWebhook(db: Db, id: number): Promise<boolean> {
  return await inTransaction(db, async (open) => {
    await open.deleteFrom('deliveries').where('webhook', '=', id).execute()
    const { numDeletedRows } = await open
      .deleteFrom('webhooks')
      .where('id', '=', id)
      .executeTakeFirst()
    return numDeletedRows > 0n
  })
}

function newSecret(): string {
  return `whsec_${randomBytes(secretBytes).toString('base64')}`
}

function fromRow(row: Selectable<Tables['webhooks']>): Webhook {
  const { former_secret: secret, former_until: until } = row
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    events: JSON.parse(row.events) as WebhookEvent[],
    ...(row.segments === null ? {} : { segments: JSON.parse(row.segments) as number[] }),
    identifiers: JSON.parse(row.identifiers) as string[],
    secret: row.secret,
    ...(secret === null || until === null ? {} : { former: { secret, until } }),
    state: row.state as WebhookState,
    ...optional('problem', row.problem),
    reached: JSON.parse(row.reached) as unknown,
    restingUntil: row.resting_until,
    by: row.by,
    created: row.created,
    updated: row.updated,
  }
}
