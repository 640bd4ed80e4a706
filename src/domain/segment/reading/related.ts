import { formatValue } from '../../customer/formats/format.ts'
import type { Locale } from '../../customer/formats/locale.ts'
import type { ListElement } from '../../event/event.ts'
import type { Test } from '../condition.ts'
import { productFieldIn, type RelatedValue } from '../related.ts'
import type { Known } from './describe.ts'
import { fieldNames } from './fieldNames.ts'
import type { Language } from './language.ts'
import { showOfField, showOfProperty } from './values.ts'

/** What is asked of an event or item: of a property, or of the product that it names. */
export type PropertyAsked = {
  readonly path: string
  readonly test: Test
  readonly of: 'event' | 'item'
  readonly not: boolean
}

/** The value of a field of a product, as the locale writes it. */
export function showRelated(
  seen: RelatedValue,
  path: string,
  locale: Locale,
  known: Known,
): string {
  if (seen.by === 'record') {
    const field = known.products?.get(path) ?? { name: path, type: seen.field.type }
    return formatValue(field, seen.field.value, locale, known.values)
  }
  const shown = (each: ListElement): string => {
    if (each.type === 'text') return each.value
    const field = { name: path, type: each.type === 'number' ? 'decimal' : 'boolean' } as const
    return formatValue(field, each.value, locale, known.values)
  }
  const { said } = seen
  return said.type === 'list' ? said.value.map(shown).join(', ') : shown(said)
}

/** Says it; what products' fields are called is worked out once. */
export function propertyReader(known: Known, language: Language): (asked: PropertyAsked) => string {
  const products = known.products ?? new Map()
  const nameOf = fieldNames(products, language)
  return ({ path, test, of, not }) => {
    if (productFieldIn(path) === undefined) {
      const value = showOfProperty(path, of, language.locale, known.values)
      return language.property(path, test, { not, value, ofDays: false })
    }
    const field = products.get(path) ?? { name: path, type: 'text' as const }
    const value = showOfField(field, language, known.values)
    return language.related(nameOf(path), test, { not, value, ofDays: field.type === 'date' })
  }
}
