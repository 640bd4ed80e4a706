import { mask63, multipliers, type IdKey } from '../../domain/customer/customerId.ts'
import { as, sql, type Sql } from '../sql/sql.ts'

/**
 * `customerIdAt` in the database: the UInt64 id for a position and a row, both given as SQL of
 * unsigned integers. The engine's multiplication wraps at 2^64, of which 63 bits are kept.
 */
export function customerIdSql(position: Sql, row: Sql, key: IdKey): Sql {
  let id = sql`bitOr(bitShiftLeft(toUInt64(${position}), 32), toUInt64(${row}))`
  multipliers.forEach((multiplier, round) => {
    const mixed = sql`bitXor(${id}, ${as('UInt64', key[round] ?? 0n)})`
    const product = sql`bitAnd(${mixed} * ${as('UInt64', multiplier)}, ${as('UInt64', mask63)})`
    // A lambda names the product, which is used twice: written out, the text would double each round.
    id = sql`arrayMap(x -> bitXor(x, bitShiftRight(x, 31)), [${product}])[1]`
  })
  return id
}
