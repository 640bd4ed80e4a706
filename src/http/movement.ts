import { failure, Refusal } from '../domain/failure.ts'
import { valuesIn } from '../domain/segment/calculated/kind.ts'
import type { Condition } from '../domain/segment/condition.ts'
import { didYouMean } from '../domain/suggest.ts'
import { countSql } from '../store/clickhouse/compile/members.ts'
import { plan } from '../store/clickhouse/compile/plan.ts'
import { bothEffects, effectOf, noEffect, type Effect } from '../store/clickhouse/effect.ts'
import { addFlows, flowsFound, type Flow, type Turnover } from '../store/clickhouse/ledger.ts'
import { shopSize } from '../store/clickhouse/refresh.ts'
import type { Segment } from '../store/operational/segments.ts'
import { contextAt } from '../work/context.ts'
import { refuseUnlessOne, segmentOf, type Vocabulary } from './questions.ts'
import type { Works } from './works.ts'

/** Where customers may be: in a segment, or where a segmentation gives that value. */
export type Place = {
  readonly name: string
  readonly condition: Condition
  readonly segment?: Segment
}

/** How customers moved between places, numbered from 1. */
export type Moved = {
  readonly flows: readonly Flow[]
  readonly turnovers: ReadonlyMap<number, Turnover>
}

/** Of a place that nobody was in. */
export const still: Turnover = { before: 0, entered: 0, left: 0, after: 0 }

/** The places that are asked about, each once. */
export function placesOf(
  asked: {
    readonly segments?: readonly (number | string)[] | undefined
    readonly field?: string | undefined
  },
  vocabulary: Vocabulary,
): readonly Place[] {
  const { segments, field } = asked
  refuseUnlessOne({ segments, field })
  if (field !== undefined) return valuesOf(field, vocabulary)
  const wanted = new Set((segments ?? []).map((named) => segmentOf(vocabulary, named)))
  return [...wanted].map((segment) => ({
    name: segment.name,
    condition: { type: 'segment', segment: segment.id },
    segment,
  }))
}

function valuesOf(field: string, { calculations }: Vocabulary): readonly Place[] {
  const there = calculations.find(({ name, archived }) => name === field && !archived)
  if (there?.calculation.type === 'segmentation') {
    return valuesIn(there.calculation).map((value) => ({
      name: value,
      condition: { type: 'field', field, test: { op: 'is', value } },
    }))
  }
  const names = calculations.flatMap(({ name, calculation }) =>
    calculation.type === 'segmentation' ? [name] : [],
  )
  throw new Refusal(
    failure('not_found', `There is no segmentation ${JSON.stringify(field)}`, {
      where: 'field',
      fix: didYouMean(
        field,
        names,
        'Name a calculated field that shares out everyone, or segments.',
      ),
    }),
  )
}

/** By what the data say of two instants, and the present definitions: in ranges of customers, summed. */
export async function computedFlows(
  works: Works,
  asked: {
    readonly places: readonly Place[]
    /** Milliseconds. */
    readonly from: number
    readonly to: number
    readonly first: boolean
  },
  signal: AbortSignal,
): Promise<Moved> {
  const { database, operational } = works
  const wanted = asked.places.map(({ condition }, i) => ({ segment: i + 1, condition }))
  const size = await shopSize(database)
  const then = plan(wanted, await contextAt(operational.db, asked.from), size)
  const now = plan(wanted, await contextAt(operational.db, asked.to), size)
  const flows = new Map<string, Flow>()
  const effects = new Map<number, Effect>()
  for (const range of then.ranges) {
    const both = { before: then.members(range), after: now.members(range) }
    addFlows(flows, await flowsFound(database, { ...both, first: asked.first }, { signal }))
    for (const [nth, effect] of await effectOf(database, { ...both, samples: 0 }, { signal })) {
      effects.set(nth, bothEffects(effects.get(nth) ?? noEffect, effect, 0))
    }
  }
  const turnovers = [...effects].map(([nth, { enters, leaves, stays }]): [number, Turnover] => [
    nth,
    { before: stays + leaves, entered: enters, left: leaves, after: stays + enters },
  ])
  return { flows: [...flows.values()], turnovers: new Map(turnovers) }
}

/** Each is a count of its own. */
const mostComputed = 120

/** The size of a segment as of each instant, milliseconds, by its present definition. */
export async function computedSizes(
  { database, operational }: Works,
  { segment, ends }: { readonly segment: number; readonly ends: readonly number[] },
  signal: AbortSignal,
): Promise<readonly { entered: null; left: null; size: number }[]> {
  if (ends.length > mostComputed) {
    throw new Refusal(
      failure('too_large', `At most ${mostComputed} sizes are computed, these are ${ends.length}`, {
        where: 'by',
        fix: 'Ask for longer stretches, for less of the past, or by the ledger.',
      }),
    )
  }
  const sizes: { entered: null; left: null; size: number }[] = []
  for (const end of ends) {
    // Up to the last moment before the next stretch begins.
    const context = await contextAt(operational.db, end - 1)
    const query = countSql({ type: 'segment', segment }, context)
    const [row] = await database.rows<{ count: string }>(query, { signal })
    sizes.push({ entered: null, left: null, size: Number(row?.count ?? 0) })
  }
  return sizes
}
