/**
 * Customer ids: 63 bits made of the inbox position and the row that first named her, scrambled by a
 * key. A replay of the inbox gives the same id, nobody outside can choose one, and ids do not tell
 * how many customers there are. Every step is a bijection of 63-bit numbers, so two places never
 * share an id.
 */
export type IdKey = readonly [bigint, bigint, bigint]

/** Odd, so that multiplying by them modulo 2^63 can be undone (from splitmix64 and Murmur3). */
export const multipliers = [
  0xbf58476d1ce4e5b9n,
  0x94d049bb133111ebn,
  0xff51afd7ed558ccdn,
] as const satisfies IdKey

export const mask63 = (1n << 63n) - 1n

/** Three 64-bit keys out of 48 hexadecimal digits or more of secret. */
export function idKey(hex: string): IdKey {
  if (!/^[0-9a-f]{48,}$/i.test(hex)) {
    throw new Error('the key of customer ids must have 48 hexadecimal digits or more')
  }
  const part = (at: number) => BigInt(`0x${hex.slice(at, at + 16)}`)
  return [part(0), part(16), part(32)]
}

/**
 * The id of the customer first named by that row (from 0, below 2^32) of that inbox position (below
 * 2^31): a number from 0 to 2^63 − 1.
 */
export function customerIdAt(position: number, row: number, key: IdKey): bigint {
  if (!(position >= 0 && position < 2 ** 31 && row >= 0 && row < 2 ** 32)) {
    throw new RangeError(`no customer id for position ${position}, row ${row}`)
  }
  let id = (BigInt(position) << 32n) | BigInt(row)
  for (let round = 0; round < 3; round += 1) {
    id = ((id ^ part(key, round)) * part(multipliers, round)) & mask63
    id ^= id >> 31n
  }
  return id
}

function part(of: IdKey, round: number): bigint {
  return of[round] ?? 0n
}
