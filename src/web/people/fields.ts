import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import type { Formats } from '../format.ts'
import { useText, type Say } from '../text.tsx'

export type Field = Answer<typeof routes.fields.list>['items'][number]

/** What has to be known of a field to show and edit its values. */
export type FieldShape = Pick<Field, 'name' | 'label' | 'type'> & {
  readonly choices?: readonly string[] | undefined
}

/** The fields of customers that stand in lists and forms, by the label of this language. */
export function useFields(): readonly Field[] {
  const { t } = useText()
  const fields = useAsk(routes.fields.list, {})
  return (fields.data?.items ?? [])
    .filter(({ archived }) => !archived)
    .map((field) => ({ ...field, label: labelOf(field, t) }))
}

/** Built-in fields are named in the person's language; one that the shop named anew keeps its name. */
export function labelOf(field: Pick<Field, 'name' | 'label'>, t: Say): string {
  const ours = builtIn.find(({ name }) => name === field.name)
  return ours === undefined || ours.label !== field.label ? field.label : t(`field.${ours.name}`)
}

const builtIn = [
  { name: 'name', label: 'Name' },
  { name: 'email', label: 'E-mail' },
  { name: 'phone', label: 'Phone' },
  { name: 'birth_date', label: 'Birth date' },
  { name: 'gender', label: 'Gender' },
  { name: 'city', label: 'City' },
  { name: 'state', label: 'State' },
  { name: 'country', label: 'Country' },
  { name: 'language', label: 'Language' },
] as const

/** Types of which numbers stand under numbers. */
export function isNumeric(type: string): boolean {
  return ['integer', 'decimal', 'money', 'percent'].includes(type)
}

/** A value as this language writes it; empty where there is none. */
export function valueText(type: string, value: unknown, t: Say, format: Formats): string {
  if (value === null || value === undefined || value === '') return ''
  if (Array.isArray(value)) return value.map(String).join(', ')
  if (typeof value === 'boolean') return t(value ? 'words.yes' : 'words.no')
  if (typeof value === 'number') return numberText(type, value, format)
  if (typeof value === 'string') {
    if (type === 'date') return format.date(value)
    if (type === 'datetime') return format.moment(value)
    return value
  }
  return placeText(value)
}

function numberText(type: string, value: number, format: Formats): string {
  if (type === 'money') return format.money(value)
  if (type === 'percent') return format.share(value / 100)
  return format.number(value)
}

function placeText(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'lat' in value && 'lon' in value) {
    return `${String(value.lat)}, ${String(value.lon)}`
  }
  return JSON.stringify(value)
}
