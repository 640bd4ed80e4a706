import { rankingOf, type Ranking } from '../../../domain/segment/calculated/ranked.ts'
import { isWritable, writtenOut } from '../../../domain/segment/calculated/written.ts'
import type { Condition, Rank } from '../../../domain/segment/condition.ts'
import type { Context } from '../../../domain/segment/facts.ts'
import { columnTable } from '../columns.ts'
import { behaviourOf, type Behaviour } from './behaviour.ts'
import type { ConsentLeaf } from './consent.ts'
import { fieldTest } from './field.ts'
import type { Worked } from './formula.ts'
import { workedAtEdge, workedOf } from './worked.ts'
import { placeTest } from './place.ts'
import { askedOf, atEdge, createdBy, fieldRanked, type AtEdge } from './rank.ts'
import { always, never } from './reading.ts'
import { sampleTest } from './sample.ts'
import { stepsOf, type Steps } from './sequence.ts'
import { beganTest } from './since.ts'
import type { Sql } from '../../sql/sql.ts'

/** What many conditions are made of, each once: a question whose answer about a customer is one bit. */
export type Leaf =
  | { readonly type: 'did'; readonly behaviour: Behaviour }
  | { readonly type: 'sequence'; readonly steps: Steps }
  /** A test in a row of that table. */
  | { readonly type: 'row'; readonly table: 'customers' | 'contacts'; readonly passes: Sql }
  | { readonly type: 'worked'; readonly asked: Worked }
  | { readonly type: 'list'; readonly list: number }
  | ({ readonly type: 'consent' } & ConsentLeaf)
  | { readonly type: 'pin'; readonly segment: number; readonly pinned: 'in' | 'out' }

/** A condition in terms of its leaves and of saved segments, by number. */
export type Tree =
  | { readonly type: 'all' | 'any'; readonly of: readonly Tree[] }
  | { readonly type: 'not'; readonly of: Tree }
  | { readonly type: 'leaf'; readonly leaf: number }
  | { readonly type: 'segment'; readonly segment: number }

export type Forest = {
  readonly leaves: readonly Leaf[]
  readonly trees: readonly Tree[]
  /** The saved segments that those speak of, each once and after those that it speaks of itself. */
  readonly segments: ReadonlyMap<number, Tree>
}

/** The conditions as trees over their distinct leaves. Equal leaves, in whatever condition, are one. */
export function forestOf(conditions: readonly Condition[], context: Context): Forest {
  const leaves: Leaf[] = []
  const numbers = new Map<string, number>()
  const segments = new Map<number, Tree>()

  return { trees: conditions.map((condition) => treeOf(condition, [])), leaves, segments }

  function treeOf(condition: Condition, within: readonly number[]): Tree {
    switch (condition.type) {
      case 'all':
      case 'any':
        return { type: condition.type, of: condition.of.map((each) => treeOf(each, within)) }
      case 'not':
        return { type: 'not', of: treeOf(condition.of, within) }
      case 'segment':
        return segmentOf(condition.segment, within)
      case 'did': {
        const did = leaf(condition)
        const began = beganTest(condition)
        return began === undefined ? did : { type: 'all', of: [leaf(began), did] }
      }
      case 'rank':
        return rankTree(condition, context, { known, inside: (each) => treeOf(each, within) })
      case 'field': {
        const calculation = context.calculated?.get(condition.field)
        if (calculation === undefined) return leaf(condition)
        return isWritable(calculation)
          ? treeOf(writtenOut(calculation, condition.test), within)
          : worked(workedOf(calculation, condition.test, context))
      }
      case 'sequence':
      case 'list':
      case 'consent':
      case 'sample':
        return leaf(condition)
    }
  }

  function worked(asked: Worked): Tree {
    return known(asked.key, () => ({ type: 'worked', asked }))
  }

  function leaf(condition: Parameters<typeof leafOf>[0]): Tree {
    return known(JSON.stringify(condition), () => leafOf(condition, context))
  }

  function known(key: string, make: () => Leaf): Tree {
    const leaf = numbers.get(key) ?? leaves.push(make()) - 1
    numbers.set(key, leaf)
    return { type: 'leaf', leaf }
  }

  /** As its condition says, or pinned in, and not pinned out. */
  function segmentOf(segment: number, within: readonly number[]): Tree {
    const condition = context.segments.get(segment)
    if (condition === undefined) throw new Error(`unchecked condition on the segment ${segment}`)
    if (within.includes(segment)) throw new Error(`the segment ${segment} refers to itself`)
    if (!segments.has(segment)) {
      segments.set(
        segment,
        pinned(treeOf(condition, [...within, segment]), (how) =>
          known(`pin ${how} ${segment}`, () => ({ type: 'pin', segment, pinned: how })),
        ),
      )
    }
    return { type: 'segment', segment }
  }
}

