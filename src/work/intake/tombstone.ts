import { createHmac } from 'node:crypto'
import type { Identifier } from '../../domain/customer/identity.ts'
import { identifierKey } from '../../store/clickhouse/identities.ts'

/**
 * What remains of an identifier of somebody who was deleted: HMAC-SHA256 under the installation's own
 * key, as hexadecimal. Without the key nobody can try who it was.
 */
export function tombstoneHash(identifier: Identifier, key: Uint8Array): string {
  return createHmac('sha256', key).update(identifierKey(identifier)).digest('hex')
}
