import type {
  Condition,
  Did,
  ItemWhere,
  Measure,
  PropertyTest,
  Rank,
  RankedBy,
  Sequence,
  Step,
  Test,
  Where,
} from './condition.ts'
import { isTestOf } from './testKinds.ts'

/**
 * The one form in which a condition is saved, compared and printed: groups of one dropped, a group
 * inside one of its own type merged into it, several event names sorted and each once, one event name
 * as text, what goes without saying left out (a count, at least 1, the path `items`), no −0. It means
 * the same, and normal(normal(x)) = normal(x). A double negation is kept: it was said.
 */
export function normal(condition: Condition): Condition {
  switch (condition.type) {
    case 'all':
    case 'any':
      return group(condition.type, condition.of.map(normal))
    case 'not':
      return { type: 'not', of: normal(condition.of) }
    case 'field':
      return { ...condition, test: normalTest(condition.test) }
    case 'did':
      return normalDid(condition)
    case 'sequence':
      return normalSequence(condition)
    case 'rank':
      return normalRank(condition)
    case 'segment':
    case 'list':
    case 'consent':
    case 'sample':
      return condition
  }
}

/** The same for the tests of one event. */
export function normalWhere(where: Where): Where {
  switch (where.type) {
    case 'all':
    case 'any':
      return group(where.type, where.of.map(normalWhere))
    case 'not':
      return { type: 'not', of: normalWhere(where.of) }
    case 'property':
      return normalProperty(where)
    case 'item': {
      const of = normalItem(where.of)
      return where.in === undefined || where.in === 'items'
        ? { type: 'item', of }
        : { type: 'item', in: where.in, of }
    }
  }
}

function normalItem(where: ItemWhere): ItemWhere {
  switch (where.type) {
    case 'all':
    case 'any':
      return group(where.type, where.of.map(normalItem))
    case 'not':
      return { type: 'not', of: normalItem(where.of) }
    case 'property':
      return normalProperty(where)
  }
}

/** What conditions, tests of events and tests of items have in common. */
type Node = { readonly type: string }
type Group<T> = { readonly type: 'all' | 'any'; readonly of: readonly T[] }

function group<T extends Node>(type: 'all' | 'any', of: readonly T[]): T | Group<T> {
  const merged = of.flatMap((each): readonly T[] =>
    each.type === type ? (each as T & Group<T>).of : [each],
  )
  const [only] = merged
  return merged.length === 1 && only !== undefined ? only : { type, of: merged }
}

function normalDid({ event, where, window, measure, test }: Did): Did {
  const said = { ...(window && { window }), ...normalMeasured(measure, test) }
  const named = { type: 'did', event: normalEvents(event) } as const
  return where === undefined
    ? { ...named, ...said }
    : { ...named, where: normalWhere(where), ...said }
}

function normalSequence({ type, steps, window }: Sequence): Sequence {
  let before = 0
  const normalSteps = steps.map((step, i) => {
    // The event before goes without saying.
    const { as, ...said } = normalStep(step)
    const referring = as === undefined || as === before ? said : { ...said, as }
    if (step.never !== true) before = i + 1
    return referring
  })
  return { type, steps: normalSteps, ...(window && { window }) }
}

/** Among everyone goes without saying. */
function normalRank({ type, side, n, percent, by, among }: Rank): Rank {
  const ranked = { type, side, n, ...(percent && { percent }), by: normalRankedBy(by) }
  const normalAmong = among && normal(among)
  const isAll = normalAmong?.type === 'all' && normalAmong.of.length === 0
  return normalAmong === undefined || isAll ? ranked : { ...ranked, among: normalAmong }
}

function normalRankedBy(by: RankedBy): RankedBy {
  if (by.type === 'field') return by
  const { test: _, ...measured } = normalDid(by)
  return measured
}

function normalStep({ event, where, ...said }: Step): Step {
  const named = { event: normalEvents(event), ...(where && { where: normalWhere(where) }) }
  return { ...named, ...said }
}

function normalEvents(event: Did['event']): Did['event'] {
  if (typeof event === 'string') return event
  const events = [...new Set(event)].toSorted()
  const [only] = events
  return events.length === 1 && only !== undefined ? only : events
}

/** Without a measure that is a count, and of a count without a test that is at least 1. */
function normalMeasured(
  measure: Measure | undefined,
  asked: Test | undefined,
): Pick<Did, 'measure' | 'test'> {
  const test = asked && { test: normalTest(asked) }
  if (measure !== undefined && measure.of !== 'count') return { measure, ...test }
  return asked?.op === 'atLeast' && asked.value === 1 ? {} : { ...test }
}

function normalProperty({ type, property, test }: PropertyTest): PropertyTest {
  return { type, property, test: normalTest(test) }
}

function normalTest(test: Test): Test {
  if (isTestOf(test, 'list')) return { ...test, values: test.values.map(unsigned) }
  if (isTestOf(test, 'identity')) {
    return test.op === 'is'
      ? { ...test, value: unsigned(test.value) }
      : { ...test, values: test.values.map(unsigned) }
  }
  if (isTestOf(test, 'place')) {
    return { ...test, lat: unsigned(test.lat), lon: unsigned(test.lon) }
  }
  if (!isTestOf(test, 'order')) return test
  return test.op === 'between'
    ? { ...test, from: unsigned(test.from), to: unsigned(test.to) }
    : { ...test, value: unsigned(test.value) }
}

/** −0 is 0. */
function unsigned<T extends string | number | boolean>(value: T): T {
  return (value === 0 ? 0 : value) as T
}
