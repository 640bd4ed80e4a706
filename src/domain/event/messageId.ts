import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'

/** In UTF-16 units; clients' own are UUIDs. */
export const messageIdLength = 100

/**
 * The id of an event: the first 16 bytes of SHA-256 of source, line feed, message id in UTF-8, read
 * as one number with the first byte the most significant (big-endian), below 2^128. The same source
 * and message id are the same event, and nobody can make two messages that are taken for one.
 * A source has no line feed in it. The engine computes the same by
 *
 *   reinterpretAsUInt128(reverse(substring(SHA256(concat(source, '\n', message_id)), 1, 16)))
 */
export function eventId(source: string, messageId: string): bigint {
  const bytes = sha256(utf8ToBytes(`${source}\n${messageId}`))
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16)
  return (view.getBigUint64(0) << 64n) | view.getBigUint64(8)
}

/**
 * What stands for the message id of an event that has none: the event as sent. One that does not say
 * its time either is told from an equal one by `which` of all that arrived it is: two page views with
 * nothing to tell them apart, in one request too, are more likely two than one sent twice.
 */
export function bodyMessageId(body: unknown, saysTime: boolean, which: string): string {
  const text = JSON.stringify(body)
  return saysTime ? text : `${which}\n${text}`
}
