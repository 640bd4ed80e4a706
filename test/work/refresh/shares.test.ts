import fc from 'fast-check'
import { expect, test } from 'vitest'
import { causesOf } from '../../../src/work/refresh/causes.ts'
import { rangesOf, sharesOf } from '../../../src/work/refresh/shares.ts'

const because = (segment: number) => ({ segment, cause: 'refresh', ref: '' })

test('every segment is compared once over all ids, in shares of bounded size', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(500), { maxLength: 30 }),
      fc.integer({ min: 1, max: 200 }),
      (rows, most) => {
        const sizes = new Map(rows.map((size, i) => [i + 1, size]))
        const shares = sharesOf([...sizes.keys()].map(because), sizes, most)
        for (const segment of sizes.keys()) {
          const ranges = shares
            .filter((share) => share.because.some((each) => each.segment === segment))
            .map(({ range }) => range)
            .toSorted((a, b) => (a.from < b.from ? -1 : 1))
          expect(ranges[0]?.from).toBe(0n)
          expect(ranges.at(-1)?.to).toBe(2n ** 63n)
          for (const [i, range] of ranges.slice(1).entries()) expect(range.from).toBe(ranges[i]?.to)
        }
        for (const share of shares.filter((each) => each.because.length > 1)) {
          const sum = share.because.reduce((all, { segment }) => all + (sizes.get(segment) ?? 0), 0)
          expect(sum).toBeLessThanOrEqual(most)
        }
      },
    ),
  )
})

test('ranges of ids cover them all without overlap', () => {
  for (const parts of [1, 2, 3, 7, 1_000]) {
    const ranges = rangesOf(parts)
    expect(ranges.length).toBe(parts)
    expect(ranges[0]?.from).toBe(0n)
    expect(ranges.at(-1)?.to).toBe(2n ** 63n)
  }
})

test('a first fill is a baseline, a new version is a definition, else it is what was asked', () => {
  const standing = { version: 2, asOf: 0, position: 0, count: 0, known: 0 }
  const causes = causesOf(
    [
      { id: 1, version: 1 },
      { id: 2, version: 3 },
      { id: 3, version: 2 },
    ],
    [4],
    new Map([2, 3, 4].map((id) => [id, standing])),
    { cause: 'import', ref: '7' },
  )
  expect(causes.map(({ cause, ref }) => [cause, ref])).toEqual([
    ['baseline', ''],
    ['definition', 'v3'],
    ['import', '7'],
    ['definition', 'deleted'],
  ])
})
