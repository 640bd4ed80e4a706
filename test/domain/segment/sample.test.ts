import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { isFailure } from '../../../src/domain/failure.ts'
import { parseCondition } from '../../../src/domain/segment/parse.ts'
import { base, said } from './saying.ts'
import { matches } from '../../../src/domain/segment/matches.ts'
import { facts } from './world.ts'

const ids = Array.from({ length: 4_000 }, (_, i) => (BigInt(i) << 40n) + 7n)

function sampled(text: string): ReadonlySet<bigint> {
  const condition = said(text)
  return new Set(ids.filter((id) => matches(condition, facts({ id }), base)))
}

describe('a sample', () => {
  test('is told from the first 32 bits of a hash of the seed and the id', () => {
    const first = (id: bigint) =>
      createHash('sha256').update(`São João\n${id}`).digest().readUInt32BE(0)
    const expected = ids.filter((id) => first(id) < Math.floor(0.3333 * 2 ** 32))
    expect([...sampled('sample 33.33 percent "São João"')]).toEqual(expected)
  })

  test('is about so large, whatever the ids are', () => {
    expect(sampled('sample 10 percent "spring"').size).toBeGreaterThan(340)
    expect(sampled('sample 10 percent "spring"').size).toBeLessThan(460)
    expect(sampled('sample 100 percent "spring"').size).toBe(ids.length)
  })

  test('is the beginning of a larger one of the same seed, and nothing to one of another', () => {
    const [small, large] = [sampled('sample 20 percent "a"'), sampled('sample 50 percent "a"')]
    expect([...small].every((id) => large.has(id))).toBe(true)
    const other = sampled('sample 50 percent "b"')
    const both = [...large].filter((id) => other.has(id)).length
    expect(both).toBeGreaterThan(900)
    expect(both).toBeLessThan(1_100)
  })

  test.each([0, -1, 100.01, 0.001, 33.333, Number.NaN])('of %s percent is refused', (percent) => {
    const read = parseCondition({ type: 'sample', percent, seed: 'x' })
    expect(isFailure(read) && [read.where, read.fix]).toEqual([
      'percent',
      expect.stringMatching(/^Give a/) as string,
    ])
  })

  test.each([0.01, 0.07, 0.29, 1.1, 99.99, 100])('of %s percent is taken', (percent) => {
    const condition = { type: 'sample', percent, seed: 'x' } as const
    expect(parseCondition(condition)).toEqual(condition)
  })
})
