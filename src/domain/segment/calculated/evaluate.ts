import { localDay } from '../../time/zone.ts'
import type { Context, Facts } from '../facts.ts'
import { counted } from '../counted.ts'
import type { Test } from '../condition.ts'
import { observe, rounded, testObserved } from '../measure.ts'
import { bounded, constant, operate, passedBetween, type Passed, type Resolved } from './formula.ts'

/** What a formula comes to for one customer, in ten-thousandths; undefined is missing, and makes all with it missing. */
export function evaluate(
  formula: Resolved,
  facts: Pick<Facts, 'fields' | 'events'>,
  context: Context,
): bigint | undefined {
  switch (formula.type) {
    case 'number':
      return constant(formula)
    case 'field': {
      const value = facts.fields.get(formula.field)?.value
      return typeof value === 'number' ? BigInt(value) : undefined
    }
    case 'passed': {
      const units = passed(formula, facts, context)
      return units === undefined ? undefined : BigInt(units) * 10_000n
    }
    case 'measure': {
      const events = counted(formula.of, facts, context)
      const observed = events && observe(formula.of, events, context)
      return observed?.type === 'number' ? bounded(rounded(observed)) : undefined
    }
    case 'operation': {
      const [a, b] = formula.of.map((each) => evaluate(each, facts, context))
      return a === undefined || b === undefined ? undefined : operate(formula.by, a, b)
    }
  }
}

/** Whether it meets the test; what is missing meets none. */
export function meetsFormula(
  formula: Resolved,
  test: Test,
  facts: Pick<Facts, 'fields' | 'events'>,
  context: Context,
): boolean {
  const value = evaluate(formula, facts, context)
  return (
    value !== undefined && testObserved(test, { type: 'number', sum: value, over: 1n }, context)
  )
}

/** Undefined where she lacks the date. */
export function passed(
  { unit, since }: Passed,
  { fields }: Pick<Facts, 'fields'>,
  { now, shop }: Pick<Context, 'now' | 'shop'>,
): number | undefined {
  const day = dayOfField(since, fields, shop)
  return day === undefined ? undefined : passedBetween(unit, day, localDay(shop.zone, now))
}

/** The local day of a date or date-time of hers. */
export function dayOfField(
  name: string,
  fields: Facts['fields'],
  { zone }: Context['shop'],
): number | undefined {
  const field = fields.get(name)
  if (typeof field?.value !== 'number') return undefined
  return field.type === 'date' ? field.value : localDay(zone, field.value)
}
