import type { Formats } from '../format.ts'

/** What stands in a control while a value is typed or chosen. */
export type Draft = string

const lists = ['list', 'choices']

/** Whether its text may have several lines. */
export function isLong(type: string): boolean {
  return type === 'long_text'
}

/** A value of the API as its control shows it. */
export function draftOf(type: string, value: unknown, format: Formats): Draft {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(String).join(', ')
  if (type === 'datetime' && typeof value === 'string') return format.wallClock(value)
  if (typeof value === 'object' && 'lat' in value && 'lon' in value) {
    return `${String(value.lat)}, ${String(value.lon)}`
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number)
}

/** The value that a control's draft says, as the API takes it; null where it says none. */
export function jsonOf(type: string, draft: Draft): unknown {
  const text = draft.trim()
  if (text === '') return null
  if (type === 'boolean') return text === 'true'
  if (lists.includes(type)) {
    return text
      .split(/[,;\n]/)
      .map((each) => each.trim())
      .filter((each) => each !== '')
  }
  return type === 'datetime' ? `${text}:00` : text
}
