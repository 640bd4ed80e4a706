import type { Rejection } from '../files/rejected.ts'
import type { ErrorGroup, RowResult, RowSample, RowsResult } from './options.ts'

/** What came of the rows so far: kept with the bounds of each set, so that a repeat counts nothing twice. */
export type Tally = Record<RowResult, number> & {
  conflicts: number
  cleared: Record<string, number>
  errors: ErrorGroup[]
  samples: RowSample[]
}

export function emptyTally(): Tally {
  return {
    new: 0,
    changed: 0,
    unchanged: 0,
    rejected: 0,
    conflicts: 0,
    cleared: {},
    errors: [],
    samples: [],
  }
}

/** Of each result so many samples are kept, and so many kinds of errors. */
export const mostSamples = 10
const mostErrors = 100
const mostRows = 5

/** Whether one more sample of that result, or of a conflict, is wanted. */
export function wantsSample(tally: Tally, result: RowResult, conflict = false): boolean {
  if (result === 'unchanged' && !conflict) return false
  const alike = tally.samples.filter((each) => each.result === result && each.conflict === conflict)
  return alike.length < mostSamples
}

/** How many lost that field or left that list so far. */
export function clearedOf({ cleared }: Tally, name: string): number {
  return Object.hasOwn(cleared, name) ? (cleared[name] ?? 0) : 0
}

/** Counts who did. The name is anybody's, and `__proto__` one like any other: it is defined, not assigned. */
export function countCleared(tally: Tally, name: string, more: number): void {
  tally.cleared = { ...tally.cleared, [name]: clearedOf(tally, name) + more }
}

/** Counts a rejected row, and in its own group each thing that is wrong with it. */
export function countError(tally: Tally, row: number, why: Rejection): void {
  tally.rejected += 1
  const groups = new Map((why.each ?? [why]).map((each) => [mendOf(each), each]))
  for (const each of groups.values()) countIn(tally, row, each)
}

function countIn(tally: Tally, row: number, why: Rejection): void {
  const { column, reason, fix } = why
  const mend = mendOf(why)
  const same = tally.errors.findIndex((each) => mendOf(each) === mend)
  const before = tally.errors[same]
  if (before !== undefined) {
    const rows = before.rows.length < mostRows ? [...before.rows, row] : before.rows
    tally.errors[same] = { ...before, count: before.count + 1, rows }
  } else if (tally.errors.length < mostErrors) {
    tally.errors.push({ column, reason, fix, count: 1, rows: [row] })
  }
}

/** What is mended alike is one group, whatever the cells say; without a mend, the reason tells. */
function mendOf({ column, reason, fix }: Pick<Rejection, 'column' | 'reason' | 'fix'>): string {
  return JSON.stringify([column, fix === '' ? reason : fix])
}

export function resultOf(
  tally: Tally,
  more: { readonly dryRun: boolean; readonly rejectedFile: string },
): RowsResult {
  const { conflicts, cleared, errors, samples } = tally
  const rows = tally.new + tally.changed + tally.unchanged + tally.rejected
  return {
    rows,
    new: tally.new,
    changed: tally.changed,
    unchanged: tally.unchanged,
    rejected: tally.rejected,
    conflicts,
    cleared,
    ...(tally.rejected === 0 ? {} : { rejectedFile: more.rejectedFile }),
    errors: errors.toSorted((a, b) => b.count - a.count),
    samples,
    dryRun: more.dryRun,
  }
}
