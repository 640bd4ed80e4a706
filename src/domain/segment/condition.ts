/**
 * A condition: plain, readonly JSON, the same from the editor to the SQL. `schema.ts` reads it from
 * outside, `matches.ts` says what it means, `store/clickhouse/compile` asks it of everyone.
 */
export type Condition =
  | { readonly type: 'all'; readonly of: readonly Condition[] }
  | { readonly type: 'any'; readonly of: readonly Condition[] }
  | { readonly type: 'not'; readonly of: Condition }
  /** A test of a field, named as the shop names it (`city`). */
  | { readonly type: 'field'; readonly field: string; readonly test: Test }
  | Did
  | Sequence
  /** Is in that segment, pins included. */
  | { readonly type: 'segment'; readonly segment: number }
  | { readonly type: 'list'; readonly list: number }
  | ConsentAsked
  | Rank
  | Sample

/**
 * What somebody allowed: the latest entry for that purpose counts. With a channel, on that one. Without:
 * granted on one at least and denied on none, denied on one at least, or never asked on any. Of the three
 * states each customer is in one.
 */
export type ConsentAsked = {
  readonly type: 'consent'
  readonly state: 'granted' | 'denied' | 'unasked'
  readonly purpose: string
  readonly channel?: string
}

/**
 * Is one of the first when everyone is put in order by a value (`rank.ts`): so many, or so many percent. Of
 * whom there is no value is not put in order at all.
 */
export type Rank = {
  readonly type: 'rank'
  /** The greatest and latest first, or the least and earliest. */
  readonly side: 'top' | 'bottom'
  /** A whole number from 1; of percent up to 100. */
  readonly n: number
  readonly percent?: true
  readonly by: RankedBy
  /** Only those are put in order, and only they are in it. No rank stands inside, nor in a segment named there. */
  readonly among?: Condition
}

/** What people are put in order by: a number, a date or an instant of theirs, or a measure that gives a number. */
export type RankedBy =
  | { readonly type: 'field'; readonly field: string }
  /** Left out, the measure is a count. */
  | Omit<Did, 'test'>

/** A random share of everyone that stays the same: who is in it is in it whenever the same seed is asked. */
export type Sample = {
  readonly type: 'sample'
  /** Above 0 and up to 100, with at most two decimal places. */
  readonly percent: number
  /** Samples of different seeds have nothing to do with each other. */
  readonly seed: string
}

/** A measure of events against a value: how often, how much, how long ago. */
export type Did = {
  readonly type: 'did'
  /** One event name, or several of which any counts (at least two, sorted, in normal form). */
  readonly event: string | readonly string[]
  readonly where?: Where
  /** Left out: all time up to now. Nothing after now counts, whatever the window. */
  readonly window?: Window
  /** Left out: count. */
  readonly measure?: Measure
  /** Left out: at least 1, which only a count may leave out. */
  readonly test?: Test
}

/**
 * This, then that: there is a choice of events, one for each step that is not `never`, each later than
 * the one before it, all in the window.
 */
export type Sequence = {
  readonly type: 'sequence'
  /** From two to ten; the first is not `never`. */
  readonly steps: readonly Step[]
  /** Of the chosen events; what a `never` step speaks of may lie after it. Left out: all time up to now. */
  readonly window?: Window
}

/** One step. What it says of the event before is of the nearest step above it that is not `never`, unless it says which. */
export type Step = {
  readonly event: string | readonly string[]
  readonly where?: Where
  /** At most so long after the event before, the end included; so long it must not come where it is `never`. */
  readonly within?: Lapse
  /** It must not come after the event before and ahead of the next; as the last step, up to now, or so long as `within` says. */
  readonly never?: true
  /** A property that the event has in common with the event before; of what has it not itself, its items have it. */
  readonly same?: string
  /**
   * With the event of which step that is: the how manyth of all, from 1, an earlier one that is not `never`.
   * Left out, as in normal form where that says the same: the event before.
   */
  readonly as?: number
}

/** A time: exact up to weeks, months and years by the local calendar, the day clamped to the month. */
export type Lapse = {
  readonly n: number
  readonly unit: Unit
}

/** A test of one event's own properties and items. */
export type Where =
  | { readonly type: 'all'; readonly of: readonly Where[] }
  | { readonly type: 'any'; readonly of: readonly Where[] }
  | { readonly type: 'not'; readonly of: Where }
  | PropertyTest
  /** Some one item meets all that is asked inside. */
  | { readonly type: 'item'; readonly in?: string; readonly of: ItemWhere }

export type ItemWhere =
  | { readonly type: 'all'; readonly of: readonly ItemWhere[] }
  | { readonly type: 'any'; readonly of: readonly ItemWhere[] }
  | { readonly type: 'not'; readonly of: ItemWhere }
  | PropertyTest

export type PropertyTest = {
  readonly type: 'property'
  /** A path: `total`, `address.city`; a dot inside a name is written `\.`. */
  readonly property: string
  readonly test: Test
}

/**
 * One test of one value. What is missing, and a value of a type the test does not speak of, make it
 * false. Text is compared folded unless said otherwise.
 */
