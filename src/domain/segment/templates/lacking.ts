import type { Locale } from '../../customer/formats/locale.ts'
import type { Filling } from './mapping.ts'
import { roles, type RoleName } from './roles.ts'
import type { Template, Words } from './template.ts'

/** What a template needs that a shop does not know: one role at least of each group. */
export function lackedGroups(
  { needs }: Template,
  mapping: readonly Filling[],
): readonly (readonly RoleName[])[] {
  const filled = new Set(mapping.flatMap(({ role, mapped }) => (mapped ? [role] : [])))
  return needs.filter((group) => !group.some((role) => filled.has(role)))
}

/** What is missing and how to get it, a sentence or more for each group. */
export function sayLacking(
  template: Template,
  mapping: readonly Filling[],
  locale: Locale,
): readonly string[] {
  return lackedGroups(template, mapping).map((group) => {
    const names = group.map((role) => quoted(roles[role].name[locale]))
    const unusable = mapping.find(
      ({ role, notFilterable }) => group.includes(role) && notFilterable !== undefined,
    )?.notFilterable
    const [first] = group
    const get = first === undefined ? '' : roles[first].get[locale]
    const how = unusable === undefined ? get : say(notFilterable, locale, quoted(unusable))
    return `${say(unknown, locale, or(names, locale))} ${how}`
  })
}

const unknown: Words = {
  en: 'It needs {}, which this shop does not know yet.',
  'pt-BR': 'Precisa de {}, que a loja ainda não tem.',
}

const notFilterable: Words = {
  en: 'There is a field {}, but conditions may not use it: make it filterable.',
  'pt-BR': 'Existe um campo {}, mas as condições não podem usá-lo: torne-o filtrável.',
}

/** Where the data is there, but none of the values that the template looks for. */
export const noValues: Words = {
  en: 'None of the values that it looks for is known here: choose some of those there are.',
  'pt-BR': 'Nenhum dos valores que ele procura existe aqui: escolha alguns dos que existem.',
}

function say(words: Words, locale: Locale, what: string): string {
  return words[locale].replace('{}', () => what)
}

function or(names: readonly string[], locale: Locale): string {
  const [last = ''] = names.slice(-1)
  if (names.length < 2) return last
  return `${names.slice(0, -1).join(', ')} ${locale === 'en' ? 'or' : 'ou'} ${last}`
}

function quoted(name: string): string {
  return `“${name}”`
}
