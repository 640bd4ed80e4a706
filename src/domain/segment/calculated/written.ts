import type { Condition, Test } from '../condition.ts'
import { everyone, noOne } from '../condition.ts'
import { normal } from '../normal.ts'
import { testText, testTruth } from '../tests.ts'
import type { Calculation, Segmentation } from './calculation.ts'

/**
 * The test of a calculated field as a condition that names it no longer, and means the same: of a measure
 * the `did` with that test, of a segmentation the cases whose values pass, each without those before it.
 * So whatever answers conditions answers it too. The test is one that may be asked of it (`check.ts`).
 * The same calculation and test give the very same condition, by which others know what they have seen.
 */
export function writtenOut(calculation: Writable, test: Test): Condition {
  const known = seen.get(calculation) ?? new WeakMap<Test, Condition>()
  seen.set(calculation, known)
  const before = known.get(test)
  if (before !== undefined) return before
  const made = normal(write(calculation, test))
  known.set(test, made)
  return made
}

/** Formulas and affinities cannot be: they are asked by `evaluate.ts` and `lean.ts`. */
export type Writable = Exclude<Calculation, { readonly type: 'formula' | 'affinity' }>

export function isWritable(calculation: Calculation): calculation is Writable {
  return calculation.type !== 'formula' && calculation.type !== 'affinity'
}

const seen = new WeakMap<Calculation, WeakMap<Test, Condition>>()

function write(calculation: Writable, test: Test): Condition {
  switch (calculation.type) {
    case 'condition': {
      return ofTruth(calculation.condition, testTruth(test, true), testTruth(test, false))
    }
    case 'measure':
      return { ...calculation.of, test }
    case 'segmentation':
      return ofCases(calculation, test)
  }
}

/** From the last case to the first, so that it grows with the cases and not with their square. */
function ofCases({ cases, rest }: Segmentation, test: Test): Condition {
  const others: Condition = testText(test, rest) ? everyone : noOne
  return cases.reduceRight<Condition>(
    (after, { value, condition }) =>
      testText(test, value)
        ? orElse(condition, after)
        : andThen({ type: 'not', of: condition }, after),
    others,
  )
}

/** Whom it holds of where yes passes, and the others where no does. */
function ofTruth(condition: Condition, yes: boolean, no: boolean): Condition {
  if (yes === no) return yes ? everyone : noOne
  return yes ? condition : { type: 'not', of: condition }
}

function orElse(condition: Condition, after: Condition): Condition {
  if (after === noOne) return condition
  return after === everyone ? everyone : { type: 'any', of: [condition, after] }
}

function andThen(condition: Condition, after: Condition): Condition {
  if (after === everyone) return condition
  return after === noOne ? noOne : { type: 'all', of: [condition, after] }
}
