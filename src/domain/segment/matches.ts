import { evaluate, meetsFormula } from './calculated/evaluate.ts'
import { leaning, leansSo } from './calculated/lean.ts'
import { rankingOf } from './calculated/ranked.ts'
import { resolve } from './calculated/resolve.ts'
import { writtenOut } from './calculated/written.ts'
import type { Condition, Did, Rank, RankedBy, Test } from './condition.ts'
import { meetsConsent } from './consent.ts'
import { counted } from './counted.ts'
import type { Context, Facts } from './facts.ts'
import { observe, testObserved, type Observed } from './measure.ts'
import { edgeOf, isWithin, type Ratio } from './rank.ts'
import { isSampled } from './sample.ts'
import { meetsSequence } from './sequence.ts'
import { testedField, testValue } from './tests.ts'

/**
 * What a condition means, for one customer: the definition, which all else must agree with. True or
 * false and nothing between: what is missing makes its test false, and `not` is the exact complement.
 * Conditions are checked before (`check.ts`); one that names a field or segment which the context
 * lacks, or a cycle of segments, is our mistake and throws.
 */
export function matches(condition: Condition, facts: Facts, context: Context): boolean {
  return meets(condition, { facts, context, members: new Map() })
}

/**
 * Whether a customer is in a segment of the context: as its condition says, or pinned in, and not
 * pinned out. A function of the data and the instant alone, never of having been in before.
 */
export function isMember(segment: number, facts: Facts, context: Context): boolean {
  return isIn(segment, { facts, context, members: new Map() })
}

/** The same of many segments: what they share, segments and parts that are the same object, is answered once. */
export function memberships(facts: Facts, context: Context): (segment: number) => boolean {
  const question = { facts, context, members: new Map(), parts: new Map() }
  return (segment) => isIn(segment, question)
}

/** The test of a `did` that gives none. */
export const atLeastOnce: Test = { op: 'atLeast', value: 1 }

/** The value by which somebody is put in order in a rank; undefined for whom there is none. */
export function valueRanked(
  by: RankedBy,
  facts: Pick<Facts, 'events' | 'fields'>,
  context: Context,
): Ratio | undefined {
  const ranking = rankingOf(by, context)
  if (ranking.type === 'field') {
    const value = facts.fields.get(ranking.field)?.value
    if (value === undefined) return undefined
    if (typeof value === 'number') return { sum: BigInt(value), over: 1n }
    throw new Error(`unchecked condition: a rank by the field ${ranking.field}`)
  }
  if (ranking.type === 'formula') {
    const value = evaluate(resolve(ranking.formula, context), facts, context)
    return value === undefined ? undefined : { sum: value, over: 1n }
  }
  const observed =
    ranking.type === 'affinity'
      ? leaning(ranking.affinity, facts, context)
      : measuredOf(ranking, facts, context)
  if (observed?.type === 'value') throw new Error('unchecked condition: a rank by no number')
  return observed
}

/** Of who did something of it. */
function measuredOf(
  did: Omit<Did, 'test'>,
  facts: Pick<Facts, 'events' | 'fields'>,
  context: Context,
): Observed | undefined {
  const events = counted(did, facts, context)
  if (events === undefined || events.length === 0) return undefined
  return observe(did, events, context)
}

/** One question about one customer, with the segments already answered in it; undefined while being asked. */
type Question = {
  readonly facts: Facts
  readonly context: Context
  readonly members: Map<number, boolean | undefined>
  /** What was found out of parts that are about events; left out where none is asked twice. */
  readonly parts?: Map<Condition, boolean>
}

function meets(condition: Condition, question: Question): boolean {
  switch (condition.type) {
    case 'all':
      return condition.of.every((each) => meets(each, question))
    case 'any':
      return condition.of.some((each) => meets(each, question))
    case 'not':
      return !meets(condition.of, question)
    case 'field':
      return meetsField(condition, question)
    case 'did':
      return once(condition, question, () => meetsDid(condition, question))
    case 'sequence':
      return once(condition, question, () =>
        meetsSequence(condition, question.facts, question.context),
      )
    case 'segment':
      return isIn(condition.segment, question)
    case 'list':
      return question.facts.lists.has(condition.list)
    case 'consent':
      return meetsConsent(condition, question.facts.consents, question.context.now)
    case 'rank':
      return meetsRank(condition, question)
    case 'sample':
      return isSampled(question.facts.id, condition)
  }
}

function once(condition: Condition, { parts }: Question, find: () => boolean): boolean {
  const known = parts?.get(condition)
  if (known !== undefined) return known
  const found = find()
  parts?.set(condition, found)
  return found
}

function meetsField(
  { field, test }: Extract<Condition, { type: 'field' }>,
  question: Question,
): boolean {
  const { facts, context } = question
  const calculation = context.calculated?.get(field)
  if (calculation?.type === 'affinity') {
    return leansSo(calculation.affinity, test, facts, context)
  }
  if (calculation?.type === 'formula') {
    return meetsFormula(resolve(calculation.formula, context), test, facts, context)
  }
  if (calculation !== undefined) return meets(writtenOut(calculation, test), question)
  if (!context.fields.has(field)) throw new Error(`unchecked condition on the field ${field}`)
  const value = facts.fields.get(field)
  return value !== undefined && testValue(test, testedField(value), context)
}

function meetsDid(did: Did, { facts, context }: Question): boolean {
  if (did.test === undefined && did.measure !== undefined && did.measure.of !== 'count') {
    throw new Error(`unchecked condition: a measure ${did.measure.of} without a test`)
  }
  const events = counted(did, facts, context)
  if (events === undefined) return false
  const observed = observe(did, events, context)
  return testObserved(did.test ?? atLeastOnce, observed, context)
}

function meetsRank(rank: Rank, question: Question): boolean {
  const { facts, context } = question
  const edge = edgeOf(rank, context)
  if (edge === null) return false
  const value = valueRanked(rank.by, facts, context)
  if (value === undefined || !isWithin(value, facts, rank.side, edge)) return false
  return rank.among === undefined || meets(rank.among, question)
}

function isIn(segment: number, question: Question): boolean {
  const pin = question.facts.pins.get(segment)
  if (pin !== undefined) return pin === 'in'
  if (question.members.has(segment)) {
    const known = question.members.get(segment)
    if (known === undefined) throw new Error(`the segment ${segment} refers to itself`)
    return known
  }
  const condition = question.context.segments.get(segment)
  if (condition === undefined) throw new Error(`unchecked condition on the segment ${segment}`)
  question.members.set(segment, undefined)
  const answer = meets(condition, question)
  question.members.set(segment, answer)
  return answer
}
