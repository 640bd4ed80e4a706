import { showCount } from '../values.ts'
import type { SeenWords } from '../seen.ts'
import { channelName } from './consent.ts'
import { eventWords } from './events.ts'
import { count } from './tests.ts'

/** What was seen of a customer, in English. */
export const seenEnglish: SeenWords = {
  and: 'and',
  blank: 'blank',
  noValue: 'no value',
  isBlank: (name) => `${name} is blank`,
  times: (n) => (n === 0 ? 'not once' : n === 1 ? 'once' : `${showCount(n, 'en')} times`),
  events(names, n) {
    const [only] = names
    const words = names.length === 1 && only !== undefined ? eventWords(only) : anyEvent
    return `${n === 0 ? 'no' : showCount(n, 'en')} ${n === 1 ? words.one : words.many}`
  },
  across: (value, events) => `${value} across ${events}`,
  days: (n) => count(n, 'full day'),
  ago: (days, n) => (n === 0 ? 'less than a full day ago' : `${days} ago`),
  spread(of, n) {
    const unit = periods[of]
    const preposition = of === 'activeDays' ? 'on' : 'in'
    if (n === 0) return `${preposition} no ${unit}`
    return `${preposition} ${n === 1 ? `1 ${unit}` : `${showCount(n, 'en')} different ${unit}s`}`
  },
  different: (n) => (n === 1 ? '1 value' : `${showCount(n, 'en')} different values`),
  change(amount, sign, counted) {
    if (sign === 0) return 'the same as before'
    return `${amount} ${sign > 0 ? 'more' : counted ? 'fewer' : 'less'} than before`
  },
  nothingBefore: 'no percentage, since there was nothing before',
  on: (days, all) => `${all ? '' : 'the latest '}on ${days}`,
  firstOn: (day) => `the first on ${day}`,
  otherMoney: (n) =>
    n === 1
      ? '1 of them in other money, whose amount is left out'
      : `${showCount(n, 'en')} of them in other money, whose amounts are left out`,
  next: (instant) => `next change on ${instant}, if nothing more arrives`,
  pinned: {
    in: 'pinned in, whatever its condition says',
    out: 'pinned out, whatever its condition says',
  },
  inSegment: (since) => `in it since ${since}`,
  list: { on: 'on it', off: 'not on it' },
  onList: (since) => `on it since ${since}`,
  consent: (state, channel, day) =>
    `${state === 'granted' ? 'consented' : 'refused'} by ${channelName(channel)} on ${day}`,
  unasked: 'never asked',
  sample: { in: 'drawn', out: 'not drawn' },
  place: (place, among) => `place ${showCount(place, 'en')} of ${showCount(among, 'en')}`,
  unplaced: 'not among those who are put in order',
  taken: (n, last) =>
    n === 1
      ? `only the first is in it, with ${last}`
      : `the first ${showCount(n, 'en')} are in it, down to ${last}`,
  nobody: 'nobody has a value',
  step: (event, instant) => `${eventWords(event).did} on ${instant}`,
  andThen: ', then ',
  notBegun: 'not even the first step was taken',
  missing: (steps) => `missing after that: ${steps.join('; then ')}`,
  came: (event, instant) => `but then ${eventWords(event).did} on ${instant}`,
  ofPlace: (value, by, key) => `${value} (as the reference table says of ${places[by]} ${key})`,
  says: {
    event: (name, value) => `${name} ${value} (as the event says)`,
    record: (name, value) => `${name} ${value} (as the product says today)`,
  },
  mayCome: (instant) => `the time for that is not over until ${instant}`,
}

const places = {
  postal_code: 'postal code',
  city: 'the city',
  state: 'the state',
  country: 'the country',
} as const

const anyEvent = { one: 'event', many: 'events' }
const periods = { activeDays: 'day', activeWeeks: 'week', activeMonths: 'month' } as const
