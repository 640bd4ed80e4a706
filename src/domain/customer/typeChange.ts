import { isFailure } from '../failure.ts'
import { convertValue } from './convert.ts'
import type { Field, Value } from './field.ts'
import type { ValueContext } from './value.ts'

/** A field that another took the place of, to have another type. */
export type TypeChange = {
  readonly from: Field
  readonly into: Field
  /** What was written at versions below knew only the field as it was. */
  readonly until: number
}

/** A value of the one as one of the other; undefined where it is none there. */
export function valueInto(
  { from, into }: Pick<TypeChange, 'from' | 'into'>,
  value: Value | undefined,
  context: ValueContext,
): Value | undefined {
  const after = value === undefined ? undefined : convertValue(from, into, value, context)
  return isFailure(after) ? undefined : after
}
