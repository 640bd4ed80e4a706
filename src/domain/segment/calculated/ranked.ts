import type { Did, RankedBy } from '../condition.ts'
import type { Context } from '../facts.ts'
import type { Affinity } from './affinity.ts'
import { subjectOf } from './kind.ts'
import type { Calculation } from './calculation.ts'
import type { Formula } from './formula.ts'

/** What people are put in order by, a calculated field looked into: of a measure that is the measure itself. */
export type Ranking =
  | { readonly type: 'field'; readonly field: string }
  | Omit<Did, 'test'>
  | { readonly type: 'formula'; readonly formula: Formula }
  /** A share. */
  | { readonly type: 'affinity'; readonly affinity: Affinity }

/** Of a checked rank. */
export function rankingOf(by: RankedBy, { calculated }: Pick<Context, 'calculated'>): Ranking {
  if (by.type === 'did') return by
  const calculation = calculated?.get(by.field)
  if (calculation === undefined) return by
  if (calculation.type === 'measure') return calculation.of
  if (calculation.type === 'formula' || calculation.type === 'affinity') return calculation
  throw new Error(`unchecked condition: a rank by the field ${by.field}`)
}

/** Whether what a calculated field says is a number. */
export function isRankable(calculation: Calculation): boolean {
  return !unranked.has(subjectOf(calculation))
}

const unranked: ReadonlySet<ReturnType<typeof subjectOf>> = new Set([
  'boolean',
  'choice',
  'first',
  'last',
  'mostFrequent',
])
