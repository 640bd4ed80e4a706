import { scale } from '../../../domain/number.ts'
import type { Test } from '../../../domain/segment/condition.ts'
import { scaledOf } from '../../../domain/segment/identity.ts'
import { isTestOf, type IdentityTest } from '../../../domain/segment/testKinds.ts'
import { sql, type Sql } from '../../sql/sql.ts'
import { allOf, among, anyOf } from './reading.ts'

const operators = {
  is: sql`=`,
  less: sql`<`,
  atMost: sql`<=`,
  greater: sql`>`,
  atLeast: sql`>=`,
} as const

/** An operator with its operand, in ten-thousandths. */
type Comparison = { readonly op: keyof typeof operators; readonly operand: number }

/** A measure in ten-thousandths that is there, against a test. */
export function compareNumber(x: Sql, test: Test): Sql {
  if (isTestOf(test, 'identity')) return among(x, operandsOf(test))
  return compare(test, ({ op, operand }) => sql`${x} ${operators[op]} ${operand}`)
}

/**
 * sum / over against a test, by multiplication, so that nothing is rounded: both signed and wide enough for
 * the product, `over` not below 0. It is one of many where
 * the division leaves no rest: then the text is as long for ten thousand values as for one.
 */
export function compareRatio(sum: Sql, over: Sql, test: Test): Sql {
  if (test.op === 'anyOf') {
    const quotient = sql`intDivOrZero(${sum}, ${over})`
    const whole = sql`moduloOrZero(${sum}, ${over}) = 0`
    return allOf([whole, among(quotient, operandsOf(test))])
  }
  return compare(
    test,
    ({ op, operand }) => sql`${sum} ${operators[op]} toInt128(${operand}) * ${over}`,
  )
}

/** A whole number that is there, not in ten-thousandths, against a test. */
export function compareWhole(x: Sql, test: Test): Sql {
  if (isTestOf(test, 'identity')) {
    const wholes = operandsOf(test).filter((operand) => operand % scale === 0)
    return among(
      x,
      wholes.map((operand) => operand / scale),
    )
  }
  return compare(test, ({ op, operand }) => {
    const threshold = operand / scale
    if (operand % scale === 0) return sql`${x} ${operators[op]} ${threshold}`
    // Between two whole numbers: at least 2.5 is at least 3, and less than 2.5 is at most 2.
    return op === 'atLeast' || op === 'greater'
      ? sql`${x} >= ${Math.ceil(threshold)}`
      : sql`${x} <= ${Math.floor(threshold)}`
  })
}

/** Whether that number, in ten-thousandths, passes. */
export function numberPasses(x: number, test: Test): boolean {
  return comparisons(test).some((all) => all.every((each) => passes(x, each)))
}

function compare(test: Test, one: (comparison: Comparison) => Sql): Sql {
  return anyOf(comparisons(test).map((all) => allOf(all.map(one))))
}

/** The numbers that a test tells apart, in ten-thousandths. */
function operandsOf(test: IdentityTest): readonly number[] {
  const values = test.op === 'is' ? [test.value] : test.values
  return values.flatMap((value) => (typeof value === 'number' ? [scaledOf(value)] : []))
}

/** A test of a number as any of which all hold; none for tests that do not speak of numbers. */
function comparisons(test: Test): readonly (readonly Comparison[])[] {
  if (test.op === 'exists') return [[]]
  if (test.op === 'is') return comparison('is', test.value)
  if (test.op === 'anyOf') return test.values.flatMap((value) => comparison('is', value))
  if (test.op === 'between') {
    const upper = comparison('atMost', test.to)
    return comparison('atLeast', test.from).flatMap((low) => upper.map((up) => [...low, ...up]))
  }
  return isOrder(test) ? comparison(test.op, test.value) : []
}

function comparison(op: Comparison['op'], value: unknown): readonly (readonly Comparison[])[] {
  return typeof value === 'number' ? [[{ op, operand: scaledOf(value) }]] : []
}

/** Whether a test compares with one operand by size. */
export function isOrder(
  test: Test,
): test is Extract<Test, { op: 'less' | 'atMost' | 'greater' | 'atLeast' }> {
  return test.op in operators && test.op !== 'is'
}

function passes(x: number, { op, operand }: Comparison): boolean {
  switch (op) {
    case 'is':
      return x === operand
    case 'less':
      return x < operand
    case 'atMost':
      return x <= operand
    case 'greater':
      return x > operand
    case 'atLeast':
      return x >= operand
  }
}

/** The operator of a test that compares with one operand. */
export function operatorOf(op: Comparison['op']): Sql {
  return operators[op]
}
