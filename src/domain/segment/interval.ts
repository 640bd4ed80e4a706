/** A span of instants (ms) or of days; `from` is in it, `to` is not. */
export type Interval = { readonly from: number; readonly to: number }

/** Stands for an end that is open; the same integers serve as parameters of 64 bits. */
export const earliest = Number.MIN_SAFE_INTEGER
export const latest = Number.MAX_SAFE_INTEGER

export function isIn(intervals: readonly Interval[], value: number): boolean {
  return intervals.some(({ from, to }) => from <= value && value < to)
}

/** The interval, or none where nothing is between the ends. */
export function span(from: number, to: number): readonly Interval[] {
  return from < to ? [{ from, to }] : []
}

/** What of them is before an end. */
export function cutAt(end: number, intervals: readonly Interval[]): readonly Interval[] {
  return intervals.flatMap(({ from, to }) => span(from, Math.min(end, to)))
}

/** What is in the first and not in the second; both ascending and apart, as is what comes back. */
export function without(
  intervals: readonly Interval[],
  taken: readonly Interval[],
): readonly Interval[] {
  return taken.reduce<readonly Interval[]>(
    (rest, hole) =>
      rest.flatMap(({ from, to }) => [
        ...span(from, Math.min(to, hole.from)),
        ...span(Math.max(from, hole.to), to),
      ]),
    intervals,
  )
}

/**
 * The intervals, before `to`, in which a predicate holds that can change only at the given points.
 * Before the first point it must not hold.
 */
export function between(
  points: readonly number[],
  to: number,
  holds: (value: number) => boolean,
): readonly Interval[] {
  const ascending = [...new Set(points)].filter((point) => point < to).toSorted((a, b) => a - b)
  const found: Interval[] = []
  ascending.forEach((from, i) => {
    if (!holds(from)) return
    const end = ascending[i + 1] ?? to
    const last = found.at(-1)
    if (last?.to === from) found[found.length - 1] = { from: last.from, to: end }
    else found.push({ from, to: end })
  })
  return found
}
