import type { Because, Range } from '../../store/clickhouse/refresh.ts'

/** So many rows are compared in one query at the most: that bounds its memory whatever the shop's size. */
const rowsPerShare = 2_000_000
/** And so many segments: their ids ride along as parameters. */
const segmentsPerShare = 1_000

/** Past the last customer id. */
const endOfIds = 2n ** 63n
const everyId: Range = { from: 0n, to: endOfIds }

export type Share = { readonly because: readonly Because[]; readonly range: Range }

/**
 * Cuts the work of a diff into shares of bounded size: small segments together, a large one in ranges
 * of ids, over which customers are spread evenly.
 */
export function sharesOf(
  because: readonly Because[],
  sizes: ReadonlyMap<number, number>,
  most = rowsPerShare,
): Share[] {
  const shares: Share[] = []
  let together: Because[] = []
  let rows = 0
  for (const each of because) {
    const size = sizes.get(each.segment) ?? 0
    if (size > most) {
      shares.push(...rangesOf(Math.ceil(size / most)).map((range) => ({ because: [each], range })))
      continue
    }
    if (rows + size > most || together.length === segmentsPerShare) {
      shares.push({ because: together, range: everyId })
      together = []
      rows = 0
    }
    together.push(each)
    rows += size
  }
  if (together.length > 0) shares.push({ because: together, range: everyId })
  return shares
}

/** All ids in so many ranges of one length. */
export function rangesOf(parts: number): Range[] {
  const step = endOfIds / BigInt(parts)
  return Array.from({ length: parts }, (_, i) => ({
    from: BigInt(i) * step,
    to: i === parts - 1 ? endOfIds : BigInt(i + 1) * step,
  }))
}
