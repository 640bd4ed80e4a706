import type { Failure } from '../failure.ts'
import { midnight, localDay } from '../time/zone.ts'
import { valueType, type Field, type Value } from './field.ts'
import { parseValue, showValue, type ValueContext } from './value.ts'

/**
 * A value of one field as a value of another, read as if somebody had written it there: undefined where
 * nothing is left of it, a failure where it is none. Days and instants are each other's by the shop's clocks.
 */
export function convertValue(
  from: Field,
  into: Field,
  value: Value,
  context: ValueContext,
): Value | undefined | Failure {
  const before = valueType(from.type)
  const after = valueType(into.type)
  if (typeof value === 'number') {
    if (before === 'datetime' && after === 'date') return localDay(context.zone, value)
    if (before === 'date' && after === 'datetime') return midnight(context.zone, value)
  }
  const written = showValue(from, value)
  const text = after === 'text' || after === 'choice' ? plain(written) : written
  return parseValue(into, text, context)
}

/** In one text, from which a list and a place are read again. */
function plain(written: unknown): unknown {
  if (Array.isArray(written)) return written.join('; ')
  if (typeof written !== 'object' || written === null) return written
  const { lat, lon } = written as { readonly lat?: unknown; readonly lon?: unknown }
  return `${String(lat)}, ${String(lon)}`
}
