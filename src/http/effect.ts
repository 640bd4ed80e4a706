import { valuesIn } from '../domain/segment/calculated/kind.ts'
import { fieldsIn, segmentsIn } from '../domain/segment/check.ts'
import type { Condition } from '../domain/segment/condition.ts'
import type { Context } from '../domain/segment/facts.ts'
import { dependents } from '../domain/segment/nested.ts'
import { memberIds } from '../store/clickhouse/compile/members.ts'
import { plan, type Wanted } from '../store/clickhouse/compile/plan.ts'
import { bothEffects, effectOf, noEffect, type Effect } from '../store/clickhouse/effect.ts'
import { withRanks } from '../store/clickhouse/ranks.ts'
import { shopSize } from '../store/clickhouse/refresh.ts'
import type { StoredCalculation } from '../store/operational/calculated.ts'
import type { Segment } from '../store/operational/segments.ts'
import { listViews } from '../store/operational/views.ts'
import { as, sql, type Sql } from '../store/sql/sql.ts'
import { contextAt } from '../work/context.ts'
import type { Vocabulary } from './questions.ts'
import type { Works } from './works.ts'

/** Something that speaks of a segment, directly or by way of another. */
type Dependent = {
  readonly kind: 'segment' | 'field' | 'view'
  readonly id: number
  readonly name: string
  readonly condition: Condition
}

type Draft = {
  readonly segment: Segment
  readonly condition: Condition
  readonly vocabulary: Vocabulary
  readonly samples: number
}

/**
 * What a segment's new condition would bring about, for itself and for all that speaks of it, both
 * definitions asked of the database as of one instant. Nothing is written.
 */
export async function effectOfDraft(
  works: Works,
  { segment, condition, vocabulary, samples }: Draft,
  signal: AbortSignal,
) {
  const { database, operational, clock } = works
  const plain = await contextAt(operational.db, clock(), vocabulary.segments)
  const changed = { ...plain, segments: new Map(plain.segments).set(segment.id, condition) }
  const speaking = await dependentsOf(works, segment.id, vocabulary)
  const asked = [isIn(segment.id), ...speaking.map((each) => each.condition)]
  const before = await withRanks(database, plain, asked, { signal })
  const after = await withRanks(database, changed, asked, { signal })
  const own = await effectOf(
    database,
    {
      before: alone({ segment: 1, condition: isIn(segment.id) }, before),
      after: alone({ segment: 1, condition: isIn(segment.id) }, after),
      samples,
    },
    { signal },
  )
  const effects = new Map<number, Effect>()
  for (let from = 0; from < speaking.length; from += together) {
    const wanted = speaking
      .slice(from, from + together)
      .map((each, i) => ({ segment: from + i, condition: each.condition }))
    const found = await effectsOf(works, { wanted, before, after }, signal)
    for (const [nth, effect] of found) effects.set(nth, effect)
  }
  return {
    asOf: before.now,
    own: own.get(1) ?? noEffect,
    dependents: speaking.map(({ kind, id, name }, nth) => {
      const { enters, leaves, stays } = effects.get(nth) ?? noEffect
      return { kind, id, name, enters, leaves, stays }
    }),
  }
}

/** So many are asked together, what they share once. */
const together = 20

/** Of many at once, in ranges of customers, so that memory is bounded. */
async function effectsOf(
  { database }: Works,
  asked: { readonly wanted: readonly Wanted[]; readonly before: Context; readonly after: Context },
  signal: AbortSignal,
): Promise<ReadonlyMap<number, Effect>> {
  const size = await shopSize(database)
  const then = plan(asked.wanted, asked.before, size)
  const now = plan(asked.wanted, asked.after, size)
  const sums = new Map<number, Effect>()
  for (const range of then.ranges) {
    const found = await effectOf(
      database,
      { before: then.members(range), after: now.members(range), samples: 0 },
      { signal },
    )
    for (const [nth, effect] of found) {
      sums.set(nth, bothEffects(sums.get(nth) ?? noEffect, effect, 0))
    }
  }
  return sums
}

function alone({ segment, condition }: Wanted, context: Context): Sql {
  return sql`SELECT ${as('UInt32', segment)} AS segment, customer_id
    FROM (${memberIds(condition, context)})`
}

/**
 * Segments, calculated fields value by value, and saved views of customers; lists keep whom they have, and
 * forms show fields.
 */
async function dependentsOf(
  { operational }: Pick<Works, 'operational'>,
  segment: number,
  { catalogue, calculations, segments }: Vocabulary,
): Promise<readonly Dependent[]> {
  const reached = dependents(segment, catalogue)
  const [ids, names] = [new Set([segment, ...reached.segments]), new Set(reached.fields)]
  const views = await listViews(operational.db, 'customer')
  return [
    ...segments
      .filter(({ id }) => id !== segment && ids.has(id))
      .map(({ id, name }): Dependent => ({ kind: 'segment', id, name, condition: isIn(id) })),
    ...calculations.filter(({ name }) => names.has(name)).flatMap(valuesOf),
    ...views.flatMap(({ id, name, condition }): Dependent[] =>
      condition !== null &&
      (segmentsIn(condition).some((each) => ids.has(each)) ||
        fieldsIn(condition).some((each) => names.has(each)))
        ? [{ kind: 'view', id, name, condition }]
        : [],
    ),
  ]
}

/** Of whom a field that rests on conditions says what. */
function valuesOf({ id, name, calculation }: StoredCalculation): Dependent[] {
  const says = (value: string | boolean): Condition => ({
    type: 'field',
    field: name,
    test: { op: 'is', value },
  })
  if (calculation.type === 'condition') {
    return [{ kind: 'field', id, name: `${name} = yes`, condition: says(true) }]
  }
  if (calculation.type !== 'segmentation') return []
  return valuesIn(calculation).map((value) => ({
    kind: 'field',
    id,
    name: `${name} = ${value}`,
    condition: says(value),
  }))
}

function isIn(segment: number): Condition {
  return { type: 'segment', segment }
}
