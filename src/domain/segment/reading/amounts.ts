import type { Locale } from '../../customer/formats/locale.ts'
import { unscale } from '../../number.ts'
import type { Did, Measure } from '../condition.ts'
import { rounded, type Observed } from '../measure.ts'
import type { Known } from './describe.ts'
import type { ActiveMeasure } from './language.ts'
import { showObserved } from './observed.ts'
import { showOfMeasure } from './values.ts'

/** How a language says what measures give. */
export type AmountWords = {
  /** How often something was done. */
  readonly times: (n: number) => string
  readonly days: (n: number) => string
  readonly spread: (of: ActiveMeasure, n: number) => string
  readonly different: (n: number) => string
  /** By how much it changed, without its sign; `counted` where it is a number of things. */
  readonly change: (amount: string, sign: number, counted: boolean) => string
  readonly nothingBefore: string
}

/** What a measure gave, in words: `5 times`, `14 different values`, `R$20.00 less than before`; undefined where it gave nothing. */
export function amountSaid(
  did: Did,
  observed: Observed | undefined,
  words: AmountWords,
  { locale, known }: { readonly locale: Locale; readonly known: Known },
): string | undefined {
  const { measure = { of: 'count' } satisfies Measure } = did
  if (observed === undefined) {
    return measure.of === 'percentChange' ? words.nothingBefore : undefined
  }
  const show = showOfMeasure(did, locale, known.values)
  if (observed.type === 'value') return showObserved(observed, show)
  const n = numberOf(observed)
  switch (measure.of) {
    case 'count':
      return words.times(n)
    case 'daysSinceFirst':
    case 'daysSinceLast':
      return words.days(n)
    case 'activeDays':
    case 'activeWeeks':
    case 'activeMonths':
      return words.spread(measure.of, n)
    case 'distinct':
      return words.different(n)
    case 'change':
    case 'percentChange': {
      const counted = measure.of === 'change' && measure.in.of !== 'sum'
      return words.change(show(Math.abs(n)), Math.sign(n), counted)
    }
    case 'sum':
    case 'average':
    case 'minimum':
    case 'maximum':
    case 'first':
    case 'last':
    case 'mostFrequent':
    case 'netTotal':
      return showObserved(observed, show)
  }
}

/** The number that was observed, rounded to four places. */
export function numberOf(observed: Observed): number {
  return observed.type === 'number' ? unscale(Number(rounded(observed))) : Number.NaN
}
