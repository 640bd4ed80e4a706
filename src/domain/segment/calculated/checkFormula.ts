import { valueType } from '../../customer/field.ts'
import { failure, isFailure } from '../../failure.ts'
import type { Failure } from '../../failure.ts'
import { usableOwn, type Catalogue } from '../catalogue.ts'
import type { Calculation } from './calculation.ts'
import type { Formula, Passed } from './formula.ts'

/** What keeps a formula from being worked out: a name that there is not, or that is no number or no date. */
export function checkFormula(formula: Formula, catalogue: Catalogue): Failure | undefined {
  switch (formula.type) {
    case 'number':
      return undefined
    case 'field':
      return checkNumber(formula.field, catalogue)
    case 'passed':
      return checkDate(formula, catalogue)
    case 'operation': {
      const [a, b] = formula.of
      return checkFormula(a, catalogue) ?? checkFormula(b, catalogue)
    }
  }
}

function checkNumber(name: string, catalogue: Catalogue): Failure | undefined {
  const calculation = catalogue.calculated?.get(name)
  if (calculation !== undefined) {
    return isNumber(calculation) ? undefined : noNumber(name, 'Name a measure that is a number.')
  }
  const field = usableOwn(name, ['formula'], catalogue, 'no formula takes it')
  if (isFailure(field)) return field
  const type = valueType(field.type)
  const isKept = type === 'integer' || type === 'decimal' || type === 'money'
  return isKept ? undefined : noNumber(name, 'Name a field that is a number.')
}

/** Changes are left to conditions: against which window they are is seen there. */
function isNumber(calculation: Calculation): boolean {
  if (calculation.type === 'formula') return true
  if (calculation.type !== 'measure') return false
  const { of } = calculation.of.measure ?? { of: 'count' }
  const isValue = of === 'first' || of === 'last' || of === 'mostFrequent'
  return !isValue && of !== 'change' && of !== 'percentChange'
}

function checkDate({ since }: Passed, catalogue: Catalogue): Failure | undefined {
  if (catalogue.calculated?.has(since) === true) return noDate(since)
  const field = usableOwn(since, ['formula'], catalogue, 'no formula takes it')
  if (isFailure(field)) return field
  const type = valueType(field.type)
  return type === 'date' || type === 'datetime' ? undefined : noDate(since)
}

function noNumber(name: string, fix: string): Failure {
  const message = `The field ${JSON.stringify(name)} gives no number that a formula can take`
  return failure('invalid', message, { where: 'formula', fix })
}

function noDate(name: string): Failure {
  const message = `The field ${JSON.stringify(name)} is no date that is stored with the customer`
  return failure('invalid', message, { where: 'formula', fix: 'Name a date or date-time.' })
}
