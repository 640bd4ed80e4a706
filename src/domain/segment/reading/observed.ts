import { formatValue } from '../../customer/formats/format.ts'
import type { Locale } from '../../customer/formats/locale.ts'
import { unscale } from '../../number.ts'
import type { Explained } from '../explain.ts'
import type { Observed } from '../measure.ts'
import { readerOf, type Known } from './describe.ts'
import { showOfMeasure, type Show } from './values.ts'

/** What a leaf saw of a customer, as the locale writes it; undefined where there is nothing to be seen. */
export function showSeen(seen: Explained, locale: Locale, known: Known): string | undefined {
  const { condition } = seen
  if (seen.kind === 'field' && condition.type === 'field') {
    const field = known.fields.get(condition.field)
    if (seen.value === undefined || field === undefined) return undefined
    return formatValue(field, seen.value.value, locale, known.values)
  }
  if (seen.kind === 'did' && condition.type === 'did') {
    return showObserved(seen.observed, showOfMeasure(condition, locale, known.values))
  }
  if (seen.kind === 'consent' && condition.type === 'consent') {
    return readerOf(locale, known)({ ...condition, state: seen.answer })
  }
  return undefined
}

function showObserved(observed: Observed | undefined, show: Show): string | undefined {
  if (observed === undefined) return undefined
  if (observed.type === 'number') return show(unscale(rounded(observed)))
  const { value } = observed
  return show(value.type === 'number' ? unscale(value.value) : value.value)
}

/** An average to four places, half away from zero. */
function rounded({ sum, over }: Extract<Observed, { type: 'number' }>): number {
  const half = sum < 0n ? -(over / 2n) : over / 2n
  return Number((sum + half) / over)
}
