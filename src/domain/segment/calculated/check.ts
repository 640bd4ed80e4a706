import { failure, isFailure } from '../../failure.ts'
import type { Failure } from '../../failure.ts'
import type { Catalogue } from '../catalogue.ts'
import { checkCondition } from '../check.ts'
import type { Condition } from '../condition.ts'
import { checkDependents, checkNested } from '../nested.ts'
import { readOperands, type Reading } from '../operands.ts'
import { showPath } from '../parse.ts'
import { checkFormula } from './checkFormula.ts'
import { conditionsOf, mapConditions, type Calculation } from './calculation.ts'

/**
 * What keeps a calculated field of that name from being answered with this catalogue, or what speaks of
 * it already: unknown names, tests of the wrong type, a circle, too much.
 */
export function checkCalculation(
  name: string,
  calculation: Calculation,
  catalogue: Catalogue,
): Failure | undefined {
  const calculated = new Map(catalogue.calculated).set(name, calculation)
  const all = { ...catalogue, calculated }
  if (calculation.type === 'formula') {
    const wrong = checkFormula(calculation.formula, all)
    if (wrong !== undefined) return wrong
    const asked: Condition = { type: 'field', field: name, test: { op: 'exists' } }
    return checkNested(asked, all)[0] ?? checkDependents({ field: name }, all)[0]
  }
  for (const { condition, path } of conditionsOf(calculation)) {
    const [wrong] = checkCondition(condition, all, { field: name })
    if (wrong !== undefined) return placed(wrong, showPath(path))
  }
  return checkDependents({ field: name }, all)[0]
}

/** The definition with what fields are compared with in the form in which their values are kept. */
export function readOperandsOf(calculation: Calculation, reading: Reading): Calculation | Failure {
  let wrong: Failure | undefined
  const read = mapConditions(calculation, (condition: Condition) => {
    const kept = readOperands(condition, reading)
    if (!isFailure(kept)) return kept
    wrong ??= kept
    return condition
  })
  return wrong ?? read
}

function placed({ code, message, where, fix }: Failure, part: string): Failure {
  return failure(code, message, {
    where: where === undefined || where === '' ? part : `${part}.${where}`,
    ...(fix === undefined ? {} : { fix }),
  })
}
