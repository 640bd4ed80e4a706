import type { Field } from '../client/fields.ts'
import type { Formats } from '../format.ts'
import type { Say } from '../text.tsx'

/** What has to be known of a field to show and edit its values. */
export type FieldShape = Pick<Field, 'name' | 'label' | 'type'> & {
  readonly choices?: readonly string[] | undefined
}

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
