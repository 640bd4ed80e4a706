import type { Locale } from '../../customer/formats/locale.ts'
import type { Settled } from './choosing.ts'
import type { Template, Words } from './template.ts'

/** What a segment made from a template is called where nobody says it: `Journey stage: loyal`. */
export function segmentName(
  { name }: Template,
  parameters: readonly Settled[],
  locale: Locale,
): string {
  const which = parameters.flatMap(({ parameter, value }) => {
    if (parameter.type === 'values') return Array.isArray(value) ? (value as string[]) : []
    if (parameter.type !== 'choice') return []
    const label = parameter.choices.find((each) => each.value === value)?.label[locale]
    return label === undefined ? [] : [label.replace(/:.*/, '')]
  })
  const called = which.length === 0 ? name[locale] : `${name[locale]}: ${which.join(', ')}`
  return called.length <= longest ? called : `${called.slice(0, longest - 1).trimEnd()}…`
}

/** Longer names nobody reads. */
const longest = 100

/** Why a threshold is suggested, in a sentence; undefined where it is the usual one or somebody’s own. */
export function basisOf(
  { parameter, suggested, from }: Settled,
  locale: Locale,
): string | undefined {
  if (from !== 'shop' || suggested?.type !== 'number') return undefined
  if (parameter.type !== 'number' || parameter.suggest === undefined) return undefined
  const percent = Math.round(parameter.suggest.quantile * 100)
  const customers = new Intl.NumberFormat(locale).format(suggested.customers)
  return basis[locale].replace('{n}', customers).replace('{p}', String(percent))
}

const basis: Words = {
  en: 'of the {n} customers of whom it is known, {p} % have as much or less',
  'pt-BR': 'dos {n} clientes de quem se sabe, {p}% têm isso ou menos',
}
