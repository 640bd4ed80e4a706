import { fieldOwners, type Field } from '../../../domain/customer/field.ts'
import type { Calculations } from '../../../domain/segment/calculated/calculation.ts'
import type { Condition } from '../../../domain/segment/condition.ts'
import type { Context } from '../../../domain/segment/facts.ts'
import { restsOnRank } from '../../../domain/segment/rank.ts'
import { sharingParts } from '../../../domain/segment/share.ts'
import { indexReads, readsOf, type ReadIndex, type Reads } from '../../../domain/segment/reads.ts'
import {
  listCalculations,
  usableCalculations,
  type StoredCalculation,
} from '../../../store/operational/calculated.ts'
import { editionOf } from '../../../store/operational/definitions.ts'
import { listFields } from '../../../store/operational/fields.ts'
import { readShop } from '../../../store/operational/meta.ts'
import { listSegments, type Segment } from '../../../store/operational/segments.ts'
import type { Db } from '../../../store/operational/tables.ts'
import { contextAt } from '../../context.ts'
import { readStandings, standingsEdition, type Standing } from '../standing.ts'

/** The segments as they are defined, and how their memberships stand; all of it as of one moment. */
export type Definitions = {
  readonly conditions: ReadonlyMap<number, Condition>
  readonly calculated: Calculations
  /** What questions about those as they are defined rest on, as of no instant yet. */
  readonly context: Context
  /** Of all owners, by id. */
  readonly fields: ReadonlyMap<number, Field>
  /** Kept up with what arrives. */
  readonly live: readonly number[]
  /** Of those, which may be other by what was touched. */
  readonly index: ReadIndex
  /** What any of all segments rests on. */
  readonly reads: (segment: number) => Reads
  /** By id, up to which position those include what arrived that are of their definitions, but not kept up. */
  readonly behind: ReadonlyMap<number, number>
  /** Those that stand as they are defined, but rest on who is first: asked of everyone, whoever was touched. */
  readonly ranked: ReadonlySet<number>
  readonly rankedIndex: ReadIndex
  /** Those whose memberships are of another definition, or of none. */
  readonly stale: readonly number[]
  /** Some have left memberships behind that are no more. */
  readonly gone: boolean
}

/** Reads them when they have changed, and else gives what was read. */
export function definitionsReader(db: Db): () => Promise<Definitions> {
  let last: { readonly edition: string; readonly read: Definitions } | undefined
  return async () => {
    for (;;) {
      const edition = await readEdition(db)
      if (last?.edition === edition) return last.read
      // What was changed while it was read may be there in part: then it is not of that edition, and read again.
      last = { edition, read: await readDefinitions(db) }
    }
  }
}

async function readEdition(db: Db): Promise<string> {
  const [edition, standings, shop] = await Promise.all([
    editionOf(db),
    standingsEdition(db),
    readShop(db),
  ])
  return `${edition} ${standings} ${JSON.stringify(shop)}`
}

async function readDefinitions(db: Db): Promise<Definitions> {
  const [stored, calculations] = [await listSegments(db), await listCalculations(db)]
  const share = sharingParts()
  const segments = stored.map((each) => ({ ...each, condition: share(each.condition) }))
  const standings = await readStandings(db)
  const fields = await Promise.all(fieldOwners.map(async (of) => await listFields(db, of)))
  const defined = definedBy(segments, calculations)
  const { conditions, calculated } = defined
  const isCurrent = ({ id }: Segment): boolean => standsAs(id, defined, standings.get(id))
  const isRanked = ({ id }: Segment): boolean => {
    return restsOnRank({ type: 'segment', segment: id }, { segments: conditions, calculated })
  }
  const standing = segments.filter(isCurrent)
  const ranked = new Set(standing.filter(isRanked).map(({ id }) => id))
  const current = standing.filter(({ id }) => !ranked.has(id))
  const live = current.flatMap(({ id }) => (standings.get(id)?.live === true ? [id] : []))
  const kept = new Set(live)
  const known = new Map<number, Reads>()
  const reads = (segment: number): Reads => {
    const found = known.get(segment) ?? readsOf(segment, conditions, calculated)
    known.set(segment, found)
    return found
  }
  return {
    conditions,
    calculated,
    context: { ...(await contextAt(db, 0, segments)), calculated },
    fields: new Map(fields.flat().map((field) => [field.id, field])),
    live,
    index: indexReads(live, conditions, calculated),
    reads,
    behind: new Map(
      current.flatMap(({ id }) => (kept.has(id) ? [] : [[id, standings.get(id)?.position ?? 0]])),
    ),
    ranked,
    rankedIndex: indexReads(ranked, conditions, calculated),
    stale: segments.flatMap((segment) => (isCurrent(segment) ? [] : [segment.id])),
    gone: [...standings.keys()].some((id) => !conditions.has(id)),
  }
}

/** What segments and calculated fields say, and of which versions that is. */
export type Defined = {
  readonly conditions: ReadonlyMap<number, Condition>
  readonly calculated: Calculations
  /** By segment id. */
  readonly versions: ReadonlyMap<number, number>
  /** By name: id and version. */
  readonly calculations: ReadonlyMap<string, readonly [id: number, version: number]>
}

export function definedBy(
  segments: readonly Segment[],
  calculations: readonly StoredCalculation[],
): Defined {
  return {
    conditions: new Map(segments.map(({ id, condition }) => [id, condition])),
    calculated: usableCalculations(calculations),
    versions: new Map(segments.map(({ id, version }) => [id, version])),
    calculations: new Map(calculations.map(({ name, id, version }) => [name, [id, version]])),
  }
}

/** Whether a segment stands as it, and all that it speaks of, is defined. */
export function standsAs(
  segment: number,
  defined: Defined,
  standing: Standing | undefined,
): boolean {
  if (standing === undefined || standing.version !== defined.versions.get(segment)) return false
  return (standing.within ?? []).join(' ') === withinOf(segment, defined).join(' ')
}

/**
 * What one speaks of, directly or by way of others, each with its version: segments by their ids,
 * calculated fields by theirs below 0.
 */
export function withinOf(segment: number, defined: Defined): [number, number][] {
  const { conditions, calculated, versions, calculations } = defined
  const { pins, fields } = readsOf(segment, conditions, calculated)
  const segments = [...pins].filter((id) => id !== segment).toSorted((a, b) => a - b)
  const worked = [...fields].flatMap((name): [number, number][] => {
    const [id, version] = calculations.get(name) ?? []
    return id === undefined || version === undefined ? [] : [[-id, version]]
  })
  return [
    ...segments.map((id): [number, number] => [id, versions.get(id) ?? 0]),
    ...worked.toSorted(([a], [b]) => b - a),
  ]
}
