import type { Rank } from '../../condition.ts'
import type { SpokenRank } from '../language.ts'
import { showCount, showPercent } from '../values.ts'

/** `is among the top 10% of customers by the sum of total across orders (greatest first; …)` */
export function rank(asked: Rank, { by, ofDates, among }: SpokenRank, not: boolean): string {
  const { side } = asked
  const first = { top: ['greatest', 'latest'], bottom: ['least', 'earliest'] }[side][
    ofDates ? 1 : 0
  ]
  const said = `${not ? 'is not' : 'is'} ${whichOf(asked)} by ${by} (${first} first; whoever has none does not count)`
  return among === undefined ? said : `${said}, among those of whom this is true: (${among})`
}

function whichOf({ side, n, percent }: Rank): string {
  if (percent === true) return `among the ${side} ${showPercent(n, 'en')} of customers`
  return n === 1 ? `the ${side} customer` : `among the ${side} ${showCount(n, 'en')} customers`
}
