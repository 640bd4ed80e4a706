import { createHash } from 'node:crypto'
import type { Identifier } from '../../domain/customer/identity.ts'
import { sql, type Sql } from '../sql/sql.ts'
import { identifierKey } from './identities.ts'

/**
 * 64 bits of SHA-256 that stand for an identifier in an event that named it, as decimal text. Two that
 * are equal by chance would only have an event go with the wrong one of two who were merged.
 */
export function identifierHash(identifier: Identifier): string {
  return createHash('sha256')
    .update(identifierKey(identifier))
    .digest()
    .readBigUInt64BE()
    .toString()
}

/** The same in the engine, of values of one kind. */
export function identifierHashOf(kind: string, value: Sql): Sql {
  return sql`reinterpretAsUInt64(reverse(substring(SHA256(concat(${identifierKey({ kind, value: '' })}, ${value})), 1, 8)))`
}
