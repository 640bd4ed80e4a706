import type { Segment } from '../../store/operational/segments.ts'
import type { Because } from '../../store/clickhouse/refresh.ts'
import type { Standing } from './standing.ts'

/**
 * Why somebody asked for a refresh, in the ledger's words, and what it was: the id of a run (of imports,
 * an undo, a merge), the inbox position of the last arrival, a person's request.
 */
export type Cause = { readonly cause: CauseName; readonly ref: string }
export type CauseName =
  | 'arrivals'
  | 'import'
  | 'undo'
  | 'merge'
  | 'clock'
  | 'refresh'
  /** A segment that they speak of says something else: `ref` is its id, a blank and the version. */
  | 'segment'
  | 'shop'
  | 'field'

/** What a run of that kind is called in the ledger. */
export function causeOfRun(kind: string): 'import' | 'undo' | 'merge' {
  return kind === 'undo' || kind === 'merge' ? kind : 'import'
}

/** Whether it says what people did, which what comes with it by itself does not hide. */
export function saysMore({ cause }: Cause): boolean {
  return cause === 'import' || cause === 'undo' || cause === 'merge'
}

/**
 * Why members of each segment come and go by a run. A first fill is a baseline and a changed
 * definition is itself, whatever else asked for the run; a deleted segment is left by everyone.
 */
export function causesOf(
  segments: readonly Pick<Segment, 'id' | 'version'>[],
  deleted: readonly number[],
  standings: ReadonlyMap<number, Standing>,
  asked: Cause,
): Because[] {
  const standingOnes = segments.map(({ id, version }) => {
    const before = standings.get(id)
    if (before === undefined) return { segment: id, cause: 'baseline', ref: '' }
    if (before.version !== version) return { segment: id, cause: 'definition', ref: `v${version}` }
    return { segment: id, ...asked }
  })
  const gone = deleted.map((segment) => ({ segment, cause: 'definition', ref: 'deleted' }))
  return [...standingOnes, ...gone]
}
