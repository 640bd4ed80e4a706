import { createHash } from 'node:crypto'
import type { Selectable } from 'kysely'
import { inTransaction, type Db, type Tables } from './tables.ts'

/** What somebody did, or tried to do. */
export type AuditEntry = {
  /** Milliseconds. */
  readonly at: number
  /** `local`, the id of a key, `user:3`, or `nobody`. */
  readonly who: string
  /** The method and the path of the route: `DELETE /api/keys/:id`. */
  readonly action: string
  /** On what: `id=4`; people by keyed hashes alone. Empty where there is nothing to say. */
  readonly subject: string
  /** How it was answered, as HTTP says it. */
  readonly status: number
}

/** As it is kept: with its place, and the hash of it and of the one before. */
export type AuditRow = AuditEntry & { readonly seq: number; readonly hash: string }

/**
 * Adds entries at the end of the chain, in their order. Whoever adds holds the head's row until the commit: so
 * the chain is one, however many processes add to it.
 */
export async function appendAudit(db: Db, entries: readonly AuditEntry[]): Promise<void> {
  await inTransaction(db, async (open) => {
    const head = await open
      .updateTable('audit_head')
      .set((each) => ({ seq: each('seq', '+', entries.length) }))
      .where('id', '=', 1)
      .returning(['seq', 'hash'])
      .executeTakeFirstOrThrow()
    let { hash } = head
    const first = head.seq - entries.length + 1
    const rows = entries.map((entry, i) => {
      const seq = first + i
      hash = hashOf(hash, { ...entry, seq })
      return { ...entry, seq, hash }
    })
    await open.insertInto('audit').values(rows).execute()
    await open.updateTable('audit_head').set({ hash }).where('id', '=', 1).execute()
  })
}

/** SHA-256, in hex, of the hash before and of all that an entry says, as JSON. */
function hashOf(before: string, entry: Omit<AuditRow, 'hash'>): string {
  const { seq, at, who, action, subject, status } = entry
  const said = JSON.stringify([before, seq, at, who, action, subject, status])
  return createHash('sha256').update(said).digest('hex')
}

export type AuditFilter = {
  readonly who?: string | undefined
  readonly action?: string | undefined
  /** The keyed hash of a person whom it is about. */
  readonly person?: string | undefined
  /** Milliseconds: from then on, and before then. */
  readonly since?: number | undefined
  readonly until?: number | undefined
}

/** The newest first; those before that place. */
export async function listAudit(
  db: Db,
  { who, action, person, since, until }: AuditFilter,
  page: { readonly before?: number; readonly limit: number },
): Promise<readonly AuditRow[]> {
  let query = db.selectFrom('audit').selectAll().orderBy('seq', 'desc').limit(page.limit)
  if (who !== undefined) query = query.where('who', '=', who)
  if (action !== undefined) query = query.where('action', '=', action)
  if (person !== undefined) query = query.where('subject', 'like', `%#${person}%`)
  if (since !== undefined) query = query.where('at', '>=', since)
  if (until !== undefined) query = query.where('at', '<', until)
  if (page.before !== undefined) query = query.where('seq', '<', page.before)
  return (await query.execute()).map(fromRow)
}

export type AuditCheck = {
  readonly entries: number
  /** Of the last entry; empty where there is none. */
  readonly head: string
  /** What is not as it was written, and where it begins; undefined where all is. */
  readonly problem?: { readonly seq: number; readonly message: string }
}

/** Entries of one reading. */
const together = 2_000

/**
 * Reads the whole chain and says where it first is not as it was written. The end of it may have been cut off
 * with the head changed to fit: that shows where an earlier head is given, which must be in it.
 */
export async function verifyAudit(
  db: Db,
  earlier: string | undefined,
  signal?: AbortSignal,
): Promise<AuditCheck> {
  // Before the entries: what is added meanwhile comes after it.
  const kept = (await readHead(db)) ?? { seq: 0, hash: 'none is kept' }
  const read: Chain = { seq: 0, hash: '', isThere: earlier === undefined }
  const problem =
    (await followChain(db, read, { last: kept.seq, earlier, signal })) ??
    (await wrongEnd(db, read, kept.hash))
  const { seq: entries, hash: head } = read
  return { entries, head, ...(problem === undefined ? {} : { problem }) }
}

/** How far it was read, up to which hash, and whether the earlier head was in it. */
type Chain = { seq: number; hash: string; isThere: boolean }

type Following = {
  readonly last: number
  readonly earlier: string | undefined
  readonly signal: AbortSignal | undefined
}

/** Reads up to the last entry, or to the first that is not as it was written. */
async function followChain(
  db: Db,
  read: Chain,
  { last, earlier, signal }: Following,
): Promise<AuditCheck['problem']> {
  const chain = read
  while (chain.seq < last) {
    signal?.throwIfAborted()
    const rows = await readAfter(db, chain.seq, { last, limit: together })
    if (rows.length === 0) return { seq: chain.seq + 1, message: 'Entries are missing to the end' }
    for (const row of rows) {
      if (row.seq !== chain.seq + 1) return { seq: chain.seq + 1, message: 'An entry is missing' }
      if (row.hash !== hashOf(chain.hash, row)) {
        return { seq: row.seq, message: 'This entry is not as it was written' }
      }
      chain.seq = row.seq
      chain.hash = row.hash
      if (row.hash === earlier) chain.isThere = true
    }
  }
  return undefined
}

async function wrongEnd(
  db: Db,
  { seq, hash, isThere }: Chain,
  kept: string,
): Promise<AuditCheck['problem']> {
  if (hash !== kept) return { seq, message: 'The last entry is not the one that was written last' }
  const [beyond] = await readAfter(db, seq, { last: Number.MAX_SAFE_INTEGER, limit: 1 })
  // Somebody may have added one since: then the head has moved too.
  if (beyond !== undefined && ((await readHead(db))?.seq ?? 0) <= seq) {
    return { seq: beyond.seq, message: 'This entry was added past the last one' }
  }
  if (isThere) return undefined
  return { seq, message: 'The head that was given is not in it: entries are missing' }
}

async function readHead(db: Db) {
  return await db.selectFrom('audit_head').selectAll().where('id', '=', 1).executeTakeFirst()
}

async function readAfter(
  db: Db,
  after: number,
  { last, limit }: { readonly last: number; readonly limit: number },
) {
  const rows = await db
    .selectFrom('audit')
    .selectAll()
    .where('seq', '>', after)
    .where('seq', '<=', last)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map(fromRow)
}

function fromRow({ seq, at, who, action, subject, status, hash }: Selectable<Tables['audit']>) {
  return { seq, at, who, action, subject, status, hash } satisfies AuditRow
}
