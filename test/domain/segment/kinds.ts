import type { Condition, Measure, Window } from '../../../src/domain/segment/condition.ts'

/** Each of some names: one that is new, and is not here, is a mistake of types. */
export type Each<Name extends string> = Readonly<Record<Name, true>>

/** Every kind of condition, measure and window, of which each is to be drawn, and to have an example. */
export const conditionKinds: Each<Condition['type']> = {
  all: true,
  any: true,
  not: true,
  field: true,
  did: true,
  sequence: true,
  segment: true,
  list: true,
  consent: true,
  rank: true,
  sample: true,
}

export const measureKinds: Each<Measure['of']> = {
  count: true,
  sum: true,
  average: true,
  minimum: true,
  maximum: true,
  distinct: true,
  first: true,
  last: true,
  mostFrequent: true,
  daysSinceFirst: true,
  daysSinceLast: true,
  activeDays: true,
  activeWeeks: true,
  activeMonths: true,
  change: true,
  percentChange: true,
  netTotal: true,
}

export const windowKinds: Each<Window['type']> = {
  last: true,
  ago: true,
  calendar: true,
  before: true,
  after: true,
  dates: true,
  since: true,
}
