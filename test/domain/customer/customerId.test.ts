import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  customerIdAt,
  idKey,
  mask63,
  multipliers,
} from '../../../src/domain/customer/customerId.ts'

const key = idKey('0123456789abcdef'.repeat(3))

test('an id can be turned back into its position and row, so no two share one', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      (position, row) => {
        const id = customerIdAt(position, row, key)
        expect(id >= 0n && id <= mask63).toBe(true)
        expect(undo(id)).toEqual([position, row])
      },
    ),
  )
})

test('another key gives other ids', () => {
  const other = idKey('fedcba9876543210'.repeat(3))
  expect(customerIdAt(1, 0, key)).not.toBe(customerIdAt(1, 0, other))
})

test('ids of neighbouring rows are far apart', () => {
  const ids = Array.from({ length: 1000 }, (_, row) => customerIdAt(7, row, key))
  const low = ids.filter((id) => id < 1n << 62n).length
  expect(low).toBeGreaterThan(400)
  expect(low).toBeLessThan(600)
})

test('a key that is too short, and a place out of range, are refused', () => {
  expect(() => idKey('abc')).toThrow('48')
  expect(() => customerIdAt(2 ** 31, 0, key)).toThrow(RangeError)
  expect(() => customerIdAt(0, -1, key)).toThrow(RangeError)
})

function undo(of: bigint): [number, number] {
  let id = of
  for (const round of [2, 1, 0]) {
    id ^= (id >> 31n) ^ (id >> 62n)
    id = ((id * inverse(multipliers[round]!)) ^ key[round]!) & mask63
  }
  return [Number(id >> 32n), Number(id & 0xffffffffn)]
}

/** Of an odd number modulo 2^63, by Newton's iteration, each of which doubles the bits that are right. */
function inverse(odd: bigint): bigint {
  let x = odd
  for (let i = 0; i < 6; i += 1) x = (x * (2n - odd * x)) & mask63
  return x & mask63
}
