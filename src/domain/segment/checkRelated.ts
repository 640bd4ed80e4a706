import { valueType } from '../customer/field.ts'
import { failure, isFailure, type Failure } from '../failure.ts'
import { checkSubject, usable, type Catalogue } from './catalogue.ts'
import type { Did, ItemWhere, Rank, Sequence, Where } from './condition.ts'
import { propertyMeasured } from './measure.ts'
import { showPath, type Path } from './parse.ts'
import { productFieldIn } from './related.ts'

/** What in a behaviour speaks of fields of products in a way in which they cannot be asked. */
export function checkProducts(
  asked: Did | Sequence | Extract<Rank['by'], { type: 'did' }>,
  path: Path,
  catalogue: Catalogue,
): readonly Failure[] {
  if (asked.type === 'did') {
    return [
      ...checkWhere(asked.where, [...path, 'where'], catalogue),
      ...refuseProduct(propertyMeasured(asked.measure), [...path, 'measure', 'property']),
    ]
  }
  return asked.steps.flatMap(({ where, same }, i) => [
    ...checkWhere(where, [...path, 'steps', i, 'where'], catalogue),
    ...refuseProduct(same, [...path, 'steps', i, 'same']),
  ])
}

function checkWhere(
  where: Where | ItemWhere | undefined,
  path: Path,
  catalogue: Catalogue,
): readonly Failure[] {
  switch (where?.type) {
    case undefined:
      return []
    case 'all':
    case 'any':
      return where.of.flatMap((each, i) => checkWhere(each, [...path, 'of', i], catalogue))
    case 'not':
    case 'item':
      return checkWhere(where.of, [...path, 'of'], catalogue)
    case 'property': {
      const { property, test } = where
      if (productFieldIn(property) === undefined) return []
      const fields = catalogue.products ?? new Map()
      const field = usable(property, [...path, 'property'], { fields })
      if (isFailure(field)) return [field]
      return checkSubject(test, { name: property, subject: valueType(field.type) }, path)
    }
  }
}

/** A measure or a comparison is of what the events themselves say. */
function refuseProduct(property: string | undefined, path: Path): readonly Failure[] {
  const named = property?.replace(/^items\./, '')
  const field = named === undefined ? undefined : productFieldIn(named)
  if (field === undefined) return []
  const message = `A field of products can be tested, but nothing is measured or compared by ${JSON.stringify(property)}`
  const fix = `Measure what the events say (${JSON.stringify(field)}), and say by where which products are meant: where any item (product.${field} exists).`
  return [failure('invalid', message, { where: showPath(path), fix })]
}
