import { routes } from '../../api/routes.ts'
import { valueType } from '../../domain/customer/field.ts'
import type { Subject } from '../../domain/segment/applies.ts'
import { eventWords as english } from '../../domain/segment/reading/en/events.ts'
import { eventWords as portuguese } from '../../domain/segment/reading/pt/events.ts'
import { useAsk } from '../client/ask.ts'
import { useFields, type Field } from '../client/fields.ts'
import { useText } from '../text.tsx'
import type { Choice } from '../ui/inline.tsx'

/** The fields of customers that a condition may speak of. */
export function useFilterable(): readonly Field[] {
  return useFields().filter(({ filterable }) => filterable)
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
export function subjectOf(field: Field): Subject {
  return valueType(field.type)
}
