import type { Locale } from '../../customer/formats/locale.ts'
import type { KnownEvent } from '../../event/vocabulary.ts'
import type { ConsentAsked, Did, Measure, Rank, Scalar, Step, Test } from '../condition.ts'
import type { Common } from '../windows.ts'

/** The events that a language has words of its own for: those whose meaning is known, and visits of pages. */
export type SpokenEvent = KnownEvent | 'Page Viewed'

/** How one test is to be said. */
export type Say = {
  /** Its exact complement: what is false of whom nothing is known is then true. */
  readonly not: boolean
  /** A value that it compares with, as it is shown there. */
  readonly value: (value: Scalar) => string
  /** It is asked of dates, which have no time of day. */
  readonly ofDays: boolean
}

/** Where a step stands: before which no other is, after and before which there is another, after all others. */
export type Place = 'first' | 'between' | 'last'

/** A behaviour with the test of its measure. */
export type Tested = Did & { readonly test: Test }
export type PropertyMeasure = Extract<Measure, { property: string }>
export type ChangeMeasure = Extract<Measure, { in: unknown }>
export type ActiveMeasure = 'activeDays' | 'activeWeeks' | 'activeMonths'
export type SinceMeasure = 'daysSinceFirst' | 'daysSinceLast'

/** What a rank speaks of, said already. */
export type SpokenRank = {
  /** What people are put in order by: a field, or a measure. */
  readonly by: string
  /** That is a date or an instant. */
  readonly ofDates: boolean
  /** Among whom, where not among everyone. */
  readonly among: string | undefined
}

/** A thing of the shop's by its name, or by its number where there is none of that name. */
export type Named = { readonly name: string } | { readonly id: number }

/**
 * What a language must be able to say. A part is a predicate of one customer that can stand beside
 * others: `placed an order at least once`. Whatever is handed over as text is shown already: names and
 * values of the shop stand quoted, or in words that cannot be taken for the language's own.
 */
export type Language = {
  readonly locale: Locale
  /** Alone, and beside others. */
  readonly everyone: { readonly alone: string; readonly part: string }
  readonly noOne: { readonly alone: string; readonly part: string }
  /** Between parts, commas and blanks included. */
  readonly and: string
  readonly or: string
  /** Of an `any`, an `all` and anything else, that it is not so. */
  readonly none: (parts: string) => string
  readonly notAll: (parts: string) => string
  readonly notSo: (part: string) => string
  readonly field: (name: string, test: Test, say: Say) => string
  readonly window: (window: Common) => string
  /** The window that begins with that field; with `not` also whoever lacks it. */
  readonly since: (name: string, not: boolean) => string
  /** Of which events a behaviour is asked: those that meet the tests. */
  readonly only: (where: string) => string
  /** How often something was done; `when` is the window and which events count. */
  readonly times: (did: Did, when: string, say: Say) => string
  /** That there is a number of how often, which there always is. */
  readonly counted: (did: Did, when: string, say: Say) => string
  readonly active: (of: ActiveMeasure, did: Tested, when: string, say: Say) => string
  readonly daysSince: (of: SinceMeasure, did: Tested, when: string, say: Say) => string
  readonly change: (measure: ChangeMeasure, did: Tested, when: string, say: Say) => string
  readonly netTotal: (did: Tested, when: string, say: Say) => string
  readonly measured: (measure: PropertyMeasure, did: Tested, when: string, say: Say) => string
  /** That these steps were gone through in their order; `when` is the window. */
  readonly sequence: (steps: readonly string[], when: string, not: boolean) => string
  /** One step, where it stands and which events count for it. */
  readonly step: (step: Step, place: Place, where: string) => string
  readonly segment: (segment: Named, not: boolean) => string
  readonly list: (list: Named, not: boolean) => string
  readonly consent: (asked: ConsentAsked, not: boolean) => string
  /** What a measure gives, as a thing: `the sum of total across orders`. */
  readonly quantity: (did: Did, when: string) => string
  /** That somebody is one of the first, or of the last, in an order of people. */
  readonly rank: (rank: Rank, spoken: SpokenRank, not: boolean) => string
  /** A random share of everyone, with its sign, and the seed. */
  readonly sample: (percent: string, quotedSeed: string, not: boolean) => string
  readonly property: (path: string, test: Test, say: Say) => string
  /** A field of the product that an event or item names. */
  readonly related: (name: string, test: Test, say: Say) => string
  /** The name of a field of the place where a customer is. */
  readonly ofPlace: (name: string) => string
  /** Some item of the event, of that path where it is not `items`. */
  readonly item: (path: string | undefined, of: string, not: boolean) => string
  /** A value of a field that is not in the form in which such values are kept. */
  readonly asWritten: (quotedText: string) => string
  readonly unknownField: (quotedName: string) => string
  /** What the built-in fields are called as long as the shop calls them nothing else. */
  readonly fieldLabels: ReadonlyMap<string, string>
  /** Words with which a part may begin, or go on after the name of a field: a label that could be taken for these is quoted. */
  readonly beginnings: ReadonlySet<string>
  readonly predicates: ReadonlySet<string>
}
