import type { Value } from '../../domain/customer/field.ts'

/** A field's value with the instant since which it holds and who said so. A null was taken away. */
export type Stored = readonly [value: Value | null, at: number, source: string]

/** JSON of what is stored, as `edits` keeps it: equal texts are equal values of one instant and source. */
export function storedText([value, at, source]: Stored): string {
  return `[${valueText(value) || 'null'},${at},${JSON.stringify(source)}]`
}

/** JSON; empty for a missing value. Keys of locations in one order, so that equal values are equal texts. */
export function valueText(value: Value | null): string {
  if (value === null) return ''
  if (typeof value === 'object' && 'lat' in value) {
    return JSON.stringify({ lat: value.lat, lon: value.lon })
  }
  return JSON.stringify(value)
}
