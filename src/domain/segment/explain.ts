import type { Event } from '../event/event.ts'
import type { Value } from '../customer/field.ts'
import { eventsLeaning } from './calculated/affinity.ts'
import { fieldsNamed } from './calculated/formula.ts'
import { valueOf } from './calculated/value.ts'
import { writtenOut } from './calculated/written.ts'
import type { Condition, ConsentAsked, Did } from './condition.ts'
import { consentAnswer } from './consent.ts'
import type { ConsentSaid, Context, Facts, FieldValue, Pin } from './facts.ts'
import { counted } from './counted.ts'
import { matches, valueRanked } from './matches.ts'
import { observe, type Observed } from './measure.ts'
import { isOfOtherMoney } from './money.ts'
import { nextChanges } from './nextChange.ts'
import { refundOf } from './netTotal.ts'
import {
  eventRelated,
  itemRelated,
  productFieldIn,
  productNamed,
  productPathsIn,
  type Naming,
  type RelatedValue,
} from './related.ts'
import { edgeOf, type RankEdge } from './rank.ts'
import { wayMade, type WayMade } from './wayMade.ts'

/**
 * Why a condition holds of one customer or does not: the condition's own tree, of each part whether it
 * holds and when what it looks at is next another, and of each leaf what was seen.
 */
export type Explained = {
  readonly condition: Condition
  readonly meets: boolean
  /** In milliseconds; null for never. */
  readonly nextChangeAt: number | null
} & (
  | { readonly kind: 'group'; readonly of: readonly Explained[] }
  | {
      readonly kind: 'segment'
      /** Whoever is pinned is in it or not, whatever its condition says. */
      readonly pin: Pin | undefined
      /** Undefined where the same segment was explained before. */
      readonly of: Explained | undefined
    }
  | {
      readonly kind: 'field'
      readonly value: FieldValue | undefined
      /** Of a field of places the id of the place that says it. */
      readonly place: string | undefined
    }
  | {
      readonly kind: 'calculated'
      readonly value: Value | undefined
      /** The test written out; of a formula the numbers and dates that are in it. */
      readonly of: readonly Explained[]
    }
  | ({ readonly kind: 'did' } & Seen)
  | {
      readonly kind: 'consent'
      readonly answer: ConsentAsked['state']
      /** What she said of it up to then, in the order in which it was taken in. */
      readonly said: readonly ConsentSaid[]
    }
  | {
      readonly kind: 'rank'
      /** By what she is put in order; undefined where there is none. */
      readonly value: Observed | undefined
      /** How far it reaches; null where nobody is put in order. */
      readonly edge: RankEdge | null
      /** Whether she is one of those who are put in order, where not everyone is. */
      readonly of: Explained | undefined
    }
  | ({ readonly kind: 'sequence' } & WayMade)
  | { readonly kind: 'list' }
  | { readonly kind: 'sample' }
)

/** What was seen of a behaviour. */
export type Seen = {
  /** Undefined where there is nothing to measure. */
  readonly observed: Observed | undefined
  /** How many events counted (of a net total the refunds are not among them), and the latest, latest first. */
  readonly count: number
  readonly latest: readonly Event[]
  readonly first: Event | undefined
  /** The field with which the window begins, where she lacks it: then nothing is measured. */
  readonly lacks: string | undefined
  /** Of how many of those the amounts are in other money than the shop's and were left out. */
  readonly otherMoney: number
  /** What the products of those shown were seen to be, by what is asked of them. */
  readonly products: readonly SeenProduct[]
}

/** A field of the product that an event or one of its items names, and who says it. */
export type SeenProduct = {
  readonly event: Event
  /** Its id, where one is named. */
  readonly product: string | undefined
  /** The path by which the condition speaks of the field. */
  readonly path: string
} & RelatedValue

/** So many events are shown of each behaviour. */
const mostShown = 3

/** Explains a checked condition. Its segments are looked into, each once: they may name each other often. */
export function explain(condition: Condition, facts: Facts, context: Context): Explained {
  const nextChange = nextChanges(facts, context)
  return explainPart(condition, { facts, context, nextChange, done: new Set() })
}

type Asked = {
  readonly facts: Facts
  readonly context: Context
  readonly nextChange: ReturnType<typeof nextChanges>
  /** The segments that have been explained. */
  readonly done: Set<number>
}

