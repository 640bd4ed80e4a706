import type { Calculation } from '../../../domain/segment/calculated/calculation.ts'
import type { Writable } from '../../../domain/segment/calculated/written.ts'
import type { Test } from '../../../domain/segment/condition.ts'
import type { Context } from '../../../domain/segment/facts.ts'
import { affinityOf } from './affinity.ts'
import { formulaOf, type Worked } from './formula.ts'

/** A test of a calculated field that cannot be written out as a condition. */
export function workedOf(
  calculation: Exclude<Calculation, Writable>,
  test: Test,
  context: Context,
): Worked {
  return calculation.type === 'affinity'
    ? affinityOf(calculation.affinity, test, context)
    : formulaOf(calculation.formula, test, context)
}
