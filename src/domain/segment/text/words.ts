import type { ConsentAsked, Measure, Period, Test, Unit } from '../condition.ts'

/** A name that needs no quotes. */
export const bareName = /^[a-z_][a-z0-9_.]*$/

/** The language's own words, of kinds still to come too: as a name, each is quoted. */
export const reserved: ReadonlySet<string> = new Set(
  `active after ago all among and anniversary any at average before between bottom by change
  consented contains count day days denied did distinct ends everyone exactly exists false first for
  frequent from granted hour hours in includes is item km last least less list matches maximum
  minimum minute minutes month months more most net never next no none not of on one or percent
  quarter same sample segment since starts sum than then this time times to today tomorrow top
  true week weeks where with within year years yes yesterday`.split(/\s+/),
)

export const units = {
  minutes: 'minute',
  hours: 'hour',
  days: 'day',
  weeks: 'week',
  months: 'month',
  years: 'year',
} as const satisfies Record<Unit, string>

/** `30 days`, `1 day`. */
export function showUnits(n: number, unit: Unit): string {
  return `${n} ${n === 1 ? units[unit] : unit}`
}

/** The unit that a word says, in the singular or the plural. */
export function unitOf(word: string): Unit | undefined {
  for (const unit of Object.keys(units) as Unit[]) {
    if (word === unit || word === units[unit]) return unit
  }
  return undefined
}

export const calendarUnits = [
  'day',
  'week',
  'month',
  'quarter',
  'year',
] as const satisfies readonly Period['unit'][]

export const whichPeriods = ['this', 'last', 'next'] as const satisfies readonly Period['which'][]

/** Of a day what stands for `this day`, `last day`, `next day`. */
export const dayWords: ReadonlyMap<string, Period['which']> = new Map([
  ['today', 'this'],
  ['yesterday', 'last'],
  ['tomorrow', 'next'],
])

/** `this month`, `yesterday`. */
export function showPeriod({ which, unit }: Pick<Period, 'which' | 'unit'>): string {
  const day = unit === 'day' ? [...dayWords].find(([, each]) => each === which) : undefined
  return day?.[0] ?? `${which} ${unit}`
}

type PropertyMeasure = Extract<Measure, { property: string }>['of']
type Change = Extract<Measure, { in: unknown }>['of']

/** Of a measure of a property, what stands before the property. */
export const propertyMeasures = {
  sum: 'sum of',
  average: 'average of',
  minimum: 'minimum of',
  maximum: 'maximum of',
  distinct: 'distinct',
  first: 'first',
  last: 'last',
  mostFrequent: 'most frequent',
} as const satisfies Record<PropertyMeasure, string>

/** Of a measure of events alone, what stands before the event. */
export const eventMeasures = {
  count: 'count of',
  daysSinceFirst: 'days since first',
  daysSinceLast: 'days since last',
  activeDays: 'active days of',
  activeWeeks: 'active weeks of',
  activeMonths: 'active months of',
} as const satisfies Record<Exclude<Measure['of'], PropertyMeasure | Change | 'netTotal'>, string>

/** Of a change, what stands before that of which it is one. */
export const changeMeasures = {
  change: 'change in',
  percentChange: 'percent change in',
} as const satisfies Record<Change, string>

export const orderSymbols = {
  less: '<',
  atMost: '<=',
  greater: '>',
  atLeast: '>=',
} as const satisfies Partial<Record<Test['op'], string>>

/** The same of how often something was done. */
export const timesWords = {
  less: 'less than',
  atMost: 'at most',
  greater: 'more than',
  atLeast: 'at least',
} as const satisfies Record<keyof typeof orderSymbols, string>

export const partWords = {
  contains: 'contains',
  startsWith: 'starts with',
  endsWith: 'ends with',
} as const satisfies Partial<Record<Test['op'], string>>

export const listWords = {
  includesAny: 'includes any of',
  includesAll: 'includes all of',
  includesNone: 'includes none of',
} as const satisfies Partial<Record<Test['op'], string>>

/** With what a question about consent begins. */
export const consentWords = {
  granted: 'consented to',
  denied: 'denied',
  unasked: 'not asked for',
} as const satisfies Record<ConsentAsked['state'], string>
