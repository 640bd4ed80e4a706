import { formatValue } from '../../customer/formats/format.ts'
import type { Locale } from '../../customer/formats/locale.ts'
import { valueType, type Field, type Value } from '../../customer/field.ts'
import type { Condition, Rank } from '../condition.ts'
import { unscale } from '../../number.ts'
import type { Explained } from '../explain.ts'
import { rounded, type Observed } from '../measure.ts'
import { readerOf, type Known } from './describe.ts'
import { quoted } from './quoted.ts'
import { joined, showOfMeasure, type Show } from './values.ts'
import { dayInWords, instantInWords } from './when.ts'

/** What a leaf saw of a customer, as the locale writes it; undefined where there is nothing to be seen. */
export function showSeen(seen: Explained, locale: Locale, known: Known): string | undefined {
  const { condition } = seen
  if (seen.kind === 'field') return ofField(condition, seen.value?.value, locale, known)
  if (seen.kind === 'calculated') return ofField(condition, seen.value, locale, known)
  if (seen.kind === 'did' && condition.type === 'did') {
    return showObserved(seen.observed, showOfMeasure(condition, locale, known.values))
  }
  if (seen.kind === 'rank' && condition.type === 'rank') {
    return showRanked(condition, seen.value, locale, known)
  }
  if (seen.kind === 'consent' && condition.type === 'consent') {
    return readerOf(locale, known)({ ...condition, state: seen.answer })
  }
  return undefined
}

function ofField(
  condition: Condition,
  value: Value | undefined,
  locale: Locale,
  known: Known,
): string | undefined {
  if (condition.type !== 'field' || value === undefined) return undefined
  const field = known.fields.get(condition.field)
  return field && showValueOf(field, value, locale, known)
}

/** A value of a field as it stands in a sentence: texts quoted, dates in words. */
export function showValueOf(field: Field, value: Value, locale: Locale, known: Known): string {
  const { values } = known
  const type = valueType(field.type)
  if (typeof value === 'number' && type === 'date') return dayInWords(value, locale)
  if (typeof value === 'number' && type === 'datetime') {
    return instantInWords(value, locale, values.zone)
  }
  if (Array.isArray(value)) return joined(value.map(quoted), locale === 'en' ? 'and' : 'e')
  const shown = formatValue(field, value, locale, values)
  return typeof value === 'string' ? quoted(shown) : shown
}

/** A value by which people are put in order, as the locale writes it; undefined where there is none. */
export function showRanked(
  { by }: Rank,
  value: Observed | undefined,
  locale: Locale,
  known: Known,
): string | undefined {
  if (by.type === 'did') return showObserved(value, showOfMeasure(by, locale, known.values))
  const field = known.fields.get(by.field)
  if (value?.type !== 'number' || field === undefined) return undefined
  return showValueOf(field, Number(rounded(value)), locale, known)
}

/** What a measure gave, as the language writes it; undefined where it gave nothing. */
export function showObserved(observed: Observed | undefined, show: Show): string | undefined {
  if (observed === undefined) return undefined
  if (observed.type === 'number') return show(unscale(Number(rounded(observed))))
  const { value } = observed
  return show(value.type === 'number' ? unscale(value.value) : value.value)
}
