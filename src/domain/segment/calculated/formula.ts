import { scaledLimit } from '../../number.ts'
import { civilOf } from '../../time/civil.ts'
import { scaledOf } from '../identity.ts'
import type { Measured } from './calculation.ts'

/** Numbers of a customer, added, taken away, multiplied and divided. */
export type Formula =
  | { readonly type: 'number'; readonly value: number }
  /** A stored number, or a calculated field that gives one. */
  | { readonly type: 'field'; readonly field: string }
  | Passed
  | {
      readonly type: 'operation'
      readonly by: Operation
      readonly of: readonly [Formula, Formula]
    }

/** How many whole years, months or days have passed since a date of hers at the shop's midnight; below 0 before it. */
export type Passed = {
  readonly type: 'passed'
  readonly unit: PassedUnit
  /** A stored date or date-time. */
  readonly since: string
}

export const passedUnits = ['years', 'months', 'days'] as const
export type PassedUnit = (typeof passedUnits)[number]

export const operations = ['add', 'subtract', 'multiply', 'divide'] as const
export type Operation = (typeof operations)[number]

/** A formula in which no calculated field is named any more. */
export type Resolved =
  | Extract<Formula, { readonly type: 'number' | 'field' | 'passed' }>
  | { readonly type: 'measure'; readonly of: Measured }
  | {
      readonly type: 'operation'
      readonly by: Operation
      readonly of: readonly [Resolved, Resolved]
    }

export const formulaLimits = { depth: 100, parts: 100, parentheses: 20 } as const

/**
 * Two numbers of ten-thousandths, by that operation: rounded half away from zero to ten-thousandths, once for each
 * operation. Undefined is missing: a quotient by 0, and what is as large as no number of ours is.
 */
export function operate(operation: Operation, a: bigint, b: bigint): bigint | undefined {
  switch (operation) {
    case 'add':
      return bounded(a + b)
    case 'subtract':
      return bounded(a - b)
    case 'multiply':
      return bounded(quotient(a * b, 10_000n))
    case 'divide':
      return b === 0n ? undefined : bounded(quotient(a * 10_000n, b))
  }
}

/** Undefined where it is as large as no number of ours is. */
export function bounded(value: bigint): bigint | undefined {
  const limit = BigInt(scaledLimit)
  return value < limit && value > -limit ? value : undefined
}

/** Half away from zero; the divisor is not 0. */
function quotient(value: bigint, by: bigint): bigint {
  const [n, d] = [value < 0n ? -value : value, by < 0n ? -by : by]
  const rounded = (2n * n + d) / (2n * d)
  return value < 0n === by < 0n ? rounded : -rounded
}

/**
 * How many whole units lie between two days. A month has passed on the day of the same number, or where the
 * month has none on the first of the next: of 29 February a year on 1 March.
 */
export function passedBetween(unit: PassedUnit, from: number, to: number): number {
  if (unit === 'days') return to - from
  const [a, b] = [civilOf(from), civilOf(to)]
  const months = 12 * (b.year - a.year) + b.month - a.month - (b.day < a.day ? 1 : 0)
  return unit === 'months' ? months : Math.floor(months / 12)
}

/** The number of a condition or formula, in ten-thousandths. */
export function constant({ value }: Extract<Formula, { readonly type: 'number' }>): bigint {
  return BigInt(scaledOf(value))
}

/** Every field that it names, as often as it does. */
export function fieldsNamed(formula: Formula): readonly string[] {
  switch (formula.type) {
    case 'number':
      return []
    case 'field':
      return [formula.field]
    case 'passed':
      return [formula.since]
    case 'operation':
      return formula.of.flatMap(fieldsNamed)
  }
}

/** The same with other names of fields. */
export function renameFields(formula: Formula, rename: (name: string) => string): Formula {
  switch (formula.type) {
    case 'number':
      return formula
    case 'field':
      return { ...formula, field: rename(formula.field) }
    case 'passed':
      return { ...formula, since: rename(formula.since) }
    case 'operation': {
      const [a, b] = formula.of
      return { ...formula, of: [renameFields(a, rename), renameFields(b, rename)] }
    }
  }
}
