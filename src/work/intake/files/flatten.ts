import type { Location } from '../../../domain/customer/field.ts'
import { placeText } from '../../../domain/export/style.ts'
import { joinValues } from '../../../domain/import/joined.ts'
import { decimalText } from './decimalText.ts'

/** Objects within objects further down than this are no table. */
const deepest = 20

/**
 * A record as cells by column: objects within it are columns `address.city`, a place one cell of two degrees,
 * lists of texts one cell (`joinValues`), other lists their JSON. What is null is blank.
 */
export function flatten(record: Readonly<Record<string, unknown>>): Map<string, string> {
  const cells = new Map<string, string>()
  flattenInto(cells, record, '', 0)
  return cells
}

function flattenInto(
  cells: Map<string, string>,
  record: Readonly<Record<string, unknown>>,
  prefix: string,
  depth: number,
): void {
  for (const [key, value] of Object.entries(record)) {
    const name = prefix + key
    if (isRecord(value) && depth < deepest) flattenInto(cells, value, `${name}.`, depth + 1)
    else if (!cells.get(name)) cells.set(name, cellText(value))
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !isPlace(value) &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !ArrayBuffer.isView(value)
  )
}

/** `{"lat": -23.55, "lon": -46.63}`, as the API shows and takes it. */
function isPlace(value: object): value is Location {
  const { lat, lon } = value as Partial<Location>
  return typeof lat === 'number' && typeof lon === 'number' && Object.keys(value).length === 2
}

/** A value as a cell of the canonical form. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'object') return objectText(value)
  if (typeof value === 'number') return decimalText(value)
  return typeof value === 'string' ? value : String(value as bigint | boolean)
}

function objectText(value: object): string {
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (isPlace(value)) return placeText(value)
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object' || each === null)) {
    return joinValues(value.map(cellText).filter((each) => each !== ''))
  }
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'bigint' ? String(each) : each,
  )
}
