import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { useText, type Say } from '../text.tsx'
import { useAsk } from './ask.ts'
import { translated } from './translated.ts'

/** A field of customers. */
export type Field = Answer<typeof routes.fields.list>['items'][number]

/** The fields of customers that are in use, by their label in this language. */
export function useFields(): readonly Field[] {
  const { t } = useText()
  const fields = useAsk(routes.fields.list, {})
  return (fields.data?.items ?? [])
    .filter(({ archived }) => !archived)
    .map((field) => ({ ...field, label: labelOf(field, t) }))
}

/** Built-in fields are named in the person's language; one that the shop named anew keeps its name. */
export function labelOf(field: Pick<Field, 'name' | 'label'>, t: Say): string {
  const ours = translated.find(({ name }) => name === field.name)
  return ours === undefined || ours.label !== field.label ? field.label : t(`field.${ours.name}`)
}