function explainPart(condition: Condition, asked: Asked): Explained {
  const { facts, context, done } = asked
  const common = {
    condition,
    meets: matches(condition, facts, context),
    nextChangeAt: asked.nextChange(condition),
  }
  switch (condition.type) {
    case 'all':
    case 'any':
      return {
        ...common,
        kind: 'group',
        of: condition.of.map((each) => explainPart(each, asked)),
      }
    case 'not':
      return { ...common, kind: 'group', of: [explainPart(condition.of, asked)] }
    case 'segment': {
      const inside = context.segments.get(condition.segment)
      if (inside === undefined) throw new Error(`unchecked segment ${condition.segment}`)
      const pin = facts.pins.get(condition.segment)
      if (done.has(condition.segment)) return { ...common, kind: 'segment', pin, of: undefined }
      done.add(condition.segment)
      return { ...common, kind: 'segment', pin, of: explainPart(inside, asked) }
    }
    case 'field': {
      const calculation = context.calculated?.get(condition.field)
      if (calculation === undefined) {
        return { ...common, kind: 'field', ...fieldSeen(condition.field, facts) }
      }
      const value = valueOf(calculation, facts, context)
      const parts =
        calculation.type === 'formula'
          ? [...new Set(fieldsNamed(calculation.formula))].map(isThere)
          : calculation.type === 'affinity'
            ? [eventsLeaning(calculation.affinity)]
            : [writtenOut(calculation, condition.test)]
      const of = parts.map((part) => explainPart(part, asked))
      return { ...common, kind: 'calculated', value, of }
    }
    case 'did':
      return { ...common, kind: 'did', ...seen(condition, facts, context) }
    case 'consent': {
      const said = facts.consents.filter(
        ({ purpose, channel, at }) =>
          purpose === condition.purpose &&
          (condition.channel === undefined || condition.channel === channel) &&
          at <= context.now,
      )
      const answer = consentAnswer(condition, facts.consents, context.now)
      return { ...common, kind: 'consent', answer, said }
    }
    case 'rank': {
      const value = valueRanked(condition.by, facts, context)
      return {
        ...common,
        kind: 'rank',
        value: value && { type: 'number', ...value },
        edge: edgeOf(condition, context),
        of: condition.among && explainPart(condition.among, asked),
      }
    }
    case 'sequence':
      return { ...common, kind: 'sequence', ...wayMade(condition, facts, context) }
    case 'list':
      return { ...common, kind: 'list' }
    case 'sample':
      return { ...common, kind: 'sample' }
  }
}

function fieldSeen(field: string, { fields, saidBy }: Facts) {
  return { value: fields.get(field), place: saidBy?.get(field) }
}

function isThere(field: string): Condition {
  return { type: 'field', field, test: { op: 'exists' } }
}

function seen(did: Did, facts: Facts, context: Context): Seen {
  const events = counted(did, facts, context)
  if (events === undefined) {
    const lacks = did.window?.type === 'since' ? did.window.field : undefined
    const none = { observed: undefined, count: 0, latest: [], first: undefined, products: [] }
    return { ...none, otherMoney: 0, lacks }
  }
  const refund = refundOf(did)
  const own = events
    .filter(({ name }) => name !== refund)
    .toSorted((a, b) => b.ts - a.ts || (a.id > b.id ? -1 : 1))
  const latest = own.slice(0, mostShown)
  return {
    observed: observe(did, events, context),
    count: own.length,
    latest,
    first: own.at(-1),
    otherMoney: events.filter((each) => isOfOtherMoney(each, context.shop)).length,
    lacks: undefined,
    products: latest.flatMap((event) => productsSeen(did, event)),
  }
}

/** So many are shown of each event. */
const mostProducts = 5

function productsSeen({ where }: Did, event: Event): readonly SeenProduct[] {
  const paths = [...new Set(productPathsIn(where))]
  const found = paths.flatMap((path) => {
    const field = productFieldIn(path) ?? ''
    const seenOf = (naming: Naming, value: RelatedValue | undefined): readonly SeenProduct[] =>
      value === undefined ? [] : [{ event, product: productNamed(naming), path, ...value }]
    return [
      ...seenOf(event, eventRelated(event, field)),
      ...event.items.flatMap((item) => seenOf(item, itemRelated(item, field))),
    ]
  })
  return found.slice(0, mostProducts)
}
