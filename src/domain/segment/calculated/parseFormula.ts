import { z } from 'zod'
import { failure, isFailure } from '../../failure.ts'
import type { Failure } from '../../failure.ts'
import { threshold } from '../../number.ts'
import { formulaLimits, operations, passedUnits, type Formula } from './formula.ts'

const name = z.string().min(1).max(200)

const part = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('number'), value: z.number() }),
  z.strictObject({ type: z.literal('field'), field: name }),
  z.strictObject({ type: z.literal('passed'), unit: z.enum(passedUnits), since: name }),
  z.strictObject({
    type: z.literal('operation'),
    by: z.enum(operations),
    of: z.tuple([z.unknown(), z.unknown()]),
  }),
])

/** Reads a formula from outside, no deeper and no larger than the limits. */
export function parseFormula(json: unknown): Formula | Failure {
  let parts = 0
  return read(json, 0)

  function read(given: unknown, depth: number): Formula | Failure {
    parts += 1
    if (depth > formulaLimits.depth || parts > formulaLimits.parts) {
      return failure('too_large', 'The formula is too large', {
        where: 'formula',
        fix: `At most ${formulaLimits.parts} parts are answered: make a field of some of them.`,
      })
    }
    const parsed = part.safeParse(given)
    if (!parsed.success) {
      const message = `This is no part of a formula: ${parsed.error.issues[0]?.message ?? ''}`
      return failure('invalid', message, { where: 'formula' })
    }
    const { data } = parsed
    if (data.type === 'number') return numberOf(data.value)
    if (data.type !== 'operation') return data
    const a = read(data.of[0], depth + 1)
    if (isFailure(a)) return a
    const b = read(data.of[1], depth + 1)
    return isFailure(b) ? b : { ...data, of: [a, b] }
  }
}

/** No −0, and no more places than numbers have. */
function numberOf(value: number): Formula | Failure {
  const scaled = threshold(value)
  return isFailure(scaled) ? scaled : { type: 'number', value: value === 0 ? 0 : value }
}
