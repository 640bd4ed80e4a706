import { hash } from 'node:crypto'
import { as, sql } from '../sql/sql.ts'
import type { Database } from './database.ts'

/**
 * The 128-bit hash of a message id within its source: the key of `message_ids` and the id of the event.
 * The same as `eventId` of `domain/event/messageId.ts`, by Node's own SHA-256, which is faster.
 */
export function messageHash(source: string, messageId: string): bigint {
  const digest = hash('sha256', `${source}\n${messageId}`, 'hex')
  return BigInt(`0x${digest.slice(0, 32)}`)
}

/** What decides that a message was taken before. */
export type Message = { readonly source: string; readonly hash: bigint }

const hashesPerRead = 25_000

/**
 * Of those messages, the ones taken by sets before that version, as decimal text of their hashes: the
 * source is in the hash, so that the hash alone tells them apart.
 */
export async function readTaken(
  database: Database,
  messages: readonly Message[],
  before: number,
): Promise<Set<string>> {
  const bySource = new Map<string, bigint[]>()
  for (const { source, hash } of messages) {
    const hashes = bySource.get(source)
    if (hashes === undefined) bySource.set(source, [hash])
    else hashes.push(hash)
  }
  const taken = new Set<string>()
  for (const [source, hashes] of bySource) {
    for (let from = 0; from < hashes.length; from += hashesPerRead) {
      const some = as('Array(UInt128)', hashes.slice(from, from + hashesPerRead))
      const rows = await database.rows<{ hash: string }>(sql`
        SELECT hash FROM message_ids
        WHERE source = ${source} AND hash IN ${some} AND version < ${before}
        GROUP BY hash HAVING argMax(deleted, version) = 0`)
      for (const row of rows) taken.add(row.hash)
    }
  }
  return taken
}
