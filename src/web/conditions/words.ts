import { routes } from '../../api/routes.ts'
import type { Answer } from '../../api/route.ts'
import { builtInFields } from '../../domain/customer/builtin.ts'
import { valueType } from '../../domain/customer/field.ts'
import type { Subject } from '../../domain/segment/applies.ts'
import { eventWords as english } from '../../domain/segment/reading/en/events.ts'
import { eventWords as portuguese } from '../../domain/segment/reading/pt/events.ts'
import { useAsk } from '../client/ask.ts'
import { useText } from '../text.tsx'
import type { Choice } from '../ui/inline.tsx'

/** The built-in fields that the language has words of its own for. */
const builtInLabels = [
  'name',
  'email',
  'phone',
  'birth_date',
  'gender',
  'city',
  'state',
  'country',
  'language',
] as const

export type FieldShown = Answer<typeof routes.fields.list>['items'][number]

/** The fields of customers that a condition may speak of. */
export function useFields(): readonly FieldShown[] {
  const { t } = useText()
  const fields = useAsk(routes.fields.list, { query: {} })
  return (fields.data?.items ?? [])
    .filter(({ filterable, archived }) => filterable && !archived)
    .map((field) => {
      const own = builtInLabels.find((name) => name === field.name)
      // Of what the shop has called otherwise, its own word stands.
      const isFirst = builtInFields.some(({ name, label }) => name === own && label === field.label)
      return own !== undefined && isFirst ? { ...field, label: t(`builtIn.${own}`) } : field
    })
}

/** The events that were seen here, as the language speaks of who did them. */
export function useEvents(also: readonly string[] = []): readonly Choice<string>[] {
  const { locale } = useText()
  const words = useAsk(routes.suggestions.words, {})
  const names = [...new Set([...(words.data?.events ?? []), ...also])]
  const said = (name: string): string =>
    locale === 'en' ? english(name).did : portuguese(name).did
  return names.map((value) => ({ value, label: said(value) }))
}

/** The purposes that somebody was asked for. */
export function usePurposes(): readonly string[] {
  return useAsk(routes.suggestions.words, {}).data?.purposes ?? []
}

/** A property of an event, or of its items, as conditions write it. */
export type PropertyShown = {
  readonly path: string
  readonly holds: 'text' | 'number' | 'boolean' | 'list'
  /** The list of items in which it is. */
  readonly of: string | null
  readonly own: string
}

/** The properties that events of a name were seen to have. */
export function useProperties(event: string): readonly PropertyShown[] {
  const seen = useAsk(routes.suggestions.properties, { query: { event } })
  return (seen.data?.items ?? []).map(({ property, in: of, holds }) => ({
    path: of === null ? property : `${of}.${property}`,
    holds,
    of,
    own: property,
  }))
}

/** What tests apply to a field: by how its values are kept. */
export function subjectOf(field: FieldShown): Subject {
  return valueType(field.type)
}