/** As the condition says, or pinned in, and not pinned out. */
function pinned(meets: Tree, pin: (how: 'in' | 'out') => Tree): Tree {
  return {
    type: 'all',
    of: [
      { type: 'any', of: [meets, pin('in')] },
      { type: 'not', of: pin('out') },
    ],
  }
}

/** How trees are made of what a rank is made of. */
type Making = {
  /** A leaf that is told by that key, made where there is none yet. */
  readonly known: (key: string, make: () => Leaf) => Tree
  readonly inside: (condition: Condition) => Tree
}

/** The value against the edge of a rank, the order of equals where that tells them apart, and among whom. */
function rankTree(rank: Rank, context: Context, { known, inside }: Making): Tree {
  const asked = askedOf(rank, context)
  if (asked === undefined) return { type: 'any', of: [] }
  const among = rank.among === undefined ? [] : [inside(rank.among)]
  const by = rankingOf(rank.by, context)
  const value = (edge: AtEdge): Tree =>
    known(JSON.stringify([by, edge.op, String(edge.sum), String(edge.over)]), () =>
      rankLeaf(by, edge, context),
    )
  const { last } = asked
  if (last === undefined) return { type: 'all', of: [value(asked.value), ...among] }
  const earlier = known(`created ${last.created} ${last.id}`, () => ({
    type: 'row',
    table: 'customers',
    passes: createdBy(last),
  }))
  const equal: Tree = { type: 'all', of: [value({ ...asked.value, op: 'is' }), earlier] }
  return { type: 'all', of: [{ type: 'any', of: [value(asked.value), equal] }, ...among] }
}

function leafOf(
  condition: Extract<
    Condition,
    { type: 'did' | 'sequence' | 'field' | 'list' | 'consent' | 'sample' }
  >,
  context: Context,
): Leaf {
  if (condition.type === 'list') return condition
  if (condition.type === 'consent') return { ...condition, now: context.now }
  if (condition.type === 'sample') {
    return { type: 'row', table: 'customers', passes: sampleTest(condition) }
  }
  if (condition.type === 'did') return { type: 'did', behaviour: behaviourOf(condition, context) }
  if (condition.type === 'sequence') {
    return { type: 'sequence', steps: stepsOf(condition, context) }
  }
  const field = context.fields.get(condition.field)
  if (field === undefined) throw new Error(`unchecked condition on the field ${condition.field}`)
  if (field.of === 'place') {
    return { type: 'row', table: 'customers', passes: placeTest(field, condition.test, context) }
  }
  const passes = fieldTest(field, condition.test, context)
  return { type: 'row', table: columnTable(field), passes }
}

function rankLeaf(by: Ranking, edge: AtEdge, context: Context): Leaf {
  if (by.type === 'did') return { type: 'did', behaviour: behaviourOf(by, context, edge) }
  if (by.type !== 'field') return { type: 'worked', asked: workedAtEdge(by, edge, context) }
  const { table, quantity } = fieldRanked(by.field, context)
  return { type: 'row', table, passes: atEdge(quantity, edge) }
}

/** Whether it is true of who is in no row of what is read for it. */
export function holdsOfNobody(leaf: Leaf): boolean {
  if (leaf.type === 'did') return leaf.behaviour.ofNothing
  return leaf.type === 'consent' && leaf.state === 'unasked'
}

/** Whether a leaf is the same for everyone: then it needs no bit. */
export function constantOf(leaf: Leaf): boolean | undefined {
  if (leaf.type === 'row') {
    if (leaf.passes === always) return true
    return leaf.passes === never ? false : undefined
  }
  if (leaf.type !== 'did') return undefined
  const { when, where, ofNothing } = leaf.behaviour
  return when === never || where === never ? ofNothing : undefined
}
