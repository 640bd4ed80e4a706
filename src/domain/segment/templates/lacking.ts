import type { Locale } from '../../customer/formats/locale.ts'
import { eventOf, type Filling } from './mapping.ts'
import { roles, usualName, type RoleName } from './roles.ts'
import type { Template, Words } from './template.ts'

/** What a template needs that a shop does not know: one role at least of each group. */
export function lackedGroups(
  { needs }: Template,
  mapping: readonly Filling[],
): readonly (readonly RoleName[])[] {
  const filled = new Set(mapping.flatMap(({ role, mapped }) => (mapped ? [role] : [])))
  return needs.filter((group) => !group.some((role) => filled.has(role)))
}

/** What is missing and how to get it, a few sentences for each group. */
export function sayLacking(
  template: Template,
  mapping: readonly Filling[],
  locale: Locale,
): readonly string[] {
  const groups = lackedGroups(template, mapping)
  const lacked = new Set(groups.flat())
  // What an event says is not asked for where the event itself is.
  const goesWithout = (role: RoleName) => {
    const event = eventOf(role)
    return event !== undefined && lacked.has(event)
  }
  return groups
    .filter((group) => !group.every(goesWithout))
    .map((group) => sayGroup(group, mapping, locale))
}

function sayGroup(group: readonly RoleName[], mapping: readonly Filling[], locale: Locale): string {
  const names = group.map((role) => quoted(roles[role].name[locale]))
  const needed = say(unknown, locale, or(names, locale))
  const unusable = mapping.find(
    ({ role, notFilterable: name }) => group.includes(role) && name !== undefined,
  )?.notFilterable
  if (unusable !== undefined) return `${needed} ${say(notFilterable, locale, quoted(unusable))}`
  const [first] = group
  if (first === undefined) return needed
  const { get } = roles[first]
  return `${needed} ${get[locale]} ${say(called, locale, quoted(usualName(first)))}`
}

const unknown: Words = {
  en: 'It needs {}, which this shop does not know yet.',
  'pt-BR': 'Precisa de {}, que a loja ainda não tem.',
}

const called: Words = {
  en: 'It is usually called {}.',
  'pt-BR': 'Costuma se chamar {}.',
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
