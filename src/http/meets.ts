import { eventsIn, segmentsIn } from '../domain/segment/check.ts'
import type { Condition } from '../domain/segment/condition.ts'
import type { Context } from '../domain/segment/facts.ts'
import { matches } from '../domain/segment/matches.ts'
import { catalogOf } from '../domain/customer/catalog.ts'
import { loadFacts } from '../store/clickhouse/facts.ts'
import { contextAt } from '../work/context.ts'
import { msOf } from './instants.ts'
import {
  readCondition,
  refuseUnlessOne,
  segmentOf,
  vocabularyOf,
  type GivenQuestion,
} from './questions.ts'
import type { Works } from './works.ts'

/** Whether she meets it, undefined for nobody's id, and as of when, in milliseconds. */
export type Meeting = { readonly meets: boolean | undefined; readonly asOf: number }

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
  const { db } = works.operational
  const { segment, text, condition: tree } = asked
  refuseUnlessOne({ segment, text, condition: tree })
  const asOf = asked.at === undefined ? works.clock() : msOf(asked.at)
  const vocabulary = await vocabularyOf(works)
  const condition: Condition =
    asked.segment === undefined
      ? readCondition(asked, vocabulary)
      : { type: 'segment', segment: segmentOf(vocabulary, asked.segment).id }
  // Ids are below 2^63; what is longer is nobody's.
  if (BigInt(customer) >= 2n ** 63n) return { meets: undefined, asOf }
  const context = await contextAt(db, asOf, vocabulary.segments)
  const catalog = catalogOf([...vocabulary.catalogue.fields.values()])
  const wanted = { events: eventsBehind(condition, context), catalog }
  const facts = (await loadFacts(works.database, [customer], wanted, { signal })).get(customer)
  return { meets: facts && matches(condition, facts, context), asOf }
}

/** The events that a condition speaks of, itself or by way of the segments that it names. */
function eventsBehind(condition: Condition, { segments }: Context): string[] {
  const seen = new Set<number>()
  const waiting = [condition]
  const names = new Set<string>()
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    for (const name of eventsIn(each)) names.add(name)
    for (const id of segmentsIn(each)) {
      const definition = segments.get(id)
      if (definition === undefined || seen.has(id)) continue
      seen.add(id)
      waiting.push(definition)
    }
  }
  return [...names]
}
