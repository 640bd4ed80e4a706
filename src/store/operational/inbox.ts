import type { Failure } from '../../domain/failure.ts'
import { nextId } from './ids.ts'
import { makeAppender } from './append.ts'
import { checkLease, type Lease } from './leases.ts'
import { removeApplied } from './removeApplied.ts'
import { optional } from './rows.ts'
import { inTransaction, type Db } from './tables.ts'
import { makeWatch } from './watch.ts'

/**
 * Where all that arrives waits, in order, until the loader has taken it in. What `append` has answered
 * is on disk. Positions count from 1 without holes, in the order in which they became durable, and are
 * never used again: a loader that has seen position n has seen all before it. Never to be called while
 * the caller has a transaction open: SQLite's one connection would wait for itself.
 */
export type Inbox = {
  /**
   * Keeps an arrival and says its position, once that is durable. Many at once share one commit.
   * Throws a Refusal `unavailable` when too much waits already: nothing is kept then; but what is owed,
   * by whoever takes the inbox in, is kept however much waits.
   */
  append(kind: string, payload: Uint8Array, how?: { readonly owed: boolean }): Promise<number>
  /** What comes after that position, in order: at most so many, and about 16 MB at most (but at least one). */
  take(after: number, limit: number): Promise<readonly Entry[]>
  /** The last of those kinds, the latest first: at most so many, about 4 MB, among those of late. */
  latest(kinds: readonly string[], limit: number): Promise<readonly Entry[]>
  /** Waits until there is something after that position; false when the time is over, or the signal aborts, first. */
  waitArrived(after: number, timeoutMs: number, signal?: AbortSignal): Promise<boolean>
  /**
   * Everything up to and with that position has been taken in, or was rejected with a reason. Repeating
   * it is harmless. Throws a Refusal `conflict` where the lease is no longer held.
   */
  markApplied(position: number, more?: Applied): Promise<void>
  /** What came of an arrival; undefined when the time is over, or the signal aborts, before it was taken in. */
  waitApplied(
    position: number,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<Outcome | undefined>
  /** What came of an arrival so far, without waiting; undefined while it waits. */
  outcome(position: number): Promise<Outcome | undefined>
  state(): Promise<InboxState>
  /** Kept rejections after that id, oldest first. */
  rejections(after: number, limit: number): Promise<readonly KeptRejection[]>
  /**
   * Removes what was taken in and had arrived before that instant, with why parts of it were rejected;
   * says how many entries.
   */
  removeApplied(before: number): Promise<number>
  /** Lets what is being appended finish, and takes no more. */
  close(): Promise<void>
}

export type Entry = {
  readonly position: number
  /** What the payload is: the `kind` of an arrival (`domain/arrival.ts`). */
  readonly kind: string
  readonly payload: Uint8Array
  /** Milliseconds. */
  readonly received: number
}

export type Applied = {
  /** Why that very entry was rejected as a whole. Its payload is kept with it. */
  readonly reason?: Failure
  /** Entries, or parts of entries, that could not be accepted. */
  readonly rejected?: readonly Rejection[]
  /** By position, what to tell whoever waits for it: JSON. */
  readonly outcomes?: ReadonlyMap<number, unknown>
  /** Nothing is written unless this still holds. */
  readonly lease?: Lease
}

type Rejection = {
  readonly position: number
  /** Which part of the entry, from 0; left out for all of it. */
  readonly part?: number
  readonly failure: Failure
  /** Of a part, what was rejected. Of a whole entry its payload is kept without being given here. */
  readonly payload?: Uint8Array
}

type KeptRejection = Rejection & {
  readonly id: number
  readonly kind: string
  /** Milliseconds. */
  readonly at: number
}

/** Rejections of the entry, whole or in part; none when all was well. */
export type Outcome = { readonly rejections: readonly KeptRejection[]; readonly outcome?: unknown }

export type InboxState = {
  /** Of the last arrival. */
  readonly position: number
  /** Everything up to here has been taken in. */
  readonly applied: number
  /** How much waits. */
  readonly waitingBytes: number
}

export type InboxOptions = {
  /** How many bytes may wait to be taken in. */
  readonly waitingBytes?: number
  /** Several processes may serve this store: ask it now and then what the others have done. */
  readonly shared?: boolean
  readonly clock?: () => number
}

/** How far back the latest are looked for, in entries of all kinds. */
const lately = 20_000
const latestBytes = 4 * 1024 * 1024
const takeBytes = 16 * 1024 * 1024

export async function openInbox(db: Db, options: InboxOptions = {}): Promise<Inbox> {
  const clock = options.clock ?? Date.now
  const state = async (): Promise<InboxState> => await readState(db)
  const watch = makeWatch(await state(), options.shared === true ? state : undefined)
  const appender = makeAppender({
    db,
    clock,
    state,
    watch,
    waitingBytes: options.waitingBytes ?? 1024 ** 3,
  })
  return {
    append: async (kind, payload, how) => await appender.append(kind, payload, how),
    take: async (after, limit) => await take(db, after, limit),
    latest: async (kinds, limit) => await latest(db, kinds, limit),
    waitArrived: async (after, timeoutMs, signal) =>
      await watch.until(({ position }) => position > after, timeoutMs, signal),
    markApplied: async (position, more = {}) => {
      await markApplied(db, position, more, clock())
      watch.learn(await state())
    },
    waitApplied: async (position, timeoutMs, signal) =>
      (await watch.until(({ applied }) => applied >= position, timeoutMs, signal))
        ? await outcome(db, position)
        : undefined,
    outcome: async (position) =>
      (await state()).applied >= position ? await outcome(db, position) : undefined,
    state,
    rejections: async (after, limit) => await rejectionsAfter(db, after, limit),
    removeApplied: async (before) => await removeApplied(db, before),
    close: async () => {
      await appender.close()
      watch.close()
    },
  }
}

/** Of the moment, or of an open transaction. */
export async function readState(db: Db): Promise<InboxState> {
  const row = await db
    .selectFrom('inbox_state')
    .select(['position', 'applied', 'bytes', 'applied_bytes'])
    .executeTakeFirstOrThrow()
  return {
    position: row.position,
    applied: row.applied,
    waitingBytes: row.bytes - row.applied_bytes,
  }
}

/** Sizes first: a hundred entries of 5 MB must not all be read because a hundred were allowed. */
async function take(db: Db, after: number, limit: number): Promise<readonly Entry[]> {
  const next = db.selectFrom('inbox').where('position', '>', after).orderBy('position').limit(limit)
  const sizes = await next.select(['position', 'size']).execute()
  let sum = 0
  const fitting = sizes.filter(({ size }, i) => (sum += size) <= takeBytes || i === 0)
  const last = fitting.at(-1)
  if (last === undefined) return []
  return await next
    .select(['position', 'kind', 'payload', 'received'])
    .where('position', '<=', last.position)
    .execute()
}

async function latest(db: Db, kinds: readonly string[], limit: number): Promise<readonly Entry[]> {
  const { position: last } = await readState(db)
  const those = db.selectFrom('inbox').where('kind', 'in', kinds).orderBy('position', 'desc')
  const sizes = await those
    .select(['position', 'size'])
    .where('position', '>', last - lately)
    .limit(limit)
    .execute()
  let sum = 0
  const first = sizes.filter(({ size }, i) => (sum += size) <= latestBytes || i === 0).at(-1)
  if (first === undefined) return []
  return await those
    .select(['position', 'kind', 'payload', 'received'])
    .where('position', '>=', first.position)
    .limit(limit)
    .execute()
}

async function markApplied(db: Db, position: number, more: Applied, at: number): Promise<void> {
  await inTransaction(db, async (open) => {
    if (more.lease !== undefined) await checkLease(open, more.lease)
    const { position: last, applied } = await readState(open)
    if (position > last) throw new Error(`${position} has not arrived: the last is ${last}`)
    if (position <= applied) return
    const whole = more.reason === undefined ? [] : [{ position, failure: more.reason }]
    await keepRejections(open, [...(more.rejected ?? []), ...whole], at)
    for (const [which, told] of more.outcomes ?? []) {
      await open
        .updateTable('inbox')
        .set({ outcome: JSON.stringify(told) })
        .where('position', '=', which)
        .execute()
    }
    await open
      .updateTable('inbox_state')
      .set((each) => ({
        applied: position,
        applied_bytes: each
          .selectFrom('inbox')
          .select('bytes')
          .where('inbox.position', '=', position)
          .$asScalar()
          .$notNull(),
      }))
      .execute()
  })
}

async function keepRejections(db: Db, rejections: readonly Rejection[], at: number): Promise<void> {
  if (rejections.length === 0) return
  const first = await nextId(db, 'rejection', rejections.length)
  for (const [i, { position, part, failure: why, payload }] of rejections.entries()) {
    const entry = await db
      .selectFrom('inbox')
      .select('kind')
      .$if(part === undefined, (query) => query.select('payload'))
      .where('position', '=', position)
      .executeTakeFirstOrThrow()
    await db
      .insertInto('rejections')
      .values({
        id: first + i,
        position,
        part: part ?? null,
        kind: entry.kind,
        failure: JSON.stringify(why),
        payload: payload ?? entry.payload ?? null,
        at,
      })
      .execute()
  }
}

async function rejectionsAfter(
  db: Db,
  after: number,
  limit: number,
): Promise<readonly KeptRejection[]> {
  const rows = await db
    .selectFrom('rejections')
    .selectAll()
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(keptRejection)
}

/** Of an entry that was removed only this is still known: whether it was set aside as a whole, and why. */
async function outcome(db: Db, position: number): Promise<Outcome> {
  const rejections = await db
    .selectFrom('rejections')
    .selectAll()
    .where('position', '=', position)
    .orderBy('id')
    .execute()
  const entry = await db
    .selectFrom('inbox')
    .select('outcome')
    .where('position', '=', position)
    .executeTakeFirst()
  const text = entry?.outcome ?? null
  return {
    rejections: rejections.map(keptRejection),
    ...optional('outcome', text === null ? null : (JSON.parse(text) as unknown)),
  }
}

function keptRejection(row: {
  id: number
  position: number
  part: number | null
  kind: string
  failure: string
  payload: Uint8Array | null
  at: number
}): KeptRejection {
  return {
    id: row.id,
    position: row.position,
    ...optional('part', row.part),
    kind: row.kind,
    failure: JSON.parse(row.failure) as Failure,
    ...optional('payload', row.payload),
    at: row.at,
  }
}
