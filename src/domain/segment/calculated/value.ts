import type { Value } from '../../customer/field.ts'
import type { Context, Facts } from '../facts.ts'
import { counted } from '../counted.ts'
import { matches } from '../matches.ts'
import { observe, rounded, type Observed } from '../measure.ts'
import { evaluate } from './evaluate.ts'
import { leaning } from './lean.ts'
import { resolve } from './resolve.ts'
import type { Calculation } from './calculation.ts'

/**
 * What a calculated field says of one customer, as values of its type are kept (`kind.ts`); undefined is
 * missing. An average, which tests compare exactly, is rounded half away from zero to ten-thousandths, and
 * a sum that no number of ours can hold is given to the nearest that can.
 */
export function valueOf(
  calculation: Calculation,
  facts: Facts,
  context: Context,
): Value | undefined {
  switch (calculation.type) {
    case 'condition':
      return matches(calculation.condition, facts, context)
    case 'measure': {
      const events = counted(calculation.of, facts, context)
      const observed = events && observe(calculation.of, events, context)
      return observed && plain(observed)
    }
    case 'formula': {
      const value = evaluate(resolve(calculation.formula, context), facts, context)
      return value === undefined ? undefined : Number(value)
    }
    case 'affinity': {
      const observed = leaning(calculation.affinity, facts, context)
      return observed && plain(observed)
    }
    case 'segmentation': {
      const first = calculation.cases.find(({ condition }) => matches(condition, facts, context))
      return first?.value ?? calculation.rest
    }
  }
}

/** Values are safe integers. */
function nearest(value: bigint): number {
  const most = BigInt(Number.MAX_SAFE_INTEGER)
  return Number(value > most ? most : value < -most ? -most : value)
}

function plain(observed: Observed): Value {
  if (observed.type === 'value') return observed.value.value
  return nearest(rounded(observed))
}
