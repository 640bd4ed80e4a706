import { plainField, type Field, type FieldType } from '../../customer/field.ts'
import { moneyItemProperties, moneyProperties } from '../../event/vocabulary.ts'
import type { Subject } from '../applies.ts'

import type { Calculation, Measured, Segmentation } from './calculation.ts'

/** What a calculated field is called, and what it says. */
export type CalculatedField = {
  readonly id: number
  readonly name: string
  readonly label: string
  /** What it is for, in people's words; may be empty. */
  readonly description: string
  readonly calculation: Calculation
}

/** Which tests may be asked of it. */
export function subjectOf(calculation: Calculation): Subject {
  switch (calculation.type) {
    case 'condition':
      return 'boolean'
    case 'measure':
      return calculation.of.measure?.of ?? 'count'
    case 'segmentation':
      return 'choice'
    case 'formula':
      return 'decimal'
    case 'affinity':
      return calculation.affinity.shareOf === undefined ? 'mostFrequent' : 'decimal'
  }
}

/** The field as people see it among the others: what type its values are of, and how they are written. */
export function fieldShown({ id, name, label, description, calculation }: CalculatedField): Field {
  return {
    ...plainField,
    id,
    name,
    label,
    description,
    type: typeOf(calculation),
    ...(calculation.type === 'segmentation' ? { choices: valuesIn(calculation) } : {}),
    filterable: true,
  }
}

/** The values that a segmentation gives, in its order, each once. */
export function valuesIn({ cases, rest }: Segmentation): readonly string[] {
  return [...cases.map(({ value }) => value), rest]
}

function typeOf(calculation: Calculation): FieldType {
  switch (calculation.type) {
    case 'condition':
      return 'boolean'
    case 'measure':
      return typeOfMeasure(calculation.of)
    case 'segmentation':
      return 'choice'
    case 'affinity':
      return calculation.affinity.shareOf === undefined ? 'text' : 'percent'
    case 'formula':
      return calculation.formula.type === 'passed' ? 'integer' : 'decimal'
  }
}

function typeOfMeasure({ measure = { of: 'count' } }: Measured): FieldType {
  switch (measure.of) {
    case 'count':
    case 'distinct':
    case 'daysSinceFirst':
    case 'daysSinceLast':
    case 'activeDays':
    case 'activeWeeks':
    case 'activeMonths':
      return 'integer'
    case 'first':
    case 'last':
    case 'mostFrequent':
      return 'text'
    case 'netTotal':
      return 'money'
    case 'percentChange':
      return 'percent'
    case 'change':
      return 'property' in measure.in && measure.in.of === 'sum'
        ? ofProperty(measure.in.property)
        : 'integer'
    case 'sum':
    case 'average':
    case 'minimum':
    case 'maximum':
      return ofProperty(measure.property)
  }
}

function ofProperty(property: string): FieldType {
  const isMoney = property.startsWith('items.')
    ? moneyItemProperties.has(property.slice('items.'.length))
    : moneyProperties.has(property)
  return isMoney ? 'money' : 'decimal'
}
