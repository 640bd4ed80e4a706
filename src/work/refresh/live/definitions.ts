import type { Condition } from '../../../domain/segment/condition.ts'
import { indexReads, readsOf, type ReadIndex } from '../../../domain/segment/reads.ts'
import { editionOf } from '../../../store/operational/definitions.ts'
import { listSegments, type Segment } from '../../../store/operational/segments.ts'
import type { Db } from '../../../store/operational/tables.ts'
import { readStandings, standingsEdition, type Standing } from '../standing.ts'

/** The segments as they are defined, and how their memberships stand. */
export type Definitions = {
  readonly segments: readonly Segment[]
  readonly conditions: ReadonlyMap<number, Condition>
  /** Kept up with what arrives. */
  readonly live: readonly number[]
  /** Of those, which may be other by what was touched. */
  readonly index: ReadIndex
  /** By id, up to which position those include what arrived that are of their definitions, but not kept up. */
  readonly behind: ReadonlyMap<number, number>
  /** Those whose memberships are of another definition, or of none. */
  readonly stale: readonly number[]
  /** Some have left memberships behind that are no more. */
  readonly gone: boolean
}

/** Reads them when they have changed, and else gives what was read. */
export function definitionsReader(db: Db): () => Promise<Definitions> {
  let last: { readonly edition: string; readonly read: Definitions } | undefined
  return async () => {
    const edition = `${await editionOf(db)} ${await standingsEdition(db)}`
    if (last?.edition !== edition) last = { edition, read: await readDefinitions(db) }
    return last.read
  }
}

async function readDefinitions(db: Db): Promise<Definitions> {
  const segments = await listSegments(db)
  const standings = await readStandings(db)
  const conditions = new Map(segments.map(({ id, condition }) => [id, condition]))
  const isCurrent = standingWell(segments, standings)
  const current = segments.filter(({ id }) => isCurrent(id))
  const live = current.flatMap(({ id }) => (standings.get(id)?.live === true ? [id] : []))
  const kept = new Set(live)
  return {
    segments,
    conditions,
    live,
    index: indexReads(live, conditions),
    behind: new Map(
      current.flatMap(({ id }) => (kept.has(id) ? [] : [[id, standings.get(id)?.position ?? 0]])),
    ),
    stale: segments.flatMap(({ id }) => (isCurrent(id) ? [] : [id])),
    gone: [...standings.keys()].some((id) => !conditions.has(id)),
  }
}

/** Whether a segment stands as it, and all that it speaks of, is defined. */
export function standingWell(
  segments: readonly Segment[],
  standings: ReadonlyMap<number, Standing>,
): (segment: number) => boolean {
  const conditions = new Map(segments.map(({ id, condition }) => [id, condition]))
  const versions = new Map(segments.map(({ id, version }) => [id, version]))
  return (segment) => {
    const standing = standings.get(segment)
    if (standing === undefined || standing.version !== versions.get(segment)) return false
    return same(standing.within ?? [], withinOf(segment, conditions, versions))
  }
}

/** The segments that one speaks of, directly or by way of others, each with its version, by id. */
export function withinOf(
  segment: number,
  conditions: ReadonlyMap<number, Condition>,
  versions: ReadonlyMap<number, number>,
): [number, number][] {
  const { pins } = readsOf(segment, conditions)
  const others = [...pins].filter((id) => id !== segment).toSorted((a, b) => a - b)
  return others.map((id) => [id, versions.get(id) ?? 0])
}

function same(a: NonNullable<Standing['within']>, b: NonNullable<Standing['within']>): boolean {
  return a.join(' ') === b.join(' ')
}
