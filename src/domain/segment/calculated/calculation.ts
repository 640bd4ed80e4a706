import type { Condition, Did } from '../condition.ts'
import type { Affinity } from './affinity.ts'
import { fieldsNamed, renameFields, type Formula } from './formula.ts'

/**
 * What a calculated field says of a customer. Nothing of it is stored with her: it is worked out whenever
 * it is asked, so that it is as live and as exact as a condition, of which it is made.
 */
export type Calculation =
  /** Yes of whom the condition holds, and no of all others: of a segment, whether she is in it. */
  | { readonly type: 'condition'; readonly condition: Condition }
  | { readonly type: 'measure'; readonly of: Measured }
  | Segmentation
  | { readonly type: 'formula'; readonly formula: Formula }
  | { readonly type: 'affinity'; readonly affinity: Affinity }

/** Conditions in order, of which the first that holds gives the value: each customer has exactly one. */
export type Segmentation = {
  readonly type: 'segmentation'
  /** From one to {@link calculationLimits}; no two of the values, nor the rest, are alike but for case and accents. */
  readonly cases: readonly Case[]
  /** Of whom none of them holds. */
  readonly rest: string
}

export type Case = { readonly value: string; readonly condition: Condition }

/** A measure of events that is compared with nothing. */
export type Measured = Omit<Did, 'test'>

/** The shop's calculated fields, those that are archived left out, by name. */
export type Calculations = ReadonlyMap<string, Calculation>

export const calculationLimits = { cases: 30, valueLength: 200 } as const

/** The conditions that a calculation is made of, each with the path to it. */
export function conditionsOf(
  calculation: Calculation,
): readonly { readonly condition: Condition; readonly path: readonly (string | number)[] }[] {
  switch (calculation.type) {
    case 'condition':
      return [{ condition: calculation.condition, path: ['condition'] }]
    case 'measure':
      return [{ condition: calculation.of, path: ['of'] }]
    case 'segmentation':
      return calculation.cases.map(({ condition }, i) => ({
        condition,
        path: ['cases', i, 'condition'],
      }))
    case 'affinity':
      return [{ condition: calculation.affinity.of, path: ['affinity', 'of'] }]
    case 'formula':
      // Of what it names nothing is asked but what there is.
      return fieldsNamed(calculation.formula).map((field) => ({
        condition: { type: 'field', field, test: { op: 'exists' } },
        path: ['formula'],
      }))
  }
}

/** The same with other conditions in their place; of a formula, with other fields in theirs. */
export function mapConditions(
  calculation: Calculation,
  map: (condition: Condition) => Condition,
): Calculation {
  switch (calculation.type) {
    case 'condition':
      return { ...calculation, condition: map(calculation.condition) }
    case 'measure':
      return { ...calculation, of: map(calculation.of) as Measured }
    case 'segmentation':
      return {
        ...calculation,
        cases: calculation.cases.map(({ value, condition }) => ({
          value,
          condition: map(condition),
        })),
      }
    case 'affinity': {
      const { affinity } = calculation
      return { ...calculation, affinity: { ...affinity, of: map(affinity.of) as Measured } }
    }
    case 'formula':
      return {
        ...calculation,
        formula: renameFields(calculation.formula, (field) => {
          const mapped = map({ type: 'field', field, test: { op: 'exists' } })
          return mapped.type === 'field' ? mapped.field : field
        }),
      }
  }
}
