import { setImmediate } from 'node:timers/promises'
import { conditionsBehind } from '../domain/segment/behind.ts'
import { eventsIn, fieldsIn } from '../domain/segment/check.ts'
import { placesAmong } from '../domain/segment/place.ts'
import { productsAmong } from '../domain/segment/related.ts'
import type { Condition } from '../domain/segment/condition.ts'
import type { Context, Facts } from '../domain/segment/facts.ts'
import { matches } from '../domain/segment/matches.ts'
import { nextChangeAt, walkToChange } from '../domain/segment/nextChange.ts'
import { customersCatalog } from '../domain/customer/catalog.ts'
import { loadFacts } from '../store/clickhouse/facts.ts'
import { withRanks } from '../store/clickhouse/ranks.ts'
import { contextAt } from '../work/context.ts'
import { msOf } from './instants.ts'
import {
  readCondition,
  refuseUnlessOne,
  segmentOf,
  vocabularyOf,
  type GivenQuestion,
  type Vocabulary,
} from './questions.ts'
import type { Works } from './works.ts'

/** Whether she meets it, undefined for nobody's id, and as of when, in milliseconds. */
export type Meeting = { readonly meets: boolean | undefined; readonly asOf: number }

/** The same, and when that changes with no new data, in milliseconds; null for never. */
export type Outlook = {
  readonly meets: boolean
  readonly asOf: number
  /** When something that it looks at is another. */
  readonly nextChangeAt: number | null
  /** When she comes to meet it, or meets it no longer. */
  readonly until: number | null
}

/**
 * Whether one customer meets a condition or is in a saved segment, now or at any instant: by the
 * definition in memory, from all that is known of her.
 */
export async function meets(
  works: Works,
  customer: string,
  asked: GivenQuestion,
  signal: AbortSignal,
): Promise<Meeting> {
  const { condition, context, facts } = await askAbout(works, customer, asked, signal)
  return { meets: facts && matches(condition, facts, context), asOf: context.now }
}

/** The same with what time alone will change; undefined for nobody's id. */
export async function outlook(
  works: Works,
  customer: string,
  asked: GivenQuestion,
  signal: AbortSignal,
): Promise<Outlook | undefined> {
  const { condition, context, facts } = await askAbout(works, customer, asked, signal)
  if (facts === undefined) return undefined
  return {
    meets: matches(condition, facts, context),
    asOf: context.now,
    nextChangeAt: nextChangeAt(condition, facts, context),
    until: await untilOf({ condition, context, facts }, signal),
  }
}

/** When the answer becomes the contrary: others are served in between, and it ends when the signal aborts. */
export async function untilOf(
  { condition, context, facts }: Pick<Asked, 'condition' | 'context'> & { readonly facts: Facts },
  signal: AbortSignal,
): Promise<number | null> {
  return await inSteps(walkToChange(condition, facts, context), signal)
}

/** Goes on a step at a time: others are served in between, and it ends when the signal aborts. */
export async function inSteps<T>(
  steps: Generator<undefined, T, undefined>,
  signal: AbortSignal,
): Promise<T> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await setImmediate(undefined, { signal })
  }
}

/** A question about one customer, with all that is known of her. */
export type Asked = {
  readonly condition: Condition
  readonly context: Context
  /** Undefined for nobody's id. */
  readonly facts: Facts | undefined
  readonly vocabulary: Vocabulary
}

/** Reads a question, and of the customer what it asks about. */
export async function askAbout(
  works: Works,
  customer: string,
  asked: GivenQuestion,
  signal: AbortSignal,
): Promise<Asked> {
  const { db } = works.operational
  const { segment, text, condition: tree } = asked
  refuseUnlessOne({ segment, text, condition: tree })
  const asOf = asked.at === undefined ? works.clock() : msOf(asked.at)
  const vocabulary = await vocabularyOf(works)
  const condition: Condition =
    asked.segment === undefined
      ? readCondition(asked, vocabulary)
      : { type: 'segment', segment: segmentOf(vocabulary, asked.segment).id }
  const context = await contextAt(db, asOf, vocabulary.segments)
  // Ids are below 2^63; what is longer is nobody's.
  if (BigInt(customer) >= 2n ** 63n) return { condition, context, facts: undefined, vocabulary }
  const catalog = customersCatalog(vocabulary.catalogue.fields)
  const behind = conditionsBehind(condition, context)
  const events = [...new Set(behind.flatMap(eventsIn))]
  const products = [...productsAmong(behind.flatMap(fieldsIn), context).values()]
  const places = placesAmong(behind.flatMap(fieldsIn), context)
  const wanted = { events, catalog, products, places }
  const facts = (await loadFacts(works.database, [customer], wanted, { signal })).get(customer)
  const ranked = await withRanks(works.database, context, [condition], { signal })
  return { condition, context: ranked, facts, vocabulary }
}