export type Test =
  | { readonly op: 'is'; readonly value: Scalar }
  | { readonly op: 'anyOf'; readonly values: readonly Scalar[] }
  /** The text as stored, case and accents too: for codes. */
  | { readonly op: 'exactly'; readonly value: string }
  | { readonly op: 'contains' | 'startsWith' | 'endsWith'; readonly value: string }
  /** An RE2 pattern on the text as stored, unanchored, `(?is)`, at most 1,000 characters. */
  | { readonly op: 'matches'; readonly pattern: string }
  | { readonly op: 'exists' }
  /** Numbers by size, text by code point of its fold. */
  | {
      readonly op: 'less' | 'atMost' | 'greater' | 'atLeast'
      readonly value: number | string
    }
  /** Both ends included. */
  | { readonly op: 'between'; readonly from: number | string; readonly to: number | string }
  /** Of a list: some, every, no element is one of these. `includesNone` needs a list that is there. */
  | {
      readonly op: 'includesAny' | 'includesAll' | 'includesNone'
      readonly values: readonly Scalar[]
    }
  /** Whole local days: before that day's midnight, from the next day's on, within the day. */
  | { readonly op: 'before' | 'after' | 'on'; readonly date: DateText }
  /** Both days included. */
  | { readonly op: 'dates'; readonly from: DateText; readonly to: DateText }
  /** Of dates the n local days ending today, or beginning today; of instants as rolling windows (`dateTests.ts`). */
  | { readonly op: 'inLast' | 'inNext' | 'moreThanAgo'; readonly n: number; readonly unit: Unit }
  /** The local day lies in that period of the shop's calendar. */
  | ({ readonly op: 'period' } & Period)
  /** An anniversary of the local day lies there: 29 February counts on 1 March in other years (`anniversary.ts`). */
  | { readonly op: 'anniversary'; readonly in: Coming }
  /** Over the ground at most so many kilometres from that place, in degrees (`customer/point.ts`). */
  | { readonly op: 'near'; readonly km: number; readonly lat: number; readonly lon: number }

/** A number has at most four decimal places. */
export type Scalar = string | number | boolean

/** `2026-11-21`, or `-30d`: the local day thirty days before today. */
export type DateText = string

export type Unit = 'minutes' | 'hours' | 'days' | 'weeks' | 'months' | 'years'

/** This, last or next day (today, yesterday, tomorrow), week, month, quarter or year. */
export type Period = {
  readonly which: 'this' | 'last' | 'next'
  readonly unit: 'day' | 'week' | 'month' | 'quarter' | 'year'
}

/** When an anniversary is looked for: in less than a year, in which every date has one. */
export type Coming =
  /** The n days that begin today; weeks and months by the calendar. */
  | {
      readonly type: 'next'
      readonly n: number
      readonly unit: 'days' | 'weeks' | 'months'
    }
  | {
      readonly type: 'calendar'
      readonly which: Period['which']
      readonly unit: Exclude<Period['unit'], 'year'>
    }

export type Window =
  /** `(now − n units, now]`; months and years by the local calendar. */
  | { readonly type: 'last'; readonly n: number; readonly unit: Unit }
  /** `(now − from, now − to]`, from further back than to. */
  | { readonly type: 'ago'; readonly from: number; readonly to: number; readonly unit: Unit }
  /** This day, last month …: `today` is this day, `yesterday` last day. */
  | {
      readonly type: 'calendar'
      readonly which: Exclude<Period['which'], 'next'>
      readonly unit: Period['unit']
    }
  | { readonly type: 'before' | 'after'; readonly date: DateText }
  /** Whole local days, both included. */
  | { readonly type: 'dates'; readonly from: DateText; readonly to: DateText }
  /**
   * From what a date or date-time of the customer says up to now; of a date from that local day's
   * midnight. Where she lacks it the `did` is false, whatever it asks; in the future the window is empty.
   */
  | { readonly type: 'since'; readonly field: string }

/**
 * A window that has one before it: the last n units the n units before those, this period the last one, up
 * to as long after it began as now is after this one began.
 */
export type Compared =
  | Extract<Window, { type: 'last' }>
  | (Extract<Window, { type: 'calendar' }> & { readonly which: 'this' })

export type Measure =
  | { readonly of: 'count' }
  /** Of a number; `items.quantity` runs over the items that meet the item test of the `where`, else all. */
  | {
      readonly of: 'sum' | 'average' | 'minimum' | 'maximum'
      readonly property: string
    }
  | { readonly of: 'distinct' | 'first' | 'last' | 'mostFrequent'; readonly property: string }
  /** Whole days of 24 hours elapsed. */
  | { readonly of: 'daysSinceFirst' | 'daysSinceLast' }
  /** On how many local days, weeks, months. */
  | { readonly of: 'activeDays' | 'activeWeeks' | 'activeMonths' }
  /**
   * By how much that is more, or below 0 less, than in the window before: itself, or in percent of what it
   * was then, taken without its sign; where it was 0 that is missing. Only of {@link Compared} windows.
   */
  | { readonly of: 'change' | 'percentChange'; readonly in: Changing }
  /** What orders came to, less what was refunded of them: of the event `Order Completed` alone (`netTotal.ts`). */
  | { readonly of: 'netTotal' }

/** What a change is of. */
export type Changing =
  | { readonly of: 'count' }
  | { readonly of: 'sum' | 'distinct'; readonly property: string }

/** All of nothing: everyone. */
export const everyone: Condition = { type: 'all', of: [] }

/** Any of nothing: no one. */
export const noOne: Condition = { type: 'any', of: [] }

/** Beyond these a condition is refused as too deep or too large. */
export const conditionLimits = {
  depth: 20,
  nodes: 1_000,
  values: 10_000,
  steps: 10,
  /** So many steps of a sequence are referred to from further on than the next: each choice of theirs is tried. */
  referred: 2,
  textLength: 1_000,
  /** Of all names and texts together, as the text form writes them: half of what that reads. */
  characters: 500_000,
} as const
