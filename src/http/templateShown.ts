import type { Locale } from '../domain/customer/formats/locale.ts'
import type { Settled } from '../domain/segment/templates/choosing.ts'
import { shownMapped, type Filling } from '../domain/segment/templates/mapping.ts'
import { basisOf } from '../domain/segment/templates/naming.ts'
import { roles } from '../domain/segment/templates/roles.ts'
import { modelNames, type Template } from '../domain/segment/templates/template.ts'

/** What is said of a template wherever it is shown. */
export function aboutTemplate({ id, model, name, purpose }: Template, locale: Locale) {
  return {
    id,
    model,
    modelName: modelNames[model][locale],
    name: name[locale],
    purpose: purpose[locale],
  }
}

export function shownRole({ role, mapped, by, others }: Filling, locale: Locale) {
  return {
    role,
    name: roles[role].name[locale],
    filledBy: mapped === undefined ? null : shownMapped(mapped),
    guessed: by ?? null,
    others: [...others],
  }
}

export function shownParameter(settled: Settled, locale: Locale) {
  const { parameter, value, from } = settled
  const { name, label, type } = parameter
  const isNumber = parameter.type === 'number'
  return {
    name,
    label: label[locale],
    type,
    unit: isNumber ? parameter.unit : null,
    value: typeof value === 'object' ? [...value] : value,
    from,
    basis: basisOf(settled, locale) ?? null,
    least: isNumber ? parameter.least : null,
    most: isNumber ? parameter.most : null,
    options: optionsOf(settled, locale),
  }
}

function optionsOf({ parameter, suggested }: Settled, locale: Locale) {
  if (parameter.type === 'choice') {
    return parameter.choices.map(({ value, label }) => ({
      value,
      label: label[locale],
      count: null,
    }))
  }
  if (suggested?.type !== 'values') return []
  return suggested.values.map(({ value, count }) => ({ value, label: value, count }))
}
