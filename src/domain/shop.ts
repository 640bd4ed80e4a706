import type { Zone } from './time/zone.ts'

/** What the shop says of itself that changes what conditions mean. */
export type Shop = {
  /** Whose midnights bound days. */
  readonly zone: Zone
  /** On which weekday weeks begin: 1 Monday … 7 Sunday. */
  readonly weekStart: Weekday
  /** ISO 4217 code of the money in which nothing else is said: `BRL`. */
  readonly currency: string
}

/** 1 Monday … 7 Sunday, as ISO 8601 counts. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7
